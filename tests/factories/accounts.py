"""Accounts and roles."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.enums import Outcome, Role
from accounts.models import Connection, Membership, User
from tests.factories.regions import RegionFactory


class UserFactory(DjangoModelFactory):
    """An account without a role; `role=…` gives it one from yesterday on, `regions=[…]` over these regions."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"agent-{n}@example.fr")
    password = "!"  # no password opens it: tests sign in by force

    @factory.post_generation
    def role(self, create, extracted, regions=(None,), **kwargs):
        if create and extracted:
            for region in regions:
                MembershipFactory(user=self, role=extracted, region=region)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.NATIONAL_ADMIN
    start = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))

    class Params:
        regional = factory.Trait(role=Role.REFERENT, region=factory.SubFactory(RegionFactory))


class ConnectionFactory(DjangoModelFactory):
    class Meta:
        model = Connection

    account = factory.SubFactory(UserFactory)
    outcome = Outcome.SIGNED_IN
