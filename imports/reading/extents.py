"""How far the cells of a sheet go, and which have no value: read from its XML, before the workbook is opened.

The library that reads workbooks keeps every cell from the first to the last, and aborts the whole process when one
stray cell makes them too many; it also gives a cell in error as an empty one. The dimension that a file declares is
not to be trusted, so cells are found in the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from imports.reading.refusals import DAMAGED, FileRefused, counted
from imports.reading.tables import CellError

SLICE = 1 << 22
NO_LONGER = 9
"""Letters or digits of a reference: XFD1048576 is the last one."""
ATTRIBUTES = rb"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)"""
# As Excel, LibreOffice and most libraries write a cell.
USUAL_CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?: (?:s|t|cm|vm|ph)="\w{0,20}"){0,5}/?>')
PREFIX_ENDS = len(b"sheetData>")
PREFIX = re.compile(rb"<(\w+:)sheetData[\s/>]")
ANY_CELL = re.compile(rb"[<:]c[\s/>]")
USUAL_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?:[^>]*?\st="e"[^>]*>\s*(?:<f[^>]*?/>|<f[^>]*>[^<]*</f>)?\s*<v>([^<]+)</v>'
    rb'|(?![^>]*\st="str")[^>]*>\s*<f(?:\s[^>]*?)?(?:/>|>[^<]*</f>)\s*(?:<v></v>|<v/>)?\s*</c>)'
)
TAG = re.compile(rb"<(?:\w+:)?(row|c|v|is|f)(?=[\s/>])" + ATTRIBUTES + rb">([^<]*)")
ODS_TAG = re.compile(
    rb"<(table:table|table:table-row|table:table-cell|table:covered-table-cell)(?=[\s/>])"
    + ATTRIBUTES
    + rb">(?:<text:p[^<>]*+>([^<]*+))?"
)
REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["'](\d+)["']""")
MOST_TAGS = 12_000_000
MOST_ERRORS = 100_000
MANY_SPACES = re.compile(rb"""text:c\s*=\s*["']\d{5,}["']""")
REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)(\d+)["']""")
TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")


@dataclass
class Extent:
    """The last row and column of a sheet, counted from 1, and its cells without a value, by (row, column)."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], CellError] = field(default_factory=dict)

    @property
    def area(self) -> int:
        return self.rows * self.columns

    def reach(self, row: int, column: int) -> None:
        """Count a cell in."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    def mark(self, row: int, column: int, code: bytes = b"") -> None:
        """Keep a cell in error, or a formula without a value when `code` is empty."""
        if len(self.errors) == MOST_ERRORS:
            raise FileRefused(
                f"Plus de {counted(MOST_ERRORS)} formules sont en erreur ou sans résultat\u00a0: remplacez-les par "
                "leurs valeurs (collage spécial), puis enregistrez."
            )
        self.errors[row, column] = CellError(code.decode(errors="replace"))


def xlsx_extent(xml: bytes, area: int) -> Extent:
    """The extent of an XLSX sheet: read fast if its cells are written as usual and are no more than `area`."""
    extent = Extent()
    if prefix := PREFIX.search(xml, 0, xml.find(b"sheetData") + PREFIX_ENDS):
        # As libraries of .NET write them: « <x:c r="A1"> ».
        xml = xml.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")
    for part in _slices(xml):
        if not _add_usual_cells(part, extent):
            return _walk(xml)
    return extent if extent.area <= area else _walk(xml)


def column_number(letters: bytes) -> int:
    """The rank of column `letters`, counted from 1: A gives 1, AA gives 27."""
    number = 0
    for code in letters[:NO_LONGER].upper():
        number = number * 26 + code - ord("A") + 1
    return number


def row_number(digits: bytes) -> int:
    """The row that `digits` write; a number without end is cut, and stays beyond any sheet."""
    return int(digits[:NO_LONGER])


def _slices(xml: bytes) -> Iterator[bytes]:
    """`xml` cut between rows, so that what is found in it does not take more memory than it does."""
    start = 0
    while start < len(xml):
        end = xml.find(b"<row", start + SLICE)
        end = len(xml) if end < 0 else end
        yield xml[start:end]
        start = end


