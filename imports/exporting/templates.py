"""Files to fill in: the headers of a kind and an example, with what each column takes beside them."""

from __future__ import annotations

import tempfile
from typing import BinaryIO

from imports.enums import FileFormat
from imports.exporting import shape_of, write
from imports.exporting.books import Book, Shape, Sheet
from imports.kinds import Column, ImportKind
from imports.reading import HELP, VALUES
from imports.reading.tables import Cell, column_name

HELP_HEADERS = ("Colonne", "Obligatoire", "Ce qu’elle contient", "Valeurs admises", "Exemple")
FORMATS = (FileFormat.XLSX, FileFormat.CSV)
ABOUT_EXAMPLE = (
    "La ligne d’exemple n’est pas lue tant qu’elle reste telle quelle\u00a0: écrivez dessous, ou à sa place."
)


def template(kind: ImportKind, file_format: str) -> BinaryIO:
    """The template of `kind`, as an open file; a workbook comes with its help and its lists of values."""
    shapes = [shape_of(column) for column in kind.columns]
    data = Sheet(
        kind.label,
        [column.name for column in kind.columns],
        [[_example(column, shape) for column, shape in zip(kind.columns, shapes, strict=True)]],
        shapes,
    )
    book = Book([data, _help(kind)], title=f"Modèle\u00a0: {kind.label}")
    if listed := [(position, column) for position, column in enumerate(kind.columns) if column.values]:
        book.sheets.append(_values([column for _, column in listed]))
        data.choices = {
            position: f"={VALUES}!${column_name(rank)}$2:${column_name(rank)}${1 + len(column.values)}"
            for rank, (position, column) in enumerate(listed)
        }
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the caller closes it
    write(file, file_format, book)
    file.seek(0)
    return file


def _example(column: Column, shape: Shape) -> Cell:
    return column.parse(column.example) if column.example and shape != Shape.TEXT else column.example


def _help(kind: ImportKind) -> Sheet:
    rows = [
        [column.name, _needed(column), column.help, ", ".join(column.values), column.example]
        for column in kind.columns
    ]
    keys = " ou ".join(" + ".join(group) for group in kind.keys)
    notes = [f"Chaque ligne est reconnue par {keys}."] if keys else []
    notes.append(ABOUT_EXAMPLE)
    return Sheet(HELP, HELP_HEADERS, [*rows, *([note] for note in notes)], has_filter=False)


def _needed(column: Column) -> str:
    return "pour une nouvelle fiche" if column.required else "non"


def _values(columns: list[Column]) -> Sheet:
    height = max(len(column.values) for column in columns)
    rows = [[column.values[line] if line < len(column.values) else "" for column in columns] for line in range(height)]
    return Sheet(VALUES, [column.name for column in columns], rows, has_filter=False)
