"""What is looked up by date: the class of a commune, communes at more than 30 minutes; and old commune codes."""

import datetime

import pytest

from regions.enums import UNKNOWN_ZONE, ZoneClass
from regions.models import Commune, RemoteCommune, ZoneClassification
from tests.factories import (
    CommuneAliasFactory,
    CommuneFactory,
    RemoteCommuneFactory,
    ZoneClassificationFactory,
    ZoneUnitCommuneFactory,
    ZoningSchemeFactory,
)

START, LAST_DAY = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
ONE_DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def classified(commune, scheme, zone_class):
    """Put a new unit that holds the commune in a class, for the year 2016."""
    unit = ZoneUnitCommuneFactory(commune=commune).unit
    return ZoneClassificationFactory(scheme=scheme, unit=unit, zone_class=zone_class, start=START, last_day=LAST_DAY)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(START - ONE_DAY, UNKNOWN_ZONE, id="eve"),
        pytest.param(START, ZoneClass.ZIP, id="first-day"),
        pytest.param(LAST_DAY, ZoneClass.ZIP, id="last-day"),
        pytest.param(LAST_DAY + ONE_DAY, UNKNOWN_ZONE, id="day-after"),
    ],
)
def test_z3_the_class_of_a_commune_is_that_of_the_day(day, expected):
    commune, scheme = CommuneFactory(), ZoningSchemeFactory()
    classified(commune, scheme, ZoneClass.ZIP)

    assert ZoneClassification.objects.class_of(commune, scheme, day) == expected


def test_z3_unknown_is_not_out_of_zone():
    scheme = ZoningSchemeFactory()
    known = CommuneFactory()
    classified(known, scheme, ZoneClass.OUT)

    assert ZoneClassification.objects.class_of(known, scheme, START) == ZoneClass.OUT
    assert ZoneClassification.objects.class_of(CommuneFactory(), scheme, START) == UNKNOWN_ZONE
    assert ZoneClassification.objects.class_of(known, ZoningSchemeFactory(), START) == UNKNOWN_ZONE


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(ZoneClass.ZIP, ZoneClass.ZIP, id="same-class"),
        pytest.param(ZoneClass.ZAC, UNKNOWN_ZONE, id="two-classes"),
    ],
)
def test_z2_a_commune_cut_between_two_classes_is_unknown(other, expected):
    commune, scheme = CommuneFactory(), ZoningSchemeFactory()
    classified(commune, scheme, ZoneClass.ZIP)
    classified(commune, scheme, other)

    assert ZoneClassification.objects.class_of(commune, scheme, START) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(START - ONE_DAY, 0), (START, 1), (LAST_DAY, 1), (LAST_DAY + ONE_DAY, 0)],
    ids=["eve", "first-day", "last-day", "day-after"],
)
def test_a_commune_is_remote_over_a_period(day, expected):
    RemoteCommuneFactory(start=START, last_day=LAST_DAY)

    assert RemoteCommune.objects.on(day).count() == expected


def test_a_commune_is_found_by_its_code_and_by_an_older_one():
    alias = CommuneAliasFactory()

    assert Commune.objects.resolve(alias.code) == alias.commune
    assert Commune.objects.resolve(alias.commune.code) == alias.commune
    assert Commune.objects.resolve("00000") is None
