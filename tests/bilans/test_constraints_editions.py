"""A published edition is frozen, and numbered once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bilans.models import Edition
from tests.factories import EditionFactory

pytestmark = pytest.mark.django_db

CHANGES = {
    "form": lambda edition: Edition.objects.get(pk=edition.pk).save(),
    "bulk": lambda edition: Edition.objects.update(reason="Autre"),
    "deletion": lambda edition: edition.delete(),
    "sql": lambda edition: connection.cursor().execute("UPDATE bilans_edition SET snapshot = '{\"a\": 1}'"),
    "sql deletion": lambda edition: connection.cursor().execute("DELETE FROM bilans_edition"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_any_change_of_an_edition(change):
    edition = EditionFactory()

    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        CHANGES[change](edition)

    assert Edition.objects.get().snapshot == "{}"


def test_a_number_is_published_once():
    first = EditionFactory()
    second = EditionFactory.build(campaign=first.campaign, published_by=first.published_by)

    with pytest.raises(ValidationError, match="Cette édition est déjà publiée.*: donnez le numéro suivant."):
        second.full_clean()
    with pytest.raises(IntegrityError, match="one_edition_per_campaign_and_number"), transaction.atomic():
        second.save()


@pytest.mark.parametrize("number", ["1", "0.1", "1.0.1", "a.b"])
def test_a_number_is_two_numbers_and_a_point(number):
    edition = EditionFactory()
    second = EditionFactory.build(campaign=edition.campaign, published_by=edition.published_by, number=number)

    with pytest.raises(ValidationError, match="Une édition se numérote"):
        second.full_clean()
    with pytest.raises(IntegrityError, match="edition_number_format"), transaction.atomic():
        second.save()
