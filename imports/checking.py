"""A file checked against the register: each of its rows read, matched with a record, compared, judged.

Nothing is written here. The columns of a block of rows are read one after the other, each distinct cell once: that is
what makes it quick.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from operator import getitem

from imports.drafts import ABSENT, Draft, Fault
from imports.enums import BlankPolicy, Outcome
from imports.extras import VERSION
from imports.kinds import Column, ImportKind
from imports.matching import headers_of, match_headers
from imports.reading import FileRefused, Table
from imports.reading.refusals import counted
from imports.reading.tables import Row, as_written
from imports.reading.values import Parser, ValueRefused
from imports.versions import Shown, refuse_conflicts, shown_by, version_of

BLOCK = 200_000
"""Rows checked together: all those that a page takes. A longer file is written block after block."""
READ_TOGETHER = 5_000
"""Rows whose cells are kept at once."""
REMEMBERED = 250_000
"""Distinct cells of one column that are kept read."""


class _Read(dict):
    """What each distinct cell of a column gave: a value, or the `ValueRefused` that says why there is none."""

    def __init__(self, parse: Parser):
        super().__init__()
        self.parse = parse
        self.refused = False
        self.mended: dict[object, str] = {}
        """The cells read otherwise than they are written, without a doubt, and what to tell of each."""

    def __missing__(self, cell):
        if len(self) > REMEMBERED:
            self.clear()
        value = self[cell] = self.once(cell)
        return value

    def once(self, cell):
        """What `cell` gives, without keeping it."""
        try:
            return self._parsed(cell)
        except ValueRefused as refusal:
            self.refused = True
            return refusal

    def _parsed(self, cell):
        try:
            return self.parse(cell)
        except ValueRefused as refusal:
            if not refusal.certain:
                raise
            value = self.parse(refusal.suggestion)
            self.mended[cell] = refusal.certain
            return value


class _OfNew(dict):
    """What a column says of a new record: its name, nothing before, each distinct value as it is written."""

    def __init__(self, name: str, shown: Shown):
        super().__init__({None: None})
        self.name, self.shown = name, shown

    def __missing__(self, value) -> tuple[str, str, str]:
        if len(self) > REMEMBERED:
            self.clear()
            self[None] = None
        # A text is mostly the only one of its kind.
        written = value if type(value) is str and self.shown.show is as_written else self.shown[value]
        told = self[value] = self.name, "", written
        return told


@contextmanager
def _without_collector() -> Iterator[None]:
    """Make many objects that live, none of them in a cycle: the collector would go through them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # They are old from now on: the next collection of the young does not go through them either.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()


