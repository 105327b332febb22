"""Undoing what was done at once: every row of one context of the history goes back to what it was before.

`revert` is the mechanism, whatever the size: a page's form, a guided action, an import batch. `undo` is what a person
may do by themselves: their own entry, the same day, as long as the records are still theirs to write.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pghistory
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Subquery
from django.utils import timezone
from pghistory.models import Context

from regions.history_words import day_and_minute, reached
from regions.put_back import Plan, carry_out, dependents_of, latest_link_events, links_changed
from regions.rules import judged_record, lock, refuse_problems
from regions.tracking import DELETE, INSERT, events_of, links_of, parts_of, row_at, tracked_models
from regions.wall import write_scope

NOT_THE_AUTHOR = "Seul l’auteur d’une saisie peut l’annuler."
ANOTHER_DAY = "Une saisie s’annule le jour même seulement."
NOT_YOURS = "Vous ne pouvez plus modifier ces fiches\u00a0: la saisie reste en place."
AN_IMPORT = "Un import s’annule depuis la page de son lot."
ALREADY_UNDONE = "Il n’y a plus rien à annuler\u00a0: ces fiches ont changé depuis."


class NotUndoable(Exception):
    """This person may not undo this change; the message is a French sentence."""


@dataclass(frozen=True)
class Left:
    """A row that was left as it is, because it has changed since or because later rows depend on it."""

    model: type[Model]
    key: object

    def __str__(self):
        return f"{self.model._meta.verbose_name} n° {self.key}"


@dataclass
class Reverted:
    """What was put back (`plan`), and the rows left as they are."""

    plan: Plan
    left: list[Left] = field(default_factory=list)

    def count(self, model: type[Model]) -> int:
        """How many rows of `model` were put back."""
        return sum(len(rows.get(model, ())) for rows in (self.plan.deletes, self.plan.updates, self.plan.inserts))


def revert(context: Context, *, by, check: Callable[[Iterable[Model]], None] | None = refuse_problems) -> Reverted:
    """Put back every row that was changed in `context`, in one transaction, as a new change by `by`.

    A row that was changed again since, or that `by` may no longer write, is left alone and told in the result. `check`
    receives the records touched, once written: by default the rules judge them and may raise `RuleViolation`; None
    skips it (thousands of rows). Raises `NotUndoable` when a deleted row would come back where `by` may not write,
    `CannotPutBack` when the database refuses.
    """
    action = f"Annulation de la saisie du {day_and_minute(context.created_at)}"
    with transaction.atomic(), pghistory.context(user=by.pk, action=action, undoes=str(context.pk)):
        rows = _rows_of(context)
        records = _judged(context, rows) if check is not None else []
        # Asked of rows that are held: a transfer that was being accepted is over.
        plan, left = plan_of(context, _beyond(_hold(records, rows), by))
        carry_out(plan)
        if any(_beyond(plan.inserts, by).values()):
            raise NotUndoable(NOT_YOURS)
        if check is not None:
            check(_as_written(records))
    return Reverted(plan, left)


def undo(context: Context, *, by, now: datetime.datetime | None = None) -> Reverted:
    """Undo one's own entry of the day; raises `NotUndoable`, or what `revert` raises."""
    with transaction.atomic():
        if sentence := why_not(context, by=by, now=now):
            raise NotUndoable(sentence)
        result = revert(context, by=by)
        if not result.plan:
            raise NotUndoable(ALREADY_UNDONE)
    return result


def why_not(context: Context, *, by, now: datetime.datetime | None = None) -> str | None:
    """Why `by` may not undo `context` (a sentence); None when they may: its author, the same day in Paris."""
    if context.metadata.get("user") != by.pk:
        return NOT_THE_AUTHOR
    if context.metadata.get("batch"):
        return AN_IMPORT
    if timezone.localdate(context.created_at) != timezone.localdate(now):
        return ANOTHER_DAY
    return NOT_YOURS if any(_beyond(_present_rows(context), by).values()) else None


def is_undoable(context: Context | None, *, by) -> bool:
    """Whether to offer it; the rest of the conditions are asked when it is done."""
    return (
        context is not None
        and context.metadata.get("user") == by.pk
        and not context.metadata.get("batch")
        and timezone.localdate(context.created_at) == timezone.localdate()
    )


