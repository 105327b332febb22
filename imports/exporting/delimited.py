"""Writing a delimited text, as Excel opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import BinaryIO

from imports.exporting.books import in_digits
from imports.reading.formulas import neutralised
from imports.reading.tables import Cell, as_written

UTF_8_WITH_BOM = "utf-8-sig"


def write_delimited(
    file: BinaryIO,
    rows: Iterable[Sequence[Cell]],
    *,
    separator: str = ";",
    codec: str = UTF_8_WITH_BOM,
    errors: str = "strict",
    text: Callable[[str], str] = neutralised,
) -> None:
    """Write `rows`, headers included, to `file`, which stays open; `text` gives each text as it is written."""
    stream = io.TextIOWrapper(file, codec, errors, newline="", write_through=False)
    writer = csv.writer(stream, delimiter=separator)
    writer.writerows([_written(cell, text) for cell in row] for row in rows)
    stream.detach()


def _written(cell: Cell, text: Callable[[str], str]) -> str:
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return in_digits(cell)
    return as_written(cell)
