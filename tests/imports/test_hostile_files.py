"""Whatever is sent through the page: one sentence, never a traceback, nothing written."""

import pytest

from imports.enums import BatchState
from tests import factories as f
from tests.imports.files import csv_bytes, edited, ods_bytes, xlsx_bytes, zipped
from tests.imports.sending import HEADERS, cesp_csv, line, numbers, page, send

pytestmark = pytest.mark.django_db

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
TABLE = [["nom", "rpps"], ["Diallo", "10001234567"]]
SHEET = "xl/worksheets/sheet1.xml"
STRAY = edited(
    xlsx_bytes(TABLE),
    SHEET,
    (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
)
ENTITIES = edited(xlsx_bytes(TABLE), SHEET, (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'))

FILES = {
    "zéro octet": b"",
    "zéro octet.xlsx": b"",
    "lignes vides": b"\n\n\n",
    "en-têtes seuls": csv_bytes([HEADERS]),
    "PDF": b"%PDF-1.7 ...",
    "image": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "page web": b"<html><table>",
    "xls": OLE + "Workbook".encode("utf-16-le"),
    "protégé": OLE + "EncryptedPackage".encode("utf-16-le"),
    "bombe": zipped(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 210_000_000}),
    "entités": ENTITIES,
    "cellule perdue": STRAY,
    "plusieurs feuilles": xlsx_bytes(TABLE, TABLE),
    "plusieurs feuilles ODS": ods_bytes(TABLE, TABLE),
    "1 000 colonnes": csv_bytes([[f"c{number}" for number in range(1000)], ["1"] * 1000]),
    "guillemet ouvert": b'nom;rpps\n"Diallo;1\n' + b"x;1\n" * 50,
    "encodages mêlés": "numero_cng;nom\nÉ1;É\n".encode() + "É2;É\n".encode("cp1252") * 3,
    "UTF-16 coupé": "\ufeffnom;rpps\nx;1".encode("utf-16-le")[:-1],
    "classeur coupé": xlsx_bytes(TABLE)[:-30],
    "deux colonnes de même nom": csv_bytes([["nom", "Nom"], ["a", "b"]]),
    "sans clé": csv_bytes([["couleur"], ["bleu"]]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(browser, name):
    batch = send(browser, FILES[name], f"../../{name}.csv")

    assert batch.state == BatchState.REFUSED
    assert batch.problem.endswith((".", "?"))
    assert batch.problem.split("\u00a0:")[0].split(" :")[0] in page(browser, batch)
    assert "/" not in batch.file_name
    assert numbers() == []


CELLS = [
    ("date_signature", "31/04/2016"),
    ("date_signature", "29/02/2015"),
    ("date_signature", "15/12/0026"),
    ("date_signature", "15/12/20226"),
    ("date_signature", "03/04/26"),
    ("annee_naissance", "1e400"),
    ("annee_naissance", "12,9"),
    ("annee_naissance", "99999999999999999999"),
    ("nom", "a\x00b"),
    ("nom", "x" * 40_000),
    ("nom", "#N/A\u202e"),
    ("filiere", "<script>alert(1)</script>"),
    ("campagne", "=1+1"),
]


@pytest.mark.parametrize(("column", "cell"), CELLS)
def test_a_cell_that_cannot_be_taken_refuses_its_row_with_a_sentence(browser, region, column, cell):
    batch = send(browser, cesp_csv(line(region, f.FacultyFactory(regions=[region]), 1, **{column: cell})))

    assert (batch.state, batch.refused) == (BatchState.CHECKED, 1)
    [row] = batch.imported_rows.all()
    assert row.line == 2
    assert all(sentence for _, sentence, _ in row.faults)
    assert "<script>alert" not in page(browser, batch)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "../../etc", "😀 Éloïse", "=SOMME(A1)", "+33", "@moi"])
def test_a_strange_text_is_kept_as_text(browser, region, name):
    batch = send(browser, cesp_csv(line(region, f.FacultyFactory(regions=[region]), 1, prenom=name)))

    seen = page(browser, batch)
    assert "<script>alert" not in seen
    assert batch.state == BatchState.CHECKED
    if batch.created:
        [row] = batch.imported_rows.all()
        assert ["prenom", "", name] in row.changes


def test_a_strange_name_of_file_is_kept_as_text(browser, region):
    batch = send(browser, b"", '..\\..\\"<img src=x>\r\n.csv')

    assert "<img src=x>" not in page(browser, batch)
