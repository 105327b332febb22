"""The records behind the figures are those that the figures count, whatever the records and the days."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from measures.compute import compute_figures
from measures.indicators import all_indicators, computed_codes
from measures.records import MODELS, counted_records
from tests.factories import DAY, CespContractFactory, McsEngagementFactory, PtmgContractFactory
from tests.measures.ground import GROUP, REGIONS
from tests.measures.strategies import PROPERTY
from tests.measures.test_against_oracle import worlds_and_days

pytestmark = pytest.mark.django_db
PERSONS = {code for code, indicator in all_indicators().items() if indicator.unit == "personnes"}


def disagreements(days, horizon):
    """Every figure that its records do not make, as (code, day, scope, figure, records)."""
    figures, counts, national = compute_figures(days, horizon=horizon), Counter(), {}
    for record in counted_records(days, horizon=horizon):
        counts[record.code, record.day, record.scope] += 1
        national.setdefault((record.code, record.day), []).append(record.key)
    for code in computed_codes():
        for day in days:
            keys = national.get((code, day), [])
            found = len(set(keys)) if code in PERSONS else len(keys)
            if figures.national(code, day) != found:
                yield code, str(day), "FR", figures.national(code, day), found
            for scope in [*REGIONS, GROUP, None]:
                figure = figures.tally.value(code, scope, day)
                if figure != counts[code, day, scope]:
                    yield code, str(day), scope, figure, counts[code, day, scope]


def test_every_computed_indicator_has_its_model():
    assert set(MODELS) == set(computed_codes())


@PROPERTY
@given(worlds_and_days())
def test_every_figure_is_that_of_its_records(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@PROPERTY
@given(worlds_and_days(structures_made=0))
def test_every_figure_of_persons_is_that_of_its_records(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@PROPERTY
@given(worlds_and_days(contracts=0))
def test_every_figure_of_structures_is_that_of_its_records(example):
    world, days, horizon = example

    with world.saved():
        assert list(disagreements(days, horizon)) == []


@pytest.mark.parametrize("records", [1, 12])
def test_the_records_take_as_many_queries_whatever_their_number(records):
    CespContractFactory.create_batch(records)
    PtmgContractFactory.create_batch(records)
    McsEngagementFactory.create_batch(records)

    with CaptureQueriesContext(connection) as captured:
        list(counted_records([DAY], horizon=DAY))

    assert len(captured) == 6


def test_only_the_families_asked_for_are_read():
    with CaptureQueriesContext(connection) as captured:
        list(counted_records([DAY], horizon=DAY, codes=["ptmg_signed"]))

    assert len(captured) == 1
