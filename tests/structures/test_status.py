"""The state of a structure on a day, from its status events."""

import datetime

import pytest

from structures.enums import StructureStatus
from structures.models import Structure
from tests.factories import StructureFactory, StructureStatusEventFactory

VALIDATED, OPENED, CLOSED = datetime.date(2015, 3, 1), datetime.date(2016, 2, 29), datetime.date(2016, 12, 31)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def structure(db):
    made = StructureFactory()
    for status, day in [
        (StructureStatus.VALIDATED, VALIDATED),
        (StructureStatus.OPEN, OPENED),
        (StructureStatus.CLOSED, CLOSED),
    ]:
        StructureStatusEventFactory(structure=made, status=status, on=day)
    return made


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(VALIDATED - ONE_DAY, None, id="before-the-first"),
        pytest.param(OPENED - ONE_DAY, StructureStatus.VALIDATED, id="eve-of-the-opening"),
        pytest.param(OPENED, StructureStatus.OPEN, id="opening-day"),
        pytest.param(CLOSED - ONE_DAY, StructureStatus.OPEN, id="last-open-day"),
        pytest.param(CLOSED, StructureStatus.CLOSED, id="first-closed-day"),
    ],
)
def test_the_state_on_a_day_is_that_of_the_last_event(structure, day, expected):
    assert structure.status_on(day) == expected
    assert Structure.objects.with_status(day).get().status == expected
    assert Structure.objects.open_on(day).exists() == (expected == StructureStatus.OPEN)
