"""Where a person is in the database, read from the relations of the models: a new model is not forgotten.

A person's records are those that refer to them, those that refer to these, and so on; then the notes that point at
any of them through a content type (justifications, the journal of the admin). Deleted records count as long as the
history of their last owner says whose they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CASCADE, Exists, OuterRef, Q

from accounts.models import Connection
from pts_admin.apps import our_models


@dataclass(frozen=True)
class Holding:
    """Records of one model, live or deleted, that belong to the asked persons."""

    model: type[models.Model]
    keys: frozenset
    owned: Q
    """Condition, on a row of the model or of its history, that it said then to be theirs."""

    @property
    def rows(self) -> models.QuerySet:
        """The live records."""
        return self.model._base_manager.filter(pk__in=self.keys)

    @property
    def events(self) -> models.QuerySet | None:
        """Every row of their history, whosever they were then; None without a history."""
        history = history_of(self.model)
        return history and history._base_manager.filter(pgh_obj_id__in=self.keys)


def history_of(model) -> type[models.Model] | None:
    """The model that keeps the history of `model`, if any."""
    return next((event for event in apps.get_models() if getattr(event, "pgh_tracked_model", None) is model), None)


def every_relation(relation) -> bool:
    """Whatever refers to a record is a part of it."""
    return True


def owned_parts(relation) -> bool:
    """Only what goes with a record when it is deleted is a part of it; the rest was merely written by it.

    The connections of an account are kept whatever happens to it, and are about it all the same.
    """
    return relation.on_delete is CASCADE or relation.related_model is Connection


def find(root: type[models.Model], keys: Iterable, follow: Callable = every_relation) -> list[Holding]:
    """Holdings of the records `keys` of `root`, these first, each model once, owners before their parts.

    `follow` says, of a reverse relation, whether it leads to parts of the record.
    """
    holdings = [Holding(root, frozenset(keys), Q())]
    for holding in holdings:  # grows as it is walked
        found = {holding.model for holding in holdings}
        for relation in relations_to(holding.model):
            if relation.related_model not in found and follow(relation):
                holdings.append(_parts(relation.related_model, Q(**{f"{relation.field.name}__in": holding.keys})))
                found.add(relation.related_model)
    return [*holdings, *_notes_on(holdings)]


def relations_to(model) -> Iterator:
    """The references of our models to `model`, each as a reverse relation."""
    ours = set(our_models())
    for relation in model._meta.get_fields(include_hidden=True):
        reverse = relation.auto_created and not relation.concrete and not relation.many_to_many
        if reverse and relation.related_model in ours:
            yield relation


def _parts(model, owned: Q) -> Holding:
    live = model._base_manager.filter(owned).values_list("pk", flat=True)
    history = history_of(model)
    if history is None:
        return Holding(model, frozenset(live), owned)
    # What exists and is somebody else's today is theirs, whatever its history says.
    deleted = history._base_manager.filter(owned, ~Exists(model._base_manager.filter(pk=OuterRef("pgh_obj_id"))))
    return Holding(model, frozenset(live) | frozenset(deleted.values_list("pgh_obj_id", flat=True)), owned)


def noting_models() -> list[type[models.Model]]:
    """The models whose rows point at a record of any model, by its content type and its number."""
    return [
        model for model in apps.get_models() if _points_at_records(model) and not hasattr(model, "pgh_tracked_model")
    ]


def _points_at_records(model) -> bool:
    columns = {field.name: field for field in model._meta.concrete_fields}
    return "object_id" in columns and getattr(columns.get("content_type"), "related_model", None) is ContentType


def _notes_on(holdings: list[Holding]) -> list[Holding]:
    pointed = Q(pk__in=[])
    for holding in holdings:
        content_type = ContentType.objects.get_for_model(holding.model)
        pointed |= Q(content_type=content_type, object_id__in=[*map(str, holding.keys)])
    return [_parts(model, pointed) for model in noting_models()]


def texts_of(model) -> list[models.Field]:
    """The columns of `model` in which somebody wrote: neither keys, nor choices, nor what the database computes."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not (field.choices or field.primary_key or field.is_relation)
        and not field.name.startswith("pgh_")
    ]
