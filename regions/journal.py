"""The journal of all changes: who did what, when, on how many records; read by national administrators and the DPO."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from pghistory.models import Context

from regions.history import VERBS
from regions.history_words import source_of
from regions.models import LinkEvent
from regions.tracking import UPDATE, events_of, tracked_models

PER_PAGE = 50


def may_read(user) -> bool:
    """Whether `user` reads journals: the right to view contexts of the history, which two roles give."""
    return user.has_perm("pghistory.view_context")


@dataclass
class Touched:
    """Rows of one model touched in the same way by one change; `key` when there is only one."""

    model: type
    label: str
    count: int
    key: object

    def __str__(self):
        name = self.model._meta.verbose_name if self.count == 1 else self.model._meta.verbose_name_plural
        what = f"{name} n° {self.key}" if self.count == 1 else f"{self.count} {name}"
        return f"{VERBS[self.label]}\u00a0: {what}"


@dataclass
class Entry:
    """A line of the journal."""

    context: Context
    author: str
    touched: list[Touched] = field(default_factory=list)

    @property
    def source(self) -> str:
        return source_of(self.context.metadata)

    @property
    def reason(self) -> str:
        return self.context.metadata.get("reason") or ""


@dataclass
class Page:
    entries: list[Entry]
    following: str


class JournalForm(forms.Form):
    """What to look for in the journal."""

    day = forms.DateField(
        label="Jusqu’au", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person = forms.CharField(label="Personne (nom ou adresse)", required=False, max_length=120)
    kind = forms.ChoiceField(label="Type de fiche", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(model._meta.label, str(model._meta.verbose_name).capitalize()) for model in tracked_models()]
        self.fields["kind"].choices = [("", "Toutes"), *sorted(kinds, key=lambda kind: kind[1])]

    def filters(self) -> QuerySet:
        """The contexts asked for; an ill-formed question finds nothing, and the form says why."""
        if not self.is_bound:
            return Context.objects.all()
        if not self.is_valid():
            return Context.objects.none()
        contexts, asked = Context.objects.all(), self.cleaned_data
        if asked["day"]:
            contexts = contexts.filter(created_at__lt=_end_of(asked["day"]))
        if asked["person"]:
            contexts = contexts.filter(metadata__user__in=_people(asked["person"]))
        if asked["kind"]:
            model = next(model for model in tracked_models() if model._meta.label == asked["kind"])
            contexts = contexts.filter(Exists(events_of(model).filter(pgh_context=OuterRef("pk"))))
        return contexts


def _end_of(day: datetime.date) -> datetime.datetime:
    """The first instant after `day`, in Paris."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def _people(text: str) -> list[int]:
    users = get_user_model()._default_manager.filter(
        Q(email__icontains=text) | Q(last_name__icontains=text) | Q(first_name__icontains=text)
    )
    return list(users.values_list("pk", flat=True)[:100])


def page_of(contexts: QuerySet, cursor: str = "") -> Page:
    """A page of the journal after `cursor`, newest first; no count of the whole, a constant number of queries."""
    if place := _place(cursor):
        at, key = place
        contexts = contexts.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key))
    found = list(contexts.order_by("-created_at", "-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    following = f"{shown[-1].created_at.isoformat()}_{shown[-1].pk}" if len(found) > PER_PAGE else ""
    return Page(_entries(shown), following)


def _place(cursor: str) -> tuple[datetime.datetime, uuid.UUID] | None:
    at, _, key = cursor.partition("_")
    try:
        moment, identifier = datetime.datetime.fromisoformat(at), uuid.UUID(key)
    except ValueError:
        return None
    return (moment, identifier) if timezone.is_aware(moment) else None


def _entries(contexts: list[Context]) -> list[Entry]:
    users = {context.metadata.get("user") for context in contexts} - {None}
    names = {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=users)}
    entries = {c.pk: Entry(c, names.get(c.metadata.get("user"), "")) for c in contexts}
    for model in tracked_models():
        rows = events_of(model).filter(pgh_context__in=entries).order_by().values_list("pgh_context_id", "pgh_label")
        for context, label, count, key in rows.annotate(
            count=Count("pgh_obj_id", distinct=True), key=Max("pgh_obj_id")
        ):
            entries[context].touched.append(Touched(model, label, count, key))
    _add_links(entries)
    return list(entries.values())


def _add_links(entries: dict) -> None:
    """Tell the records of which a change touched nothing but links."""
    links = LinkEvent.objects.filter(context__in=entries).order_by().values_list("context_id", "link")
    for context, link, count, key in links.annotate(count=Count("source", distinct=True), key=Max("source")):
        model, touched = apps.get_model(link.rpartition(".")[0]), entries[context].touched
        if not any(row.model is model for row in touched):
            touched.append(Touched(model, UPDATE, count, key))
