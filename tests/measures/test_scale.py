"""Buckets of dates, and the tally of spells between them."""

import datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from measures.scale import FRANCE, MAX_DAYS, Scale, Tally

DAYS = [datetime.date(2015, 12, 31), datetime.date(2016, 2, 29), datetime.date(2016, 12, 31)]
ONE_DAY = datetime.timedelta(days=1)
near_a_day = st.one_of(st.dates(datetime.date(2015, 1, 1), datetime.date(2017, 12, 31)), st.sampled_from(DAYS))


def selected(expression: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return cursor.fetchone()[0]


class BucketsAreThoseOfPlainPython(TestCase):
    @given(near_a_day)
    def test_a_bucket_is_the_first_asked_day_on_or_after_the_date(self, date):
        expected = next((index for index, day in enumerate(DAYS) if day >= date), len(DAYS))

        assert selected(Scale(DAYS).bucket(f"DATE '{date}'")) == expected

    @given(near_a_day)
    def test_a_count_by_year_starts_again_at_the_first_asked_day_of_a_later_year(self, date):
        expected = next((index for index, day in enumerate(DAYS) if day.year > date.year), len(DAYS))

        assert selected(Scale(DAYS).next_year(f"DATE '{date}'")) == expected

    @given(st.lists(st.integers(0, len(DAYS) + 2), min_size=1, max_size=8))
    def test_packed_buckets_come_back(self, buckets):
        scale = Scale(DAYS)

        assert scale.unpack(selected(scale.pack(*map(str, buckets))), len(buckets)) == tuple(buckets)


@pytest.mark.django_db
def test_no_date_is_never():
    scale = Scale(DAYS)

    assert selected(scale.bucket("NULL::date")) == scale.never == 3


@pytest.mark.django_db
def test_eight_buckets_fit_in_a_number_for_the_most_days():
    scale = Scale(datetime.date(2010, 1, 1) + n * ONE_DAY for n in range(MAX_DAYS))
    buckets = [scale.never + 2] * 8

    assert scale.unpack(selected(scale.pack(*map(str, buckets))), 8) == tuple(buckets)


@pytest.mark.parametrize("count", [pytest.param(0, id="none"), pytest.param(MAX_DAYS + 1, id="too-many")])
def test_a_scale_refuses_no_day_and_too_many(count):
    with pytest.raises(ValueError, match="day"):
        Scale(datetime.date(2010, 1, 1) + n * ONE_DAY for n in range(count))


def test_days_are_put_in_order_once():
    assert Scale([DAYS[2], DAYS[0], DAYS[2]]).days == (DAYS[0], DAYS[2])


def test_a_spell_counts_from_its_first_bucket_until_its_last_excluded():
    tally = Tally(Scale(DAYS))

    tally.add("msp_open", "84", 1, 2, 5)

    assert [tally.value("msp_open", "84", day) for day in DAYS] == [0, 5, 0]
    assert [tally.value("msp_open", FRANCE, day) for day in DAYS] == [0, 5, 0]


def test_a_spell_that_stops_before_it_starts_counts_nothing():
    tally = Tally(Scale(DAYS))

    tally.add("msp_open", "84", 2, 1)

    assert [tally.value("msp_open", "84", day) for day in DAYS] == [0, 0, 0]
