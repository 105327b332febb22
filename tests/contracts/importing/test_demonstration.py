"""The demonstration sent back as files: what the register holds is read as it is, and changes nothing."""

import datetime
from collections import Counter

import pytest
from django.core.management import call_command

from accounts.enums import Role
from imports.enums import Outcome
from regions.models import Region
from tests import factories as f
from tests.contracts.importing.ground import KINDS
from tests.importing import ERASE, check, export, faults, outcomes
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=datetime.date(2018, 3, 15), verbosity=0)
        yield


@pytest.mark.parametrize("blank", ["keep", ERASE])
@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_register_comes_back_unchanged(kind, blank, national_admin):
    lines = check(kind, export(kind, national_admin), national_admin, blank=blank)

    assert faults(lines)[:5] == []
    assert set(outcomes(lines)) == {Outcome.UNCHANGED}


@pytest.mark.parametrize("kind", KINDS)
def test_a_referent_changes_nothing_with_what_they_see(kind):
    """Rows of other regions that a referent reads are refused for their region, or change nothing."""
    user = f.UserFactory(role=Role.REFERENT, role__regions=[Region.objects.current().get(code="53")])

    told = Counter(outcomes(check(kind, export(kind, user), user)))

    assert told[Outcome.UNCHANGED] > 0
    assert not told[Outcome.CREATED]
    assert not told[Outcome.UPDATED]
