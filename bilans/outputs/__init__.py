"""Files drawn from the document of a bilan: nothing else is read, neither a request nor the database.

A format is a function from a document, live or of an edition, to the text or the bytes of its file.
"""

from bilans.outputs.docx import chapter_docx
from bilans.outputs.facts import OutputError
from bilans.outputs.ods import as_ods
from bilans.outputs.open_data import as_csv, as_json, dictionary_csv, table_schema
from bilans.outputs.pdf import as_pdf
from bilans.outputs.xlsx import as_xlsx

# Of the whole bilan; `docx` is the chapter of a region, which `chapter_docx` writes.
FORMATS = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx, "ods": as_ods, "pdf": as_pdf}
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

__all__ = [
    "CONTENT_TYPES",
    "FORMATS",
    "OutputError",
    "as_csv",
    "as_json",
    "as_ods",
    "as_pdf",
    "as_xlsx",
    "chapter_docx",
    "dictionary_csv",
    "table_schema",
]
