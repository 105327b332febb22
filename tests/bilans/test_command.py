"""`manage.py bilan`: the same document as the pages, in JSON or CSV, and one sentence for a wrong request."""

import csv
import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from measures.indicators import all_indicators
from tests.factories import (
    CespContractFactory,
    CommuneFactory,
    CountingGroupFactory,
    FacultyFactory,
    ObservationFactory,
    RegionFactory,
    TargetFactory,
)

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["indicateur", "portee", "code", "date", "valeur", "motif_absence"]
SERIES = ["2012", "2013", "2014", "2015", "2016"]


@pytest.fixture
def records(db):
    """A region with a UFR, one without, and two that share theirs: three contracts signed, one figure declared."""
    own, without = RegionFactory(code="G1"), RegionFactory(code="G2")
    elsewhere = CommuneFactory(region=None)  # else each UFR brings a region of its own
    group = CountingGroupFactory(code="groupe")
    shared = [RegionFactory(code=code, counting_group=group) for code in ("G3", "G4")]
    faculty = FacultyFactory(regions=[own], commune=elsewhere)
    CespContractFactory(faculty=faculty, followup_region=own)
    CespContractFactory(faculty=faculty, followup_region=own, signature_date=datetime.date(2016, 12, 31))
    joint = FacultyFactory(regions=shared, counting_group=group, commune=elsewhere)
    CespContractFactory(faculty=joint, followup_region=shared[0])
    ObservationFactory(region=without, date=datetime.date(2016, 12, 31), value="5.5")
    TargetFactory(value=2)


def bilan(*arguments) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("bilan", *arguments, stdout=out)
    return out.getvalue()


# JSON


def test_the_document_has_the_keys_of_its_contract(records):
    document = json.loads(bilan("2016", "--as-of", "2016-12-31", "--horizon", "2018-12-31", "--format", "json"))

    assert list(document)[:9] == [
        "schema",
        "year",
        "as_of",
        "horizon",
        "edition",
        "indicators",
        "national",
        "groups",
        "regions",
    ]
    head = {key: document[key] for key in ("schema", "year", "as_of", "horizon", "edition")}
    assert head == {
        "schema": "pts-bilan/1",
        "year": 2016,
        "as_of": "2016-12-31",
        "horizon": "2018-12-31",
        "edition": None,
    }
    assert [indicator["code"] for indicator in document["indicators"]] == list(all_indicators())
    for indicator in document["indicators"]:
        assert {"code", "label", "unit", "definition"} <= set(indicator)


def test_a_national_figure_comes_with_its_series_its_targets_and_its_coverage(records):
    figure = json.loads(bilan("2016"))["national"]["cesp_signed"]

    assert figure["value"] == 3
    assert figure["series"] == {"2012": 0, "2013": 2, "2014": 2, "2015": 2, "2016": 3}
    assert figure["coverage"] == {"regions": 4, "of": 4}
    target = figure["targets"][0]
    assert {key: target[key] for key in ("value", "due_on", "plan", "progress_pct", "status")} == {
        "value": 2,
        "due_on": "2017-12-31",
        "plan": "pts2",
        "progress_pct": 150.0,
        "status": "reached",
    }


def test_a_regional_figure_is_given_or_its_absence_explained(records):
    document = json.loads(bilan("2016"))
    regions = {region["code"]: region for region in document["regions"]}

    assert {code: region["figures"]["cesp_signed"] for code, region in regions.items()} == {
        "G1": 2,
        "G2": None,
        "G3": None,
        "G4": None,
    }
    assert "cesp_signed" not in regions["G1"]["missing"]
    assert [regions[code]["missing"]["cesp_signed"] for code in ("G2", "G3", "G4")] == [
        "not_applicable",
        "grouped",
        "grouped",
    ]
    assert regions["G1"]["missing"]["population_over_30min_pct"] == "not_submitted"
    assert regions["G1"]["series"]["cesp_signed"] == {"2012": 0, "2013": 1, "2014": 1, "2015": 1, "2016": 2}
    (group,) = document["groups"]
    assert (group["code"], group["regions"], group["figures"]["cesp_signed"]) == ("groupe", ["G3", "G4"], 1)


