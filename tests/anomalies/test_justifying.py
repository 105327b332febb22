"""A justification holds to the end of the year, once a day, and can be taken back."""

import datetime

import pytest

from anomalies.engine import anomalies_of
from anomalies.justifying import in_force, justify, withdraw
from anomalies.models import Justification
from tests.factories import UserFactory
from tests.structures.life import live

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
NEW_YEAR = datetime.date(2027, 1, 1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def structure():
    """Validated long ago, and not open (T4)."""
    return live("valide")


@pytest.fixture
def author():
    return UserFactory()


def is_asked(structure, on) -> bool:
    [anomaly] = anomalies_of(structure, on)
    return not anomaly.is_justified


def test_it_holds_to_the_end_of_the_year_then_the_rule_asks_again(structure, author):
    made, is_new = justify(structure, "T4", by=author, reason="Travaux.", on=TODAY)

    assert is_new
    assert (made.at, made.until, made.by) == (TODAY, datetime.date(2026, 12, 31), author)
    assert not is_asked(structure, TODAY)
    assert not is_asked(structure, NEW_YEAR - ONE_DAY)
    assert is_asked(structure, NEW_YEAR)
    assert anomalies_of(structure, NEW_YEAR)[0].justification == made


def test_the_last_day_may_be_chosen(structure, author):
    made, _ = justify(structure, "T4", by=author, reason="Travaux.", on=TODAY, until=NEW_YEAR)

    assert made.until == NEW_YEAR
    assert not is_asked(structure, NEW_YEAR)


@pytest.mark.parametrize("later", [0, 1])
def test_one_in_force_is_left_as_it_is(structure, author, later):
    first, _ = justify(structure, "T4", by=author, reason="Travaux.", on=TODAY)

    again, is_new = justify(structure, "T4", by=author, reason="Autre motif.", on=TODAY + later * ONE_DAY)

    assert (again, again.reason, is_new) == (first, "Travaux.", False)
    assert Justification.objects.count() == 1


def test_withdrawn_the_same_day_it_is_gone_and_may_be_given_again(structure, author):
    made, _ = justify(structure, "T4", by=author, reason="Erreur.", on=TODAY)

    withdraw(made, TODAY)

    assert is_asked(structure, TODAY)
    _, is_new = justify(structure, "T4", by=author, reason="Travaux.", on=TODAY)
    assert is_new


def test_withdrawn_later_its_reason_stays_to_be_read(structure, author):
    made, _ = justify(structure, "T4", by=author, reason="Travaux.", on=TODAY)

    withdraw(made, TODAY + ONE_DAY)

    assert not is_asked(structure, TODAY)
    [anomaly] = anomalies_of(structure, TODAY + ONE_DAY)
    assert (anomaly.is_justified, anomaly.justification.reason) == (False, "Travaux.")
    assert in_force(structure, "T4", TODAY + ONE_DAY) is None
