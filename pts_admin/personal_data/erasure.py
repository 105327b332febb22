"""What is left of a person once the name is gone: their regions, dates, kinds and outcomes, which figures count."""

from __future__ import annotations

from collections import Counter

import pgtrigger
from django.db import models
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast

from contracts.models import Professional
from imports.models import RefusedRow
from pts_admin.personal_data.holdings import find, history_of, texts_of
from pts_admin.personal_data.retention import PSEUDONYM

ERASED = "effacé"
KEPT = {"campaign", "rule", "object_id"}
"""Texts with a form of their own, that tell nothing of a person: a university year, the code of a rule, a number."""
FILLED = {"affiliated_scheme"}
"""Texts that may be empty, but that a rule of the database wants filled (M2)."""
PERSONAL_NUMBERS = {"birth_year"}


def pseudonymise(keys: list[int]) -> Counter:
    """Take what names the professionals `keys` out of their records and of all their history; count rows by kind.

    Every date, region, kind and outcome stays: no figure of any day changes. Those already deleted are known by
    their history alone. To be called in a transaction.
    """
    counts = Counter()
    counts["lignes d’import refusées"] = _forget_refused_rows(keys)
    for holding in find(Professional, keys):
        label = str(holding.model._meta.verbose_name_plural)
        counts[label] += holding.rows.update(**erased(holding.model))
        if holding.events is not None:
            with pgtrigger.ignore(f"{history_of(holding.model)._meta.label}:append_only"):
                counts[f"historique : {label}"] += holding.events.update(**erased(holding.model))
    return counts


def erased(model) -> dict:
    """What replaces each column that tells of a person, in `model` as in its history."""
    values = {field.name: _erased(field) for field in texts_of(model) if field.name not in KEPT}
    values |= {field.name: None for field in model._meta.concrete_fields if field.name in PERSONAL_NUMBERS}
    if model is Professional:
        values |= {"last_name": Value(PSEUDONYM), "first_name": Cast(F("id"), CharField())}
    return values


def _erased(field: models.Field):
    """Nothing where nothing may stand, else a word that says so."""
    if isinstance(field, models.JSONField):
        return Value({}, models.JSONField())
    if field.blank and field.name not in FILLED:
        return Value("")
    return Case(When(**{field.name: ""}, then=Value("")), default=Value(ERASED))


def _forget_refused_rows(keys: list[int]) -> int:
    return refused_rows_about(numbers_of(keys)).update(**erased(RefusedRow))


def numbers_of(keys: list[int]) -> list[str]:
    """Every RPPS that these professionals, living or deleted, have had in the register."""
    lines = history_of(Professional).objects.filter(pgh_obj_id__in=keys).exclude(rpps="")
    return [*lines.values_list("rpps", flat=True).distinct()]


def refused_rows_about(numbers: list[str]) -> models.QuerySet:
    """Rows that an import could not take, in which one of these RPPS numbers is written."""
    if not numbers:
        return RefusedRow.objects.none()
    return RefusedRow.objects.alias(written=Cast("cells", models.TextField())).filter(written__regex="|".join(numbers))
