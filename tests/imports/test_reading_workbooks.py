"""XLSX and ODS: what Excel and LibreOffice write, and the cells that would stop the process."""

import datetime
import math

import pytest

from imports.reading import CellError, FileRefused, Limits, read
from tests.imports.files import cells, edited, ods_bytes, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
TABLE = [["nom", "rpps"], ["Diallo", 10001234567]]
LAST_ROW = b'<c r="B2"><v>10001234567</v></c></row>'
ODS_CELL = b'<table:table-cell office:value-type="string"><text:p>z</text:p></table:table-cell>'
NO_VALUE, NOT_AVAILABLE = CellError(), CellError("#N/A")


def refusal(content, **options) -> str:
    with pytest.raises(FileRefused) as refused:
        read(content, **options)
    return str(refused.value)


def with_cell(xml: bytes) -> bytes:
    """The table with a third cell in its second row."""
    return edited(xlsx_bytes(TABLE), SHEET, (LAST_ROW, LAST_ROW.replace(b"</row>", xml + b"</row>")))


def with_row(xml: bytes) -> bytes:
    return edited(xlsx_bytes(TABLE), SHEET, (b"</sheetData>", xml + b"</sheetData>"))


def ods_with_row(xml: bytes) -> bytes:
    return edited(ods_bytes(TABLE), "content.xml", (b"</table:table>", xml + b"</table:table>"))


def ods_row(*cells: bytes, repeated: int = 1) -> bytes:
    return b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (repeated, b"".join(cells))


def ods_empty(repeated: int) -> bytes:
    return b'<table:table-cell table:style-name="ce1" table:number-columns-repeated="%d"/>' % repeated


@pytest.mark.parametrize(("write", "kind"), [(xlsx_bytes, "XLSX"), (ods_bytes, "ODS")])
def test_the_sheet_is_told(write, kind):
    table = read(write(TABLE))

    assert (table.format, table.sheet) == (f"{kind}, feuille «\u00a0Feuille1\u00a0»", "Feuille1")
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ["Diallo", 10001234567])]


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_and_times(from_1904):
    day, moment = datetime.date(2016, 4, 1), datetime.datetime.fromisoformat("2016-04-01T13:30")

    assert cells(xlsx_bytes([["jour", "heure"], [day, moment]], date_1904=from_1904))[1] == [day, moment]


def test_lines_are_those_of_the_sheet():
    rows = [["", ""], ["nom", "rpps"], ["", ""], ["", "1"]]

    assert [(row.line, row.cells) for row in read(xlsx_bytes(rows)).every_row()] == [
        (2, ["nom", "rpps"]),
        (4, ["", "1"]),
    ]


def test_a_table_that_starts_at_column_b_keeps_its_letters():
    assert cells(xlsx_bytes([["", "nom"], ["", "Diallo"]])) == [["", "nom"], ["", "Diallo"]]


@pytest.mark.parametrize("declared", [b"A1:A1", b"A1:XFD1048576"])
def test_a_wrong_dimension_hides_no_row(declared):
    assert cells(edited(xlsx_bytes(TABLE), SHEET, (b"A1:B2", declared))) == TABLE


