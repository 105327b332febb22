"""Giving a record back a state it had: itself, its parts and its links, as a new change that says why."""

from __future__ import annotations

import datetime

import pghistory
from django.db import transaction
from django.db.models import Model

from regions.history import RowChange, differences
from regions.history_words import NOTHING, Names, day_and_minute
from regions.models import LinkEvent
from regions.put_back import Plan, carry_out, links_changed
from regions.rules import checked
from regions.tracking import (
    DELETE,
    INSERT,
    UPDATE,
    events_of,
    kept_fields,
    latest_events,
    link_name,
    links_of,
    parts_of,
    row_at,
)


class NoSuchState(Exception):
    """The record did not exist at that moment, or its history does not say how it was."""


def record_at(model: type[Model], key, moment: datetime.datetime) -> Model:
    """The row `key` of `model` as it was at `moment`, what was written at that very instant included."""
    event = events_of(model).filter(pgh_obj_id=key, pgh_created_at__lte=moment).order_by("-pgh_id").first()
    if event is None or event.pgh_label == DELETE:
        raise NoSuchState
    return row_at(model, event)


def plan_of(model: type[Model], key, moment: datetime.datetime) -> Plan:
    """What gives the record `key` of `model` the state it had at `moment`; nothing to do: an empty plan."""
    plan = Plan()
    record_at(model, key, moment)
    _plan_rows(plan, model, {key}, {key}, model._meta.pk, moment)
    later = LinkEvent.objects.filter(
        link__in=[link_name(link) for link in links_of(model)], source=str(key), at__gt=moment
    )
    plan.links = links_changed(later.order_by("-pk"))
    return plan


def _plan_rows(plan: Plan, model, now_owners: set, then_owners: set, owner, moment) -> None:
    """Plan the return of the rows of `model` whose `owner` is among these, and of their parts."""
    present = set(model._base_manager.filter(**{f"{owner.attname}__in": now_owners}).values_list("pk", flat=True))
    ever = events_of(model).filter(**{f"{owner.attname}__in": then_owners}).values("pgh_obj_id")
    latest = events_of(model).filter(pgh_obj_id__in=ever, pgh_created_at__lte=moment)
    states = latest.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    wanted = {
        state.pgh_obj_id: state.pgh_id
        for state in states
        if state.pgh_label != DELETE and getattr(state, owner.attname) in then_owners
    }
    existing = set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    last = latest_events(model, existing)
    plan.deletes[model] |= present - set(wanted)
    plan.inserts[model].update({key: event for key, event in wanted.items() if key not in existing})
    plan.updates[model].update({key: wanted[key] for key in existing if wanted[key] != last[key]})
    for part in parts_of(model):
        _plan_rows(plan, part.model, present, set(wanted), part.owner, moment)


def differences_of(plan: Plan, user) -> list[RowChange]:
    """What `plan` would change, as its reader sees it."""
    names, rows = Names(user), []
    for model in sorted(plan.models(), key=lambda model: model._meta.label):
        fields = [kept for kept in kept_fields(model) if not kept.primary_key]
        written = plan.updates[model] | plan.inserts[model]
        present = model._base_manager.in_bulk([*plan.deletes[model], *plan.updates[model]])
        states = events_of(model).in_bulk(written.values())
        for key in sorted([*plan.deletes[model], *written]):
            before, after = present.get(key), states.get(written.get(key))
            label = UPDATE if before and after else DELETE if before else INSERT
            lines = differences(fields, before, after, names)
            rows.append(
                RowChange(model, key, label, [line for line in lines if {line.before, line.after} != {NOTHING}])
            )
    return [row for row in rows if row.lines]


def restore(model: type[Model], key, moment: datetime.datetime, *, by, reason: str) -> None:
    """Give the record the state it had at `moment`, as a change by `by` for `reason`; all or nothing.

    Raises `NoSuchState`, `CannotPutBack` (the database refuses) or `RuleViolation` (a rule objects to that state).
    """
    action = f"Restauration de l’état du {day_and_minute(moment)}"
    with transaction.atomic(), pghistory.context(user=by.pk, action=action, reason=reason):
        record = model._base_manager.filter(pk=key).first() or record_at(model, key, moment)
        with checked(record):
            list(model._base_manager.filter(pk=key).select_for_update(of=("self",)).values_list("pk"))
            carry_out(plan_of(model, key, moment))
            record.refresh_from_db()