@dataclass
class Checker:
    """The rows of `table`, a file of `kind` sent by `user`, block after block.

    `blank` says what an empty cell means for a record that exists; `chosen`, which column a position of the file holds
    when its header does not say it; `accepted`, the record that somebody said a line is about, 0 for a new one, among
    those proposed. Raises `FileRefused` when the headers do not allow to go on.
    """

    kind: ImportKind
    table: Table
    user: object
    blank: BlankPolicy = BlankPolicy.KEEP
    chosen: Mapping[int, str] = field(default_factory=dict)
    accepted: Mapping[int, int] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    """Rows by `Outcome`, filled as blocks are given."""
    left_out: Counter = field(default_factory=Counter)
    """Rows that are none of this import, by what they are; filled as blocks are given."""
    mended: Counter = field(default_factory=Counter)
    """Cells read otherwise than they are written, by column; filled as blocks are given."""
    erased: int = 0
    """Values that empty cells would erase."""

    def __post_init__(self):
        self.register = self.kind.open(self.user)
        self.register.accepted = self.accepted
        self.match = match_headers(self.kind, headers_of(self.kind, self.table), self.chosen)
        if self.match.problems:
            raise FileRefused(" ".join(self.match.problems))
        self._read = {
            column.name: _Read(self.register.parsers.get(column.name) or column.parse)
            for column in self.kind.columns
            if column.name in self.match.positions
        }
        self._shown = dict(zip(self.register.index, shown_by(self.register, self.kind), strict=True))
        self._of_new = [_OfNew(name, shown) for name, shown in self._shown.items()]
        self._is_whole = len(self._read) == len(self.kind.columns)
        """Whether the file has all the columns: no value of a sound row is then absent."""
        self._first_lines: dict = {}

    def blocks(self, size: int = BLOCK) -> Iterator[list[Draft]]:
        """The rows, checked and counted, `size` at a time."""
        rows = self._without_example(self._rows())
        while True:
            with _without_collector():
                drafts = self._read_block(islice(rows, size))
                if drafts is None:
                    return
                self._check(drafts)
            self.counts.update(draft.outcome for draft in drafts)
            yield drafts

    @property
    def held_back(self) -> int:
        """Rows that are not to be written as they are, among those given so far."""
        return sum(self.counts[outcome] for outcome in Outcome.held_back())

    def notices(self) -> list[str]:
        """What to say of the rows left out: « 12 345 lignes d’une autre catégorie : elles ne sont pas lues. »"""
        return [
            f"{counted(number)} lignes {what}\u00a0: elles ne sont pas lues."
            if number > 1
            else f"1 ligne {what}\u00a0: elle n’est pas lue."
            for what, number in self.left_out.most_common()
        ] + [
            f"Colonne «\u00a0{name}\u00a0»\u00a0: zéro du début rétabli sur {counted(number)} "
            f"{'lignes' if number > 1 else 'ligne'}."
            for name, number in self.mended.items()
        ]

    def changes_of(self, draft: Draft) -> list[tuple[str, str, str]]:
        """The columns that `draft` changes, each with the old and the new value as a file writes them."""
        if draft.current is None:
            return list(filter(None, map(getitem, self._of_new, draft.values)))
        return [
            (name, shown[before], shown[after])
            for (name, shown), before, after in zip(self._shown.items(), draft.current, draft.values, strict=True)
            if before != after
        ]

    def shown(self, column: Column, value) -> str:
        """`value` as a file writes it in `column`."""
        return self._shown[column.name][value]

    def _read_block(self, rows: Iterator[Row]) -> list[Draft] | None:
        """What `rows` say, a few at a time since cells take more room than values; None when there are none left."""
        drafts = None
        while some := list(islice(rows, READ_TOGETHER)):
            drafts = drafts or []
            drafts += self._taken(self._drafts(some))
        return drafts

    def _rows(self) -> Iterator[Row]:
        if not self.kind.headerless:
            return self.table.rows()
        rows = self.table.every_row()
        next(rows)
        width = 1 + max(self.match.positions.values())
        return (row._replace(cells=(row.cells + [""] * width)[:width]) for row in rows)

    def _taken(self, drafts: list[Draft]) -> list[Draft]:
        """Those of `drafts` that are rows of this import; the others are counted."""
        self.register.prepare(drafts)
        others = [draft.left_out for draft in drafts if draft.left_out]
        if others:
            self.left_out.update(others)
            drafts = [draft for draft in drafts if not draft.left_out]
        self.mended.update(column for draft in drafts for column, _ in draft.notes)
        return drafts

    def _without_example(self, rows: Iterator[Row]) -> Iterator[Row]:
        """`rows` less the example that the template came with, which is told in a notice."""
        example = {
            self.match.positions.get(column.name): column.example for column in self.kind.columns if column.example
        }
        if not example or None in example:
            return rows
        # Its first cell tells most rows from it, whether the spreadsheet has made a number of it or not.
        first, written = next(iter(example.items()))
        looks = {written, int(written)} if written.isdecimal() else {written}
        return (row for row in rows if row.cells[first] not in looks or not self._is_example(row, example))

    def _is_example(self, row: Row, example: Mapping[int, str]) -> bool:
        for position, written in example.items():
            if as_written(row.cells[position]) != written:
                return False
        self.match.notices.append(f"La ligne {row.line} est l’exemple du modèle\u00a0: elle n’est pas lue.")
        return True

    def _drafts(self, rows: list) -> list[Draft]:
        if not rows:
            return []
        columns = list(zip(*(row.cells for row in rows), strict=True))
        width = len(columns)
        read = []
        for column in self.kind.columns:
            position = self.match.positions.get(column.name)
            if position is None or position >= width:
                read.append([ABSENT] * len(rows))
            else:
                read.append(self._column(column, columns[position]))
        drafts = [Draft(row.line, values) for row, values in zip(rows, zip(*read, strict=True), strict=True)]
        for row, draft in zip(rows, drafts, strict=True):
            if row.fault:
                draft.refuse("", row.fault)
        self._refuse_unread(drafts)
        self._note_mended(drafts, columns)
        if (position := self.match.positions.get(VERSION)) is not None:
            for row, draft in zip(rows, drafts, strict=True):
                draft.version = as_written(row.cells[position])
                if draft.faults and not row.fault and self._is_untouched(row, draft.version):
                    draft.faults.clear()
        return drafts

    def _is_untouched(self, row: Row, version: str) -> bool:
        """Whether `row` is as it was exported: a value that its sender may read, and not write, then stays."""
        places = [self.match.positions.get(column.name) for column in self.kind.columns]
        return None not in places and version == version_of(as_written(row.cells[place]) for place in places)

    def _column(self, column: Column, cells: tuple) -> list:
        read = self._read[column.name]
        # Python holds a true and a false, which only workbooks have, for 1 and 0.
        if not self.table.encoding and bool in set(map(type, cells)):
            return [read.once(cell) if isinstance(cell, bool) else read[cell] for cell in cells]
        return list(map(read.__getitem__, cells))

    def _refuse_unread(self, drafts: list[Draft]) -> None:
        """Refuse the rows of which a cell could not be read; that value then counts as absent."""
        for index, column in enumerate(self.kind.columns):
            if column.name not in self._read or not self._read[column.name].refused:
                continue
            for draft in drafts:
                refusal = draft.values[index]
                if isinstance(refusal, ValueRefused):
                    draft.refuse(column.name, str(refusal), refusal.suggestion)
                    draft.values = (*draft.values[:index], ABSENT, *draft.values[index + 1 :])

    def _note_mended(self, drafts: list[Draft], columns: list[tuple]) -> None:
        """Tell, on each row, the cells that are read otherwise than they are written."""
        for name, read in self._read.items():
            if not read.mended:
                continue
            for draft, cell in zip(drafts, columns[self.match.positions[name]], strict=True):
                if cell in read.mended:
                    draft.note(name, read.mended[cell])

    def _check(self, drafts: list[Draft]) -> None:
        sound = [draft for draft in drafts if not draft.faults]
        self.register.find(sound)
        sound = [draft for draft in sound if not draft.faults]
        self._refuse_repeated(sound)
        for draft in sound:
            self._settle(draft)
        self._refuse_incomplete(sound)
        changed = [draft for draft in sound if not draft.faults and draft.values != draft.current]
        if VERSION in self.match.positions:
            refuse_conflicts(self.register, self.kind, changed)
        self.register.judge([draft for draft in changed if not draft.faults])

    def _refuse_repeated(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            key = self.register.key_of(draft)
            if key is None:
                continue
            first = self._first_lines.setdefault(key, draft.line)
            if first != draft.line:
                draft.refuse("", f"Les lignes {first} et {draft.line} ont la même clé\u00a0: gardez-en une seule.")

    def _settle(self, draft: Draft) -> None:
        """Give `draft` the values that its record would hold."""
        current = draft.current
        if current is None:
            if not self._is_whole:
                draft.values = tuple([None if value is ABSENT else value for value in draft.values])
            self.register.settle(draft)
        elif draft.values == current:
            draft.values = current  # the same objects: compared at no price from now on
        else:
            keeps = self.blank == BlankPolicy.KEEP
            settled = tuple(
                [
                    old
                    if new is ABSENT or column.fixed or (new is None and (keeps or self._stays(column, old)))
                    else new
                    for new, old, column in zip(draft.values, current, self.kind.columns, strict=True)
                ]
            )
            self.register.refuse_fixed(draft)
            draft.values = settled
            self.register.settle(draft)
            if not keeps:
                pairs = zip(draft.values, current, strict=True)
                self.erased += sum(new is None and old is not None for new, old in pairs)

    def _stays(self, column: Column, value) -> bool:
        """Whether no empty cell erases `value`: it is required, or written empty (a structure without FINESS)."""
        return column.required or not self.shown(column, value)

    def _refuse_incomplete(self, drafts: list[Draft]) -> None:
        required = [(index, column.name) for index, column in enumerate(self.kind.columns) if column.required]
        for draft in drafts:
            if draft.current is None:
                values = draft.values
                for index, name in required:
                    if values[index] is None:
                        draft.refuse(name, "Cette valeur est obligatoire pour une nouvelle fiche.")


def faults_by_column(draft: Draft) -> dict[str, list[Fault]]:
    """The faults of `draft`, by column; those of the whole row under an empty name."""
    found: dict[str, list[Fault]] = {}
    for fault in draft.faults:
        found.setdefault(fault.column, []).append(fault)
    return found
