"""The campaign of the demonstration: what its editions say, hide and keep; every file of an edition agrees."""

import csv
import datetime
import io
import json
from collections import Counter

import pytest
from django.core.management import call_command

from accounts.models import User
from bilans import outputs
from bilans.changes import changes_since
from bilans.document import whole_live_bilan
from bilans.editions import find_edition, read_edition
from bilans.enums import ReturnState
from bilans.figures import all_figures
from bilans.masking import FEWEST
from bilans.models import RegionalReturn
from bilans.old_regions import in_old_regions
from measures.compute import compute_figures
from measures.indicators import computed_codes
from measures.models import PublishedFigure
from measures.old_regions import old_counts, old_regions
from measures.places import PLACED, placed_counts
from measures.records import counted_records
from pts_admin.demo import accounts
from regions.models import CountingGroup, Region
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2018, 3, 15)
HORIZON = datetime.date(2018, 12, 31)
WRONG = {("msp_univ", "FR"), ("msp_univ", "53")}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demonstration as known on `TODAY`, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=TODAY, verbosity=0)
        yield


@pytest.fixture(scope="module")
def first(demo):
    return read_edition(find_edition(2016, "1.0"))


@pytest.fixture(scope="module")
def second(demo):
    return read_edition(find_edition(2016, "1.1"))


def verdicts(rows):
    return {
        (row["source_code"], row["indicator"], row["scope"], row["reference_date"]): row["verdict"] for row in rows
    }


def test_seventeen_regions_have_sent_their_return():
    states = dict(RegionalReturn.objects.values_list("region", "state"))

    assert states.pop("06") == ReturnState.TO_DO
    assert set(states.values()) == {ReturnState.LOCKED}
    assert len(states) == 17


def test_the_figures_are_those_of_their_records():
    days = [datetime.date(year, 12, 31) for year in (2013, 2014, 2015, 2016)]
    figures = compute_figures(days, horizon=HORIZON)

    counted = Counter((row.code, row.scope, row.day) for row in counted_records(days, horizon=HORIZON))

    scopes = [*Region.objects.values_list("code", flat=True), *CountingGroup.objects.values_list("code", flat=True)]
    expected = {
        (code, scope, day): figures.tally.value(code, scope, day)
        for code in computed_codes()
        for scope in [*scopes, None]
        for day in days
    }
    assert counted == Counter(expected)
    assert sum(counted.values()) > 10_000


def test_the_old_regions_and_the_departements_conserve_the_figures():
    day = datetime.date(2016, 12, 31)
    figures, old = compute_figures([day], horizon=HORIZON), old_counts([day], horizon=HORIZON)
    placed, rows = placed_counts(day, horizon=HORIZON), old_regions()
    for region in {row.current for row in rows}:
        for code in computed_codes():
            inside = sum(old.value(code, row, day) for row in rows if row.current == region)
            assert inside + old.not_split(code, region, day) == figures.tally.value(code, region, day), (code, region)
        for code in PLACED:
            found = placed.by_departement(code, region)
            assert sum(found.values()) == figures.tally.value(code, region, day), (code, region)


def test_the_totals_stand_on_seventeen_regions(second):
    coverages = {second["national"][code]["coverage"]["regions"] for code in computed_codes()}

    assert coverages == {17}
    [missing] = [region for region in second["regions"] if not region["sent"]]
    assert (missing["code"], set(missing["missing"].values())) == ("06", {"not_submitted"})


def test_the_first_edition_is_off_in_one_figure_that_no_document_prints(first, second):
    corrected = {(row["indicator"], row["code"]) for row in second["corrections"]}

    assert corrected == WRONG
    assert not PublishedFigure.objects.filter(indicator="msp_univ").exists()
    assert first["national"]["msp_univ"]["value"] == second["national"]["msp_univ"]["value"] + 1


def test_the_correction_agrees_with_the_dossier_as_the_live_figures_do(second):
    live = whole_live_bilan(2016)

    assert verdicts(second["published"]) == verdicts(live["published"])
    assert "differs" not in verdicts(second["published"]).values()


def test_the_correction_gives_the_live_figures_of_the_regions_that_have_sent(second):
    live = {figure.place: figure.value for figure in all_figures(whole_live_bilan(2016))}
    own = [figure for figure in all_figures(second) if figure.level != "france" and figure.code != "06"]

    assert [figure.place for figure in own if live[figure.place] != figure.value] == []


def test_what_has_changed_since_the_first_edition_is_that_figure_and_who_mended_it(demo):
    administrator = User.objects.get(email=accounts.NATIONAL_ADMIN)

    found = changes_since(find_edition(2016, "1.0"), administrator)

    assert {(row.difference.indicator, row.difference.code) for row in found} == WRONG
    for row in found:
        [moved] = row.moved
        assert (row.corrected, row.added, row.removed) == (1, 0, 0)
        assert ("KERMARREC" in moved.by, "label universitaire" in moved.reason) == (True, True)
    assert changes_since(find_edition(2016, "1.1"), administrator) == []


def small_parts(bilan):
    """The parts of each region by indicator: printed counts, and how many are masked."""
    for region in bilan["regions"]:
        for code in PLACED if region["departements"] else ():
            cells = [row["figures"][code] for row in region["departements"]]
            yield region, code, [value for value in cells if value is not None], cells.count(None)


def test_no_small_count_is_printed_below_a_region(second):
    printed = [value for _, _, values, _ in small_parts(second) for value in values]
    territories = [
        value
        for region in second["regions"]
        for territory in (region["chapter"] or {}).get("territories", [])
        for value in territory["figures"].values()
        if value is not None
    ]

    assert printed
    assert min([*printed, *territories]) >= FEWEST


def test_no_masked_count_is_the_total_less_the_others(second):
    alone = [(region["name"], code) for region, code, values, masked in small_parts(second) if masked == 1]

    for name, code in alone:
        region = next(row for row in second["regions"] if row["name"] == name)
        rest = region["figures"][code] - sum(row["figures"][code] or 0 for row in region["departements"])
        [hidden] = [row for row in region["departements"] if row["figures"][code] is None]
        assert rest != 0, (name, code, hidden["code"])


def test_no_person_of_the_register_or_of_the_accounts_is_in_an_edition(first, second):
    for bilan in (first, second):
        text = json.dumps(bilan, ensure_ascii=False)
        assert "(fictif)" not in text
        assert not [user for user in User.objects.exclude(last_name="") if user.last_name in text]


def test_the_old_regions_sum_to_the_current_ones(second):
    old = second["old_regions"]
    rest = {row["current"]: row["series"] for row in second["not_split"]}

    assert len(old) == 27
    for region in second["regions"]:
        inside = [row for row in old if row["current"] == region["code"]]
        for code in computed_codes():
            for year, value in region["series"][code].items():
                if value is not None:
                    total = sum(row["series"][code][year] for row in inside)
                    assert total + rest.get(region["code"], {}).get(code, {}).get(year, 0) == value, (
                        region["name"],
                        code,
                        year,
                    )


def test_a_file_in_the_old_regions_has_twenty_seven_of_them(second):
    rows = list(csv.DictReader(io.StringIO(outputs.as_csv(in_old_regions(second))), delimiter=";"))

    assert len({row["code"] for row in rows if row["portee"] == "region"}) == 27
    assert {row["valeur"] for row in rows if row["portee"] == "france"} == {
        row["valeur"]
        for row in csv.DictReader(io.StringIO(outputs.as_csv(second)), delimiter=";")
        if row["portee"] == "france"
    }
