"""Reading a workbook (XLSX or ODS), once its parts have been looked at."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from imports.reading.containers import ODS, Archive
from imports.reading.extents import ATTRIBUTES, Extent, ods_extents, xlsx_extent
from imports.reading.refusals import DAMAGED, FileRefused
from imports.reading.tables import Cell, CellError, Limits, Row, Table, column_name
from imports.reading.texts import Texts

BATCH = 1000
EXACT = 2**53
"""Whole numbers are exact up to there in a spreadsheet."""
MIDNIGHT = datetime.time()
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedstrings.xml"
SHEET = re.compile(rb"<(?:\w+:)?sheet\s" + ATTRIBUTES + rb">")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s" + ATTRIBUTES + rb">")
SHEET_RELATION = re.compile(rb"""\s\w+:id\s*=\s*["']([^"']*)["']""")
ID = re.compile(rb"""(?:^|\s)Id\s*=\s*["']([^"']*)["']""")
TARGET = re.compile(rb"""(?:^|\s)Target\s*=\s*["']([^"']*)["']""")
STRING_COUNT = re.compile(rb"""uniqueCount\s*=\s*["'](\d+)["']""")


def read_workbook(content: bytes, limits: Limits, sheet: str = "", aside: Collection[str] = ()) -> Table:
    """The table of the only visible sheet that holds data, or of `sheet`; the sheets named in `aside` do not count."""
    archive = Archive(content, limits)
    kind = archive.format()
    extents = _ods_extents(archive) if kind == ODS else _xlsx_extents(archive)
    for extent in extents:
        _refuse_stray(extent, limits)
    with _refusing_damage():
        workbook = CalamineWorkbook.from_object(BytesIO(content))
        rank, cells = _chosen(workbook, extents, sheet, aside)
    return Table(
        format=f"{kind}, feuille «\u00a0{cells.name}\u00a0»",
        sheet=cells.name,
        limits=limits,
        records=lambda: _records(cells, extents[rank], limits),
    )


@contextmanager
def _refusing_damage():
    """Turn whatever the library raises on a damaged workbook into a sentence."""
    try:
        yield
    except FileRefused:
        raise
    except BaseException as error:
        # A panic of the library, in Rust, is no Exception, and its class has no name to import.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FileRefused(DAMAGED) from error
        raise


def _refuse_stray(extent: Extent, limits: Limits) -> None:
    if extent.area > limits.area:
        raise FileRefused(
            f"Une cellule se trouve loin du tableau, en {column_name(extent.columns - 1)}{extent.rows} ou "
            "alentour\u00a0: supprimez les lignes et les colonnes inutiles (Ctrl+Fin y mène), puis enregistrez."
        )


def _ods_extents(archive: Archive) -> list[Extent]:
    return ods_extents(dict(archive.documents()).get("content.xml", b""))


def _xlsx_extents(archive: Archive) -> list[Extent]:
    """The extent of each sheet, in the order of the workbook. Every part that looks like a sheet is measured."""
    extents, index = {}, {}
    for name, content in archive.documents():
        lowered = name.lower().replace("\\", "/")
        if b"sheetData" in content:
            extents[lowered] = xlsx_extent(content, archive.limits.area)
            _refuse_stray(extents[lowered], archive.limits)
        elif lowered == STRINGS:
            _refuse_false_count(content)
        elif lowered in (WORKBOOK, RELATIONS):
            index[lowered] = content
    return [extents.get(name, Extent()) for name in _sheet_parts(index.get(WORKBOOK, b""), index.get(RELATIONS, b""))]


def _refuse_false_count(content: bytes) -> None:
    """Refuse a number of texts that these bytes cannot hold: the library would reserve the memory for them."""
    found = STRING_COUNT.search(content)
    if found and int(found[1][:18]) > len(content):
        raise FileRefused(DAMAGED)


def _sheet_parts(workbook: bytes, relations: bytes) -> Iterator[str]:
    """The name of the part of each sheet, in order, in lower case."""
    targets = {}
    for attributes in RELATION.findall(relations):
        identifier, target = ID.search(attributes), TARGET.search(attributes)
        if identifier and target:
            targets[identifier[1]] = target[1].decode(errors="replace").lower().replace("\\", "/")
    if not all(target.endswith(".xml") for target in targets.values()):
        # Parts of another name have not been looked at.
        raise FileRefused(DAMAGED)
    for attributes in SHEET.findall(workbook):
        found = SHEET_RELATION.search(b" " + attributes)
        target = targets.get(found[1], "") if found else ""
        yield target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"


def _chosen(
    workbook: CalamineWorkbook, extents: list[Extent], sheet: str, aside: Collection[str]
) -> tuple[int, CalamineSheet]:
    """The sheet to read, after its rank."""
    sheets = workbook.sheets_metadata
    if len(sheets) != len(extents):
        raise FileRefused(DAMAGED)
    visible = {
        found.name: rank
        for rank, found in enumerate(sheets)
        if found.visible == SheetVisibleEnum.Visible and found.typ == SheetTypeEnum.WorkSheet
    }
    if sheet:
        if sheet not in visible or not extents[visible[sheet]].area:
            raise FileRefused(
                f"La feuille «\u00a0{sheet}\u00a0» n’est pas dans ce classeur, ou elle est masquée ou vide."
            )
        return visible[sheet], workbook.get_sheet_by_index(visible[sheet])
    # Cells that only have a border or a colour are no data: the library leaves them out.
    read = {
        rank: workbook.get_sheet_by_index(rank)
        for name, rank in visible.items()
        if name not in aside and extents[rank].area
    }
    full = [(rank, found) for rank, found in read.items() if found.start or extents[rank].errors]
    if not full:
        raise FileRefused("Ce classeur n’a aucune donnée dans ses feuilles visibles.")
    if len(full) > 1:
        names = ", ".join(f"«\u00a0{found.name}\u00a0»" for _, found in full)
        raise FileRefused(
            f"Plusieurs feuilles contiennent des données\u00a0: {names}. N’en gardez qu’une, ou masquez les autres."
        )
    return full[0]


def _records(sheet: CalamineSheet, extent: Extent, limits: Limits) -> Iterator[Row]:
    """Each row of `sheet` from the first, cleaned, from column A, with its cells in error."""
    texts = Texts(limits.characters)
    margin: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    errors: dict[int, list] = {}
    for (line, column), error in sorted(extent.errors.items(), key=lambda item: item[0]):
        errors.setdefault(line, []).append((column, error))
    read = 0
    rows = sheet.iter_rows()
    while batch := list(islice(rows, BATCH)):
        written = [cell for cells in batch for cell in cells if cell.__class__ is str]
        texts.look("\n".join(written))
        texts.short = texts.short and max(map(len, written), default=0) <= limits.characters
        for line, cells in enumerate(batch, start=read + 1):
            cells = margin + cells if margin else cells
            fault = "" if texts.printable and texts.short else texts.fault(cells)
            cells = _plain(cells, texts)
            if line in errors:
                cells = _with_errors(cells, errors.pop(line))
            yield Row(line, cells, fault)
        read += len(batch)
    for line, of_line in errors.items():
        yield Row(line, _with_errors([], of_line))


def _plain(cells: list, texts: Texts) -> list[Cell]:
    """`cells` as plain values: texts trimmed, whole numbers as integers, a moment at midnight as a day."""
    clean = texts.cleaner
    return [
        clean(cell)
        if (kind := cell.__class__) is str
        else (int(cell) if cell.is_integer() and -EXACT <= cell <= EXACT else cell)
        if kind is float
        else (cell.date() if cell.time() == MIDNIGHT else cell)
        if kind is datetime.datetime
        else cell
        for cell in cells
    ]


def _with_errors(cells: list[Cell], errors: list[tuple[int, CellError]]) -> list[Cell]:
    """`cells` with each of `errors` at its column, counted from 1."""
    cells = cells + [""] * (errors[-1][0] - len(cells))
    for column, error in errors:
        cells[column - 1] = error
    return cells
