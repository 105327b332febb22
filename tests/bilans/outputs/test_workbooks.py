"""The workbooks: numbers that are numbers, words for what is missing, no text that becomes a formula."""

import datetime
import io
import re
import zipfile

import pytest

from bilans import outputs
from bilans.outputs.bilan_sheets import bilan_sheets
from bilans.outputs.sheets import Amount, Missing
from tests.bilans.outputs.documents import ACTION, empty_bilan, plain, sheets_of, small_edition
from tests.bilans.sample import sample_bilan

BOTH = pytest.mark.parametrize("file_format", ["xlsx", "ods"])


def row_of(rows, *beginning):
    return next(row for row in rows if row[: len(beginning)] == list(beginning))


@BOTH
def test_the_sheets_are_in_the_order_of_a_bilan(file_format):
    names = list(sheets_of(outputs.FORMATS[file_format](small_edition())))

    assert names[:2] == ["Présentation", "Objectifs"]
    assert names[-5:] == ["Régions", "Pour 100 000 habitants", "Actions", "Chiffres publiés", "Définitions"]


@BOTH
def test_the_presentation_says_what_the_workbook_is(file_format):
    rows = sheets_of(outputs.FORMATS[file_format](small_edition()))["Présentation"]

    said = {row[0]: row[1] for row in rows}
    assert said["Édition"] == "1.1"
    assert said["Publiée le"] == datetime.date(2017, 4, 10)
    assert said["Chiffres arrêtés au"] == datetime.date(2016, 12, 31)
    assert plain(said["Couverture"]) == "6 régions sur 7"
    assert said["Régions non transmises"] == "La Réunion"
    assert said["Licence"] == "Licence Ouverte 2.0"
    assert said["Motif de la correction"] == "Une maison de santé avait été oubliée."
    assert row_of(rows, "MSP ouvertes", "France entière")[3:5] == [909, 910]


@BOTH
def test_a_figure_is_a_number_and_a_missing_one_its_reason(file_format):
    sheets = sheets_of(outputs.FORMATS[file_format](small_edition()))

    rows = sheets["Régions"]
    assert row_of(rows, "Auvergne-Rhône-Alpes", "84", "CESP signés")[-2] == 241
    assert row_of(rows, "Corse", "94", "CESP signés")[-2] == "non concerné"
    assert row_of(rows, "Guadeloupe", "01", "CESP signés")[-2] == "voir Antilles-Guyane"
    assert row_of(rows, "La Réunion", "04", "CESP signés")[-2] == "non transmis"
    assert row_of(rows, "Antilles-Guyane", "antilles-guyane", "CESP signés")[-2] == 70
    progress = row_of(sheets["Objectifs"], "MSP ouvertes, fin\u00a02014")
    assert progress[3:5] == [600, datetime.date(2014, 12, 31)]
    assert progress[7] == 151.7
    assert row_of(sheets["Chiffres publiés"], "Dossier de presse")[6] == "non calculé"


def test_no_missing_figure_is_a_zero():
    bilan = small_edition()
    for region in bilan["regions"]:
        region["figures"] = dict.fromkeys(region["figures"])
    for figure in bilan["national"].values():
        figure["value"] = None
    last = {"Régions": -2, "Pour 100 000 habitants": -1}

    cells = [
        row[last[sheet.name]]
        for sheet in bilan_sheets(bilan)
        if sheet.name in last
        for grid in sheet.grids
        for row in grid.rows
    ]
    known = [cell for cell in cells if isinstance(cell, Amount)]
    assert [cell.value for cell in known] == [70]  # that of the counting group
    assert all(cell.reason for cell in cells if isinstance(cell, Missing))


@BOTH
@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_text_like_a_formula_stays_a_text(file_format, text):
    bilan = small_edition()
    bilan["regions"][0]["chapter"]["actions"] = [ACTION | {"title": text, "result": text}]

    content = outputs.FORMATS[file_format](bilan)

    assert row_of(sheets_of(content)["Actions"], "Guadeloupe")[3] == f"'{text}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if "sheet" in name or name == "content.xml"
        ]
    assert not any("<f>" in part or "table:formula" in part for part in parts)


@BOTH
@pytest.mark.parametrize(
    "text", ["x" * 40_000, "a\x00b\x07\ufffe", "<b>&amp;</b> ]]>", "مرحبا 😀", "un\ndeux\ttrois"], ids=range(5)
)
def test_any_text_of_a_region_can_be_written(file_format, text):
    bilan = small_edition()
    bilan["regions"][0]["chapter"]["actions"] = [ACTION | {"title": text, "place": text}]

    assert row_of(sheets_of(outputs.FORMATS[file_format](bilan))["Actions"], "Guadeloupe")


@BOTH
@pytest.mark.parametrize("make", [empty_bilan, sample_bilan])
def test_a_year_without_data_is_written(file_format, make):
    sheets = sheets_of(outputs.FORMATS[file_format](make()))

    assert sheets["Actions"][1][0] == "Aucune action transmise."
    assert sheets["Chiffres publiés"][1][0] == "Aucun chiffre publié."


def test_the_charts_of_excel_leave_out_what_has_no_number():
    with zipfile.ZipFile(io.BytesIO(outputs.as_xlsx(small_edition()))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]

    bars = next(chart for chart in charts if "Avancement vers les objectifs" in chart)
    assert re.search(r"<c:val><c:numRef><c:f>\(?.*\$H\$", bars)
    words = {
        cell for sheet in bilan_sheets(small_edition()) for grid in sheet.grids for row in grid.rows for cell in row
    }
    assert any(isinstance(cell, Missing) for cell in words)
    assert len(charts) >= 2
