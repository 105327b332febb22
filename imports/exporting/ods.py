"""Writing an OpenDocument workbook: the document is made by odfdo, its rows are written one after the other."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape

import odfdo

from imports.exporting.books import FIRST_DAY, Book, Shape, Sheet, in_digits, number_of
from imports.reading.formulas import neutralised
from imports.reading.tables import Cell, CellError, as_written

CONTENT = "content.xml"
PLACE = "<table:table-row/>"
"""Stands for the rows of a sheet in the document without them."""
BLOCK = 500
TEXT_CELL = '<table:table-cell office:value-type="string"'
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BLANKS = re.compile(r"[\t\n\r\x85\u2028\u2029]|^ | $|  ")
SPACES = re.compile(r"^ | {2,}| $")
CENTIMETRES = 0.22
"""Width of a character."""
DAY_STYLE = (
    '<number:date-style style:name="day" number:automatic-order="false"><number:day number:style="long"/>'
    '<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>',
    '<style:style style:name="DAY" style:family="table-cell" style:data-style-name="day"/>',
)
TEXT_STYLE = (
    '<number:text-style style:name="text"><number:text-content/></number:text-style>',
    '<style:style style:name="TEXT" style:family="table-cell" style:data-style-name="text"/>',
)
HEADER_STYLE = (
    '<style:style style:name="HEADER" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>",
)
COLUMN_STYLES = {Shape.TEXT: "TEXT", Shape.DAY: "DAY", Shape.NUMBER: "Default"}


def write_ods(file: BinaryIO, book: Book) -> None:
    """Write `book` to `file`."""
    skeleton = io.BytesIO()
    _document(book).save(skeleton)
    with zipfile.ZipFile(skeleton) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != CONTENT:
                new.writestr(part, old.read(part))
        pieces = old.read(CONTENT).decode().split(PLACE)
        with new.open(CONTENT, "w", force_zip64=True) as content:
            for piece, sheet in zip(pieces, book.sheets, strict=False):
                content.write(piece.encode())
                for rows in _rows(sheet):
                    content.write(rows.encode())
            content.write(pieces[-1].encode())


def _document(book: Book) -> odfdo.Document:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    document.meta.title, document.meta.creator, document.meta.description = book.title, book.author, book.comment
    for style in (*DAY_STYLE, *TEXT_STYLE, *HEADER_STYLE):
        document.insert_style(odfdo.Element.from_tag(style), automatic=True)
    for rank, sheet in enumerate(book.sheets):
        table = odfdo.Table(sheet.name)
        for position in range(len(sheet.headers)):
            name = f"column-{rank}-{position}"
            width = sheet.width(position) * CENTIMETRES
            document.insert_style(
                odfdo.Element.from_tag(
                    f'<style:style style:name="{name}" style:family="table-column">'
                    f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
                ),
                automatic=True,
            )
            cells = COLUMN_STYLES[sheet.shape(position)]
            table.append(
                odfdo.Element.from_tag(
                    f'<table:table-column table:style-name="{name}" table:default-cell-style-name="{cells}"/>'
                )
            )
        table.append(odfdo.Element.from_tag(PLACE))
        document.body.append(table)
    return document


def _rows(sheet: Sheet) -> Iterator[str]:
    """The XML of the rows, in blocks."""
    headers = "".join(_text(name, ' table:style-name="HEADER"') for name in sheet.headers)
    written = [f"<table:table-row>{headers}</table:table-row>"]
    for row in sheet.rows:
        written.append(_row(row))
        if len(written) == BLOCK:
            yield "".join(written)
            written.clear()
    yield "".join(written)


def _row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"


def _cell(cell: Cell) -> str:
    kind = type(cell)
    if kind is str:
        return _text(cell) if cell else "<table:table-cell/>"
    if kind is datetime.date and cell >= FIRST_DAY:
        return _valued("date", f'office:date-value="{cell.isoformat()}" table:style-name="DAY"', as_written(cell))
    if kind in (int, float, Decimal):
        number = number_of(cell)
        return (
            _text(in_digits(cell)) if number is None else _valued("float", f'office:value="{number!r}"', str(number))
        )
    return _other(cell)


def _other(cell: Cell) -> str:
    if isinstance(cell, bool):
        return _valued("boolean", f'office:boolean-value="{str(cell).lower()}"', as_written(cell))
    if isinstance(cell, CellError):
        # Stays in error: as a text, it would be read as a value.
        return (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string" calcext:value-type="error">'
            f"<text:p>{escape(cell.code or '#N/A')}</text:p></table:table-cell>"
        )
    if isinstance(cell, datetime.datetime):
        return _valued("date", f'office:date-value="{cell.isoformat()}"', as_written(cell))
    if isinstance(cell, datetime.time):
        return _valued("time", f'office:time-value="{cell:PT%HH%MM%SS}"', str(cell))
    if isinstance(cell, datetime.timedelta):
        return _valued("time", f'office:time-value="PT{int(cell.total_seconds())}S"', str(cell))
    return _text(as_written(cell))


def _valued(kind: str, value: str, shown: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>'


def _text(text: str, attributes: str = "") -> str:
    text = NOT_IN_XML.sub("", neutralised(text))
    if not BLANKS.search(text):
        return f"{TEXT_CELL}{attributes}><text:p>{escape(text)}</text:p></table:table-cell>"
    # As the paragraphs show it, and as it is: a reader may take either.
    whole = escape(text, {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
    shown = (SPACES.sub(_spaces, escape(line)).replace("\t", "<text:tab/>") for line in text.splitlines())
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in shown)
    return f'{TEXT_CELL} office:string-value="{whole}"{attributes}>{paragraphs}</table:table-cell>'


def _spaces(found: re.Match) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'