@pytest.mark.parametrize(
    "stray",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="3"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r = 'XFD1048576' t='str'><v></v></c></row>",
        b'<row r="1048576"><c x=">" r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>',
        b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        b'<row r="99999999999999999999"><c><v>1</v></c></row>',
        b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_stray_cell_is_refused_before_the_sheet_is_opened(stray):
    assert "loin du tableau" in refusal(with_row(stray))


def test_a_stray_cell_is_named():
    content = with_row(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    assert "en XFD1048576 ou alentour\u00a0: supprimez" in refusal(content)


def test_a_stray_cell_of_another_sheet_is_seen():
    content = edited(
        xlsx_bytes(TABLE, [["aide"]]),
        "xl/worksheets/sheet2.xml",
        (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )

    assert "loin du tableau" in refusal(content, aside=["Feuille2"])


@pytest.mark.parametrize("twice", [b'<c r="A9" r="XFD1048576"><v>1</v></c>', b'<c r="A9" r="&#88;FD1"><v>1</v></c>'])
def test_a_reference_that_can_be_read_in_two_ways_is_refused(twice):
    assert "abîmé" in refusal(with_row(b'<row r="9">' + twice + b"</row>"))


def test_a_sheet_under_another_name_than_xml_is_refused():
    content = edited(xlsx_bytes(TABLE), "xl/_rels/workbook.xml.rels", (b"sheet1.xml", b"sheet1.bin"))

    assert "abîmé" in refusal(content)


def test_a_sheet_whose_tags_have_a_prefix():
    content = edited(
        xlsx_bytes(TABLE),
        SHEET,
        (b"<worksheet ", b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '),
        (b"</worksheet>", b"</x:worksheet>"),
        *((b"<" + tag, b"<x:" + tag) for tag in (b"sheetData", b"row", b"c ", b"v>")),
        *((b"</" + tag, b"</x:" + tag) for tag in (b"sheetData", b"row", b"c>", b"v>")),
        (b"</x:row></x:sheetData>", b'<x:c r="C2"><x:f>1+1</x:f></x:c></x:row></x:sheetData>'),
    )

    assert cells(content) == [TABLE[0], [*TABLE[1], NO_VALUE]]


def test_formats_without_value_are_no_cells():
    content = with_row(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')

    assert cells(content) == TABLE


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (b'<c r="C2"><f>1+1</f><v>2</v></c>', 2),
        (b'<c r="C2" t="str"><f>A1</f><v>abc</v></c>', "abc"),
        (b'<c r="C2" t="b"><f>TRUE()</f><v>1</v></c>', True),
        (b'<c r="C2"><f>1+1</f><v></v></c>', NO_VALUE),
        (b'<c r="C2"><f>1+1</f></c>', NO_VALUE),
        (b'<c r="C2">\n  <f>1+1</f>\n</c>', NO_VALUE),
        (b'<c r="C2" t="e">\n  <f>NA()</f>\n  <v>#N/A</v>\n</c>', NOT_AVAILABLE),
        (b'<c r="C2"><f t="shared" si="0"/></c>', NO_VALUE),
        (b'<c s="0" r="C2"><f>1+1</f></c>', NO_VALUE),
        (b"<c><f>1+1</f></c>", NO_VALUE),
        (b'<c r="C2" t="e"><f>NA()</f><v>#N/A</v></c>', NOT_AVAILABLE),
        (b'<c r="C2" s="0" t="e"><v>#N/A</v></c>', NOT_AVAILABLE),
        (b"<c t='e'><f>NA()</f><v>#N/A</v></c>", NOT_AVAILABLE),
        (b'<c r="C2"><v>1e400</v></c>', math.inf),
    ],
)
def test_formulas_and_errors_of_an_xlsx(xml, value):
    assert cells(with_cell(xml))[1] == ["Diallo", 10001234567, value]


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell():
    assert cells(with_cell(b'<c r="C2" t="str"><f>""</f><v></v></c>'))[1] == ["Diallo", 10001234567, ""]


def test_an_error_below_the_last_value_is_a_row():
    content = with_row(b'<row r="5"><c r="B5" t="e"><v>#REF!</v></c></row>')

    assert [(row.line, row.cells) for row in read(content).rows()][1:] == [(5, ["", CellError("#REF!")])]


def test_an_error_is_told_in_a_sentence():
    assert NOT_AVAILABLE.sentence == "La cellule est en erreur (#N/A)\u00a0: corrigez-la dans le tableur."
    assert "pas de résultat enregistré" in NO_VALUE.sentence


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (b'<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>', 2),
        (b'<table:table-cell table:formula="of:=1+1"/>', NO_VALUE),
        (
            b'<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
            b'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>',
            NOT_AVAILABLE,
        ),
        (
            b'<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" '
            b'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
            CellError("#DIV/0!"),
        ),
        (b'<table:table-cell office:value-type="string" calcext:value-type="error"/>', NO_VALUE),
        (b'<table:table-cell office:value-type="percentage" office:value="0.25"/>', 0.25),
        (b'<table:table-cell office:value-type="float" office:value="1e400"/>', math.inf),
        (b'<table:table-cell office:value-type="date" office:date-value="20226-04-01"/>', "20226-04-01"),
    ],
)
def test_values_and_errors_of_an_ods(xml, value):
    assert cells(ods_with_row(ods_row(ODS_CELL, xml)))[2] == ["z", value]


def test_repeated_cells_and_rows_of_an_ods():
    repeated = ODS_CELL.replace(b"-cell ", b'-cell table:number-columns-repeated="2" ', 1)
    content = ods_with_row(
        ods_row(ods_empty(16_384), repeated=3)
        + ods_row(repeated, repeated=2)
        + ods_row(ods_empty(1), ODS_CELL, ods_empty(16_382))
        + ods_row(ods_empty(16_384), repeated=1_048_000)
    )

    assert [(row.line, row.cells) for row in read(content).rows()][1:] == [
        (6, ["z", "z"]),
        (7, ["z", "z"]),
        (8, ["", "z"]),
    ]


def test_a_repeated_error_of_an_ods_stands_at_each_of_its_places():
    twice = b'<table:table-cell table:number-columns-repeated="2" table:formula="of:=1+1"/>'

    rows = list(read(ods_with_row(ods_row(ODS_CELL) + ods_row(twice, repeated=2))).rows())

    assert [(row.line, row.cells) for row in rows[2:]] == [(4, [NO_VALUE] * 2), (5, [NO_VALUE] * 2)]


def test_an_error_repeated_without_end_is_refused():
    formula = b'<table:table-cell table:number-columns-repeated="16384" table:formula="of:=1+1"/>'

    assert "Plus de 100\u202f000 formules" in refusal(ods_with_row(ods_row(formula, repeated=100)))


@pytest.mark.parametrize(
    "xml",
    [
        ods_row(ODS_CELL.replace(b"-cell ", b'-cell table:number-columns-repeated="999999999" ', 1)),
        ods_row(ODS_CELL, ods_empty(100), ODS_CELL, repeated=1_048_000),
        ods_row(ods_empty(16_384), repeated=1_048_000) + ods_row(ods_empty(16_383), ODS_CELL),
    ],
)
def test_cells_repeated_without_end_are_refused(xml):
    assert "loin du tableau" in refusal(ods_with_row(xml))


def test_spaces_repeated_without_end_are_refused():
    cell = ODS_CELL.replace(b"z", b'<text:s text:c="999999999"/>')

    assert "abîmé" in refusal(ods_with_row(ods_row(cell)))


def test_a_repeat_that_hides_its_number_is_refused():
    cell = ODS_CELL.replace(b"-cell ", b'-cell table:number-columns-repeated="&#57;99999999" ', 1)

    assert "abîmé" in refusal(ods_with_row(ods_row(cell)))


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_several_sheets_with_data_are_refused_by_name(write):
    content = write(TABLE, [], [["autre"]])

    assert "«\u00a0Feuille1\u00a0», «\u00a0Feuille3\u00a0». N’en gardez qu’une" in refusal(content)
    assert cells(content, aside=["Feuille1"]) == [["autre"]]
    assert cells(content, sheet="Feuille3") == [["autre"]]


def test_hidden_sheets_do_not_count():
    content = xlsx_bytes([["brouillon"]], TABLE, hidden=[1])

    assert read(content).sheet == "Feuille2"
    assert "masquée" in refusal(content, sheet="Feuille1")


def test_a_hidden_sheet_of_an_ods_does_not_count():
    content = edited(
        ods_bytes(TABLE, [["brouillon"]]),
        "content.xml",
        (
            b"<office:automatic-styles>",
            b'<office:automatic-styles><style:style style:name="hid" '
            b'style:family="table"><style:table-properties table:display="false"/></style:style>',
        ),
        (b'table:name="Feuille2"', b'table:name="Feuille2" table:style-name="hid"'),
    )

    assert read(content).sheet == "Feuille1"


@pytest.mark.parametrize("write", [xlsx_bytes, ods_bytes])
def test_a_workbook_without_data(write):
    assert "aucune donnée" in refusal(write([]))


def test_a_control_character_is_a_fault_of_its_row():
    content = edited(xlsx_bytes(TABLE), "xl/sharedStrings.xml", (b"Diallo", b"Dia_x0000_llo"))

    assert "La colonne A contient un caractère NUL" in next(read(content).rows()).fault


def test_a_text_over_the_limit_is_a_fault_of_its_row():
    [row] = read(xlsx_bytes([["nom", "rpps"], ["x" * 11, "y"]]), limits=Limits(characters=10)).rows()

    assert "La colonne A a une cellule de 11 caractères, pour 10 au plus" in row.fault


def test_texts_are_composed_and_trimmed():
    assert cells(xlsx_bytes([["nom", "b"], ["\u202f De\u0301sire\u0301e\u00a0", "a\nb"]]))[1] == ["Désirée", "a\nb"]


def test_a_workbook_on_disk(tmp_path):
    path = tmp_path / "classeur.txt"
    path.write_bytes(xlsx_bytes(TABLE))

    assert cells(path) == TABLE
