"""The purge on the demonstration: thousands of persons forgotten, and every bilan stays what it was."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from bilans.build import build_bilan
from contracts.models import Professional, SamuEstablishment
from pts_admin.personal_data.purge import purge
from structures.models import Structure
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2018, 3, 15)
YEARS = range(2013, 2019)


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demonstration as known on `TODAY`, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=TODAY, verbosity=0)
        yield


def bilans() -> list[dict]:
    return [build_bilan(year, as_of=datetime.date(year, 3, 15)) for year in YEARS]


def test_past_bilans_are_the_same_before_and_after():
    before = bilans()

    counts = purge(datetime.date(2045, 1, 1))

    assert bilans() == before
    assert counts["professionnels"] > 1000
    assert Professional.objects.exclude(last_name="Pseudonyme").exists(), "who cannot be judged stays"


@pytest.mark.parametrize("model", [Structure, SamuEstablishment, Professional], ids=lambda model: model.__name__)
def test_every_text_of_the_demonstration_passes_the_rules_of_its_field(model):
    refused = [(str(record), error) for record in model.objects.all() for error in refusals(record)]

    assert refused == []


def refusals(record):
    """What the fields of `record` refuse, without looking at the records it refers to."""
    references = [field.name for field in record._meta.fields if field.is_relation]
    try:
        record.clean_fields(exclude=references)
    except ValidationError as error:
        yield error.message_dict
