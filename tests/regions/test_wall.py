"""`visible_to` and `editable_by`: who reaches which row, asked of the data."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Connection
from contracts.models import CespContract, Professional, PtmgContract
from imports.models import ExportLog
from regions.models import Region
from regions.wall import Scope, WalledQuerySet
from structures.models import Structure
from tests.factories import (
    CespContractFactory,
    CespFollowUpFactory,
    CespPlacementFactory,
    CommuneFactory,
    FacultyFactory,
    McsEngagementFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    RegionFactory,
    StructureFactory,
    StructureSiteFactory,
    UserFactory,
)
from tests.our_models import factory_of, our_models, walled_models

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LONG_AGO = datetime.date(2014, 1, 1)


def reach(user, record) -> tuple[bool, bool]:
    """Whether `user` reads `record`, and writes it."""
    rows = type(record)._default_manager.filter(pk=record.pk)
    return rows.visible_to(user).exists(), rows.editable_by(user).exists()


UNSEEN, READ, WRITTEN = (False, False), (True, False), (True, True)


def nobody():
    return None


def anonymous():
    return AnonymousUser()


def inactive():
    return UserFactory(role=Role.NATIONAL_ADMIN, is_active=False)


def without_role():
    return UserFactory()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("user", [nobody, anonymous, inactive, without_role])
def test_the_wall_fails_closed(model, user):
    record = factory_of(model)()

    assert reach(user(), record) == UNSEEN


@pytest.mark.parametrize("model", walled_models(), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.DATA_PROTECTION_OFFICER])
def test_a_role_without_records_reaches_none(model, role):
    record = factory_of(model)()
    reads_journal = model in (Connection, ExportLog) and role == Role.DATA_PROTECTION_OFFICER

    assert reach(UserFactory(role=role), record) == (reads_journal, False)


@pytest.mark.parametrize("model", walled_models(), ids=lambda model: model._meta.label)
def test_a_region_with_no_tie_to_a_row_does_not_reach_it(model, referent):
    record = factory_of(model)()

    assert reach(referent, record) == UNSEEN


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_a_national_administrator_reaches_every_row(model, national_admin):
    record = factory_of(model)()

    assert reach(national_admin, record) == WRITTEN


def test_a_queryset_that_does_not_say_its_regions_is_an_error(referent):
    with pytest.raises(TypeError):
        WalledQuerySet(Region).visible_to(referent)


def test_scopes_add_up():
    both = Scope(regions=frozenset({"A"})) | Scope(regions=frozenset({"B"}))

    assert "A" in both
    assert "B" in both
    assert "C" not in both
    assert "C" in both | Scope(everywhere=True)


# CESP


def test_every_region_of_the_faculty_sees_a_signature():
    served = [RegionFactory(), RegionFactory(), RegionFactory()]
    contract = CespContractFactory(faculty=FacultyFactory(regions=served))

    reached = [reach(UserFactory(role=Role.REFERENT, role__regions=[region]), contract) for region in served]

    assert reached == [READ, READ, READ]


def test_a_contract_is_counted_once_for_who_serves_several_of_its_regions():
    served = [RegionFactory(), RegionFactory()]
    CespContractFactory(faculty=FacultyFactory(regions=served), followup_region=served[0])
    user = UserFactory(role=Role.REFERENT, role__regions=served)

    assert CespContract.objects.visible_to(user).count() == 1
    assert CespContract.objects.editable_by(user).count() == 1


def test_the_follow_up_region_writes(referent, region):
    assert reach(referent, CespContractFactory(followup_region=region)) == WRITTEN


def test_a_former_follow_up_region_reads_and_writes_no_more(referent, region, other_region):
    contract = CespContractFactory(followup_region=region)

    CespFollowUpFactory(contract=contract, region=other_region, start=TODAY)

    assert reach(referent, contract) == READ


def test_a_change_of_follow_up_to_come_gives_and_takes_nothing_yet(referent, region, other_region):
    tomorrow = TODAY + datetime.timedelta(days=1)
    leaving, coming = CespContractFactory(followup_region=region), CespContractFactory()

    CespFollowUpFactory(contract=leaving, region=other_region, start=tomorrow)
    CespFollowUpFactory(contract=coming, region=region, start=tomorrow)

    assert reach(referent, leaving) == WRITTEN
    assert reach(referent, coming) == READ


def test_a_region_that_followed_between_two_others_reads(referent, region):
    contract = CespContractFactory()

    CespFollowUpFactory(contract=contract, region=region, start=LONG_AGO)
    CespFollowUpFactory(contract=contract, start=LONG_AGO + datetime.timedelta(days=400))

    assert reach(referent, contract) == READ


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        pytest.param(None, WRITTEN, id="en cours"),
        pytest.param(TODAY, WRITTEN, id="dernier jour"),
        pytest.param(TODAY - datetime.timedelta(days=1), READ, id="terminé hier"),
    ],
)
def test_the_region_of_practice_writes_while_it_lasts(referent, region, last_day, expected):
    placement = CespPlacementFactory(commune=CommuneFactory(region=region), last_day=last_day)

    assert reach(referent, placement.contract) == expected
    assert reach(referent, placement) == expected


def test_the_expected_region_reads(referent, region):
    assert reach(referent, CespContractFactory(expected_practice_region=region)) == READ


# Persons


def test_a_person_is_seen_by_the_regions_of_their_commitments(referent, region):
    followed = CespContractFactory(followup_region=region).professional
    signed = CespContractFactory(faculty=FacultyFactory(regions=[region])).professional
    practises = PtmgContractFactory(commune=CommuneFactory(region=region)).professional
    correspondent = McsEngagementFactory(region=region).professional

    assert reach(referent, followed) == WRITTEN
    assert reach(referent, signed) == READ
    assert reach(referent, practises) == READ
    assert reach(referent, correspondent) == WRITTEN


def test_a_person_without_a_commitment_is_seen_by_the_region_that_entered_them(referent, region, other_region):
    assert reach(referent, ProfessionalFactory(created_in_region=region)) == WRITTEN
    assert reach(referent, ProfessionalFactory(created_in_region=other_region)) == UNSEEN
    assert reach(referent, ProfessionalFactory()) == UNSEEN


def test_a_person_with_several_commitments_is_one_row(referent, region):
    professional = ProfessionalFactory(created_in_region=region)
    CespContractFactory(professional=professional, followup_region=region)
    McsEngagementFactory(professional=professional, region=region)

    assert list(Professional.objects.visible_to(referent)) == [professional]


# PTMG and structures


def test_the_signing_region_of_a_ptmg_writes_and_the_region_of_practice_reads(referent, region):
    signed = PtmgContractFactory(signing_region=region, commune=CommuneFactory())
    practised = PtmgContractFactory(commune=CommuneFactory(region=region))

    assert reach(referent, signed) == WRITTEN
    assert reach(referent, practised) == READ
    assert PtmgContract.objects.visible_to(referent).count() == 2


def test_the_lead_region_of_a_structure_writes_and_that_of_a_site_reads(referent, region):
    led = StructureFactory(lead_region=region)
    with_site = StructureSiteFactory(commune=CommuneFactory(region=region)).structure

    assert reach(referent, led) == WRITTEN
    assert reach(referent, with_site) == READ
    assert Structure.objects.visible_to(referent).count() == 2


def test_parts_follow_their_owner(referent, region):
    site = StructureSiteFactory(commune=CommuneFactory(region=region))

    assert reach(referent, site) == READ
    assert reach(referent, StructureSiteFactory(structure__lead_region=region)) == WRITTEN


# Roles


def test_a_regional_reader_reads_and_does_not_write(regional_reader, region):
    assert reach(regional_reader, StructureFactory(lead_region=region)) == READ


def test_a_reader_of_one_region_and_referent_of_another_writes_in_the_second_only(region, other_region):
    user = UserFactory(role=Role.REFERENT, role__regions=[region])
    user.memberships.create(role=Role.REGIONAL_READER, region=other_region)

    assert reach(user, StructureFactory(lead_region=region)) == WRITTEN
    assert reach(user, StructureFactory(lead_region=other_region)) == READ
