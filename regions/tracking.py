"""Where the database keeps what happened to the records: tables of history, parts of a record, links between records.

Every tracked model has a table of events (django-pghistory), one row a change, the row as the change left it; for a
deletion, as it was. The links of a many-to-many between records are kept in `LinkEvent`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import pghistory
from django.apps import apps
from django.db.models import CASCADE, Field, ForeignKey, Index, Max, Model, QuerySet
from django.db.models.fields.related import ManyToManyField

INSERT, UPDATE, DELETE = "insert", "update", "delete"


@dataclass(frozen=True)
class Part:
    """A model whose rows are owned by a record, and the reference that says which one."""

    model: type[Model]
    owner: ForeignKey


@functools.cache
def tracked_models() -> tuple[type[Model], ...]:
    """The models whose history the database keeps, in the order of their names."""
    models = [model.pgh_tracked_model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]
    return tuple(sorted(models, key=lambda model: model._meta.label))


def is_tracked(model: type[Model]) -> bool:
    return model in tracked_models()


def events_of(model: type[Model]) -> QuerySet:
    """The history of `model`, a tracked one."""
    return model.pgh_event_model.objects.all()


@functools.cache
def kept_fields(model: type[Model]) -> tuple[Field, ...]:
    """The fields of `model` that its history holds and that can be written back: generated columns follow alone."""
    kept = {field.attname for field in model.pgh_event_model._meta.concrete_fields}
    return tuple(field for field in model._meta.concrete_fields if field.attname in kept and not field.generated)


def track_part(*owners: str) -> Callable[[type[Model]], type[Model]]:
    """Keep the history of the model of a part, found by its row and by the record that owns it: foreign keys `owners`.

    A history has no other index on what its rows refer to: nobody asks which ones named a region, and a file writes
    thousands of them.
    """
    return pghistory.track(meta={"indexes": [Index(fields=[owner]) for owner in owners]})


@functools.cache
def parts_of(model: type[Model]) -> tuple[Part, ...]:
    """The tracked models whose rows a record of `model` owns: they are deleted with it."""
    return tuple(
        Part(candidate, field)
        for candidate in tracked_models()
        for field in candidate._meta.concrete_fields
        if field.is_relation and field.related_model is model and field.remote_field.on_delete is CASCADE
    )


@functools.cache
def links_of(model: type[Model]) -> tuple[ManyToManyField, ...]:
    """The many-to-many of `model` whose table has no model of its own."""
    return tuple(field for field in model._meta.local_many_to_many if field.remote_field.through._meta.auto_created)


def link_name(field: ManyToManyField) -> str:
    """The name under which `LinkEvent` keeps the links of `field`."""
    return f"{field.model._meta.label}.{field.name}"


def row_at(model: type[Model], event: Model) -> Model:
    """The row of `model` that `event` holds, as an instance."""
    row = model(**{field.attname: getattr(event, field.attname) for field in kept_fields(model)})
    row._state.adding, row._state.db = False, "default"
    return row


def latest_events(model: type[Model], keys) -> dict:
    """The identifier of the last event of each row of `model` among `keys`, by key."""
    found = events_of(model).filter(pgh_obj_id__in=keys).order_by()
    return dict(found.values_list("pgh_obj_id").annotate(Max("pgh_id")))
