"""Warning rules: what looks wrong on a record. Computed whenever it is shown, never stored.

The applications that own the records register their rules; each is a condition of the database on a day, so that one
record and a whole region are judged by the same words, in one query. A person justifies what is right as it is: the
rule is silent on that record until the justification ends, then asks again and shows the earlier reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Case, Exists, Func, Model, OuterRef, Q, QuerySet, TextField, Value, When

from anomalies.models import Justification


@dataclass(frozen=True)
class WarningRule:
    """A warning rule of the records of one model (« app.Model »).

    `condition` gives, for a day (included), the `Q` of the rows it points out; `advice` is a French sentence that
    says what to do about them.
    """

    code: str
    model: str
    title: str
    advice: str
    condition: Callable[[datetime.date], Q]


@dataclass(frozen=True)
class Anomaly:
    """A rule that points out a record, with its last justification, if any, and whether that one still holds."""

    rule: WarningRule
    justification: Justification | None
    is_justified: bool


_RULES: dict[str, WarningRule] = {}


def register(*rules: WarningRule) -> None:
    """Add warning rules; a code names one rule, else `ValueError`."""
    for rule in rules:
        if _RULES.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"Two warning rules are named {rule.code}.")


def rules_of(model: type[Model]) -> list[WarningRule]:
    """The warning rules of the records of `model`."""
    return [rule for rule in _RULES.values() if apps.get_model(rule.model) is model]


def models_with_rules() -> list[type[Model]]:
    """The models that some warning rule judges."""
    return list(dict.fromkeys(apps.get_model(rule.model) for rule in _RULES.values()))


def rule(code: str) -> WarningRule:
    """The warning rule `code`; raises `KeyError`."""
    return _RULES[code]


def rules() -> list[WarningRule]:
    """Every warning rule, model after model, in the order of their codes."""
    return sorted(_RULES.values(), key=lambda rule: (rule.model, len(rule.code), rule.code))


def pointed_out(rule: WarningRule, records: QuerySet, on: datetime.date, *, justified: bool = False) -> QuerySet:
    """Those of `records`, of the model of `rule`, that it points out on day `on`: without a justification in force
    that day, or, with `justified`, those that one holds back."""
    is_held = Q(_is_justified(rule, on))
    return records.filter(rule.condition(on), is_held if justified else ~is_held)


def anomalies_of(record: Model, on: datetime.date) -> list[Anomaly]:
    """What the rules point out on `record` on day `on`, justified or not, in the order of the rules."""
    flagged = _codes_of(record, on)
    known = []
    if flagged:
        content_type = ContentType.objects.get_for_model(record)
        known = Justification.objects.filter(content_type=content_type, object_id=record.pk, rule__in=flagged)
        known = known.select_related("by").order_by("at", "pk")
    latest = {justification.rule: justification for justification in known}
    held = {justification.rule for justification in known if justification.holds_on(on)}
    return [Anomaly(_RULES[code], latest.get(code), code in held) for code in flagged]


def _codes_of(record: Model, on: datetime.date) -> list[str]:
    """The codes of the rules that point out `record`."""
    rules = tuple(rules_of(type(record)))
    if not rules:
        return []
    sql, parameters = _codes_sql(rules, on)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, record.pk])
        row = cursor.fetchone()
    return row[0] if row else []


@lru_cache(maxsize=64)
def _codes_sql(rules: tuple[WarningRule, ...], on: datetime.date) -> tuple[str, tuple]:
    """SQL of the codes of the rules of one model that point out a record, and its parameters less the last: the key.

    Kept: the conditions take longer to write than to run.
    """
    codes = _codes(When(rule.condition(on), then=Value(rule.code)) for rule in rules)
    one_record = apps.get_model(rules[0].model)._base_manager.filter(pk=0).order_by()
    sql, parameters = one_record.values_list(codes).query.sql_with_params()
    return sql, parameters[:-1]


def _is_justified(rule: WarningRule, on: datetime.date) -> Exists:
    content_type = ContentType.objects.get_for_model(apps.get_model(rule.model))
    held = Justification.objects.in_force(on)
    return Exists(held.filter(rule=rule.code, content_type=content_type, object_id=OuterRef("pk")))


def _codes(cases: Iterable[When]) -> Func:
    """The array of the codes of the cases that apply."""
    return Func(
        Func(*map(Case, cases), function="ARRAY", template="%(function)s[%(expressions)s]::text[]"),
        Value(None, output_field=TextField()),
        function="array_remove",
        output_field=ArrayField(TextField()),
    )
