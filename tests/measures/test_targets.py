"""Progress towards targets, and where each stands."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.enums import Direction, TargetStatus
from measures.models import Target
from measures.targets import national_targets, progress, reaches, status, target_lines
from tests.factories import RegionFactory, SourceFactory, TargetFactory

END_2015, END_2016, END_2017 = (datetime.date(year, 12, 31) for year in (2015, 2016, 2017))


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        pytest.param(1795, 1700, 105.6, id="not-clipped"),
        pytest.param(866, 1000, 86.6, id="under"),
        pytest.param(0, 1000, 0.0, id="nothing-yet"),
        pytest.param(None, 1000, None, id="no-value"),
        pytest.param(7, 0, None, id="target-of-zero"),
    ],
)
def test_progress(value, target, expected):
    assert progress(value, target) == expected


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_progress_is_the_quotient_to_one_decimal(value, target):
    assert abs(Decimal(str(progress(value, target))) - Decimal(value) * 100 / target) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [
        pytest.param(10, Direction.AT_LEAST, True, id="at-least-equal"),
        pytest.param(9, Direction.AT_LEAST, False, id="at-least-under"),
        pytest.param(10, Direction.AT_MOST, True, id="at-most-equal"),
        pytest.param(11, Direction.AT_MOST, False, id="at-most-over"),
        pytest.param(None, Direction.AT_MOST, False, id="no-value"),
    ],
)
def test_reaches(value, direction, expected):
    assert reaches(value, 10, direction) is expected


@pytest.mark.parametrize(
    ("due_on", "series", "expected"),
    [
        pytest.param(END_2016, {END_2015: 9, END_2016: 10}, TargetStatus.REACHED, id="on-the-due-date"),
        pytest.param(END_2015, {END_2015: 9, END_2016: 10}, TargetStatus.LATE, id="a-year-late"),
        pytest.param(END_2015, {END_2015: 9, END_2016: 9}, TargetStatus.MISSED, id="missed"),
        pytest.param(END_2017, {END_2015: 9, END_2016: 9}, TargetStatus.ONGOING, id="before-the-due-date"),
        pytest.param(END_2017, {END_2015: 9, END_2016: 10}, TargetStatus.REACHED, id="in-advance"),
        pytest.param(END_2015, {END_2015: 10, END_2016: 9}, TargetStatus.REACHED, id="reached-then-lost"),
        pytest.param(None, {END_2016: 9}, TargetStatus.ONGOING, id="no-due-date"),
        pytest.param(None, {END_2016: 10}, TargetStatus.REACHED, id="no-due-date-reached"),
        pytest.param(END_2015, {END_2015: None, END_2016: None}, TargetStatus.MISSED, id="never-declared"),
    ],
)
def test_status(due_on, series, expected):
    assert status(10, Direction.AT_LEAST, due_on, series) == expected


@pytest.mark.django_db
def test_every_revision_is_kept_in_the_order_of_due_dates():
    source = SourceFactory()
    for value, due_on in [(10, None), (2550, datetime.date(2018, 12, 31)), (1700, END_2017), (1500, END_2017)]:
        TargetFactory(indicator="cesp_signed", value=value, due_on=due_on, source=source)
    TargetFactory(indicator="cesp_signed", region=RegionFactory(), value=3, source=source)

    lines = target_lines(national_targets()["cesp_signed"], {END_2016: 1795})

    assert [(line["value"], line["progress_pct"], line["status"]) for line in lines] == [
        (1500, 119.7, "reached"),
        (1700, 105.6, "reached"),
        (2550, 70.4, "ongoing"),
        (10, 17950.0, "reached"),
    ]
    assert Target.objects.count() == 5
