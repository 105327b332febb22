"""Totals that miss regions: they say so wherever they stand, and no target is missed for want of a return (B3)."""

import datetime

import pytest

from bilans import national_page
from bilans.charts.of_bilan import national_evolution, targets_progress
from bilans.comparing import compared, scope_name
from bilans.coverage import settled_status, totals_caution
from bilans.sentences import national_sentence, regional_sentence
from bilans.tokens import with_figures
from measures.scale import FRANCE
from tests.bilans.sample import sample_bilan

SIX = "6\u00a0régions sur\u00a07"
COMPUTED, DECLARED = {"kind": "computed"}, {"kind": "declared"}
ALL, SOME = {"regions": 18, "of": 18}, {"regions": 17, "of": 18}


@pytest.fixture
def whole():
    return sample_bilan()


@pytest.fixture
def partial():
    """The same bilan, which Auvergne-Rhône-Alpes has not sent."""
    bilan = sample_bilan()
    for region in bilan["regions"]:
        region["sent"] = region["code"] != "84"
    for figure in bilan["national"].values():
        figure["coverage"] = {"regions": 6, "of": 7}
    return bilan


@pytest.mark.parametrize(
    ("indicator", "value", "coverage", "status", "expected"),
    [
        pytest.param(COMPUTED, 9, ALL, "missed", "missed", id="whole"),
        pytest.param(COMPUTED, 9, SOME, "missed", None, id="what-misses-could-reach-it"),
        pytest.param(COMPUTED, 9, SOME, "ongoing", "ongoing", id="there-is-time"),
        pytest.param(COMPUTED, 9, SOME, "reached", "reached", id="reached-without-them"),
        pytest.param(COMPUTED, 9, SOME, "late", "late", id="reached-late-without-them"),
        pytest.param(DECLARED, 9, SOME, "missed", "missed", id="declared-by-the-country"),
        pytest.param(DECLARED, None, ALL, "missed", None, id="unknown"),
        pytest.param(DECLARED, None, ALL, "ongoing", None, id="unknown-with-time"),
        pytest.param(DECLARED, None, ALL, "reached", "reached", id="reached-in-a-year-that-is-known"),
    ],
)
def test_a_target_is_judged_on_what_is_known(indicator, value, coverage, status, expected):
    figure = {"value": value, "coverage": coverage}

    assert settled_status(indicator, figure, {"status": status}) == expected


def test_every_total_says_how_many_regions_it_stands_on(partial):
    row = next(row for row in national_page.target_rows(partial) if row.code == "cesp_signed")
    chart, progress = national_evolution(partial, "cesp_signed"), targets_progress(partial)

    assert row.coverage == SIX
    assert national_page.national_key_figures(partial)[0].coverage == SIX
    assert national_page.region_table(partial)[2].name == f"Ensemble ({SIX})"
    assert national_sentence(partial, "cesp").startswith(f"Au 31\u00a0décembre 2016, dans {SIX}, ")
    assert SIX in chart.title
    assert SIX in chart.summary
    assert SIX in progress.title
    assert scope_name(partial, FRANCE) == f"Ensemble ({SIX})"
    assert SIX in totals_caution(partial)


def test_whole_totals_are_not_burdened_with_it(whole):
    row = next(row for row in national_page.target_rows(whole) if row.code == "cesp_signed")

    assert row.coverage == ""
    assert "régions" not in national_sentence(whole, "cesp")
    assert "régions" not in national_evolution(whole, "cesp_signed").title
    assert totals_caution(whole) == ""


def test_a_figure_of_a_region_is_that_of_the_region_alone(partial):
    region = next(region for region in partial["regions"] if region["code"] == "11")

    assert "régions" not in regional_sentence(partial, region, "cesp")
    assert with_figures("{{ cesp_signed }}", partial, region) == "275"


@pytest.mark.parametrize("token", ["{{ france cesp_signed }}", "{{ france cesp_signed 2015 }}"])
def test_a_national_figure_in_a_text_says_it_too(partial, whole, token):
    assert with_figures(token, partial, partial["regions"][0]).endswith(f" ({SIX})")
    assert with_figures(token, whole, whole["regions"][0])[-1].isdigit()


def test_a_figure_declared_by_the_country_is_no_sum_of_regions(partial):
    sections = national_page.national_sections(partial)
    row = next(row for section in sections for row in section.rows if row.code == "telemedicine_budget_eur")

    assert row.coverage == "déclaré"


def test_totals_of_other_regions_are_not_subtracted(whole, partial):
    def change(before, after, scope):
        rows = {row.code: row.change for row in compared(before, after, scope)}
        return rows["cesp_signed"], rows.get("telemedicine_budget_eur")

    assert change(whole, whole, FRANCE) == ("0", "0\u00a0€")
    assert change(whole, partial, FRANCE) == ("", "0\u00a0€")
    assert change(whole, partial, "11")[0] == "0"


def test_the_pace_of_a_bilan_within_the_year_says_since_when(whole):
    [target] = [each for each in whole["national"]["cesp_signed"]["targets"] if each["value"] == 2550]
    signed = next(row for row in whole["indicators"] if row["code"] == "cesp_signed")
    figure = whole["national"]["cesp_signed"]

    def text(day):
        return national_page.target_row(signed, figure, target, day).pace

    assert text(datetime.date(2016, 12, 31)).startswith("+471 en un an")
    assert text(datetime.date(2016, 6, 30)).startswith("+471 depuis fin\u00a02015")