def _add_usual_cells(part: bytes, extent: Extent) -> bool:
    """Count the cells of `part` in; false when some are written in another way than usual."""
    found = USUAL_CELL.findall(part)
    # Columns and colours begin as cells do.
    unsure = len(found) != part.count(b"<c") or b":c" in part
    if unsure and len(found) != len(ANY_CELL.findall(part)):
        return False
    cells = b" ".join(found)
    rows = set(cells.translate(None, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ").split())
    columns = set(cells.translate(None, b"0123456789").split())
    extent.reach(max(map(row_number, rows), default=0), max(map(column_number, columns), default=0))
    if b"<f" in part or b't="e"' in part:
        for found in USUAL_WITHOUT_VALUE.finditer(part):
            extent.mark(row_number(found[2]), column_number(found[1]), found[3] or b"")
    return True


def _walk(xml: bytes) -> Extent:
    """The extent, tag by tag: cells without a reference follow one another, and empty ones are left out."""
    extent = Extent()
    row = column = 0
    kind, formula, value = b"", False, None

    def end_cell():
        if kind == b"e" and value:
            extent.mark(row, column, value)
        elif formula and not value and kind != b"str":
            extent.mark(row, column)
        if value or (value is not None and kind in (b"str", b"inlineStr")):
            extent.reach(row, column)

    for tag, attributes, text in _tags(TAG, xml):
        if tag in (b"row", b"c"):
            end_cell()
            kind, formula, value = b"", False, None
            reference = _reference(attributes)
            if tag == b"row":
                row, column = row_number(reference[2]) if reference else row + 1, 0
            else:
                row = row_number(reference[2]) if reference else row
                column = column_number(reference[1]) if reference else column + 1
                found = TYPE.search(attributes)
                kind = found[1] if found else b""
        elif tag == b"f":
            formula = True
        else:
            value = text or (b"rich" if tag == b"is" else b"")
    end_cell()
    return extent


def _tags(pattern: re.Pattern, xml: bytes) -> Iterator[tuple]:
    """The tags of `xml` that `pattern` finds, if they are few enough to be read one by one."""
    if xml.count(b"<") > MOST_TAGS:
        raise FileRefused("Ce classeur a trop de cellules\u00a0: enregistrez la feuille à importer en CSV.")
    return (found.groups() for found in pattern.finditer(xml))


def _reference(attributes: bytes) -> re.Match | None:
    """The reference of a row or a cell; one that could be read in two ways is refused."""
    found = list(REFERENCE.finditer(attributes))
    if len(found) > 1 or b"&" in attributes:
        raise FileRefused(DAMAGED)
    return found[0] if found else None


def ods_extents(xml: bytes) -> list[Extent]:
    """The extent of each sheet of an ODS file; cells and rows that are repeated count as often as they are."""
    if b"text:c" in xml and MANY_SPACES.search(xml):
        raise FileRefused(DAMAGED)
    extents: list[Extent] = []
    row = rows = column = 0
    for tag, attributes, text in _tags(ODS_TAG, xml):
        repeated = _repeated(attributes) if b"-repeated" in attributes else 1
        if tag == b"table:table":
            extents.append(Extent())
            row = rows = column = 0
        elif tag == b"table:table-row":
            row, rows, column = row + rows, repeated, 0
        elif extents:
            if not attributes.endswith(b"/") or b"value-type" in attributes:
                extents[-1].reach(row + rows, column + repeated)
            if (code := _ods_error(attributes, text)) is not None:
                for place in product(range(row + 1, row + rows + 1), range(column + 1, column + repeated + 1)):
                    extents[-1].mark(*place, code)
            column += repeated
    return extents


def _repeated(attributes: bytes) -> int:
    """How often a cell or a row stands; a number written so as not to be seen is refused."""
    found = REPEATED.findall(attributes)
    if len(found) != attributes.count(b"-repeated"):
        raise FileRefused(DAMAGED)
    return max(map(row_number, found), default=1)


def _ods_error(attributes: bytes, text: bytes | None) -> bytes | None:
    """The code of a cell in error, empty for a formula without a value; None for any other cell."""
    if b'calcext:value-type="error"' in attributes:
        return text or b""
    return b"" if b"table:formula" in attributes and b"office:value-type" not in attributes else None
