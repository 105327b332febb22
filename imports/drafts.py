"""The rows of a file on their way to the register: what they say, what they would change, why they are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from imports.enums import Outcome


class _Absent:
    """The value of a column that the file does not have: neither empty nor erased."""

    def __repr__(self):
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: a French sentence, at a column (empty: the whole row), and a likely value instead."""

    column: str
    sentence: str
    suggestion: str = ""

    def __str__(self):
        return f"{self.column}\u00a0: {self.sentence}" if self.column else self.sentence


NEW = 0
"""In place of the key of a record: the row is about none of those proposed."""


class Proposal(NamedTuple):
    """A record that a row may be about: its key, its name."""

    key: int
    name: str


class Draft:
    """A row of the file.

    `values` are those of the columns of its kind, in their order: as read, then, once its record is known, as the
    record would become. `current` is what the record holds, None for a new one; `keys` gives the primary key of each
    part of the record that exists, by the name of the part.
    """

    __slots__ = ("current", "faults", "keys", "left_out", "line", "link", "notes", "proposals", "values", "version")

    def __init__(self, line: int, values: tuple):
        self.line, self.values = line, values
        self.current: tuple | None = None
        self.keys: dict[str, object] = {}
        self.faults: list[Fault] = []
        self.link = None
        """What the register ties the row to while it is checked: a person, a structure."""
        self.left_out = ""
        """What the row is, when it is none of this import: « d’une autre catégorie ». It is counted, and no more."""
        self.version = ""
        """What the row says that its record was when it was exported."""
        self.notes: tuple[tuple[str, str], ...] = ()
        """What the reader is told of the row besides: a column (empty: the whole row) and a sentence."""
        self.proposals: tuple[Proposal, ...] = ()
        """Records that the row may be about: somebody says which, or none; until then it is not to be written."""

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return Outcome.PROPOSED if self.proposals else Outcome.REFUSED
        if self.current is None:
            return Outcome.CREATED
        return Outcome.UNCHANGED if self.values == self.current else Outcome.UPDATED

    def refuse(self, column: str, sentence: str, suggestion: str = "") -> None:
        self.faults.append(Fault(column, sentence, suggestion))

    def note(self, column: str, sentence: str) -> None:
        self.notes = (*self.notes, (column, sentence))
