"""Two people on one record: what a form was shown with, and what has changed since.

A form of change carries its *version*: the last event of the record and of each of its parts, and the keys of its
links. When it comes back, the record and its parts are locked, then compared. A row without history (reference data)
has its values for a version.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core import signing
from django.db.models import Model, QuerySet, Subquery

from regions.rules import lock
from regions.tracking import events_of, is_tracked, last_event, links_of, row_at

VERSION_FIELD = "record_version"

RowVersion = int | dict[str, str | None]


@dataclass(frozen=True)
class Version:
    """A record as a form shows it: itself (`row`), its links by field, its parts by model then key."""

    row: RowVersion | None = None
    links: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, dict[str, RowVersion]] = field(default_factory=dict)


def hold(record: Model, parts: list[QuerySet]) -> None:
    """Lock, until the end of the transaction, `record` and the rows of `parts`: nobody else writes them meanwhile.

    Always in this order, after what the rules lock: two writers of one record never wait for each other.
    """
    lock(record)
    for rows in (type(record)._base_manager.filter(pk=record.pk), *parts):
        list(rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by("pk").select_for_update(of=("self",)))


def version_of(record: Model, parts: list[QuerySet]) -> Version:
    """The version of `record` and of the rows of `parts` as the database holds them.

    Read before what a page shows: a change in between is then told once too often, never missed.
    """
    own = _row_versions(type(record), type(record)._base_manager.filter(pk=record.pk))
    found: dict[str, dict[str, RowVersion]] = {}
    for rows in parts:
        found.setdefault(rows.model._meta.label, {}).update(_row_versions(rows.model, rows))
    links = {link.name: _linked(record, link) for link in links_of(type(record))}
    return Version(own.get(str(record.pk)), links, found)


def _row_versions(model: type[Model], rows: QuerySet) -> dict[str, RowVersion]:
    if not is_tracked(model):
        return {str(row.pk): _values(row) for row in rows}
    latest = dict(rows.values_list("pk", Subquery(last_event(model))))
    unknown = [key for key, event in latest.items() if event is None]
    values = {str(row.pk): _values(row) for row in model._base_manager.filter(pk__in=unknown)} if unknown else {}
    return {str(key): event for key, event in latest.items()} | values


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
