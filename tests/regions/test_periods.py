"""Periods: months, last days, whole months (A3), days in force (A2), each against a slow and plain reading."""

import calendar
import datetime
from datetime import date

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from regions.models import RemoteCommune
from regions.periods import add_months, in_force, last_day_of, latest_start_over, whole_months
from tests.measures.ground import Ground

ONE_DAY = datetime.timedelta(days=1)
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def months_later(day, months):
    """The same day of the month, counted month by month, or the nearest earlier day that exists."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        if number <= calendar.monthrange(year, month)[1]:
            return date(year, month, number)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        pytest.param(date(2015, 12, 18), 12, date(2016, 12, 17), id="a-year"),
        pytest.param(date(2016, 2, 29), 12, date(2017, 2, 27), id="from-a-leap-day"),
        pytest.param(date(2016, 8, 31), 6, date(2017, 2, 27), id="to-a-short-month"),
        pytest.param(date(2016, 2, 29), 48, date(2020, 2, 28), id="from-leap-day-to-leap-day"),
        pytest.param(date(2015, 3, 1), 12, date(2016, 2, 29), id="ends-on-a-leap-day"),
        pytest.param(date(2016, 1, 1), 12, date(2016, 12, 31), id="a-calendar-year"),
    ],
)
def test_the_last_day_of_a_term(start, months, expected):
    assert last_day_of(start, months) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2016, 1, 31), 1, date(2016, 2, 29), id="drawn-back-in-a-leap-year"),
        pytest.param(date(2015, 1, 31), 1, date(2015, 2, 28), id="drawn-back"),
        pytest.param(date(2016, 12, 31), 1, date(2017, 1, 31), id="over-the-new-year"),
        pytest.param(date(2016, 3, 31), -1, date(2016, 2, 29), id="backwards"),
        pytest.param(date(2016, 1, 15), -1, date(2015, 12, 15), id="backwards-over-the-new-year"),
        pytest.param(date(2016, 2, 29), 0, date(2016, 2, 29), id="none"),
    ],
)
def test_months_later(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("start", "last_day", "expected"),
    [
        pytest.param(date(2015, 12, 18), date(2016, 12, 16), 11, id="a-day-short-of-a-year"),
        pytest.param(date(2015, 12, 18), date(2016, 12, 17), 12, id="a-year"),
        pytest.param(date(2016, 2, 29), date(2017, 2, 26), 11, id="leap-day-a-day-short"),
        pytest.param(date(2016, 2, 29), date(2017, 2, 27), 12, id="leap-day-a-year"),
        pytest.param(date(2016, 8, 31), date(2017, 2, 26), 5, id="short-month-a-day-short"),
        pytest.param(date(2016, 8, 31), date(2017, 2, 27), 6, id="short-month"),
        pytest.param(date(2016, 1, 1), date(2016, 1, 1), 0, id="one-day"),
        pytest.param(date(2016, 1, 2), date(2016, 1, 1), 0, id="empty"),
        pytest.param(date(2016, 6, 1), date(2016, 1, 1), 0, id="ends-before-it-starts"),
    ],
)
def test_whole_months(start, last_day, expected):
    assert whole_months(start, last_day) == expected


@given(DAYS, st.integers(0, 120))
def test_months_later_is_the_month_by_month_count(day, months):
    assert add_months(day, months) == months_later(day, months)


@given(DAYS, st.integers(0, 400))
def test_whole_months_is_the_number_of_terms_that_fit(start, length):
    last_day = start + ONE_DAY * length

    fitting = [months for months in range(1, 15) if months_later(start, months) - ONE_DAY <= last_day]

    assert whole_months(start, last_day) == len(fitting)


@given(DAYS, st.integers(1, 120))
def test_a_term_of_n_months_has_n_whole_months(start, months):
    assert whole_months(start, last_day_of(start, months)) == months


@pytest.mark.django_db
@pytest.mark.parametrize("last_day", [date(2016, 1, 3), None], ids=["closed", "open"])
def test_a_period_is_in_force_on_the_days_a_calendar_ticks(last_day):
    Ground().save()
    period = RemoteCommune.objects.create(commune_id="33063", start=date(2016, 1, 2), last_day=last_day)
    ticked = [date(2016, 1, 2), date(2016, 1, 3)] + [date(2016, 1, 4)] * (last_day is None)

    found = [
        day
        for day in (date(2016, 1, number) for number in range(1, 5))
        if RemoteCommune.objects.filter(in_force(day), pk=period.pk).exists()
    ]

    assert found == ticked


def test_in_force_names_its_columns():
    day = date(2016, 12, 31)

    condition = in_force(day, start="valid_from", last_day="valid_to")

    assert condition == Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


@given(DAYS, st.integers(1, 40))
def test_the_latest_start_of_a_period_that_is_over(on, months):
    start = latest_start_over(on, months)

    assert last_day_of(start, months) < on
    assert last_day_of(start + ONE_DAY, months) >= on
