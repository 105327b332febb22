"""Templates: their example is left out, their help and their lists are not data."""

import re

import pytest

from imports.checking import Checker
from imports.enums import FileFormat, Outcome
from imports.exporting.templates import FORMATS, template
from imports.reading import read
from tests.imports.files import cells
from tests.imports.memory import COLUMNS, kind_of
from tests.imports.test_exporting import parts

NOTICE = "La ligne 2 est l’exemple du modèle\u00a0: elle n’est pas lue."


def made(file_format) -> bytes:
    with template(kind_of({}), file_format) as file:
        return file.read()


def checked(content):
    checker = Checker(kind_of({}), read(content), None)
    return checker, [draft for block in checker.blocks() for draft in block]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_example_of_a_template_creates_nothing(file_format):
    checker, drafts = checked(made(file_format))

    assert drafts == []
    assert checker.match.notices == [NOTICE]
    assert [*checker.match.positions] == [column.name for column in COLUMNS]


def test_what_is_written_under_the_example_is_read():
    checker, drafts = checked(made(FileFormat.CSV) + b"A-2;DUPONT;;;;;;\r\n")

    assert [(draft.line, draft.outcome) for draft in drafts] == [(3, Outcome.CREATED)]
    assert checker.match.notices == [NOTICE]


def test_an_example_that_was_overwritten_is_a_row():
    _, drafts = checked(made(FileFormat.CSV).replace(b"DURAND", b"DUPONT"))

    assert [draft.outcome for draft in drafts] == [Outcome.CREATED]


def test_a_row_alike_in_a_file_of_other_columns_is_a_row():
    checker, drafts = checked(b"numero;nom\nA-1;DURAND\n")

    assert [draft.outcome for draft in drafts] == [Outcome.CREATED]
    assert checker.match.notices == []


def test_the_help_says_what_each_column_takes():
    rows = cells(made(FileFormat.XLSX), sheet="Aide")

    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["nom"][0] == "pour une nouvelle fiche"
    assert by_name["jour"] == ["non", "Date JJ/MM/AAAA.", "", "15/12/2016"]
    assert by_name["etat"] == ["non", "", "neuf, use", "neuf"]


def test_the_values_of_a_choice_are_offered_in_its_column():
    content = made(FileFormat.XLSX)

    assert cells(content, sheet="Valeurs") == [["etat"], ["neuf"], ["use"]]
    validation = re.search(rb"<dataValidation .*?</dataValidation>", parts(content)["xl/worksheets/sheet1.xml"])[0]
    assert b'sqref="H2:H10001"' in validation
    assert b"<formula1>Valeurs!$A$2:$A$3</formula1>" in validation
