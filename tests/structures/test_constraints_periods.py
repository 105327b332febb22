"""Periods of a structure that touch without meeting; zones too (Z1)."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from tests import factories as f

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.date(2015, 12, 31)
NEXT_DAY = datetime.date(2016, 1, 1)


def test_a_site_becomes_the_main_one_the_day_after_another():
    old = f.StructureSiteFactory(main=True, main_last_day=LAST_DAY)
    new = f.StructureSiteFactory(structure=old.structure, main_since=NEXT_DAY, opened_on=NEXT_DAY)

    new.full_clean()
    new.main_since = LAST_DAY
    with pytest.raises(ValidationError, match="déjà un site principal"):
        new.full_clean()


def test_a_structure_changes_its_parent_the_day_after():
    old = f.StructureAttachmentFactory(last_day=LAST_DAY)
    new = f.StructureAttachmentFactory(structure=old.structure, start=NEXT_DAY)

    new.full_clean()
    new.start = LAST_DAY
    with pytest.raises(ValidationError, match="déjà rattachée"):
        new.full_clean()


def test_z1_a_unit_changes_its_class_the_day_after_and_has_one_a_scheme():
    old = f.ZoneClassificationFactory(last_day=LAST_DAY)
    new = f.ZoneClassificationFactory(scheme=old.scheme, unit=old.unit, start=NEXT_DAY)
    other_scheme = f.ZoneClassificationFactory(unit=old.unit)

    new.full_clean()
    other_scheme.full_clean()
    new.start = LAST_DAY
    with pytest.raises(ValidationError, match="Z1"):
        new.full_clean()


def test_the_periods_of_a_record_being_created_meet_nobody_s():
    f.StructureSiteFactory(main=True)
    new = f.StructureSiteFactory.build(main=True, structure=f.StructureFactory.build(lead_region=f.RegionFactory()))
    new.commune = f.CommuneFactory()

    new.validate_constraints()
