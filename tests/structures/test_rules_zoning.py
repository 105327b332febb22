"""The zonings that structures and contracts stand in: Z1 to Z4."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from contracts.models import CespPlacement, PtmgContract
from regions.enums import UNKNOWN_ZONE, ZoneClass
from regions.models import ZoneClassification
from tests import factories as f

pytestmark = pytest.mark.django_db

DAY = datetime.date(2016, 6, 1)
ONE_DAY = datetime.timedelta(days=1)


def classify(commune, scheme, zone_class, unit=None):
    """`commune` in a unit that `scheme` puts in a class from `DAY` on."""
    unit = unit or f.ZoneUnitFactory()
    f.ZoneUnitCommuneFactory(unit=unit, commune=commune)
    return f.ZoneClassificationFactory(scheme=scheme, unit=unit, zone_class=zone_class, start=DAY)


def class_of(commune, scheme, on=DAY):
    return ZoneClassification.objects.class_of(commune, scheme, on)


def test_z1_a_unit_has_one_class_a_day_in_a_zoning():
    held = f.ZoneClassificationFactory(start=DAY)

    with pytest.raises(ValidationError, match="Z1"):
        f.ZoneClassificationFactory.build(scheme=held.scheme, unit=held.unit, start=DAY).full_clean()
    f.ZoneClassificationFactory.build(scheme=f.ZoningSchemeFactory(), unit=held.unit, start=DAY).full_clean()


def test_z2_the_class_of_a_commune_cut_between_two_is_unknown():
    commune, scheme = f.CommuneFactory(), f.ZoningSchemeFactory()
    classify(commune, scheme, ZoneClass.FRAGILE)
    assert class_of(commune, scheme) == ZoneClass.FRAGILE

    second = classify(commune, scheme, ZoneClass.DEFICIT)
    assert class_of(commune, scheme) == UNKNOWN_ZONE

    second.zone_class = ZoneClass.FRAGILE
    second.save()
    assert class_of(commune, scheme) == ZoneClass.FRAGILE


def test_z3_unknown_is_never_out_of_the_zones():
    commune, scheme = f.CommuneFactory(), f.ZoningSchemeFactory()
    classify(commune, scheme, ZoneClass.OUT)

    assert class_of(commune, scheme) == ZoneClass.OUT
    assert class_of(commune, scheme, DAY - ONE_DAY) == UNKNOWN_ZONE
    assert class_of(f.CommuneFactory(), scheme) == UNKNOWN_ZONE
    assert class_of(commune, f.ZoningSchemeFactory()) == UNKNOWN_ZONE


def test_z4_a_new_zoning_rewrites_no_class_kept_on_a_record():
    commune, scheme = f.CommuneFactory(), f.ZoningSchemeFactory()
    classified = classify(commune, scheme, ZoneClass.DEFICIT)
    placement = f.CespPlacementFactory(commune=commune, zone_class_at_choice=ZoneClass.DEFICIT)
    contract = f.PtmgContractFactory(commune=commune, zone_class_at_signature=ZoneClass.DEFICIT)

    classified.zone_class = ZoneClass.OUT
    classified.save()
    classify(commune, f.ZoningSchemeFactory(), ZoneClass.OUT)

    assert CespPlacement.objects.get(pk=placement.pk).zone_class_at_choice == ZoneClass.DEFICIT
    assert PtmgContract.objects.get(pk=contract.pk).zone_class_at_signature == ZoneClass.DEFICIT
