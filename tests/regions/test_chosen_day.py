"""The day that the page of a record is asked for."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone

from regions.chosen_day import NOT_A_DAY, OUT_OF_RANGE, chosen_day


def asked(**query):
    return chosen_day(RequestFactory().get("/", query))


def test_no_day_is_today():
    for query in ({}, {"au": ""}, {"au": timezone.localdate().isoformat()}):
        found = asked(**query)
        assert (found.on, found.is_today, found.error) == (timezone.localdate(), True, "")


@pytest.mark.parametrize("written", ["2016-12-31", "31/12/2016"])
def test_a_day_is_read_as_it_is_written(written):
    found = asked(au=written)

    assert (found.on, found.is_today, found.error) == (date(2016, 12, 31), False, "")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2016-02-30", NOT_A_DAY),
        ("hier", NOT_A_DAY),
        ("\x00", NOT_A_DAY),
        ("2016-12-31\x00", NOT_A_DAY),
        ("9" * 10000, NOT_A_DAY),
        ("0001-01-01", OUT_OF_RANGE),
        ("1999-12-31", OUT_OF_RANGE),
        ("2101-01-01", OUT_OF_RANGE),
        ("9999-12-31", OUT_OF_RANGE),
    ],
)
def test_a_day_that_is_none_is_said_and_today_is_shown(written, sentence):
    found = asked(au=written)

    assert (found.on, found.is_today, found.error) == (timezone.localdate(), True, sentence)


@pytest.mark.parametrize("written", ["2000-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_are_accepted(written):
    assert asked(au=written).on.isoformat() == written
