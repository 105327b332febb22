"""Two people on one record: what a form was shown with, and what has changed since.

A form of change carries its *version*: the last event of the record and of each of its parts, and the keys of its
links. When it comes back, the record and its parts are locked, then compared. A row without history (reference data)
has its values for a version.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from django.core import signing
from django.db import connection
from django.db.models import Model

from regions.rules import lock
from regions.tracking import events_of, is_tracked, links_of, row_at

VERSION_FIELD = "record_version"

RowVersion = int | dict[str, str | None]


@dataclass(frozen=True)
class Version:
    """A record as a form shows it: itself (`row`), its links by field, its parts by model then key."""

    row: RowVersion | None = None
    links: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, dict[str, RowVersion]] = field(default_factory=dict)


Parts = list[tuple[type[Model], str]]
"""The parts of a record: their model, and the attribute that holds the key of the record."""


def hold(record: Model, parts: Parts) -> None:
    """Lock, until the end of the transaction, `record` and the rows of `parts`: nobody else writes them meanwhile.

    Always in this order, after what the rules lock: two writers of one record never wait for each other.
    """
    lock(record)
    for model, owner in ((type(record), "pk"), *parts):
        rows = model._base_manager.filter(**{owner: record.pk})
        list(rows.order_by("pk").select_for_update(of=("self",)))


def version_of(record: Model, parts: Parts) -> Version:
    """The version of `record` and of the rows of `parts` as the database holds them.

    Read before what a page shows: a change in between is then told once too often, never missed.
    """
    own = type(record), record._meta.pk.attname
    read = tuple(dict.fromkeys([own, *parts]))
    found = _latest_events(record, tuple(each for each in read if is_tracked(each[0])))
    for model, owner in read:
        unknown = [key for key, event in found.get((model, owner), {}).items() if event is None]
        if unknown or not is_tracked(model):
            rows = model._base_manager.filter(**({"pk__in": unknown} if unknown else {owner: record.pk}))
            found.setdefault((model, owner), {}).update({str(row.pk): _values(row) for row in rows})
    by_label: dict[str, dict[str, RowVersion]] = {}
    for model, owner in parts:
        by_label.setdefault(model._meta.label, {}).update(found.get((model, owner), {}))
    links = {link.name: _linked(record, link) for link in links_of(type(record))}
    return Version(found.get(own, {}).get(str(record.pk)), links, by_label)


def _latest_events(record: Model, tracked: tuple[tuple[type[Model], str], ...]) -> dict:
    """The last event of each row of `record` and of its parts, by key as a text; None for a row without one."""
    found: dict[tuple, dict[str, int | None]] = {each: {} for each in tracked}
    if tracked:
        with connection.cursor() as cursor:
            cursor.execute(_latest_events_sql(tracked), [record.pk] * len(tracked))
            for place, key, event in cursor.fetchall():
                found[tracked[place]][key] = event
    return found


@functools.lru_cache(maxsize=256)
def _latest_events_sql(tracked: tuple[tuple[type[Model], str], ...]) -> str:
    """One question for all the tables: written by Django, five would take longer than their answers."""
    q = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT {place}, t.{q(model._meta.pk.column)}::text, (SELECT pgh_id FROM {q(_history(model))} "  # noqa: S608 (our own names)
        f"WHERE pgh_obj_id = t.{q(model._meta.pk.column)} ORDER BY pgh_id DESC LIMIT 1) "
        f"FROM {q(model._meta.db_table)} t WHERE t.{q(_column(model, owner))} = %s"
        for place, (model, owner) in enumerate(tracked)
    )


def _history(model: type[Model]) -> str:
    return model.pgh_event_model._meta.db_table


def _column(model: type[Model], attribute: str) -> str:
    return next(field.column for field in model._meta.concrete_fields if field.attname == attribute)


def _values(row: Model) -> dict[str, str | None]:
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    return {
        field.attname: None if getattr(row, field.attname) is None else field.value_to_string(row) for field in fields
    }


def _linked(record: Model, link) -> list[str]:
    through = link.remote_field.through
    rows = through._base_manager.filter(**{link.m2m_field_name(): record.pk})
    return sorted(str(key) for key in rows.values_list(f"{link.m2m_reverse_field_name()}_id", flat=True))


def row_as_read(model: type[Model], key, version: RowVersion | None) -> Model | None:
    """The row `key` of `model` as it was at `version`; None when nothing tells."""
    if isinstance(version, int):
        event = events_of(model).filter(pk=version, pgh_obj_id=key).first()
        return row_at(model, event) if event else None
    if isinstance(version, dict):
        known = {field.attname: field for field in model._meta.concrete_fields}
        row = model(**{name: known[name].to_python(value) for name, value in version.items() if name in known})
        row._state.adding = False
        return row
    return None


def sealed(version: Version, record: Model, user) -> str:
    """`version` as a form carries it: signed, for this user and this record."""
    return signing.dumps([version.row, version.links, version.parts], salt=_salt(record, user), compress=True)


def unsealed(text: str, record: Model, user) -> Version | None:
    """The version that a form carried; None when it is missing, or was not made for this user and this record."""
    try:
        return Version(*signing.loads(text, salt=_salt(record, user)))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _salt(record: Model, user) -> str:
    return f"regions.concurrency:{record._meta.label}:{record.pk}:{user.pk}"
