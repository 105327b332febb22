"""Every computed figure of the engine is the one counted again from the rows, whatever the records and the days."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.compute import compute_figures
from measures.indicators import all_indicators, computed_codes
from tests.measures.ground import GROUP, GROUPED_REGIONS, REGIONS, WITHOUT_FACULTY, Ground
from tests.measures.oracle import BY_FACULTY, COUNTS, Rows, tally
from tests.measures.strategies import PROPERTY, worlds

pytestmark = pytest.mark.django_db


@st.composite
def worlds_and_days(draw, **sizes):
    """Records, some of the days on which they change, and a horizon no earlier than the last of these."""
    world = draw(worlds(**sizes))
    days = sorted(draw(st.sets(st.sampled_from(world.days()), min_size=1, max_size=4)))
    horizon = draw(st.sampled_from([day for day in world.days() if day >= days[-1]]))
    return world, days, horizon


def expected(rows, code, day, horizon, left_out):
    """The figure by scope: the nation, each region, the group, and what no region is known for."""
    counted = tally(rows, code, day, horizon, left_out)
    without = {*GROUPED_REGIONS, WITHOUT_FACULTY} if code in BY_FACULTY else set()
    without |= left_out
    figures = {region: None if region in without else counted.places["region", region] for region in REGIONS}
    figures[GROUP] = counted.places["group", GROUP] if code in BY_FACULTY and GROUP not in left_out else None
    return figures | {"national": counted.national, "unlocated": counted.places[None]}


def computed(figures, code, day):
    """The same, as the engine gives it."""
    regional = {region: figures.regional(code, region, day) for region in REGIONS}
    return regional | {
        GROUP: figures.grouped(code, GROUP, day),
        "national": figures.national(code, day),
        "unlocated": figures.unlocated(code, day),
    }


def disagreements(days, horizon, left_out=frozenset()):
    """Every figure that the engine and the rows do not give alike, as (code, day, scope, expected, computed)."""
    rows, figures = Rows(), compute_figures(days, horizon=horizon, left_out=left_out)
    for code in COUNTS:
        for day in days:
            wanted, found = expected(rows, code, day, horizon, left_out), computed(figures, code, day)
            for scope in wanted:
                if wanted[scope] != found[scope]:
                    yield code, str(day), scope, wanted[scope], found[scope]


def test_every_computed_indicator_is_counted_again():
    assert set(COUNTS) == set(computed_codes())


def test_the_counts_by_faculty_are_those_of_the_registry():
    assert {code for code, indicator in all_indicators().items() if indicator.follows_faculty} == BY_FACULTY


@PROPERTY
@given(worlds_and_days())
def test_every_figure_is_that_of_the_rows(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@PROPERTY
@given(worlds_and_days(structures_made=0))
def test_every_figure_of_persons_is_that_of_the_rows(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@PROPERTY
@given(worlds_and_days(), st.sets(st.sampled_from([*REGIONS, GROUP]), min_size=1, max_size=3))
def test_what_is_left_out_is_in_no_figure(example, left_out):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon, frozenset(left_out))) == []


@PROPERTY
@given(worlds_and_days(contracts=0))
def test_every_figure_of_structures_is_that_of_the_rows(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(datetime.date(2015, 12, 31), id="end-of-year"),
        pytest.param(datetime.date(2016, 2, 29), id="leap-day"),
    ],
)
def test_without_a_record_every_figure_is_zero(day):
    Ground().save()

    assert list(disagreements([day], day)) == []
