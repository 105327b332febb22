"""Two records of one person become one: nothing is lost, and the old address leads to the record kept (H1, H2)."""

from __future__ import annotations

import pghistory
import pghistory.models
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, GeneratedField

from contracts.models import Professional
from regions.rules import refuse_problems
from regions.writing import amend

LABEL = "Réunir deux fiches"


def merge_professionals(kept: Professional, *, duplicate: Professional, by, values=None) -> Professional:
    """Give `kept` all that refers to `duplicate`, then delete `duplicate`; gives `kept`.

    `values` are the columns of `kept` to write; the others fill its blanks from `duplicate`. Whatever the two signed
    is judged again as one person's: `RuleViolation`, or `IntegrityError` by the database, undoes everything (C4, P3,
    P6, M3).
    """
    context = pghistory.context(user=by.pk, action=LABEL, merged=duplicate.pk, kept=kept.pk)
    with context, transaction.atomic():
        kept, duplicate = _locked(kept, duplicate)
        merged = merged_values(kept, duplicate) | (values or {})
        for relation in references():
            _rows(relation, duplicate).update(**{relation.field.name: kept})
        _move_generic_references(kept, duplicate)
        # Before its number is written on the other: two persons cannot bear it.
        duplicate.delete()
        amend(kept, **merged)
        refuse_problems(row for relation in references() for row in _rows(relation, kept))
    return kept


def columns() -> list:
    """The columns of a person that somebody enters."""
    return [
        field
        for field in Professional._meta.concrete_fields
        if not field.primary_key and not isinstance(field, GeneratedField)
    ]


def merged_values(kept: Professional, duplicate: Professional) -> dict:
    """The columns of `kept`, its blanks filled from `duplicate`."""
    return {
        column.name: getattr(duplicate if getattr(kept, column.attname) in (None, "") else kept, column.name)
        for column in columns()
    }


def references() -> list[ForeignObjectRel]:
    """Every reference to a person, whatever model holds it; the history is no reference, and is not rewritten."""
    return [
        relation
        for relation in Professional._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and not issubclass(relation.related_model, pghistory.models.Event)
        and relation.field.concrete
        and not relation.many_to_many
    ]


def commitments(professional: Professional) -> list:
    """All that refers to a person, row by row."""
    return [row for relation in references() for row in _rows(relation, professional)]


def kept_in_place_of(pk: int) -> int | None:
    """The key of the record that the person `pk` was merged into, through as many mergers as there were."""
    survivor = _survivor(pk)
    while survivor and (later := _survivor(survivor)):
        survivor = later
    return survivor


def _survivor(pk: int) -> int | None:
    deletion = Professional.pgh_event_model.objects.filter(
        pgh_obj_id=pk, pgh_label="delete", pgh_context__metadata__merged=pk
    ).last()
    return deletion.pgh_context.metadata["kept"] if deletion else None


def _locked(kept: Professional, duplicate: Professional) -> tuple[Professional, Professional]:
    """Both rows, locked in the order of their keys and read again."""
    if kept.pk == duplicate.pk:
        raise ValidationError("Une fiche ne se réunit pas avec elle-même.")
    rows = Professional._base_manager.select_for_update().filter(pk__in=[kept.pk, duplicate.pk]).order_by("pk")
    by_key = {row.pk: row for row in rows}
    if len(by_key) < 2:
        raise ValidationError("L’une des deux fiches n’existe plus.")
    return by_key[kept.pk], by_key[duplicate.pk]


def _rows(relation: ForeignObjectRel, professional: Professional):
    return relation.related_model._base_manager.filter(**{relation.field.name: professional}).order_by("pk")


def _move_generic_references(kept: Professional, duplicate: Professional) -> None:
    """Re-point what names a record by its type and key, such as the justification of an anomaly."""
    content_type = ContentType.objects.get_for_model(Professional)
    for model in apps.get_models():
        for generic in model._meta.private_fields:
            if isinstance(generic, GenericForeignKey):
                named = {generic.ct_field: content_type, generic.fk_field: duplicate.pk}
                for row in model._base_manager.filter(**named):
                    _repoint(row, generic.fk_field, kept.pk)


def _repoint(row, column: str, pk: int) -> None:
    """Name the record `pk`, unless it is already said of it, that very day: the history keeps the second."""
    setattr(row, column, pk)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.delete()
