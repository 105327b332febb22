"""Putting rows back as they were: a plan, made from the history, then carried out table by table.

Neither rights nor rules here: see `regions.undo` and `regions.restore`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.utils import Error

from regions.models import LinkEvent
from regions.refusals import refusal_of_database
from regions.tracking import INSERT, kept_fields, link_name, links_of, tracked_models

SOMETHING_IS_MISSING = "Une fiche à laquelle celle-ci renvoie, ou qui en dépend, l’empêche."


class CannotPutBack(Exception):
    """The database refuses the state asked for; the message is a French sentence. Nothing was changed."""


@dataclass
class Plan:
    """What to do: by model, the keys of the rows to delete, and the events that hold the rows to write.

    `updates` and `inserts` give, for the key of a row, the identifier of the event that holds it. `links` are pairs of
    a many-to-many to add (`True`) or to remove.
    """

    deletes: dict[type[Model], set] = field(default_factory=lambda: defaultdict(set))
    updates: dict[type[Model], dict] = field(default_factory=lambda: defaultdict(dict))
    inserts: dict[type[Model], dict] = field(default_factory=lambda: defaultdict(dict))
    links: list[tuple[object, str, str, bool]] = field(default_factory=list)

    def __bool__(self):
        return any(map(any, (self.deletes.values(), self.updates.values(), self.inserts.values()))) or bool(self.links)

    def models(self) -> set[type[Model]]:
        return {*self.deletes, *self.updates, *self.inserts}


def carry_out(plan: Plan) -> None:
    """Do all of `plan`, or nothing: `CannotPutBack` says what the database objects to."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for link, source, target, added in plan.links:
                if not added:
                    _links(link).filter(**_pair(link, source, target)).delete()
            for model, keys in plan.deletes.items():
                _delete(model, keys)
            for model, events in plan.updates.items():
                _update(cursor, model, events)
            for model, events in plan.inserts.items():
                _insert(cursor, model, events)
            for link, source, target, added in plan.links:
                if added:
                    _links(link).get_or_create(**_pair(link, source, target))
            # References are checked at the end of the transaction: say now what they would say then.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise CannotPutBack(_sentence(error)) from error


def _sentence(error: Error) -> str:
    if getattr(error.__cause__, "sqlstate", "") == "23503":  # a foreign key
        return SOMETHING_IS_MISSING
    return refusal_of_database(error).on_record[0][1]


def _links(link):
    return link.remote_field.through._base_manager


def _pair(link, source: str, target: str) -> dict:
    return {f"{link.m2m_field_name()}_id": source, f"{link.m2m_reverse_field_name()}_id": target}


def _delete(model: type[Model], keys) -> None:
    for link in links_of(model):
        _links(link).filter(**{f"{link.m2m_field_name()}__in": keys}).delete()
    rows = model._base_manager.filter(pk__in=keys)
    # Not `delete()`: it would follow the references to rows that this plan has not chosen.
    rows._raw_delete(rows.db)


def _update(cursor, model: type[Model], events: dict) -> None:
    q = connection.ops.quote_name
    columns = [q(kept.column) for kept in kept_fields(model) if not kept.primary_key]
    if columns and events:
        table, history, key = (
            q(model._meta.db_table),
            q(model.pgh_event_model._meta.db_table),
            q(model._meta.pk.column),
        )
        values = ", ".join(f"{column} = kept.{column}" for column in columns)
        same_row = f"kept.pgh_id = ANY(%s) AND {table}.{key} = kept.{key}"
        cursor.execute(
            f"UPDATE {table} SET {values} FROM {history} AS kept WHERE {same_row}",  # noqa: S608 (our own names)
            [list(events.values())],
        )


def _insert(cursor, model: type[Model], events: dict) -> None:
    q = connection.ops.quote_name
    if events:
        table, history = q(model._meta.db_table), q(model.pgh_event_model._meta.db_table)
        columns = ", ".join(q(kept.column) for kept in kept_fields(model))
        states = f"SELECT {columns} FROM {history} WHERE pgh_id = ANY(%s)"  # noqa: S608 (our own names)
        cursor.execute(f"INSERT INTO {table} ({columns}) {states}", [list(events.values())])


def dependents_of(model: type[Model], keys, plan: Plan) -> set:
    """Those of the rows `keys` of `model` to which a row that `plan` leaves alone refers."""
    found = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        other = relation.related_model
        if hasattr(other, "pgh_tracked_model") or other._meta.auto_created:
            continue
        settled = [*plan.deletes.get(other, ()), *plan.updates.get(other, ())]
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys}).exclude(pk__in=settled)
        found.update(rows.values_list(relation.field.attname, flat=True))
    return found


def links_changed(events) -> list[tuple[object, str, str, bool]]:
    """What puts back the changes of links `events`, the last one first: each added one removed, and the reverse."""
    by_name = {link_name(link): link for model in tracked_models() for link in links_of(model)}
    pairs: dict[tuple[str, str, str], bool] = {}
    for event in events:
        pairs[event.link, event.source, event.target] = event.label != INSERT
    return [(by_name[name], source, target, added) for (name, source, target), added in pairs.items()]


def latest_link_events(context):
    return LinkEvent.objects.filter(context=context).order_by("-pk")
