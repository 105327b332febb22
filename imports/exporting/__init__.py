"""The files that a register gives: records that may be corrected in a spreadsheet and sent back."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from imports.enums import FileFormat
from imports.exporting.books import Book, Shape, Sheet
from imports.exporting.delimited import write_delimited
from imports.exporting.ods import write_ods
from imports.exporting.xlsx import write_xlsx
from imports.extras import VERSION
from imports.kinds import Column, ImportKind
from imports.reading import ABOUT
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused
from imports.registers import Register
from imports.versions import shown_by, version_of

BLOCK = 20_000
"""Records read together."""
A_DAY, A_NUMBER = datetime.date(2016, 1, 1), 1


@dataclass(frozen=True)
class About:
    """Who has a file, and why: what its sheet « À propos » and its properties say."""

    user: str
    day: str
    reason: str
    filters: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """What is said, line by line."""
        said = [("Exporté par", self.user), ("Le", self.day), ("Motif", self.reason)]
        return [*said, ("Filtres", self.filters)] if self.filters else said


class Exporter:
    """Records of a kind as rows of a file, read for `user`."""

    def __init__(self, kind: ImportKind, user):
        self.kind, self.user = kind, user
        self.register: Register = kind.open(user)
        self.headers = [*(column.name for column in kind.columns), VERSION]
        self.shapes = [*(self._shape(column) for column in kind.columns), Shape.TEXT]
        self._shown = shown_by(self.register, kind)
        self._typed = [shape != Shape.TEXT for shape in self.shapes[:-1]]
        self.rows = 0
        """Rows given so far."""

    def sheet(self, records) -> Sheet:
        """A row for each of `records`, a queryset, that the user may read, in their order."""
        keys = list(dict.fromkeys(records.visible_to(self.user).values_list("pk", flat=True)))
        return Sheet(self.kind.label, self.headers, self._lines(keys), self.shapes, length=len(keys))

    def _lines(self, keys: list) -> Iterator[list[Cell]]:
        left = iter(keys)
        while block := list(islice(left, BLOCK)):
            current = self.register.current_values(set(block))
            for key in block:
                if key in current:
                    self.rows += 1
                    yield self.line_of(current[key][1])

    def line_of(self, values: tuple) -> list[Cell]:
        """The cells of a record that holds `values`, its version included."""
        texts = [show[value] for show, value in zip(self._shown, values, strict=True)]
        cells = [
            value if typed and value is not None else text
            for value, text, typed in zip(values, texts, self._typed, strict=True)
        ]
        return [*cells, version_of(texts)]

    def _shape(self, column: Column) -> Shape:
        return Shape.TEXT if column.name in self.register.shows else shape_of(column)


def shape_of(column: Column) -> Shape:
    """What the cells of `column` are: told by what it makes of a day and of a number."""
    if column.parse is None or column.show is not as_written:
        return Shape.TEXT
    for sample, shape in ((A_DAY, Shape.DAY), (A_NUMBER, Shape.NUMBER), (A_DAY.year, Shape.NUMBER)):
        try:
            read = column.parse(sample)
        except ValueRefused:
            continue
        if read == sample and not isinstance(read, bool):
            return shape
    return Shape.TEXT


def export(kind: ImportKind, user, records, file_format: str, about: About | None = None) -> tuple[BinaryIO, int]:
    """The records of a queryset that `user` may read, as an open file of this format, and how many they are."""
    exporter = Exporter(kind, user)
    book = Book([exporter.sheet(records)], title=f"Export\u00a0: {kind.label}")
    if about:
        book.author, book.comment = about.user, " – ".join(map("\u00a0: ".join, about.lines()))
        counted = (("Lignes", str(exporter.rows)) for _ in range(1))  # once the rows are written
        rows = chain(about.lines(), counted)
        book.sheets.append(Sheet(ABOUT, [kind.label[:1].upper() + kind.label[1:], ""], rows, has_filter=False))
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the caller closes it
    write(file, file_format, book)
    file.seek(0)
    return file, exporter.rows


def write(file: BinaryIO, file_format: str, book: Book) -> None:
    """Write `book` in this format; a CSV holds its first sheet alone."""
    if file_format == FileFormat.CSV:
        data = book.sheets[0]
        rows: Iterable = chain([data.headers], data.rows)
        write_delimited(file, rows)
    elif file_format == FileFormat.XLSX:
        write_xlsx(file, book)
    else:
        write_ods(file, book)