def test_the_dates_have_defaults(records):
    today = timezone.localdate()

    past, current = json.loads(bilan("2016")), json.loads(bilan(str(today.year)))

    assert (past["as_of"], past["horizon"]) == ("2016-12-31", "2018-12-31")
    assert (current["as_of"], current["horizon"]) == (today.isoformat(), f"{today.year + 2}-12-31")


# CSV


def test_the_csv_has_a_line_for_each_figure_and_date(records):
    rows = list(csv.DictReader(io.StringIO(bilan("2016", "--as-of", "2016-06-30", "--format", "csv")), delimiter=";"))

    assert list(rows[0]) == COLUMNS
    found = {(row["indicateur"], row["portee"], row["code"], row["date"]): row for row in rows}
    assert len(found) == len(rows)
    assert found["cesp_signed", "france", "FR", "2016-06-30"]["valeur"] == "2"
    assert found["cesp_signed", "groupe", "groupe", "2013-12-31"]["valeur"] == "1"
    signed = {row["code"]: row for row in rows if row["indicateur"] == "cesp_signed" and row["date"] == "2016-06-30"}
    assert (signed["G1"]["valeur"], signed["G1"]["motif_absence"]) == ("1", "")
    assert (signed["G3"]["valeur"], signed["G3"]["motif_absence"]) == ("", "grouped")


def test_the_csv_writes_decimals_as_french_spreadsheets_read_them(records):
    assert "population_over_30min_pct;region;G2;2016-12-31;5,5;\r\n" in bilan("2016", "--format", "csv")


# Files


@pytest.mark.parametrize("name", ["json", "csv"])
def test_a_file_holds_what_would_have_been_printed(records, tmp_path, name):
    path = tmp_path / f"bilan.{name}"

    assert bilan("2016", "--format", name, "-o", str(path)) == ""

    assert path.read_bytes().decode("utf-8") == bilan("2016", "--format", name)


# Wrong requests


WRONG = [
    pytest.param(["1999"], "There is no bilan 1999", id="année-inconnue"),
    pytest.param(["2999"], "There is no bilan 2999", id="année-future"),
    pytest.param(["MMXVI"], "'MMXVI' is not a year", id="année-illisible"),
    pytest.param(["2016", "--as-of", "2009-12-31"], "2009-12-31, is not within 2016", id="date-avant-2010"),
    pytest.param(["2016", "--as-of", "2999-01-01"], "2999-01-01, is in the future", id="date-future"),
    pytest.param(["2016", "--as-of", "31/12/2016"], "'31/12/2016' is not a date", id="date-illisible"),
    pytest.param(["2016", "--horizon", "2016-02-31"], "'2016-02-31' is not a date", id="date-impossible"),
    pytest.param(["2016", "--horizon", "2016-12-30"], "comes before the date of the figures", id="horizon"),
    pytest.param(["2016", "--format", "zip"], "Unknown format 'zip'", id="format-inconnu"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_a_wrong_request_is_refused_in_one_sentence(db, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        bilan(*arguments)

    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("path", ["missing/bilan.json", "."])
def test_a_file_that_cannot_be_written_is_named(records, tmp_path, path):
    with pytest.raises(CommandError, match=r"cannot be written \(.*\)\.$"):
        bilan("2016", "-o", str(tmp_path / path))


@pytest.mark.parametrize(
    "arguments",
    [["1999"], ["MMXVI"], ["2016", "--as-of", "2016-02-31"], ["2016", "--format", "zip"]],
    ids=["année", "année-illisible", "date", "format"],
)
def test_a_person_at_the_terminal_reads_one_line(arguments):
    # Nothing of this asks the database: its address does not matter.
    variables = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "LOCAL": "true"}

    result = subprocess.run(
        [sys.executable, "manage.py", "bilan", *arguments],
        cwd=ROOT,
        env=os.environ | variables | {"DJANGO_SETTINGS_MODULE": "pts_admin.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert result.returncode != 0
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
