"""Declared figures: a value, or one of the reasons there is none; never a zero in its place."""

import datetime
from decimal import Decimal

import pytest

from measures.declared import DeclaredFigures, number
from measures.enums import ObservationState
from measures.scale import FRANCE
from tests.factories import ObservationFactory, RegionFactory

CODE = "population_over_30min_pct"
END_2015, END_2016 = datetime.date(2015, 12, 31), datetime.date(2016, 12, 31)


def declared(region, day):
    return DeclaredFigures.read([END_2015, END_2016]).on(CODE, region.code if region else FRANCE, day)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in ObservationState if s != ObservationState.VALUE])
def test_a_reason_is_not_a_zero(state):
    observation = ObservationFactory(indicator=CODE, date=END_2016, state=state, value=None)

    assert declared(observation.region, END_2016) == (None, str(state))


@pytest.mark.django_db
def test_zero_is_a_value():
    observation = ObservationFactory(indicator=CODE, date=END_2016, value=0)

    assert declared(observation.region, END_2016) == (0, None)


@pytest.mark.django_db
def test_the_latest_observation_of_the_year_counts():
    region = RegionFactory()
    ObservationFactory(indicator=CODE, region=region, date=datetime.date(2016, 6, 30), value=4)
    ObservationFactory(indicator=CODE, region=region, date=datetime.date(2016, 11, 30), value=5)

    assert declared(region, END_2016) == (5, None)
    assert declared(region, datetime.date(2016, 11, 29)) == (4, None)


@pytest.mark.django_db
def test_a_value_is_not_carried_over_to_the_next_year():
    region = RegionFactory()
    ObservationFactory(indicator=CODE, region=region, date=END_2015, value=4)

    assert declared(region, END_2016) == (None, "not_submitted")


@pytest.mark.django_db
def test_a_national_observation_is_that_of_france():
    ObservationFactory(indicator=CODE, region=None, date=END_2016, value=Decimal("3.5"))

    assert declared(None, END_2016) == (3.5, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Decimal("4.00"), 4), (Decimal("93.25"), 93.25), (None, None)],
    ids=["whole", "decimals", "none"],
)
def test_a_whole_number_has_no_decimals(value, expected):
    found = number(value)

    assert (found, type(found)) == (expected, type(expected))
