"""Headers of a file matched to the columns that are asked for, and what to say of those that are not."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from imports.reading.tables import column_name

NOT_COMPARED = re.compile("[^a-z0-9]")
ALIKE = 0.8
"""From how alike two names one is proposed for the other."""

LONGEST = 60
"""Characters of a header that are compared to find one alike."""


@dataclass(frozen=True)
class Column:
    """A column that is asked for: its name, the other headers it is known under, whether a file must have it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass
class Match:
    """Where each column stands in the file. With `problems`, the file is not to be read; `notices` are to be shown."""

    positions: dict[str, int] = field(default_factory=dict)
    """Of each column found, by its name, counted from 0."""
    unknown: list[int] = field(default_factory=list)
    """Positions of the headers that fit no column."""
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def comparable(header: str) -> str:
    """`header` as it is compared: « Date de signature » and « DATE_DE_SIGNATURE » give the same."""
    return NOT_COMPARED.sub("", unicodedata.normalize("NFKD", header).casefold())


def match_headers(headers: list[str], columns: Iterable[Column], chosen: Mapping[int, str] | None = None) -> Match:
    """The match of `headers` with `columns`, by name, then by alias.

    `chosen` says by hand which column a position holds, "" for none; the other positions are matched as usual.
    """
    columns = list(columns)
    chosen = chosen or {}
    known = _spellings(columns)
    match = Match(problems=_duplicates(headers))
    for position, header in enumerate(headers):
        name = chosen[position] if position in chosen else known.get(comparable(header), "")
        if name in match.positions:
            match.problems.append(_same_column(headers, match.positions[name], position, name))
        elif name:
            match.positions[name] = position
        else:
            match.unknown.append(position)
            if position not in chosen:
                match.notices.append(_unknown(header, position, known))
    match.problems += [
        f"La colonne «\u00a0{column.name}\u00a0» manque\u00a0: ajoutez-la au fichier, ou dites laquelle en tient lieu."
        for column in columns
        if column.required and column.name not in match.positions
    ]
    return match


def _spellings(columns: list[Column]) -> dict[str, str]:
    """Each comparable spelling with the column it names; a name wins over an alias."""
    aliases = {comparable(alias): column.name for column in columns for alias in column.aliases}
    names = {comparable(column.name): column.name for column in columns}
    return {spelling: name for spelling, name in (aliases | names).items() if spelling}


def _duplicates(headers: list[str]) -> list[str]:
    first_of: dict[str, int] = {}
    problems = []
    for position, header in enumerate(headers):
        # Signs alone, « % » and « € », are compared as they are.
        first = first_of.setdefault(comparable(header) or header, position)
        if header and first != position:
            problems.append(
                f"Deux colonnes ont le même en-tête\u00a0: {_named(headers, first)} et {_named(headers, position)}. "
                "Renommez ou supprimez l’une des deux."
            )
    return problems


def _same_column(headers: list[str], first: int, second: int, name: str) -> str:
    return (
        f"Deux colonnes donnent «\u00a0{name}\u00a0»\u00a0: {_named(headers, first)} et {_named(headers, second)}. "
        "Renommez ou supprimez l’une des deux."
    )


def _named(headers: list[str], position: int) -> str:
    return f"{column_name(position)} («\u00a0{headers[position][:LONGEST]}\u00a0»)"


def _unknown(header: str, position: int, known: dict[str, str]) -> str:
    letters = column_name(position)
    if not header:
        return f"La colonne {letters} n’a pas d’en-tête\u00a0: elle n’est pas lue."
    near = difflib.get_close_matches(comparable(header[:LONGEST]), known, n=1, cutoff=ALIKE)
    question = f" Vouliez-vous dire «\u00a0{known[near[0]]}\u00a0»\u202f?" if near else ""
    return (
        f"La colonne {letters} («\u00a0{header[:LONGEST]}\u00a0») n’est pas connue\u00a0: "
        f"elle n’est pas lue.{question}"
    )
