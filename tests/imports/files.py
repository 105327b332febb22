"""Files as the programs of the reader write them, made in memory."""

import csv
import datetime
import io
import zipfile

import odfdo
import xlsxwriter

from imports.reading import Limits, read

NO_LIMITS = Limits(size=None, rows=None)


def csv_bytes(rows, *, encoding="utf-8-sig", separator=";", **options) -> bytes:
    """`rows` as a CSV; `options` are those of the writer of the standard library."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, **options).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*sheets, hidden=(), **options) -> bytes:
    """A workbook of `sheets`, lists of rows named « Feuille1 », « Feuille2 »…"""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for number, rows in enumerate(sheets, start=1):
            sheet = workbook.add_worksheet(f"Feuille{number}")
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write_xlsx(sheet, line, column, cell, moment if isinstance(cell, datetime.datetime) else day)
            if number in hidden:
                sheet.hide()
            elif number - 1 in hidden:
                sheet.activate()
                sheet.set_first_sheet()
    return content.getvalue()


def _write_xlsx(sheet, line, column, cell, date_format):
    if isinstance(cell, bool):
        sheet.write_boolean(line, column, cell)
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(line, column, cell, date_format)
    elif isinstance(cell, int | float):
        sheet.write_number(line, column, cell)
    else:
        sheet.write_string(line, column, cell)


def ods_bytes(*sheets) -> bytes:
    """An ODS workbook of `sheets`, lists of rows named « Feuille1 », « Feuille2 »…"""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for number, rows in enumerate(sheets, start=1):
        table = odfdo.Table(f"Feuille{number}")
        table.set_values([[None if cell == "" else cell for cell in row] for row in rows])
        document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def edited(workbook: bytes, part: str, *changes: tuple[bytes, bytes]) -> bytes:
    """`workbook` with, in `part`, each old piece of XML replaced by a new one."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            xml = old.read(name)
            for before, after in changes if name == part else ():
                assert before in xml, before
                xml = xml.replace(before, after)
            new.writestr(name, xml)
    return content.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A zip of `parts`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def cells(content, **options) -> list[list]:
    """The cells of every row of `content`, the first included."""
    return [row.cells for row in read(content, **options).every_row()]
