"""What happened to a record and its parts: who, when, through what, which field, from what to what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from pghistory.models import Context

from regions.history_words import NOTHING, Names, shown, source_of
from regions.models import LinkEvent
from regions.tracking import (
    DELETE,
    INSERT,
    UPDATE,
    Part,
    events_of,
    is_tracked,
    kept_fields,
    link_name,
    links_of,
    parts_of,
    tracked_models,
)
from regions.wall import OpenQuerySet, read_scope

CHANGES_PER_PAGE = 20
ROWS_PER_CHANGE = 200
"""Rows of one model that a page shows of one change: an import touches thousands."""
VERBS = {INSERT: "ajout", UPDATE: "modification", DELETE: "suppression"}


@dataclass(frozen=True)
class Line:
    """One field, from what to what."""

    label: str
    before: str
    after: str


@dataclass
class RowChange:
    """What a change did to one row: its lines, in the order of its fields."""

    model: type[Model]
    key: object
    label: str
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.model._meta.verbose_name} n° {self.key}"

    @property
    def verb(self) -> str:
        return VERBS[self.label]

    @property
    def is_whole(self) -> bool:
        """Whether the row appears or disappears: its lines have one value each."""
        return self.label != UPDATE


@dataclass
class Change:
    """What one person did at once."""

    at: datetime.datetime
    context: Context | None
    author: str
    rows: list[RowChange] = field(default_factory=list)

    @property
    def source(self) -> str:
        return source_of(self.context and self.context.metadata)

    @property
    def reason(self) -> str:
        return (self.context and self.context.metadata.get("reason")) or ""

    @property
    def author_id(self):
        return self.context and self.context.metadata.get("user")


def family_of(model: type[Model], key, user) -> dict[type[Model], Q]:
    """The events of a record and of its parts: by model, which of its events are theirs."""
    found = {model: Q(pgh_obj_id=key)} if is_tracked(model) else {}
    _add_parts(found, model, [key], user)
    return found


def _add_parts(found: dict, model: type[Model], keys, user) -> None:
    for part in parts_of(model):
        if part.model not in found and _is_read_with_its_owner(part, user):
            found[part.model] = Q(**{f"{part.owner.attname}__in": keys})
            _add_parts(found, part.model, events_of(part.model).filter(found[part.model]).values("pgh_obj_id"), user)


def _is_read_with_its_owner(part: Part, user) -> bool:
    """A deleted row no longer says who saw it: only parts behind their owner's very wall are shown with it."""
    behind_its_owner = getattr(part.model, "wall_owner", None) == part.owner.name
    is_open = isinstance(part.model._default_manager.all(), OpenQuerySet)
    return behind_its_owner or is_open or read_scope(user).everywhere


def changes_of(
    model: type[Model], key, user, *, before: datetime.datetime | None = None
) -> tuple[list[Change], datetime.datetime | None]:
    """The changes of a record and its parts, newest first, and where the next page starts (`before`), if there is one.

    The number of queries depends on the models of the family, not on what happened.
    """
    family = family_of(model, key, user)
    if not family:
        return [], None
    links = LinkEvent.objects.filter(link__in=[link_name(link) for link in links_of(model)], source=str(key))
    moments = _latest_moments(family, links, before)
    shown_moments = moments[:CHANGES_PER_PAGE]
    events = [
        event
        for m, of in family.items()
        for event in _read(m, events_of(m).filter(of, pgh_created_at__in=shown_moments))
    ]
    changes = described(events, links.filter(at__in=shown_moments), user)
    return changes, shown_moments[-1] if len(moments) > CHANGES_PER_PAGE else None


def _latest_moments(family: dict[type[Model], Q], links: QuerySet, before) -> list[datetime.datetime]:
    """When something happened, newest first: a page, and one more to know whether another follows."""
    of_rows = [events_of(model).filter(of).order_by().values_list("pgh_created_at") for model, of in family.items()]
    of_links = links.order_by().values_list("at")
    if before:
        of_rows = [rows.filter(pgh_created_at__lt=before) for rows in of_rows]
        of_links = of_links.filter(at__lt=before)
    found = of_rows[0].union(*of_rows[1:], of_links).order_by("-pgh_created_at")
    return [moment for (moment,) in found[: CHANGES_PER_PAGE + 1]]


