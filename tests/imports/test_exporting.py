"""What a register gives in a file comes back as it was."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.checking import Checker
from imports.drafts import ABSENT
from imports.enums import BlankPolicy, FileFormat, Outcome
from imports.exporting import About, Exporter, export, shape_of, write
from imports.exporting.books import Book, Shape, Sheet
from imports.extras import VERSION
from imports.reading import read
from imports.reading.formulas import neutralised, restored
from imports.reading.headers import Match
from tests.imports.memory import COLUMNS, Records, kind_of, record

SIGNS = "=+-@\t\r'aé ;,\"\n<&0"
FORMULAS = ["=1+1", "+33 1", "-5", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "'", "''", "l'=", "-", "=", "'\tx"]
texts = st.text(SIGNS + "漢😀\u00a0", min_size=1, max_size=8).filter(
    lambda text: text == text.strip() or text[0] in "\t\r"
)
texts = texts.map(lambda text: text.rstrip() or "x")
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
amounts = st.decimals(-(10**9), 10**9, places=3).map(Decimal.normalize)
values = st.tuples(
    st.none() | texts,
    st.none() | st.from_regex(r"[0-9][0-9AB][0-9]{7}", fullmatch=True),
    st.none() | st.integers(-(10**17), 10**17),
    st.none() | amounts,
    st.none() | st.booleans(),
    st.none() | days,
    st.none() | st.sampled_from(["neuf", "use"]),
)


def exported(records, file_format, **about):
    file, rows = export(kind_of(records), None, Records(records), file_format, **about)
    with file:
        return file.read(), rows


def checked(records, content, **options):
    checker = Checker(kind_of(records), read(content), None, **options)
    drafts = [draft for block in checker.blocks() for draft in block]
    return checker, drafts


@pytest.mark.parametrize("file_format", FileFormat.values)
@given(st.lists(values, min_size=1, max_size=5), st.sampled_from(BlankPolicy))
@settings(deadline=None, max_examples=40)
def test_what_is_exported_comes_back_unchanged(file_format, rows, blank):
    records = {f"A-{rank}": (f"A-{rank}", *row) for rank, row in enumerate(rows)}

    content, count = exported(records, file_format)
    checker, drafts = checked(records, content, blank=blank)

    assert [(draft.faults, draft.values) for draft in drafts] == [([], values) for values in records.values()]
    assert checker.counts == {Outcome.UNCHANGED: len(records)}
    assert count == len(records)
    assert checker.match == Match({name: rank for rank, name in enumerate([*(c.name for c in COLUMNS), VERSION])})


@given(st.text(SIGNS, max_size=6))
@example("''=1")
def test_a_neutralised_text_never_begins_a_formula_and_is_restored(text):
    assert neutralised(text)[:1] not in tuple("=+-@\t\r")
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("file_format", FileFormat.values)
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_and_comes_back(file_format, text):
    records = {"A-1": record("A-1", nom=text)}

    content, _ = exported(records, file_format)

    assert checked(records, content)[1][0].values[1] == text
    if file_format == FileFormat.CSV:
        cell = content.decode("utf-8-sig").split("\r\n", 1)[1].split(";")[1]
        assert cell.strip('"')[:1] not in tuple("=+-@\t\r")
    else:
        assert b"<f>" not in b"".join(parts(content).values())
        assert b"table:formula" not in b"".join(parts(content).values())


def parts(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_csv_is_as_excel_wants_it():
    content, _ = exported({"A-1": record("A-1", nom="Électre")}, FileFormat.CSV)

    head, row, end = content.decode("utf-8").split("\r\n")
    assert head == "\ufeffnumero;nom;finess;effectif;montant;ouvert;jour;etat;version_ligne"
    assert row.rsplit(";", 1)[0] == "A-1;Électre;010000001;12;12,5;VRAI;15/12/2016;neuf"
    assert end == ""


@pytest.mark.parametrize("file_format", [FileFormat.XLSX, FileFormat.ODS])
def test_a_workbook_holds_true_dates_and_numbers_and_identifiers_as_text(file_format):
    content, _ = exported({"A-1": record("A-1")}, file_format)

    cells = list(read(content).rows())[0].cells

    assert cells[2:5] == ["010000001", 12, 12.5]
    assert cells[6] == datetime.date(2016, 12, 15)
    assert list(map(type, cells[2:5])) == [str, int, float]


def test_an_xlsx_has_its_header_frozen_and_filters():
    sheet = parts(exported({"A-1": record("A-1")}, FileFormat.XLSX)[0])["xl/worksheets/sheet1.xml"]

    assert b'<autoFilter ref="A1:I2"/>' in sheet
    assert b'state="frozen"' in sheet
    assert sheet.count(b"<col ") >= 3


@pytest.mark.parametrize("file_format", [FileFormat.XLSX, FileFormat.ODS])
def test_a_workbook_says_who_exported_it_and_why_beside_its_rows(file_format):
    about = About("anne@ars.fr", "25/11/2026", "Comité du 3 décembre")

    content, _ = exported({"A-1": record("A-1")}, file_format, about=about)

    found = [row.cells for row in read(content, sheet="À propos").every_row()]
    assert ["Exporté par", "anne@ars.fr"] in found
    assert ["Motif", "Comité du 3 décembre"] in found
    assert ["Lignes", "1"] in found
    properties = b"".join(xml for name, xml in parts(content).items() if name in ("docProps/core.xml", "meta.xml"))
    assert b"anne@ars.fr" in properties
    assert "Comité du 3 décembre".encode() in properties
    assert len(list(read(content).rows())) == 1


def test_a_csv_holds_its_rows_alone():
    about = About("anne@ars.fr", "25/11/2026", "Comité")

    content, _ = exported({"A-1": record("A-1")}, FileFormat.CSV, about=about)

    assert content.count(b"\r\n") == 2
    assert b"anne" not in content


def test_rows_are_read_in_blocks(monkeypatch):
    monkeypatch.setattr("imports.exporting.BLOCK", 2)
    records = {f"A-{rank}": record(f"A-{rank}") for rank in range(5)}
    kind = kind_of(records)
    exporter = Exporter(kind, None)
    asked = []
    current_values = exporter.register.current_values
    exporter.register.current_values = lambda keys: asked.append(len(keys)) or current_values(keys)

    assert [line[0] for line in exporter.sheet(Records(records)).rows] == list(records)
    assert asked == [2, 2, 1]


def test_columns_are_told_by_what_they_read():
    assert [shape_of(column) for column in COLUMNS] == [
        *(Shape.TEXT, Shape.TEXT, Shape.TEXT, Shape.NUMBER, Shape.NUMBER, Shape.TEXT, Shape.DAY, Shape.TEXT)
    ]


def test_what_a_row_does_not_say_is_left_as_it_is():
    records = {"A-1": record("A-1")}

    _, drafts = checked(records, b"numero;nom\nA-1;DUPONT\n")

    assert drafts[0].outcome == Outcome.UPDATED
    assert ABSENT not in drafts[0].values


@pytest.mark.parametrize("file_format", [FileFormat.XLSX, FileFormat.ODS])
def test_any_cell_of_a_table_is_written_as_it_was_read(file_format):
    row = [
        "a",
        1,
        1.5,
        True,
        datetime.datetime(2016, 1, 1, 12, 30),  # noqa: DTZ001 — a spreadsheet knows no time zone
        datetime.time(8, 15),
        datetime.timedelta(hours=30),
    ]
    content = io.BytesIO()

    write(content, file_format, Book([Sheet("Feuille", [f"c{rank}" for rank in range(7)], [row])]))

    assert list(read(content.getvalue()).rows())[0].cells[:5] == row[:5]
