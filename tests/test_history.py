"""The database keeps every change of a record, whatever wrote it, and lets nobody rewrite what it kept."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from regions.wall import OpenQuerySet
from structures.models import Structure
from tests.factories import CommuneFactory, PriorityDistrictFactory, StructureFactory
from tests.our_models import factory_of, our_models, tracked_models
from tests.wall_ground import as_posted

pytestmark = pytest.mark.django_db

# Refused lines, connections and exports are themselves journals; territories come with the reference data.
UNTRACKED = {"accounts.Connection", "imports.ExportLog", "imports.ImportedRow", "regions.Territory"}


def test_every_record_has_a_history():
    records = [model for model in our_models() if not isinstance(model._default_manager.all(), OpenQuerySet)]

    assert {model._meta.label for model in records} - {m._meta.label for m in tracked_models()} == UNTRACKED


@pytest.mark.parametrize("model", tracked_models(), ids=lambda model: model._meta.label)
def test_an_insertion_an_update_and_a_deletion_are_kept(model):
    record = factory_of(model)()
    events = tracked_models()[model].objects.filter(pgh_obj_id=record.pk).order_by("pgh_id")
    row = model._base_manager.filter(pk=record.pk)

    row.update(**harmless_change(record))
    row._raw_delete("default")

    assert [event.pgh_label for event in events] == ["insert", "update", "delete"]


def harmless_change(record) -> dict:
    """A new value of one of the columns of `record` that no rule binds to another."""
    for field in record._meta.concrete_fields:
        if field.name in FREE_COLUMNS:
            return {field.name: FREE_COLUMNS[field.name]}
    return {"commune": CommuneFactory()} if hasattr(record, "commune") else {"district": PriorityDistrictFactory()}


TEXTS = (
    *("name", "first_name", "title", "label", "file_name", "place", "address", "reference", "derogation"),
    *("message", "highlights", "reason", "note", "source", "highlight_indicator", "text"),
)
FREE_COLUMNS = {
    **dict.fromkeys(TEXTS, "x"),
    **dict.fromkeys(["rank", "number", "persons", "value"], 4),
    **dict.fromkeys(["last_day", "allowance_last_day", "due_on", "equipped_on"], datetime.date(2900, 1, 1)),
    "start": datetime.date(2016, 1, 1),
}


@pytest.mark.parametrize("model", tracked_models(), ids=lambda model: model._meta.label)
def test_history_is_not_rewritten(model):
    event_model = tracked_models()[model]
    factory_of(model)()

    for statement in ("UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            connection.cursor().execute(statement.format(event_model._meta.db_table))


def test_a_change_in_the_admin_says_who_made_it_and_where(client_of, referent, region):
    structure = StructureFactory(lead_region=region)
    address = reverse("admin:structures_structure_change", args=[structure.pk])
    client = client_of(referent)

    client.post(address, as_posted(client.get(address)) | {"note": "Vu."})

    change = structure.history.get(pgh_label="update")
    assert change.note == "Vu."
    assert change.pgh_context.metadata == {"user": referent.pk, "url": address}


def test_what_has_not_changed_leaves_no_trace():
    structure = StructureFactory()

    Structure.objects.filter(pk=structure.pk).update(name=structure.name)

    assert structure.history.count() == 1
