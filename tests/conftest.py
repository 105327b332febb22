"""Two regions and one person a role: what most tests of the wall start from."""

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import User
from tests.factories import RegionFactory, UserFactory
from tests.wall_ground import MINE, SECRET, other_author, records_of


@pytest.fixture
def region(db):
    """The region of the referent and of the regional reader."""
    return RegionFactory()


@pytest.fixture
def other_region(db):
    """A region that is none of theirs."""
    return RegionFactory()


@pytest.fixture
def referent(region):
    return UserFactory(role=Role.REFERENT, role__regions=[region])


@pytest.fixture
def regional_reader(region):
    return UserFactory(role=Role.REGIONAL_READER, role__regions=[region])


@pytest.fixture
def national_admin(db):
    return UserFactory(role=Role.NATIONAL_ADMIN)


@pytest.fixture
def committee_member(db):
    return UserFactory(role=Role.COMMITTEE_MEMBER)


@pytest.fixture
def data_protection_officer(db):
    return UserFactory(role=Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def user_without_role(db):
    return UserFactory()


@pytest.fixture
def client_of():
    """A function: the browser of a user who has signed in, with the second factor where it is forced."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        if User.objects.get(pk=user.pk).is_national_admin:
            give_second_factor(client, user)
        return client

    return sign_in


def give_second_factor(client: Client, user) -> TOTPDevice:
    """Open the session of `client` as if a code of `user` had just been accepted."""
    device = TOTPDevice.objects.get_or_create(user=user, defaults={"name": "Application"})[0]
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return device


@pytest.fixture
def browser(client_of, referent):
    """The browser of the referent."""
    return client_of(referent)


@pytest.fixture
def mine(region, referent):
    """The records of the referent's region, by model."""
    return records_of(region, MINE, referent)


@pytest.fixture
def others(other_region):
    """The records of the other region, by model, with the secret in every text."""
    return records_of(other_region, SECRET, other_author(other_region))
