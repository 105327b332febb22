"""The state of an engagement on a day: each state, its first and last day, and which one wins."""

from datetime import date

import pytest

from contracts.enums import McsState
from contracts.models import McsEngagement
from tests.factories import McsEngagementFactory, McsSuspensionFactory

pytestmark = pytest.mark.django_db

PATH = {
    "volunteer_since": date(2014, 1, 1),
    "training_start": date(2014, 3, 1),
    "training_on": date(2014, 5, 1),
    "contract_signed_on": date(2014, 7, 1),
}


def state(engagement, on):
    return McsEngagement.objects.with_state(on).get(pk=engagement.pk).state


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2014, 1, 1), McsState.VOLUNTEER, id="first-day"),
        pytest.param(date(2014, 2, 28), McsState.VOLUNTEER, id="eve-of-the-training"),
        pytest.param(date(2014, 3, 1), McsState.IN_TRAINING, id="training"),
        pytest.param(date(2014, 4, 30), McsState.IN_TRAINING, id="eve-of-its-end"),
        pytest.param(date(2014, 5, 1), McsState.TRAINED, id="trained"),
        pytest.param(date(2014, 6, 30), McsState.TRAINED, id="eve-of-the-contract"),
        pytest.param(date(2014, 7, 1), McsState.ACTIVE, id="contract"),
        pytest.param(date(2016, 12, 31), McsState.ACTIVE, id="last-day"),
        pytest.param(date(2017, 1, 1), McsState.LEFT, id="day-after"),
    ],
)
def test_the_path_of_a_correspondent(on, expected):
    assert state(McsEngagementFactory(**PATH, last_day=date(2016, 12, 31)), on) == expected


def test_m1_a_contract_without_training_is_not_activity():
    engagement = McsEngagementFactory(**PATH | {"training_on": None})

    assert state(engagement, date(2015, 1, 1)) == McsState.SIGNED


def test_m1_a_missing_equipment_does_not_keep_from_activity():
    assert state(McsEngagementFactory(**PATH, equipped_on=None), date(2015, 1, 1)) == McsState.ACTIVE


def test_m2_an_affiliated_scheme_is_never_in_activity():
    engagement = McsEngagementFactory(**PATH, affiliated=True)

    assert state(engagement, date(2015, 1, 1)) == McsState.AFFILIATED


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2015, 2, 28), McsState.ACTIVE, id="eve"),
        pytest.param(date(2015, 3, 1), McsState.SUSPENDED, id="first-day"),
        pytest.param(date(2015, 3, 31), McsState.SUSPENDED, id="last-day"),
        pytest.param(date(2015, 4, 1), McsState.ACTIVE, id="day-after"),
        pytest.param(date(2016, 1, 1), McsState.LEFT, id="leaving-wins"),
    ],
)
def test_a_suspension_runs_to_its_last_day(on, expected):
    engagement = McsEngagementFactory(**PATH, last_day=date(2015, 12, 31))
    McsSuspensionFactory(engagement=engagement, start=date(2015, 3, 1), last_day=date(2015, 3, 31))
    McsSuspensionFactory(engagement=engagement, start=date(2015, 12, 31), last_day=None)
    # Another doctor's suspension suspends nobody else.
    McsSuspensionFactory(start=date(2014, 1, 1))

    assert state(engagement, on) == expected


def test_an_engagement_is_entered_on_its_first_date():
    assert McsEngagementFactory(**PATH).entered_on == date(2014, 1, 1)
    assert McsEngagementFactory(volunteer_since=None, training_on=date(2015, 1, 1)).entered_on == date(2015, 1, 1)
