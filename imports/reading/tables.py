"""A table as it was read: plain values, row by row, with the numbers that the spreadsheet shows."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from imports.reading.refusals import FileRefused, counted

MEGABYTE = 1_000_000
TOO_BIG = "découpez-le, ou demandez à l’administration nationale de l’importer par la ligne de commande."


@dataclass(frozen=True)
class CellError:
    """A cell without a value to take: « #N/A », or a formula that nothing has computed (`code` is then empty)."""

    code: str = ""

    def __str__(self):
        return self.code or "formule sans valeur"

    @property
    def sentence(self) -> str:
        if self.code:
            return f"La cellule est en erreur ({self.code})\u00a0: corrigez-la dans le tableur."
        return "La formule n’a pas de résultat enregistré\u00a0: ouvrez le fichier dans le tableur et enregistrez-le."


Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | CellError


class Row(NamedTuple):
    """A row of the file: the number that the spreadsheet shows, its cells, and why it cannot be taken, if so."""

    line: int
    cells: list[Cell]
    fault: str = ""


@dataclass(frozen=True)
class Limits:
    """How much is read. The default is what a page takes; None lifts a limit, for the command line."""

    size: int | None = 20 * MEGABYTE
    rows: int | None = 200_000
    columns: int = 500
    characters: int = 32_767
    """In one cell: what Excel itself can hold."""
    unzipped: int = 200 * MEGABYTE
    parts: int = 2_000
    """Files inside a workbook."""
    area: int = 25 * 1_048_576
    """Cells of a sheet, empty ones included, from A1 to its last row and column: the reader keeps them all."""


OF_A_PAGE = Limits()


@dataclass(frozen=True)
class Source:
    """The content of a file, in memory or on disk."""

    content: bytes | str | os.PathLike
    limits: Limits

    def __post_init__(self):
        if self.size == 0:
            raise FileRefused("Ce fichier est vide (0 octet)\u00a0: enregistrez-le à nouveau depuis le tableur.")
        if self.limits.size is not None and self.size > self.limits.size:
            raise FileRefused(f"Ce fichier dépasse {self.limits.size // MEGABYTE} Mo\u00a0: {TOO_BIG}")

    @property
    def size(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else os.path.getsize(self.content)


@dataclass
class Table:
    """What a file holds. It is read again each time its rows are asked for, so that nothing is kept in memory."""

    format: str
    """In words, to be shown: « CSV, point-virgule, UTF-8 », « XLSX, feuille « CESP » »."""
    records: Callable[[], Iterator[Row]] = field(repr=False)
    """Every row of the file, blank ones included, in order."""
    limits: Limits = field(repr=False, default=OF_A_PAGE)
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    first: Row = field(init=False)
    """The first row that is not blank: the headers, or the first record of a file without headers."""

    def __post_init__(self):
        self.first = next(self.every_row(), None)
        if self.first is None:
            raise FileRefused("Ce fichier ne contient aucune ligne.")
        if self.first.fault:
            raise FileRefused(self.first.fault, self.first.line)
        if len(self.first.cells) > self.limits.columns:
            raise FileRefused(
                f"Ce fichier a {counted(len(self.first.cells))} colonnes, pour {self.limits.columns} au plus\u00a0: "
                "ne gardez que les colonnes à importer."
            )

    @property
    def headers(self) -> list[str]:
        """The first row as headers, as they are written, without the empty ones that trail."""
        return [as_written(cell) for cell in _without_blank_tail(self.first.cells)]

    def rows(self) -> Iterator[Row]:
        """The rows below the headers, each as wide as they are; blank rows are left out."""
        width = len(self.headers)
        rows = self.every_row()
        next(rows)
        row = None
        for row in rows:
            yield row if len(row.cells) == width else _fitted(row, width)
        if row is None:
            raise FileRefused("Ce fichier n’a que sa ligne d’en-têtes\u00a0: ajoutez-y les lignes à importer.")

    def every_row(self) -> Iterator[Row]:
        """All rows, the first included, as wide as they are written: for a file without headers."""
        most = self.limits.rows
        rows = (row for row in self.records() if any(row.cells) or row.fault or not is_blank(row.cells))
        if most is None:
            yield from rows
            return
        # The headers come with the rows.
        yield from islice(rows, most + 1)
        if next(rows, None) is not None:
            raise FileRefused(f"Ce fichier a plus de {counted(most)} lignes\u00a0: {TOO_BIG}")


def is_blank(cells: list[Cell]) -> bool:
    """Whether nothing is written in `cells`; zero and false are something."""
    return all(cell == "" for cell in cells)


def as_written(cell: Cell) -> str:
    """`cell` as a person would write it in French."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, datetime.datetime):
        return f"{as_written(cell.date())} {cell:%H:%M:%S}"
    if isinstance(cell, datetime.date):
        # strftime does not pad the year 26.
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    if isinstance(cell, float):
        return f"{cell!r}".replace(".", ",")
    return str(cell)


def column_name(index: int) -> str:
    """The letters that a spreadsheet shows above column `index`, counted from 0: 0 gives A, 26 gives AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _without_blank_tail(cells: list[Cell]) -> list[Cell]:
    width = max((index for index, cell in enumerate(cells, start=1) if cell != ""), default=0)
    return cells[:width]


def _fitted(row: Row, width: int) -> Row:
    """`row` made `width` cells wide: Excel leaves out the separators of empty cells at the end of a row."""
    cells = row.cells
    if len(cells) < width:
        return row._replace(cells=cells + [""] * (width - len(cells)))
    if is_blank(cells[width:]):
        return row._replace(cells=cells[:width])
    fault = (
        f"Cette ligne a {len(_without_blank_tail(cells))} cellules, pour {width} colonnes\u00a0: la colonne "
        f"{column_name(width)} n’a pas d’en-tête, ou une cellule contient un séparateur sans guillemets."
    )
    return row._replace(fault=row.fault or fault)
