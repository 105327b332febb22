"""The zonings of many communes, read once: the same answers as the lookup of one (Z2, Z3)."""

import datetime

import pytest

from regions.enums import UNKNOWN_ZONE, ZoneClass
from regions.models import ZoneClassification
from regions.zone_lookup import ZoneLookup
from tests.factories import (
    CommuneFactory,
    DepartementFactory,
    RegionFactory,
    ZoneClassificationFactory,
    ZoneUnitCommuneFactory,
    ZoningSchemeFactory,
)

pytestmark = pytest.mark.django_db

START, LAST_DAY = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
ONE_DAY = datetime.timedelta(days=1)


def classified(commune, zone_class=ZoneClass.ZIP, scheme=None, **period):
    scheme = scheme or ZoningSchemeFactory()
    unit = ZoneUnitCommuneFactory(commune=commune).unit
    ZoneClassificationFactory(scheme=scheme, unit=unit, zone_class=zone_class, **{"start": START} | period)
    return scheme


def said(commune, day=START):
    return ZoneLookup([commune.code]).classes_on(commune.code, day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(START - ONE_DAY, []), (START, ["ZIP"]), (LAST_DAY, ["ZIP"]), (LAST_DAY + ONE_DAY, [])],
    ids=["eve", "first day", "last day", "day after"],
)
def test_z3_the_class_is_that_of_the_day(day, expected):
    classification, scheme = CommuneFactory(), CommuneFactory()
    classified(classification, last_day=LAST_DAY)
    classified(scheme, scheme=ZoningSchemeFactory(valid_from=START, valid_to=LAST_DAY), start=START - 90 * ONE_DAY)

    assert said(classification, day) == said(scheme, day) == expected


def test_z2_a_commune_cut_between_two_classes_is_unknown_and_so_is_one_of_no_unit():
    cut, whole = CommuneFactory(), CommuneFactory()
    scheme = classified(cut, ZoneClass.ZIP)
    classified(cut, ZoneClass.OUT, scheme=scheme)
    for _ in range(2):
        classified(whole, scheme=scheme)

    assert said(cut) == [UNKNOWN_ZONE] == [ZoneClassification.objects.class_of(cut, scheme, START)]
    assert said(whole) == ["ZIP"]
    assert said(CommuneFactory()) == []


def test_every_zoning_in_force_speaks_the_latest_first():
    commune = CommuneFactory()
    classified(commune, ZoneClass.DEFICIT, scheme=ZoningSchemeFactory(valid_from=START - ONE_DAY))
    classified(commune, ZoneClass.OUT, scheme=ZoningSchemeFactory(valid_from=START))

    assert said(commune) == ["hors", "deficitaire"]


def test_a_zoning_of_another_region_says_nothing():
    old = RegionFactory()
    commune = CommuneFactory(departement=DepartementFactory(old_region=old))
    for region, zone_class in ((commune.region, "ZIP"), (old, "ZAC"), (RegionFactory(), "hors")):
        classified(commune, zone_class, scheme=ZoningSchemeFactory(region=region))

    assert sorted(said(commune)) == ["ZAC", "ZIP"]


@pytest.mark.parametrize("communes", [1, 5])
def test_two_queries_for_any_number_of_communes(communes, django_assert_num_queries):
    rows = CommuneFactory.create_batch(communes)
    for commune in rows:
        classified(commune)

    with django_assert_num_queries(2):
        lookup = ZoneLookup(commune.code for commune in rows)
        assert all(lookup.classes_on(commune.code, START) == ["ZIP"] for commune in rows)
