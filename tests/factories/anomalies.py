"""Justifications of anomalies."""

import factory
from django.contrib.contenttypes.models import ContentType
from factory.django import DjangoModelFactory

from anomalies.models import Justification
from tests.factories.accounts import UserFactory
from tests.factories.days import DAY
from tests.factories.structures import StructureFactory


class JustificationFactory(DjangoModelFactory):
    """A justification of a structure; `record=…` for another record."""

    class Meta:
        model = Justification
        exclude = ("record",)

    record = factory.SubFactory(StructureFactory)
    rule = "T4"
    content_type = factory.LazyAttribute(lambda row: ContentType.objects.get_for_model(row.record))
    object_id = factory.SelfAttribute("record.pk")
    reason = "Travaux retardés."
    by = factory.SubFactory(UserFactory)
    at = DAY
