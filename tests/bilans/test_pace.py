"""The pace towards a target, and the rates per 100 000 inhabitants."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilans.pace import pace, years_between
from bilans.rates import rate, rate_chart, rate_table
from bilans.sentences import national_sentence, regional_sentence
from regions.periods import add_months
from tests.bilans.sample import sample_bilan

D = datetime.date(2016, 12, 31)
COUNTS = st.integers(0, 5000)


@pytest.mark.parametrize(
    ("value", "year_ago", "target", "due_on"),
    [
        pytest.param(None, 1, 10, datetime.date(2018, 12, 31), id="sans-chiffre"),
        pytest.param(5, None, 10, datetime.date(2018, 12, 31), id="sans-chiffre-un-an-avant"),
        pytest.param(5, 1, 10, None, id="sans-échéance"),
        pytest.param(5, 1, 10, D, id="échéance-le-jour-même"),
        pytest.param(10, 1, 10, datetime.date(2018, 12, 31), id="cible-atteinte"),
        pytest.param(12, 1, 10, datetime.date(2018, 12, 31), id="cible-dépassée"),
    ],
)
def test_there_is_no_pace_when_nothing_is_left_to_catch_up_with(value, year_ago, target, due_on):
    assert pace(value, year_ago, target, due_on, D) is None


@pytest.mark.parametrize(
    ("on", "due_on", "needed"),
    [
        pytest.param(D, datetime.date(2017, 12, 31), 202, id="un-an"),
        pytest.param(D, datetime.date(2018, 12, 31), 101, id="deux-ans"),
        pytest.param(datetime.date(2015, 12, 31), D, 202, id="une-année-bissextile"),
        pytest.param(datetime.date(2016, 2, 29), datetime.date(2017, 2, 28), 202, id="depuis-un-29-février"),
        pytest.param(datetime.date(2016, 6, 30), datetime.date(2016, 12, 30), 202 * 365 / 183, id="six-mois"),
    ],
)
def test_what_is_left_is_shared_between_the_years_left(on, due_on, needed):
    found = pace(798, 560, 1000, due_on, on)

    assert found.observed == 238
    assert found.needed == pytest.approx(needed)


@given(COUNTS, COUNTS, COUNTS, st.dates(D, datetime.date(2030, 12, 31)))
def test_the_pace_needed_reaches_the_target_on_its_day(value, before, target, due_on):
    found = pace(value, before, target, due_on, D)

    if value >= target or due_on == D:
        assert found is None
    else:
        assert value + found.needed * years_between(D, due_on) == pytest.approx(target)
        assert found.observed == value - before


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2050, 1, 1)), st.integers(1, 40), st.integers(0, 300))
def test_years_are_those_of_the_calendar(start, years, days):
    end = add_months(start, 12 * years)

    assert years_between(start, end) == years
    assert years < years_between(start, end + datetime.timedelta(days=days + 1)) < years + 1


@given(st.integers(0, 10_000), st.integers(1, 70_000_000))
def test_a_rate_gives_the_count_back(value, population):
    found = rate(value, population)

    assert found >= 0
    assert found * population / 100_000 == pytest.approx(value, abs=0.005 * population / 100_000 + 1e-6)


@pytest.mark.parametrize(("value", "population"), [(None, 10), (3, None), (3, 0)])
def test_there_is_no_rate_without_a_figure_or_a_population(value, population):
    assert rate(value, population) is None


def test_regions_are_compared_in_the_order_of_every_page_and_never_ranked():
    columns, rows, total = rate_table(sample_bilan())

    assert [row.code for row in rows] == ["84", "94", "11", "01", "03", "02", "04"]
    chart = rate_chart(columns[0], 0, rows, total)
    assert [row[0] for row in chart.rows] == [row.name for row in rows]
    assert rows[3].cells[0].text == "voir Antilles-Guyane"


def test_a_section_opens_with_its_figures_in_words():
    bilan = sample_bilan()
    aura = next(region for region in bilan["regions"] if region["code"] == "84")

    assert national_sentence(bilan, "cesp").startswith(
        "Au 31\u00a0décembre 2016, 1\u202f795 CESP signés (+471 depuis fin\u00a02015)"
    )
    assert regional_sentence(bilan, aura, "equipe") == (
        "Au 31\u00a0décembre 2016, 126 MSP ouvertes (+1 depuis fin\u00a02015)."
    )
    assert national_sentence(bilan, "sans-chiffre") == ""


@pytest.mark.parametrize(
    ("value", "before", "expected"),
    [
        (2, 1, "Au 31\u00a0décembre 2016, 2 MSP ouvertes (+1 depuis fin\u00a02015)."),
        (1, 1, "Au 31\u00a0décembre 2016, MSP ouvertes\u00a0: 1 (inchangé depuis fin\u00a02015)."),
        (0, 3, "Au 31\u00a0décembre 2016, MSP ouvertes\u00a0: 0 (\u22123 depuis fin\u00a02015)."),
    ],
)
def test_one_is_not_plural(value, before, expected):
    bilan = sample_bilan()
    aura = next(region for region in bilan["regions"] if region["code"] == "84")
    aura["figures"]["msp_open"], aura["series"]["msp_open"] = value, {"2015": before, "2016": value}

    assert regional_sentence(bilan, aura, "equipe") == expected