def plan_of(context: Context, beyond: Mapping[type[Model], set] = MappingProxyType({})) -> tuple[Plan, list[Left]]:
    """What undoing `context` means today, and the rows to leave alone: those `beyond` reach among them."""
    plan, left, staying = Plan(), [], defaultdict(set)
    for model in tracked_models():
        first = events_of(model).filter(pgh_context=context).order_by("pgh_obj_id", "pgh_id").distinct("pgh_obj_id")
        last = events_of(model).filter(pgh_context=context).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        same_row = events_of(model).filter(pgh_obj_id=OuterRef("pgh_obj_id"))
        # Ordered by an expression: by the key alone, PostgreSQL walks its index, through the events of all other rows.
        before = same_row.filter(pgh_id__lt=OuterRef("pgh_id")).order_by((F("pgh_id") + 0).desc()).values("pgh_id")[:1]
        since = same_row.filter(pgh_id__gt=OuterRef("pgh_id"))
        ends = {
            key: (label, changed)
            for key, label, changed in last.annotate(since=Exists(since)).values_list(
                "pgh_obj_id", "pgh_label", "since"
            )
        }
        for event in first.annotate(before=Subquery(before)).values("pgh_id", "pgh_obj_id", "pgh_label", "before"):
            key = event["pgh_obj_id"]
            ended, changed = ends[key]
            if changed or key in beyond.get(model, ()) or not _plan_row(plan, model, key, event, ended):
                left.append(Left(model, key))
                if event["pgh_label"] == INSERT:
                    staying[model].add(key)
    left += _keep_what_is_needed(plan, staying)
    untouched = {(row.model, str(row.key)) for row in left}
    changed_links = links_changed(latest_link_events(context))
    plan.links = [pair for pair in changed_links if (pair[0].model, pair[1]) not in untouched]
    return plan, left


def _plan_row(plan: Plan, model, key, event: dict, ended: str) -> bool:
    """Plan the return of a row to what it was before `event`; False when nothing tells what it was."""
    existed = event["pgh_label"] != INSERT
    # A deletion holds the row as it was; a change, as it became.
    state = event["pgh_id"] if event["pgh_label"] == DELETE else event["before"]
    exists = ended != DELETE
    if existed and state is None:
        return False
    if not existed and exists:
        plan.deletes[model].add(key)
    elif existed:
        (plan.updates if exists else plan.inserts)[model][key] = state
    return True


def _keep_what_is_needed(plan: Plan, staying: Mapping[type[Model], set]) -> list[Left]:
    """Take out of `plan` the deletions of the parts of records `staying`, then of rows that others need, with theirs.

    A contract created at once with its follow-up keeps it, if an event added since keeps the contract.
    """
    left = []
    while True:
        left += _keep(plan, _parts_of_records(plan, staying))
        needed = {model: keys & dependents_of(model, keys, plan) for model, keys in plan.deletes.items() if keys}
        if not any(needed.values()):
            return left
        left += _keep(plan, needed)
        staying = needed


def _keep(plan: Plan, rows: Mapping[type[Model], set]) -> list[Left]:
    for model, keys in rows.items():
        plan.deletes[model] -= keys
    return [Left(model, key) for model, keys in rows.items() for key in sorted(keys)]


def _parts_of_records(plan: Plan, records: Mapping[type[Model], set]) -> dict[type[Model], set]:
    """The rows that `plan` deletes and that are parts of `records`."""
    found = defaultdict(set)
    for model, keys in records.items():
        for part in parts_of(model):
            deleted = plan.deletes.get(part.model)
            if keys and deleted:
                theirs = part.model._base_manager.filter(**{f"{part.owner.name}__in": keys}, pk__in=deleted)
                found[part.model] |= set(theirs.values_list("pk", flat=True))
    return found


def _rows_of(context: Context) -> dict[type[Model], set]:
    keys = {
        m: set(events_of(m).filter(pgh_context=context).values_list("pgh_obj_id", flat=True)) for m in tracked_models()
    }
    for model in tracked_models():
        for link in links_of(model):
            name = f"{model._meta.label}.{link.name}"
            sources = latest_link_events(context).filter(link=name).values_list("source", flat=True)
            keys[model] |= {model._meta.pk.to_python(source) for source in sources}
    return {model: found for model, found in keys.items() if found}


def _present_rows(context: Context) -> dict[type[Model], set]:
    rows = _rows_of(context)
    return {m: set(m._base_manager.filter(pk__in=keys).values_list("pk", flat=True)) for m, keys in rows.items()}


def _beyond(rows: Mapping[type[Model], Iterable], by) -> dict[type[Model], set]:
    """Those of `rows`, existing ones, keys by model, that `by` may not write."""
    if write_scope(by).everywhere:
        return {}
    return {
        model: set(keys) - set(reached(by, "editable_by", model).filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in rows.items()
        if keys
    }


def _hold(records: list[Model], rows: dict[type[Model], set]) -> dict[type[Model], set]:
    """Lock the `records` that the rules will judge, then `rows`; give the keys of those that exist."""
    for record in records:
        lock(record)
    held = {}
    for model, keys in sorted(rows.items(), key=lambda item: item[0]._meta.label):
        present = model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        held[model] = set(present.values_list("pk", flat=True))
    return held


def _judged(context: Context, rows: dict[type[Model], set]) -> list[Model]:
    """The records that the rules will judge, each once."""
    found = {}
    for model in rows:
        events = events_of(model).filter(pgh_context=context).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        for event in events:
            record = judged_record(row_at(model, event))
            if record is not None:
                found[type(record)._meta.label, record.pk] = record
    return [found[place] for place in sorted(found)]


def _as_written(records: Iterable[Model]) -> list[Model]:
    """`records` as the database now holds them, less those that are gone."""
    read = [type(record)._base_manager.filter(pk=record.pk).first() for record in records]
    return [record for record in read if record is not None]
