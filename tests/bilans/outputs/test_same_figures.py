"""All the files of one edition carry the same figures, and a missing one is never a 0."""

import csv
import io
import json
import re

import docx
import pytest

from bilans import outputs, themes
from bilans.figures import all_figures
from bilans.outputs.chapter_blocks import SHOWN
from bilans.presentation import figure_text, indicators_by_code
from tests.bilans.outputs.documents import NOT_SENT, large_edition, pdf_text, plain, sheets_of


@pytest.fixture(scope="module")
def bilan():
    return large_edition()


@pytest.fixture(scope="module")
def figures(bilan):
    """The value of each figure, by level, code, indicator and year."""
    return {(one.level, one.code, one.indicator, one.date[:4]): one.value for one in all_figures(bilan)}


def check(found: dict, figures: dict, levels) -> None:
    """Whether `found` holds each figure of `levels`, and words wherever there is none."""
    expected = {place: value for place, value in figures.items() if place[0] in levels}
    assert found.keys() == expected.keys()
    for place, value in expected.items():
        if place[2] in themes.YES_OR_NO and value is not None:
            assert found[place] == ("oui" if value else "non"), place
        elif value is None:
            assert isinstance(found[place], str), place
            assert found[place], place
        else:
            assert found[place] == value, place


def test_the_json_gives_back_the_document(bilan):
    assert json.loads(outputs.as_json(bilan)) == bilan


def test_the_csv_holds_each_figure(bilan, figures):
    rows = csv.DictReader(io.StringIO(outputs.as_csv(bilan)), delimiter=";")

    found = {
        (row["portee"], row["code"], row["indicateur"], row["date"][:4]): (
            float(row["valeur"].replace(",", ".")) if row["valeur"] else None
        )
        for row in rows
    }
    assert found == figures


@pytest.fixture(scope="module")
def workbooks(bilan):
    return {name: sheets_of(outputs.FORMATS[name](bilan)) for name in ("xlsx", "ods")}


def test_both_workbooks_hold_the_same_cells(workbooks):
    assert workbooks["xlsx"] == workbooks["ods"]


def test_the_workbooks_hold_each_figure(bilan, figures, workbooks):
    sheets = workbooks["xlsx"]
    found, codes = {}, {row["code"] for row in bilan["indicators"]}
    for rows in sheets.values():
        headers = next((row for row in rows if row[:2] == ["Indicateur", "Code"]), None)
        if headers and "2016" in headers:
            first = headers.index("2012")
            for row in rows:
                if row[1] in codes:
                    found |= {("france", "FR", row[1], str(2012 + n)): row[first + n] for n in range(5)}
    for row in sheets["Régions"]:
        if row[3] in codes:
            found |= {("region", row[1], row[3], str(2012 + n)): row[5 + n] for n in range(5)}

    check(found, figures, ("france", "region"))


def test_the_tables_by_region_say_the_same_as_the_series(bilan, figures, workbooks):
    labels = {indicator["label"]: code for code, indicator in indicators_by_code(bilan).items()}
    found = {}
    for rows in workbooks["xlsx"].values():
        starts = [place for place, row in enumerate(rows) if row[:2] == ["Région", "Code"] and row[2] in labels]
        for row in (
            row for start in starts for row in rows[start + 1 :] if rows[start - 1][0].startswith("Par région")
        ):
            codes = [labels[label] for label in rows[starts[0]][2:] if label]
            level = "france" if row[1] == "FR" else "region"
            found |= {(level, row[1], code, "2016"): cell for code, cell in zip(codes, row[2:], strict=False)}

    check(found, {place: value for place, value in figures.items() if place[3] == "2016"}, ("france", "region"))


def printed(bilan, series: dict, code: str) -> str:
    """The cells of a row of an evolution, as a pattern: a figure, or any words where there is none.

    A long label goes on over the next line.
    """
    indicator = indicators_by_code(bilan)[code]
    cells = [
        r"(?:–|[a-zé ]+)" if value is None else re.escape(plain(figure_text(code, value, indicator["unit"])))
        for value in series.values()
    ]
    return re.escape(plain(indicator["label"])[:30]) + r"[^\n]*? " + " ".join(cells)


def test_the_pdf_prints_each_figure_of_its_tables(bilan):
    text = pdf_text(outputs.as_pdf(bilan))
    country, *rest = re.split(r"\n Chapitres régionaux|\nChapitres régionaux", text.split("Sommaire", 1)[1])[1:]
    chapters = " ".join([country, *rest])

    whole = text.split("Les mesures du pacte")[2]
    for code, figure in bilan["national"].items():
        assert re.search(printed(bilan, figure["series"], code), whole), code
    for region in bilan["regions"]:
        own = re.split(rf"\n ?\f? ?{re.escape(plain(region['name']).replace(chr(39), '’'))} ?\n", chapters)[-1]
        own = own.split("Engagement par engagement")[0]
        if region["code"] == NOT_SENT:
            assert own.split("Non transmis.")[0].count("\n") <= 2
            continue
        for code in SHOWN:
            assert re.search(printed(bilan, region["series"][code], code), own), (region["code"], code)


def test_the_chapter_of_a_region_prints_each_figure_of_its_table(bilan):
    region = bilan["regions"][8]
    document = docx.Document(io.BytesIO(outputs.chapter_docx(bilan, region["code"])))

    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in document.tables[1].rows}
    for code in SHOWN:
        indicator = indicators_by_code(bilan)[code]
        for cell, value in zip(rows[indicator["label"]], region["series"][code].values(), strict=True):
            if value is None:
                assert cell in ("–", "non transmis")
            else:
                assert cell == figure_text(code, value, indicator["unit"])
