"""What is no table is refused with one sentence that says what to do."""

import zipfile
from io import BytesIO

import pytest

from imports.reading import FileRefused, Limits, read
from tests.imports.files import csv_bytes, edited, ods_bytes, xlsx_bytes, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
SHEET = "xl/worksheets/sheet1.xml"
TABLE = [["nom", "rpps"], ["Diallo", "10001234567"]]


def refusal(content, **options) -> str:
    """The sentence that refuses `content`, whether it is opened or read."""
    with pytest.raises(FileRefused) as refused:
        list(read(content, **options).rows())
    return str(refused.value)


def ole(name: str) -> bytes:
    return OLE + name.encode("utf-16-le")


def types(kind: str) -> bytes:
    return zipped(**{"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>'.encode()})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "vide (0 octet)", id="rien"),
        pytest.param(b"\n\n \r\n\t\n", "aucune ligne", id="lignes vides"),
        pytest.param(b"nom;rpps\r\n\r\n", "ajoutez-y les lignes", id="en-têtes seuls"),
        pytest.param(b"%PDF-1.7 ...", "un PDF, pas un tableau", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "une image, pas un tableau", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0", "une image, pas un tableau", id="JPEG"),
        pytest.param(b"<html><table>", "page web", id="HTML"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>", "du XML", id="XML"),
        pytest.param(ole("Workbook"), "ancien classeur Excel (.xls)", id="xls"),
        pytest.param(ole("EncryptedPackage"), "en XLSX sans mot de passe", id="protégé"),
        pytest.param(ole("WordDocument"), "document Word", id="doc"),
        pytest.param(OLE, "enregistrez-le en XLSX", id="OLE"),
        pytest.param(types("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros (.xlsm)", id="xlsm"),
        pytest.param(types("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "(.xlsb)", id="xlsb"),
        pytest.param(types("application/…wordprocessingml.document.main+xml"), "document Word", id="docx"),
        pytest.param(types("application/…presentationml.presentation.main+xml"), "présentation", id="pptx"),
        pytest.param(zipped(**{"photo.jpg": b"x"}), "archive", id="zip"),
        pytest.param(b"PK\x03\x04 abime", "abîmé", id="zip coupé"),
        pytest.param(xlsx_bytes(TABLE)[:-30], "abîmé", id="XLSX coupé"),
    ],
)
def test_another_kind_of_file(content, sentence):
    assert sentence in refusal(content)


def test_a_protected_ods():
    manifest = b"<manifest:encryption-data/>"
    content = zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"META-INF/manifest.xml": manifest})

    assert "sans mot de passe" in refusal(content)


def test_a_workbook_that_declares_over_200_megabytes_is_not_unzipped():
    content = zipped(**{"[Content_Types].xml": b"", "xl/media/image1.png": bytes(201_000_000)})

    assert "dépasse 200 Mo une fois décompressé" in refusal(content)


def test_a_workbook_that_hides_its_size_is_not_unzipped_further():
    content = bytearray(zipped(**{"[Content_Types].xml": bytes(3_000_000)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        declared = content.index(signature) + offset
        content[declared : declared + 4] = (100).to_bytes(4, "little")

    assert "dépasse 2 Mo" in refusal(bytes(content), limits=Limits(unzipped=2_000_000))
    assert "abîmé" in refusal(bytes(content))


def test_a_workbook_of_thousands_of_parts():
    content = zipped(**{f"xl/part{number}.xml": b"" for number in range(2_001)})

    assert "abîmé" in refusal(content)


def test_a_workbook_with_two_parts_of_the_same_name():
    content = BytesIO(xlsx_bytes(TABLE))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")

    assert "abîmé" in refusal(content.getvalue())


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_entities_in_a_workbook(part):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
    content = edited(xlsx_bytes(TABLE), part, (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', bomb))

    assert "définitions XML" in refusal(content)


def test_entities_in_an_ods():
    content = edited(
        ods_bytes(TABLE), "content.xml", (b"<office:document-content", b"<!DOCTYPE a><office:document-content")
    )

    assert "définitions XML" in refusal(content)


def test_a_number_of_texts_that_the_file_cannot_hold():
    # The library reserves the memory for them, and the process dies.
    content = edited(xlsx_bytes(TABLE), "xl/sharedStrings.xml", (b'uniqueCount="4"', b'uniqueCount="99999999999999"'))

    assert "abîmé" in refusal(content)


def test_too_many_empty_cells_are_not_counted_to_the_end(monkeypatch):
    monkeypatch.setattr("imports.reading.extents.MOST_TAGS", 1000)
    content = edited(xlsx_bytes(TABLE), SHEET, (b"</sheetData>", b"<row><c/></row>" * 1000 + b"</sheetData>"))

    assert "trop de cellules" in refusal(content)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"</sheetData>", b"", id="balise ouverte"),
        pytest.param(b"<v>0</v>", b"<v>99</v>", id="texte absent"),
        pytest.param(b'r="A1"', b'r="1A"', id="référence illisible"),
    ],
)
def test_a_damaged_sheet(before, after):
    assert "abîmé" in refusal(edited(xlsx_bytes(TABLE), SHEET, (before, after)))


def test_a_size_over_the_limit():
    assert "dépasse 20 Mo\u00a0: découpez-le" in refusal(b"a;b\n" * 5_000_001)


def test_rows_over_the_limit():
    content = csv_bytes([["nom"], ["a"], ["b"], ["c"]])

    assert "plus de 2 lignes" in refusal(content, limits=Limits(rows=2))
    assert len(list(read(content, limits=Limits(rows=3)).rows())) == 3


@pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
def test_a_thousand_columns(write):
    content = write([[f"c{number}" for number in range(1000)]] * 2)

    assert "1\u202f000 colonnes, pour 500 au plus" in refusal(content)
