"""What each role may do, and from when to when."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.roles import synchronise_roles
from tests.factories import MembershipFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ONE_DAY = datetime.timedelta(days=1)
STRUCTURES = "admin:structures_structure_changelist"


@pytest.mark.parametrize(
    ("start", "last_day", "holds"),
    [
        pytest.param(TODAY + ONE_DAY, None, False, id="commence demain"),
        pytest.param(TODAY, None, True, id="commence aujourd’hui"),
        pytest.param(TODAY - ONE_DAY, TODAY, True, id="finit aujourd’hui"),
        pytest.param(TODAY - 2 * ONE_DAY, TODAY - ONE_DAY, False, id="a fini hier"),
    ],
)
def test_a_role_counts_on_its_days_only(region, start, last_day, holds):
    user = MembershipFactory(role=Role.REFERENT, region=region, start=start, last_day=last_day).user

    assert user.roles == ({Role.REFERENT} if holds else set())
    assert user.is_staff is holds
    assert user.has_perm("structures.change_structure") is holds
    assert (region.code in user.write_scope) is holds


def test_a_change_of_role_counts_at_the_next_request(client_of, referent, region, other_region):
    mine, other = StructureFactory(lead_region=region), StructureFactory(lead_region=other_region)
    client = client_of(referent)
    before = client.get(reverse(STRUCTURES)).content.decode()

    referent.memberships.update(region=other_region)
    after = client.get(reverse(STRUCTURES)).content.decode()

    assert mine.name in before
    assert other.name not in before
    assert mine.name not in after
    assert other.name in after


def test_a_role_that_ended_closes_the_door_at_the_next_request(client_of, referent):
    client = client_of(referent)
    assert client.get(reverse(STRUCTURES)).status_code == 200

    referent.memberships.update(last_day=TODAY - ONE_DAY)

    assert client.get(reverse(STRUCTURES), follow=True).status_code == 403


def test_a_deactivated_account_is_signed_out_at_the_next_request(client_of, referent):
    client = client_of(referent)
    assert client.get(reverse(STRUCTURES)).status_code == 200

    User.objects.filter(pk=referent.pk).update(is_active=False)

    assert client.get(reverse(STRUCTURES)).status_code == 302


RIGHTS = {
    "structures.view_structure": {Role.REFERENT, Role.REGIONAL_READER, Role.NATIONAL_ADMIN},
    "structures.change_structure": {Role.REFERENT, Role.NATIONAL_ADMIN},
    "contracts.delete_cespcontract": {Role.REFERENT, Role.NATIONAL_ADMIN},
    "contracts.change_contingent": {Role.NATIONAL_ADMIN},
    "measures.add_observation": {Role.REFERENT, Role.NATIONAL_ADMIN},
    "measures.change_target": {Role.NATIONAL_ADMIN},
    "regions.view_commune": {Role.REFERENT, Role.REGIONAL_READER, Role.NATIONAL_ADMIN},
    "regions.change_commune": {Role.NATIONAL_ADMIN},
    "bilans.change_campaign": {Role.NATIONAL_ADMIN},
    "bilans.change_regionalreturn": {Role.REFERENT, Role.NATIONAL_ADMIN},
    "accounts.view_user": {Role.NATIONAL_ADMIN},
    "accounts.change_membership": {Role.NATIONAL_ADMIN},
    "accounts.view_connection": {Role.NATIONAL_ADMIN, Role.DATA_PROTECTION_OFFICER},
    "accounts.change_connection": set(),
    "accounts.delete_connection": set(),
    "pghistory.view_context": {Role.NATIONAL_ADMIN, Role.DATA_PROTECTION_OFFICER},
    "structures.view_structureevent": {Role.NATIONAL_ADMIN, Role.DATA_PROTECTION_OFFICER},
    "structures.change_structureevent": set(),
    "auth.change_group": set(),
}


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("role", Role.values)
def test_rights_of_the_roles(right, role, region):
    regions = [region] if role in Role.regional() else [None]
    user = UserFactory(role=role, role__regions=regions)

    assert user.has_perm(right) is (role in RIGHTS[right])


@pytest.mark.parametrize("role", Role.values)
def test_who_enters_the_admin(role, region, client_of):
    user = UserFactory(role=role, role__regions=[region] if role in Role.regional() else [None])

    response = client_of(user).get(reverse("admin:index"), follow=True)

    assert response.status_code == (403 if role == Role.COMMITTEE_MEMBER else 200)


def test_a_right_added_by_hand_to_a_role_does_not_last():
    referents = Group.objects.get(name=Role.REFERENT)
    right = Group.objects.get(name=Role.NATIONAL_ADMIN).permissions.get(codename="change_user")
    referents.permissions.add(right)

    synchronise_roles()

    assert right not in referents.permissions.all()
    assert Group.objects.count() == len(Role)


def test_a_technical_account_acts_as_a_national_administrator():
    user = User.objects.create_superuser("technique@example.fr")

    assert user.is_national_admin
    assert user.write_scope.everywhere
    assert user.is_staff


def test_the_rights_of_a_request_cost_a_constant_number_of_queries(referent, region, django_assert_num_queries):
    MembershipFactory.create_batch(3, user=referent, regional=True)
    user = User.objects.get(pk=referent.pk)

    with django_assert_num_queries(1):
        assert user.is_staff
        assert region.code in user.read_scope
        assert region.code in user.write_scope
