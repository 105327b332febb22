"""What is written in a file: sheets of plain cells, whatever the format."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice

from imports.reading.tables import Cell

EXACT = 2**53
"""Whole numbers are exact up to there in a spreadsheet."""
FIRST_DAY = datetime.date(1900, 3, 1)
"""Before it, spreadsheets do not agree on the number of a day."""
LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
LOOKED_AT = 100
"""Rows that say how wide a column is."""
NARROWEST, WIDEST, ROOM_FOR_THE_FILTER = 12, 40, 4
"""In characters."""


class Shape(StrEnum):
    """What the cells of a column are."""

    TEXT = "texte"
    NUMBER = "nombre"
    DAY = "date"


@dataclass
class Sheet:
    """A sheet: its headers, then its rows, each read once, in order."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    shapes: Sequence[Shape] = ()
    """Of its columns; texts, when nothing is said."""
    choices: Mapping[int, str] = field(default_factory=dict)
    """The cells that hold what a column may take, by position: « =Valeurs!$A$2:$A$4 »."""
    has_filter: bool = True
    length: int = 0
    """How many rows at most: what a filter covers. Those of a list are counted."""

    def __post_init__(self):
        if isinstance(self.rows, list):
            self.length = self.length or len(self.rows)
            first = self.rows[:LOOKED_AT]
        else:
            rows = iter(self.rows)
            first = list(islice(rows, LOOKED_AT))
            self.rows = chain(first, rows)
        # A line that holds nothing else is a remark, which runs over the columns beside.
        self._first = [row for row in first if len(row) > 1 or len(self.headers) == 1]

    def shape(self, position: int) -> Shape:
        """What the cells of the column at `position` are."""
        return self.shapes[position] if position < len(self.shapes) else Shape.TEXT

    def width(self, position: int) -> int:
        """The width of the column at `position`, in characters: that of its header and of its first cells."""
        header = len(self.headers[position]) + ROOM_FOR_THE_FILTER if position < len(self.headers) else 0
        cells = (len(str(row[position])) + 1 for row in self._first if position < len(row))
        return max(NARROWEST, min(WIDEST, max(header, *cells, 0)))


@dataclass
class Book:
    """A file: its sheets, of which the first holds the data and the others what a CSV leaves out."""

    sheets: list[Sheet]
    title: str = ""
    author: str = ""
    comment: str = ""


def number_of(cell: int | float | Decimal) -> int | float | None:
    """`cell` as a number of a spreadsheet; None when it would not stay the same."""
    if isinstance(cell, int):
        return cell if -EXACT <= cell <= EXACT else None
    number = float(cell)
    return number if Decimal(repr(number)) == Decimal(str(cell)) else None


def in_digits(cell: int | float | Decimal) -> str:
    """`cell` written with a decimal comma, without an exponent."""
    return str(cell) if isinstance(cell, int) else f"{Decimal(str(cell)):f}".replace(".", ",")
