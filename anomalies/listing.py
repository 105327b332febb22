"""What the rules point out in the records of a region: counted by rule, listed page by page.

The anomalies of a region are those of the records that its agency keeps up to date, not of all those it reads.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, F, Model, Value
from django.urls import reverse

from anomalies import engine
from anomalies.engine import WarningRule
from anomalies.models import Justification

REGION_OF = {
    "contracts.CespContract": "current_followup",
    "contracts.PtmgContract": "signing_region_id",
    "contracts.Professional": "created_in_region_id",
    "structures.Structure": "lead_region_id",
}
"""The region that keeps a record up to date, hence reads it; `region_id` for the other models."""


@dataclass(frozen=True)
class Asked:
    """Which anomalies are asked for; an empty text asks for all."""

    on: datetime.date
    region: str = ""
    rule: str = ""
    kind: str = ""
    justified: bool = False
    written_in: UUID | None = None
    """A context of history, that of an import: only the records that it wrote."""


@dataclass(frozen=True)
class Line:
    """A record that a rule points out, as it is printed."""

    rule: WarningRule
    pk: int
    kind: str
    name: str
    url: str
    region: str
    justification: Justification | None
    is_editable: bool


def counts(user, asked: Asked) -> Counter:
    """How many anomalies by (code of the rule, code of the region), in one query."""
    rows = _run("SELECT rule_code, region_code, count(*)", user, asked, "GROUP BY 1, 2")
    return Counter({(rule, region): number for rule, region, number in rows})


def by_rule(found: Counter) -> Counter:
    """The same counts, by rule."""
    totals = Counter()
    for (code, _), number in found.items():
        totals[code] += number
    return totals


def rows(user, asked: Asked, start: int, length: int) -> list[tuple[str, str | None, int]]:
    """`length` anomalies from the rank `start`: codes of the rule and of the region, key of the record; one query."""
    end = "ORDER BY rule_code, record LIMIT %s OFFSET %s"
    return _run("SELECT rule_code, region_code, record", user, asked, end, length, start)


def _run(select: str, user, asked: Asked, end: str, *values) -> list[tuple]:
    """Read the anomalies asked for, of the regions that `user` reads and of no other."""
    if not user.is_active:
        return []
    scope = user.read_scope
    rules = [rule for rule in engine.rules() if asked.rule in ("", rule.code) and asked.kind in ("", rule.model)]
    if not rules or (asked.region and asked.region not in scope):
        return []
    parts = [_flagged_sql(rule, asked.on, asked.justified, _type_of(rule.model).pk) for rule in rules]
    within, parameters = ["true"], [value for _, part in parts for value in part]
    if asked.region or not scope.everywhere:
        within.append("region_code = ANY(%s)")
        parameters.append([asked.region] if asked.region else sorted(scope.regions))
    if asked.written_in:
        written = [_written_sql(label, asked.written_in) for label in {rule.model for rule in rules}]
        within.append(f"(model, record) IN ({' UNION ALL '.join(sql for sql, _ in written)})")
        parameters += [value for _, part in written for value in part]
    source = " UNION ALL ".join(f"({sql})" for sql, _ in parts)
    with connection.cursor() as cursor:
        # The text of the rules; what a reader chose is among the parameters.
        chosen = f"{select} FROM ({source}) AS flagged WHERE {' AND '.join(within)} {end}"
        cursor.execute(chosen, [*parameters, *values])
        return cursor.fetchall()


def _written_sql(label: str, context: UUID) -> tuple[str, tuple]:
    """SQL of the model and the keys of its records that one context of history wrote."""
    history = apps.get_model(label).pgh_event_model.objects.filter(pgh_context=context).order_by()
    return history.values_list(Value(label, CharField()), "pgh_obj").query.sql_with_params()


@lru_cache(maxsize=256)
def _flagged_sql(rule: WarningRule, on: datetime.date, justified: bool, content_type: int) -> tuple[str, tuple]:
    """SQL of the records that `rule` points out. Kept: a condition takes longer to write than to run.

    `content_type` is that of the model, which the SQL holds.
    """
    region = REGION_OF.get(rule.model, "region_id")
    records = apps.get_model(rule.model)._base_manager.get_queryset()
    if region == "current_followup":
        records = apps.get_model(rule.model)._default_manager.with_followup(on)
    flagged = engine.pointed_out(rule, records, on, justified=justified).order_by()
    code, label = Value(rule.code, CharField()), Value(rule.model, CharField())
    named = flagged.annotate(rule_code=code, model=label, region_code=F(region), record=F("pk"))
    return named.values_list("rule_code", "model", "region_code", "record").query.sql_with_params()


def lines(found: Iterable[tuple[str, str | None, int]], user, region_names: dict[str, str], *, on) -> list[Line]:
    """The rows of a page as they are printed, in the same order; a few queries, whatever their number."""
    found = list(found)
    keys = defaultdict(set)
    for code, _, key in found:
        keys[engine.rule(code).model].add(key)
    records = {label: _read(label, found, user) for label, found in keys.items()}
    editable = {label: _editable(label, found, user) for label, found in keys.items()}
    held = _justifications(keys, on)
    printed = []
    for code, region, key in found:
        label = engine.rule(code).model
        # A record may have been deleted since the rows were read.
        if record := records[label].get(key):
            justification = held.get((label, code, key))
            printed.append(_line(code, record, region_names.get(region, ""), justification, key in editable[label]))
    return printed


def _read(label: str, keys: set[int], user) -> dict[int, Model]:
    model = apps.get_model(label)
    related = [name for name in ("professional",) if hasattr(model, name)]
    return model._default_manager.visible_to(user).select_related(*related).in_bulk(keys)


def _editable(label: str, keys: set[int], user) -> set[int]:
    if not user.has_perm("anomalies.add_justification"):
        return set()
    rows = apps.get_model(label)._default_manager.filter(pk__in=keys)
    return set(rows.editable_by(user).values_list("pk", flat=True))


def _justifications(keys: dict[str, set[int]], on: datetime.date) -> dict[tuple, Justification]:
    labels = {_type_of(label).pk: label for label in keys}
    every_key = set().union(*keys.values())
    rows = Justification.objects.in_force(on).filter(content_type__in=labels, object_id__in=every_key)
    return {(labels[row.content_type_id], row.rule, row.object_id): row for row in rows.select_related("by")}


def _type_of(label: str) -> ContentType:
    return ContentType.objects.get_for_model(apps.get_model(label))


def _line(code: str, record: Model, region: str, justification: Justification | None, is_editable: bool) -> Line:
    return Line(
        rule=engine.rule(code),
        pk=record.pk,
        kind=str(record._meta.verbose_name),
        name=name_of(record),
        url=record_url(record),
        region=region,
        justification=justification,
        is_editable=is_editable,
    )


def name_of(record: Model) -> str:
    """A record as people call it: with the name of its person, where it bears a number."""
    text, person = str(record), str(getattr(record, "professional", ""))
    return text if person in text else f"{person} – {text}"


def record_url(record: Model) -> str:
    """The page of a record, at its anomalies."""
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk]) + "#anomalies"
