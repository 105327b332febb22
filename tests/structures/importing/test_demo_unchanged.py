"""The structures of the demonstration, written in a file and read again: nothing changes."""

import datetime

import pytest
from django.core.management import call_command

from structures.models import Structure
from tests.factories import UserFactory
from tests.imports.checked import checked, faults, outcomes, rows_of_records
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demonstration, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=datetime.date(2018, 3, 15), verbosity=0)
        yield


def test_the_same_structures_change_nothing():
    national_admin = UserFactory(role="administrateur_national")
    keys = set(Structure.objects.values_list("pk", flat=True))

    drafts = checked("structures", rows_of_records("structures", keys, national_admin), national_admin)

    assert len(drafts) == len(keys) > 1000
    assert faults(drafts) == []
    assert set(outcomes(drafts)) == {"inchange"}
