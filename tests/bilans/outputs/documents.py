"""Documents of bilans written by hand, and the words of the files that are drawn from them."""

import io
import re
import subprocess

import docx
from python_calamine import CalamineWorkbook

from bilans.charts.shapes import shapes
from measures.indicators import all_indicators
from tests.bilans.sample import sample_bilan

YEARS = ["2012", "2013", "2014", "2015", "2016"]
NOT_SENT = "06"
PACT = {
    "code": "pts2",
    "name": "Pacte territoire santé 2",
    "commitments": [{"number": 3, "title": "Favoriser le travail en équipe", "axis": "I", "indicators": ["msp_open"]}],
}
ACTION = {
    "pact": "pts2",
    "number": 3,
    "title": "Appel à projets",
    "place": "Rennes",
    "start": "2016-02-01",
    "last_day": None,
    "funding": 15000,
    "result": "Deux équipes retenues.",
}


def chapter(text="Le travail en équipe progresse.") -> dict:
    """The words of a region."""
    return {
        "narratives": [
            {
                "pact": "pts2",
                "number": 3,
                "achievements": text,
                "highlights": "",
                "difficulties": "Les plus petites équipes peinent.",
                "measures_taken": "",
            }
        ],
        "explanations": [{"indicator": "msp_open", "compared_with": "last_year", "text": "Trois ouvertures."}],
        "actions": [dict(ACTION)],
        "territories": [{"name": "Belle-Île-en-Mer", "kind": "île"}],
        "highlight": "msp_open",
    }


def small_edition(text="Le travail en équipe progresse.") -> dict:
    """The sample as an edition: a correction, words, populations, a region that has not sent."""
    bilan = sample_bilan() | {
        "edition": "1.1",
        "published_on": "2017-04-10",
        "corrects": "1.0",
        "reason": "Une maison de santé avait été oubliée.",
        "corrections": [
            {
                "indicator": "msp_open",
                "level": "france",
                "code": "FR",
                "date": "2016-12-31",
                "before": 909,
                "after": 910,
            }
        ],
        "pact": PACT,
        "opinions": [{"title": "Suivre les installations", "text": "Le comité demande un suivi."}],
        "published": [published_row()],
    }
    for rank, region in enumerate(bilan["regions"]):
        region |= {"ars": f"ARS {region['name']}", "population": 100_000 * (rank + 1), "sent": True}
        region["chapter"] = chapter(text)
    not_sent = bilan["regions"][3]
    not_sent |= {
        "sent": False,
        "chapter": None,
        "figures": dict.fromkeys(not_sent["figures"]),
        "series": {code: dict.fromkeys(series) for code, series in not_sent["series"].items()},
        "missing": dict.fromkeys(not_sent["figures"], "not_submitted"),
    }
    return bilan


def published_row() -> dict:
    return {
        "source_code": "dossier-2017",
        "source_title": "Dossier de presse",
        "scope": "84",
        "scope_label": "Auvergne-Rhône-Alpes",
        "indicator": "cesp_signed",
        "indicator_label": "CESP signés",
        "reference_date": "2016-12-31",
        "qualifier": "exact",
        "published": 241,
        "computed": None,
        "gap": None,
        "unit": "contrats",
        "verdict": "unknown",
        "reason": "",
        "note": "",
    }


def large_edition() -> dict:
    """As much as a real one: eighteen regions, one of them not sent, every indicator over five years."""
    codes = list(all_indicators())
    known = {code: place for place, code in enumerate(codes)}

    def value(code, place, year):
        if (known[code] + place + int(year)) % 7 == 0:
            return None
        number = known[code] * 997 + place * 31 + (int(year) - 2011) * 1013
        return number % 100 + 0.5 if all_indicators()[code].unit == "%" else number % 4000

    def of(place):
        return {code: {year: value(code, place, year) for year in YEARS} for code in codes}

    regions = []
    for place, (code, shape) in enumerate(sorted(shapes("regions").items())):
        sent = code != NOT_SENT
        series = of(place) if sent else {one: dict.fromkeys(YEARS) for one in codes}
        figures = {one: series[one]["2016"] for one in codes}
        missing = {one: "not_submitted" for one in codes if figures[one] is None}
        regions.append(
            {
                "code": code,
                "name": shape.name,
                "ars": f"ARS {shape.name}",
                "population": 300_000 + 100_000 * place,
                "sent": sent,
                "figures": figures,
                "series": series,
                "missing": missing,
                "chapter": chapter() if sent else None,
            }
        )
    national = {}
    for code, series in of(99).items():
        figure = {"value": series["2016"], "series": series, "targets": [], "coverage": {"regions": 17, "of": 18}}
        national[code] = figure | ({"missing": "not_submitted"} if series["2016"] is None else {})
    national["msp_open"]["targets"] = sample_bilan()["national"]["cesp_signed"]["targets"]
    return small_edition() | {
        "indicators": [
            {
                "code": one.code,
                "label": one.label,
                "unit": one.unit,
                "kind": one.kind,
                "counting_unit": one.counting_unit,
                "region_attribute": one.region_attribute,
                "definition": one.definition,
            }
            for one in all_indicators().values()
        ],
        "national": national,
        "groups": [],
        "regions": regions,
    }


def empty_bilan() -> dict:
    """A year of which nothing is known: no figure, no series, no target, no words."""
    bilan = sample_bilan()
    for figure in bilan["national"].values():
        figure |= {"value": None, "series": {}, "targets": [], "missing": "not_submitted"}
    for region in bilan["regions"]:
        region["figures"] = dict.fromkeys(region["figures"])
        region["series"] = {}
    return bilan | {"groups": []}


def pdf_text(content: bytes) -> str:
    """The text of a PDF, laid out as it is printed, its spaces made ordinary ones."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return plain(run.stdout.decode())


def plain(text: str) -> str:
    """The text with ordinary spaces, one at a time, and no mark of where a line may end."""
    return re.sub(r"[ \u00a0\u202f\u2006\u2009]+", " ", text.replace("\u200b", ""))


def sheets_of(content: bytes) -> dict[str, list[list]]:
    """The rows of each sheet of a workbook."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def docx_text(content: bytes) -> str:
    """The paragraphs and the cells of a text document, one a line."""
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return plain("\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
