"""What the workbooks of a bilan hold, whatever their format: sheets of plain cells."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from bilans import themes
from bilans.typography import number

LONGEST = 32_000
"""Characters of a cell: a workbook holds 32 767, the apostrophe of a text like a formula included."""
NARROWEST, WIDEST = 9, 46
WIDEST_HEADER = 18
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Amount:
    """A number and its unit."""

    value: int | float
    unit: str = ""

    @property
    def decimals(self) -> int:
        """How many decimals it is shown with, two at most, as everywhere in a bilan."""
        text = f"{self.value:.2f}".rstrip("0")
        return len(text.partition(".")[2])

    @property
    def shown(self) -> str:
        """As it is printed."""
        return number(self.value, self.unit)


@dataclass(frozen=True)
class Missing:
    """Why there is no number."""

    reason: str


Cell = str | datetime.date | Amount | Missing


@dataclass(frozen=True)
class Grid:
    """A table of a sheet; `totals` are the ranks of the rows that sum the others up."""

    columns: list[str]
    rows: list[list[Cell]]
    title: str = ""
    totals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plot:
    """A chart of some rows of the first table of a sheet.

    `kind` is `column` for a series a row, over `columns`, or `bar` for one bar a row, of the only one of `columns`.
    """

    kind: str
    title: str
    rows: list[int]
    columns: list[int]
    names: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, a note, its tables one under the other, its charts."""

    name: str
    title: str
    grids: list[Grid]
    note: str = ""
    plots: list[Plot] = field(default_factory=list)

    @property
    def places(self) -> list[int]:
        """The row, from 0, of the headers of each table."""
        found, row = [], 2 if self.note else 1
        for grid in self.grids:
            row += 2 if grid.title else 1
            found.append(row)
            row += len(grid.rows) + 1
        return found

    @property
    def length(self) -> int:
        """How many rows the tables take."""
        return self.places[-1] + len(self.grids[-1].rows) + 1

    def widths(self) -> list[int]:
        """The width of each column, in characters."""
        found: list[int] = []
        for grid in self.grids:
            for place, header in enumerate(grid.columns):
                cells = (len(shown(row[place])) for row in grid.rows if place < len(row))
                width = max(NARROWEST, min(WIDEST, max(min(len(header), WIDEST_HEADER), *cells, 0) + 2))
                if place == len(found):
                    found.append(width)
                found[place] = max(found[place], width)
        return found


def amount(value, unit: str = "", reason: str = themes.UNKNOWN_WORDS) -> Cell:
    """A number, or why there is none."""
    return Missing(reason) if value is None else Amount(value, unit)


def figure(indicator: dict, value, reason: str) -> Cell:
    """A figure of an indicator, or why there is none; what answers yes or no is said in words."""
    if value is not None and indicator["code"] in themes.YES_OR_NO:
        return "oui" if value else "non"
    return amount(value, indicator["unit"], reason)


def shown(cell: Cell) -> str:
    """A cell as its file shows it."""
    if isinstance(cell, Amount):
        return cell.shown
    if isinstance(cell, Missing):
        return cell.reason
    return f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else cell


def clean(text: str) -> str:
    """A text without what a file cannot hold."""
    return NOT_IN_XML.sub("", text)[:LONGEST]
