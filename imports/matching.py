"""Which column of its kind each column of a file is: by its header, by its place, or as somebody says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest

from imports.extras import ERROR, SUGGESTION, VERSION
from imports.kinds import ImportKind
from imports.reading import FileRefused, Table
from imports.reading import headers as reading
from imports.reading.tables import Row, as_written

LOOKED_AT = 100
"""Rows whose cells are looked at before any of them is read."""
SAMPLES, LONGEST_SAMPLE = 3, 30
"""Values shown of a column, and characters of each."""
NOT_THAT_FILE = (
    "Ce fichier n’est pas celui qu’on attend\u00a0: sa première ligne devrait commencer par «\u00a0{}\u00a0»."
)


def match_headers(kind: ImportKind, headers: list[str], chosen: Mapping[int, str]) -> reading.Match:
    """Where the columns of `kind` stand under `headers`; a group of keys must be there, whole.

    A kind without headers has a known layout, which `chosen` may change.
    """
    if kind.headerless:
        layout = {column.position: column.name for column in kind.in_file}
        chosen = dict.fromkeys(range(len(headers)), "") | layout | dict(chosen)
    asked = [reading.Column(column.name, column.aliases) for column in kind.columns]
    asked += [reading.Column(name) for name in (VERSION, ERROR, SUGGESTION)]
    match = reading.match_headers(headers, asked, chosen)
    if kind.keys and not any(all(name in match.positions for name in group) for group in kind.keys):
        groups = " ou ".join(" + ".join(group) for group in kind.keys)
        match.problems.append(f"Aucune clé dans ce fichier\u00a0: il y faut {groups}.")
    return match


def headers_of(kind: ImportKind, table: Table) -> list[str]:
    """The headers of `table`: « colonne 1 », « colonne 2 »… when its kind has none.

    Raises `FileRefused` for a file that does not begin as those of its kind do.
    """
    if not kind.headerless:
        return table.headers
    if as_written(table.first.cells[0]).casefold() != kind.opening:
        raise FileRefused(NOT_THAT_FILE.format(kind.opening))
    seen = (len(row.cells) for row in _first_rows(table))
    width = max(*seen, *(column.position + 1 for column in kind.in_file))
    return [f"colonne {number}" for number in range(1, width + 1)]


def samples_of(table: Table) -> list[str]:
    """What the first rows of `table` hold in each column: « Rennes, Brest, Vannes »."""
    rows = list(_first_rows(table))[1:]
    columns = zip_longest(*(row.cells for row in rows), fillvalue="")
    written = (filter(None, dict.fromkeys(map(as_written, cells))) for cells in columns)
    return [", ".join(map(_cut, islice(texts, SAMPLES))) for texts in written]


def _first_rows(table: Table) -> Iterator[Row]:
    return islice(table.every_row(), LOOKED_AT)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"