def changes_in(context: Context, user) -> list[Change]:
    """What was done in one context, on every model."""
    events = [event for m in tracked_models() for event in _read(m, events_of(m).filter(pgh_context=context))]
    return described(events, LinkEvent.objects.filter(context=context), user)


def _read(model: type[Model], rows: QuerySet) -> list[Model]:
    """Events of `model`, the first `ROWS_PER_CHANGE`, each with the state of its row before it as `earlier`."""
    before = events_of(model).filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = rows.annotate(earlier_id=Subquery(before.order_by("-pgh_id").values("pgh_id")[:1]))
    events = list(rows.select_related("pgh_context").order_by("pgh_id")[:ROWS_PER_CHANGE])
    earlier = events_of(model).in_bulk([event.earlier_id for event in events if event.pgh_label == UPDATE])
    for event in events:
        event.earlier = earlier.get(event.earlier_id)
    return events


def described(events: Iterable[Model], links: Iterable[LinkEvent], user) -> list[Change]:
    """Events and changes of links as a reader sees them: grouped by who did them at once, newest first."""
    events, links, names = list(events), list(links.select_related("context")), Names(user)
    for event in events:
        _want_names(event, names)
    for link in links:
        names.want(_link_field(link).related_model, link.target)
    changes: dict[tuple, Change] = {}
    for event in events:
        change = _change_at(changes, event.pgh_created_at, event.pgh_context, names)
        model = event.pgh_tracked_model
        change.rows.append(RowChange(model, event.pgh_obj_id, event.pgh_label, lines_of(event, event.earlier, names)))
    for link in links:
        _add_link(_change_at(changes, link.at, link.context, names), link, names)
    return sorted(changes.values(), key=lambda change: change.at, reverse=True)


def _want_names(event: Model, names: Names) -> None:
    for row in filter(None, (event, event.earlier)):
        for kept in kept_fields(event.pgh_tracked_model):
            if kept.is_relation:
                names.want(kept.related_model, getattr(row, kept.attname))
    if event.pgh_context:
        names.want(get_user_model(), event.pgh_context.metadata.get("user"))


def _change_at(changes: dict, at: datetime.datetime, context: Context | None, names: Names) -> Change:
    place = (at, context and context.pk)
    if place not in changes:
        user = context and context.metadata.get("user")
        changes[place] = Change(at, context, names.of(get_user_model(), user) if user else "")
    return changes[place]


def lines_of(event: Model, earlier: Model | None, names: Names) -> list[Line]:
    """What an event changed, field by field; all that is filled, for a row that appears or disappears."""
    model = event.pgh_tracked_model
    owner = getattr(model, "wall_owner", None)
    fields = [kept for kept in kept_fields(model) if not kept.primary_key and kept.name != owner]
    if event.pgh_label == UPDATE:
        return differences(fields, earlier, event, names)
    before, after = (event, None) if event.pgh_label == DELETE else (None, event)
    return [line for line in differences(fields, before, after, names) if {line.before, line.after} != {NOTHING}]


def differences(fields, before: Model | None, after: Model | None, names: Names) -> list[Line]:
    """The fields whose value is not the same in two states of a row; without a state, every value is nothing."""
    pairs = [(f, before and getattr(before, f.attname), after and getattr(after, f.attname)) for f in fields]
    return [Line(str(f.verbose_name), shown(f, a, names), shown(f, b, names)) for f, a, b in pairs if a != b]


def _link_field(link: LinkEvent):
    app, model, name = link.link.split(".")
    return apps.get_model(app, model)._meta.get_field(name)


def _add_link(change: Change, link: LinkEvent, names: Names) -> None:
    linked = _link_field(link)
    name = names.of(linked.related_model, link.target)
    line = Line(str(linked.verbose_name), *((NOTHING, name) if link.label == INSERT else (name, NOTHING)))
    place = (linked.model, link.source, UPDATE)
    row = next((row for row in change.rows if (row.model, str(row.key), row.label) == place), None)
    if row is None:
        row = RowChange(linked.model, link.source, UPDATE)
        change.rows.append(row)
    row.lines.append(line)
