"""The refused rows come back as the reader's own file, and are sent again as they are once corrected."""

import datetime
import io
import re

import pytest

from imports.checking import Checker
from imports.drafts import Fault
from imports.enums import Outcome
from imports.exporting.refused import refused_rows_file
from imports.reading import read
from imports.reading.tables import CellError
from tests.imports.files import cells, csv_bytes, ods_bytes, xlsx_bytes
from tests.imports.memory import kind_of

HEADERS = ["Jour", "numero", "nom", "remarque"]
ROWS = [
    ["15/12/2016", "A-1", "DURAND", "=1+1"],
    ["31/04/2016", "A-2", "NOËL", "-5"],
    ["", "A-3", "", "l’été"],
]


def checked(content):
    checker = Checker(kind_of({}), read(content), None)
    drafts = [draft for block in checker.blocks() for draft in block]
    return checker, drafts


def returned(content, faults=None) -> bytes:
    faults = faults or {draft.line: draft.faults for draft in checked(content)[1] if draft.faults}
    with refused_rows_file(read(content), faults) as file:
        return file.read()


def test_the_refused_rows_alone_come_back_with_why():
    back = returned(csv_bytes([HEADERS, *ROWS]))

    found = cells(back)
    assert found[0] == [*HEADERS, "Erreur", "Suggestion"]
    assert [row[:4] for row in found[1:]] == ROWS[1:]
    assert found[1][4].startswith("jour")
    assert "31/04/2016" in found[1][4]
    assert found[2][4].startswith("nom")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_keeps_its_separator_and_its_encoding(separator, encoding):
    content = csv_bytes([HEADERS, *ROWS], separator=separator, encoding=encoding)

    back = returned(content)

    assert read(back).format == read(content).format
    assert cells(back)[2][3] == "l’été"


def test_a_csv_in_big_endian_utf_16_stays_so():
    content = b"\xfe\xff" + csv_bytes([HEADERS, *ROWS], encoding="utf-16-be")

    assert read(returned(content)).encoding == "UTF-16 BE"


def test_a_sentence_is_written_in_the_encoding_of_the_file():
    content = csv_bytes([HEADERS, ["", "A-1", "É" * 250, ""]], encoding="cp1252")

    assert "caractères" in cells(returned(content))[1][4]


def test_bytes_without_a_character_come_back_as_they_were():
    content = csv_bytes([HEADERS, ["", "A-1", "É", ""]], encoding="cp1252").replace("É".encode("cp1252"), b"\x81\xe9")

    assert b";\x81\xe9;" in returned(content)


@pytest.mark.parametrize("made", [xlsx_bytes, ods_bytes])
def test_a_workbook_keeps_the_types_of_its_cells(made):
    row = [datetime.date(2016, 12, 15), "010", 12, 1.5, "=x", True]
    content = made([["a", "numero", "b", "c", "d", "e"], row])

    back = returned(content, {2: [("numero", "Inconnu.", "011")]})

    assert cells(back)[1] == [*row, "numero\u00a0: Inconnu.", "numero\u00a0: 011"]
    assert read(back).format == read(content).format
    assert list(map(type, cells(back)[1][:6])) == list(map(type, row))


@pytest.mark.parametrize("made", [xlsx_bytes, ods_bytes])
def test_a_cell_in_error_stays_in_error(made):
    table = read(made([["numero", "nom"], ["A-1", "x"]]))
    table.records = lambda records=table.records: (
        row._replace(cells=["A-1", CellError("#N/A")]) if row.line == 2 else row for row in records()
    )

    with refused_rows_file(table, {2: [Fault("nom", "En erreur.")]}) as file:
        back = file.read()

    assert cells(back)[1][1] == CellError("#N/A")


@pytest.mark.parametrize("made", [csv_bytes, xlsx_bytes, ods_bytes])
def test_once_corrected_it_is_sent_back_alone(made):
    back = returned(made([HEADERS, *ROWS]))
    rows = cells(back)
    rows[1][0], rows[2][2] = "30/04/2016", "DUPONT"

    checker, drafts = checked(made(rows))

    assert [draft.outcome for draft in drafts] == [Outcome.CREATED] * 2
    assert [notice for notice in checker.match.notices if re.search("Erreur|Suggestion", notice)] == []


def test_what_is_sent_back_twice_has_one_column_of_errors():
    back = returned(returned(csv_bytes([HEADERS, *ROWS])))

    assert cells(back)[0] == [*HEADERS, "Erreur", "Suggestion"]
    assert len(cells(back)) == 3


def test_a_value_beyond_the_last_header_is_not_lost():
    back = returned(csv_bytes([HEADERS, [*ROWS[0], "", "égaré"]]))

    assert cells(back)[1][5] == "égaré"
    assert cells(back)[0][6:] == ["Erreur", "Suggestion"]


def test_a_formula_is_neutralised_and_a_signed_number_is_not():
    back = io.StringIO(returned(csv_bytes([["numero", "jour"], ["=1+1", "x"], ["-5", "x"]])).decode("utf-8-sig"))

    assert [line.split(";")[0] for line in back.read().splitlines()] == ["numero", "'=1+1", "-5"]
