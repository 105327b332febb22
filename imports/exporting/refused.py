"""The refused rows of a file as the reader’s own file: same format, columns and order, with why and what instead."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from imports.drafts import Fault
from imports.enums import FileFormat
from imports.exporting import write
from imports.exporting.books import Book, Sheet
from imports.exporting.delimited import write_delimited
from imports.extras import ERROR, SUGGESTION
from imports.reading import Table
from imports.reading.encodings import writing_of
from imports.reading.formulas import neutralised
from imports.reading.headers import comparable
from imports.reading.tables import Cell

OURS = {comparable(ERROR), comparable(SUGGESTION)}
SIGNED = re.compile(r"[+-][0-9]+([.,][0-9]+)?")
NARROW, NO_BREAK = "\u202f", "\u00a0"

Faults = Iterable[Fault | tuple[str, str, str]]


def refused_rows_file(table: Table, faults_by_line: Mapping[int, Faults]) -> BinaryIO:
    """The rows of `table` at these lines, as an open file; corrected, it is sent back as it is.

    A fault is a `Fault`, or its column, its sentence and its suggestion.
    """
    rows = _Rows(table, faults_by_line)
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the caller closes it
    if table.separator:
        codec, mark, errors = writing_of(table.encoding)
        file.write(mark)
        lines = chain([rows.headers], rows.encodable(codec))
        write_delimited(file, lines, separator=table.separator, codec=codec, errors=errors, text=_as_in_a_csv)
    else:
        file_format = FileFormat.ODS if table.format.startswith("ODS") else FileFormat.XLSX
        write(file, file_format, Book([Sheet(table.sheet, rows.headers, rows, length=len(faults_by_line))]))
    file.seek(0)
    return file


class _Rows:
    def __init__(self, table: Table, faults_by_line: Mapping[int, Faults]):
        self.table = table
        self.faults = {
            line: [fault if isinstance(fault, Fault) else Fault(*fault) for fault in faults]
            for line, faults in faults_by_line.items()
        }
        headers = table.headers
        # Of a file that was already sent back once, the columns added then are written anew.
        self.kept = [position for position, header in enumerate(headers) if comparable(header) not in OURS]
        self.width = max((len(row.cells) for row in self._refused()), default=len(headers))
        self.beyond = range(len(headers), max(self.width, len(headers)))
        self.headers = [*(headers[position] for position in self.kept), *("" for _ in self.beyond), ERROR, SUGGESTION]

    def _refused(self) -> Iterator:
        return (row for row in self.table.rows() if row.line in self.faults)

    def __iter__(self) -> Iterator[list[Cell]]:
        """The cells of each refused row; a value beyond the last header stays beyond it."""
        for row in self._refused():
            cells = [
                row.cells[position] if position < len(row.cells) else "" for position in (*self.kept, *self.beyond)
            ]
            yield [*cells, *self._said(row.line)]

    def encodable(self, codec: str) -> Iterator[list[Cell]]:
        """The same rows, of which what is said of each can be written in `codec`."""
        for *cells, error, suggestion in self:
            yield [*cells, *(_encodable(text, codec) for text in (error, suggestion))]

    def _said(self, line: int) -> tuple[str, str]:
        faults = self.faults[line]
        suggestions = [fault for fault in faults if fault.suggestion]
        return (
            " ".join(map(str, faults)),
            f"{NARROW}; ".join(f"{fault.column}{NO_BREAK}: {fault.suggestion}" for fault in suggestions),
        )


def _encodable(text: str, codec: str) -> str:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return text.replace(NARROW, NO_BREAK).encode(codec, "replace").decode(codec)
    return text


def _as_in_a_csv(text: str) -> str:
    """A signed number is no formula, and a text file does not tell it from a text."""
    return text if SIGNED.fullmatch(text) else neutralised(text)
