"""Writing an Excel workbook: the workbook is made by XlsxWriter, its rows are written one after the other.

XlsxWriter takes five times as long to write the rows themselves.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter

from imports.exporting.books import FIRST_DAY, LONGEST, Book, Shape, Sheet, in_digits, number_of
from imports.reading.formulas import neutralised
from imports.reading.tables import Cell, CellError, as_written, column_name

NUMBER_FORMATS = {Shape.TEXT: "@", Shape.NUMBER: "General", Shape.DAY: "dd/mm/yyyy"}
MOMENT, TIME, DURATION = "dd/mm/yyyy hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"
OTHERS = (NUMBER_FORMATS[Shape.DAY], MOMENT, TIME, DURATION)
"""Formats that a cell may have whatever its column."""
A4, ON_ONE_PAGE = 9, 8
"""As Excel numbers papers; columns that are printed side by side."""
NAME_LENGTH = 31
VALIDATED_ROWS = 10_000
"""Rows below the headers in which the allowed values are offered."""
PLACE = re.compile(rb'<row r="2".*?</row>')
"""In the workbook without its rows, a cell of each format, which the rows replace."""
STYLE = re.compile(rb'<c r="[A-Z]+2"(?: s="(\d+)")?')
DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
ORIGIN = datetime.date(1899, 12, 30)
DAY = datetime.timedelta(days=1)
BLOCK = 500
# Written « _x000D_ », and what looks like it « _x005F_x000D_ ».
NOT_AS_IT_IS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(file: BinaryIO, book: Book) -> None:
    """Write `book` to `file`."""
    skeleton = io.BytesIO()
    _write_skeleton(skeleton, book)
    sheets = {f"xl/worksheets/sheet{rank}.xml": sheet for rank, sheet in enumerate(book.sheets, start=1)}
    with zipfile.ZipFile(skeleton) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename not in sheets:
                new.writestr(part, content)
                continue
            with new.open(part.filename, "w", force_zip64=True) as stream:
                for piece in _with_rows(content, sheets[part.filename]):
                    stream.write(piece)


def _write_skeleton(file: BinaryIO, book: Book) -> None:
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": book.title, "author": book.author, "comments": book.comment})
        numbers = [*NUMBER_FORMATS.values(), MOMENT, TIME, DURATION]
        formats = {number: workbook.add_format({"num_format": number}) for number in numbers}
        header = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        for sheet in book.sheets:
            worksheet = workbook.add_worksheet(sheet.name[:NAME_LENGTH])
            for position, name in enumerate(sheet.headers):
                of_column = formats[NUMBER_FORMATS[sheet.shape(position)]]
                worksheet.set_column(position, position, sheet.width(position), of_column)
                worksheet.write_string(0, position, neutralised(name), header)
                worksheet.write_blank(1, position, None, of_column)
            for position, number in enumerate(OTHERS, start=len(sheet.headers)):
                worksheet.write_blank(1, position, None, formats[number])
            worksheet.freeze_panes(1, 0)
            worksheet.set_paper(A4)
            worksheet.set_landscape()
            worksheet.repeat_rows(0)
            if len(sheet.headers) <= ON_ONE_PAGE:
                worksheet.fit_to_pages(1, 0)
            if sheet.has_filter:
                worksheet.autofilter(0, 0, sheet.length, len(sheet.headers) - 1)
            for position, source in sheet.choices.items():
                worksheet.data_validation(
                    1, position, VALIDATED_ROWS, position, {"validate": "list", "source": source}
                )


def _with_rows(content: bytes, sheet: Sheet) -> Iterator[bytes]:
    """The XML of a sheet, in pieces, its rows in their place."""
    place = PLACE.search(content)
    styles = [int(style or 0) for style in STYLE.findall(place[0])]
    width = len(sheet.headers)
    area = f'<dimension ref="A1:{column_name(width - 1)}{sheet.length + 1}"/>'.encode()
    yield DIMENSION.sub(area, content[: place.start()])
    row_of = _RowWriter(styles[:width], dict(zip(OTHERS, styles[width:], strict=True)))
    rows = []
    for line, row in enumerate(sheet.rows, start=2):
        rows.append(row_of(line, row))
        if len(rows) == BLOCK:
            yield "".join(rows).encode()
            rows.clear()
    yield "".join(rows).encode()
    yield content[place.end() :]


class _RowWriter:
    def __init__(self, styles: list[int], others: dict[str, int]):
        self.styles, self.others = styles, others
        self.columns: list[tuple[str, str]] = []

    def __call__(self, line: int, row: Sequence[Cell]) -> str:
        """The XML of `row`; its texts and numbers have the format of their column."""
        while len(self.columns) < len(row):
            position = len(self.columns)
            style = self.styles[position] if position < len(self.styles) else 0
            self.columns.append((f'<c r="{column_name(position)}', f'" s="{style}"'))
        cells = []
        for (begins, style), cell in zip(self.columns, row, strict=False):
            kind = type(cell)
            if kind is str:
                if cell:
                    cells.append(f'{begins}{line}{style} t="inlineStr"><is>{_text(cell)}</is></c>')
            elif kind is datetime.date and cell >= FIRST_DAY:
                cells.append(f'{begins}{line}" s="{self.others[OTHERS[0]]}"><v>{(cell - ORIGIN).days}</v></c>')
            elif kind in (int, float, Decimal) and (number := number_of(cell)) is not None:
                cells.append(f"{begins}{line}{style}><v>{number!r}</v></c>")
            else:
                cells.append(self._other(f"{begins}{line}", style, cell))
        return f'<row r="{line}">{"".join(cells)}</row>'

    def _other(self, begins: str, style: str, cell: Cell) -> str:
        if isinstance(cell, bool):
            return f'{begins}{style} t="b"><v>{cell:d}</v></c>'
        if isinstance(cell, CellError):
            # Stays in error: as a text, it would be read as a value.
            return f'{begins}{style} t="e"><f>NA()</f><v>{escape(cell.code or "#N/A")}</v></c>'
        if isinstance(cell, datetime.datetime):
            moment = (cell - datetime.datetime.combine(ORIGIN, datetime.time(), cell.tzinfo)) / DAY
            return f'{begins}" s="{self.others[MOMENT]}"><v>{moment!r}</v></c>'
        if isinstance(cell, datetime.time):
            past = datetime.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second) / DAY
            return f'{begins}" s="{self.others[TIME]}"><v>{past!r}</v></c>'
        if isinstance(cell, datetime.timedelta):
            return f'{begins}" s="{self.others[DURATION]}"><v>{cell / DAY!r}</v></c>'
        written = as_written(cell) if isinstance(cell, datetime.date) else in_digits(cell)
        return f'{begins}{style} t="inlineStr"><is>{_text(written)}</is></c>'


def _text(text: str) -> str:
    written = escape(neutralised(text)[:LONGEST])
    if NOT_AS_IT_IS.search(written):
        written = NOT_AS_IT_IS.sub(lambda found: f"_x{ord(found[0]):04X}_", written)
    preserved = ' xml:space="preserve"' if written != written.strip() or "\n" in written else ""
    return f"<t{preserved}>{written}</t>"
