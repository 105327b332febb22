"""Reading a spreadsheet as it comes: bytes in, plain values out. Knows neither the database nor the field."""

from __future__ import annotations

import os
from collections.abc import Collection

from imports.reading.containers import OLE, ZIP, refuse_other_documents
from imports.reading.delimited import read_delimited
from imports.reading.encodings import opened
from imports.reading.refusals import FileRefused
from imports.reading.tables import OF_A_PAGE, Cell, CellError, Limits, Row, Source, Table
from imports.reading.workbooks import read_workbook

__all__ = ["Cell", "CellError", "FileRefused", "Limits", "Row", "Table", "read"]

HEAD = 1024
HELP, VALUES, ABOUT = "Aide", "Valeurs", "À propos"
SHEETS_ASIDE = (HELP, VALUES, ABOUT)
"""Sheets that our own workbooks hold beside the data."""


def read(
    content: bytes | str | os.PathLike,
    *,
    limits: Limits = OF_A_PAGE,
    sheet: str = "",
    aside: Collection[str] = SHEETS_ASIDE,
) -> Table:
    """The table that `content`, in memory or at a path, holds; FileRefused, with what to do, when it holds none.

    `sheet` names the sheet of a workbook to read; those named in `aside` are never data. A text
    file at a path is read as its rows are asked for; a workbook is kept in memory.
    """
    source = Source(content, limits)
    with opened(source) as file:
        head = file.read(HEAD)
        if head.startswith((ZIP, OLE)):
            head += file.read(limits.unzipped)
    if head.startswith(ZIP):
        return read_workbook(head, limits, sheet, aside)
    refuse_other_documents(head)
    return read_delimited(source)
