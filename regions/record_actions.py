"""Guided actions in the admin: what can be done to a record today, each in a small form of its own.

An action is declared once: the function that writes (see `regions.writing`), the form that asks for its facts, and
when it is offered. The page of a record shows those that apply, to whoever may do them. Some can be done to many
records of a list at once: all or nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from regions.models import Region
from regions.refusals import field_of, refusal_of_database
from regions.rules import RuleViolation
from regions.wall_admin import Panel, can
from regions.widgets import CompletedSelect
from regions.writing import AlreadyDone

REFUSALS = (RuleViolation, ValidationError, IntegrityError, ObjectDoesNotExist)
"""What a writing raises when it refuses, or when what it is about was deleted meanwhile."""
GONE = "Ce que vous modifiez a été supprimé entre-temps."
NO_LONGER = "«\u00a0%s\u00a0» ne s’applique pas, ou plus, à cette fiche."
DONE_BEFORE = "«\u00a0%s\u00a0»\u00a0: c’était déjà enregistré, rien n’a été écrit une seconde fois."
BULK_LIMIT = 500


class DayInput(forms.DateInput):
    """The browser's own calendar: it needs neither a popup nor a mouse."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def day(label: str, **options) -> forms.DateField:
    """A day to enter; today unless told otherwise."""
    return forms.DateField(label=label, widget=DayInput(), **{"initial": timezone.localdate} | options)


def column(model: type[models.Model], name: str, **options) -> forms.Field:
    """The form field of a column of `model`; a record is found by autocompletion, a region in a list."""
    db_field = model._meta.get_field(name)
    if isinstance(db_field, models.DateField):
        options.setdefault("widget", DayInput())
    elif isinstance(db_field, models.ForeignKey) and db_field.related_model is not Region:
        options.setdefault("widget", CompletedSelect(db_field, admin.site))
    return db_field.formfield(**options)


def shown_day(value: datetime.date | None) -> str | None:
    """A day as 31/12/2016, in the summary of a record; None without one."""
    return f"{value:%d/%m/%Y}" if value else None


class ActionForm(forms.Form):
    """The facts that an action asks for; what they name stays behind the wall.

    `record` is what the action is done to, None for a form that serves several; `user` is who fills it.
    """

    required_css_class = "required"

    def __init__(self, *args, record: models.Model | None, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.user = record, user
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.visible_to(user)
        if record is not None:
            self.adapt(record)

    def adapt(self, record: models.Model) -> None:
        """Fit the fields to the record: first values, choices, what need not be asked."""

    def show_refusal(self, error: Exception) -> None:
        """Put the sentences of a refusal at their fields."""
        for name, sentence in sentences(error):
            self.add_error(name if name in self.fields else field_of(sentence, self), sentence)


def sentences(error: Exception) -> Iterable[tuple[str | None, str]]:
    """What a refusal says, in French, with the name of the column that each sentence is about, if any."""
    if isinstance(error, RuleViolation):
        return [(problem.field, str(problem)) for problem in error.problems]
    if isinstance(error, IntegrityError):
        return refusal_of_database(error).on_record
    if isinstance(error, ObjectDoesNotExist):
        return [(None, GONE)]
    if hasattr(error, "error_dict"):
        return [(name, text) for name, texts in error.message_dict.items() for text in texts]
    return [(None, text) for text in error.messages]


@dataclass(frozen=True)
class RecordAction:
    """Something done to a record on a day.

    `perform` writes (`regions.writing.recorded`) and gives its French label; `form` asks for its facts. `applies` says
    whether it makes sense for a record on a day, hence whether it is offered; `may` asks more of a user than the right
    to write the record. `preview` gives, for a record and the facts entered, the (term, text) pairs to confirm before
    anything is written. `bulk_form` asks for the facts that many records share.
    """

    code: str
    perform: Callable
    form: type[ActionForm]
    done: str
    applies: Callable[[models.Model, datetime.date], bool] = lambda record, on: True
    may: Callable[[object, models.Model], bool] = lambda user, record: True
    preview: Callable[[models.Model, dict], list[tuple[str, str]]] | None = None
    bulk_form: type[ActionForm] | None = None
    help: str = ""

    @property
    def label(self) -> str:
        return self.perform.label

    def is_allowed(self, request, record: models.Model) -> bool:
        """Whether the user of `request` may do this to `record`."""
        return can(request, "editable_by", record) and self.may(request.user, record)


class GuidedAdmin:
    """Admin of a record to which things are done by name; above `WalledModelAdmin` in the bases."""

    record_actions: tuple[RecordAction, ...] = ()
    """In the order of the job."""
    bulk_order = ("pk",)
    """The order in which the records of a bulk action are locked."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_action"
        view = self.admin_site.admin_view(self.action_view)
        return [path("<path:object_id>/action/<slug:code>/", view, name=name), *super().get_urls()]

    def record_panels(self, request, obj):
        return [*self.action_panels(request, obj), *super().record_panels(request, obj)]

    def action_panels(self, request, obj) -> list[Panel]:
        """What can be done to the record, and what is under way; nothing when there is neither."""
        data = {"links": self.action_links(request, obj), "notices": self.notices(request, obj)}
        return [Panel("admin/record/actions.html", data)] if any(data.values()) else []

    def action_links(self, request, obj) -> list[tuple[str, str]]:
        """The label and the address of each action offered on `obj` today."""
        today = timezone.localdate()
        return [
            (action.label, self._url(action, obj))
            for action in self.record_actions
            if action.is_allowed(request, obj) and action.applies(obj, today)
        ]

    def notices(self, request, obj) -> list[str]:
        """Sentences, or safe HTML, about what awaits an answer on the record."""
        return []

    def summary(self, request, obj) -> list[tuple[str, object]]:
        """The (term, value) pairs that remind what the record is, above the form of an action."""
        return [(self.opts.verbose_name.capitalize(), obj)]

    def action_view(self, request, object_id, code):
        """Ask for the facts of an action, have them confirmed if it must be, then write."""
        record = self.get_object(request, unquote(object_id))
        action = self._action(code)
        if not action.is_allowed(request, record):
            raise PermissionDenied("Votre compte ne peut pas faire cela sur cette fiche.")
        if request.method != "POST":
            if not action.applies(record, timezone.localdate()):
                self.message_user(request, NO_LONGER % action.label, messages.WARNING)
                return redirect(self._record_url(record))
            return self._ask(request, action, record, action.form(record=record, user=request.user))
        form = action.form(request.POST, record=record, user=request.user)
        if "_modify" in request.POST or not form.is_valid():
            return self._ask(request, action, record, form)
        if action.preview and "_confirmed" not in request.POST:
            return self._ask(request, action, record, form, action.preview(record, form.cleaned_data))
        return self._perform(request, action, record, form)

    def _perform(self, request, action: RecordAction, record, form):
        try:
            written = action.perform(record, by=request.user, **form.cleaned_data)
        except AlreadyDone:
            self.message_user(request, DONE_BEFORE % action.label, messages.INFO)
        except REFUSALS as error:
            form.show_refusal(error)
            # As it stands: what was tried is undone in the database, not in memory.
            return self._ask(request, action, self.get_object(request, str(record.pk)), form)
        else:
            self.message_user(request, self._done(action, record, written), messages.SUCCESS)
            self.offer_undo(request)
        return redirect(self._record_url(record))

    def _done(self, action: RecordAction, record, written):
        """That it is written, with a link to what was: a record of its own, or the one it was done to."""
        target = written if self._has_page(written) else record
        return format_html('{} <a href="{}">{}</a>', action.done, self._record_url(target), target)

    def _has_page(self, written) -> bool:
        return getattr(self.admin_site._registry.get(type(written)), "in_menu", False)

    def _record_url(self, record) -> str:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[quote(record.pk)])

    def _url(self, action: RecordAction, obj) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_action"
        return reverse(name, args=[quote(obj.pk), action.code])

    def _action(self, code: str) -> RecordAction:
        for action in self.record_actions:
            if action.code == code:
                return action
        raise Http404("Cette action n’existe pas.")

    def _ask(self, request, action: RecordAction, record, form, preview=None):
        context = self._page(request, action, form) | {
            "record": record,
            "record_url": self._record_url(record),
            "summary": self.summary(request, record),
            "preview": preview,
        }
        return TemplateResponse(request, "admin/record/action.html", context)

    def _page(self, request, action: RecordAction, form) -> dict:
        """What the pages of an action share."""
        fields = [(None, {"fields": [field.name for field in form.visible_fields()]})]
        return {
            **self.admin_site.each_context(request),
            "title": action.label,
            "action": action,
            "is_confirmed_later": action.preview is not None,
            "opts": self.opts,
            "form": form,
            "adminform": AdminForm(form, fields, {}),
            "media": self.media + form.media,
        }

    # Many records at once

    def full_name(self, record) -> str:
        """What names a record in a list of many, so that nobody takes it for another."""
        return str(record)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if IS_POPUP_VAR in request.GET or not self.has_change_permission(request):
            return actions
        bulk = [action for action in self.record_actions if action.bulk_form]
        return actions | {f"bulk_{a.code}": (_bulk(a), f"bulk_{a.code}", a.label) for a in bulk}

    def bulk_view(self, request, action: RecordAction, records):
        """Ask once for the facts that `records` share, then write them all, or none with what refuses them."""
        chosen = list(records.order_by(*self.bulk_order)[: BULK_LIMIT + 1])
        if len(chosen) > BULK_LIMIT:
            self.message_user(request, f"Choisissez au plus {BULK_LIMIT} fiches à la fois.", messages.WARNING)
            return None
        form = action.bulk_form(request.POST if "_apply" in request.POST else None, record=None, user=request.user)
        refused = []
        if chosen and form.is_valid():
            refused = perform_all(action, chosen, by=request.user, **form.cleaned_data)
            if not refused:
                self.message_user(
                    request, f"«\u00a0{action.label}\u00a0»\u00a0: {counted(len(chosen))}.", messages.SUCCESS
                )
                return None
        context = self._page(request, action, form) | {
            "records": [(record, self.full_name(record)) for record in chosen],
            "refused": [(record, self.full_name(record), texts) for record, texts in refused],
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/record/action_bulk.html", context)


def _bulk(action: RecordAction) -> Callable:
    def act(model_admin, request, queryset):
        return model_admin.bulk_view(request, action, queryset)

    return act


def counted(records: int) -> str:
    """« 1 fiche écrite », « 3 fiches écrites »."""
    return f"{records} fiche{'s' if records > 1 else ''} écrite{'s' if records > 1 else ''}"


def perform_all(action: RecordAction, records, *, by, **values) -> list[tuple[models.Model, list[str]]]:
    """Do `action` to every record, or to none: gives those that refuse, with their sentences.

    A record on which it is done already stays as it is, and refuses nothing.
    """
    refused = []
    with transaction.atomic():
        for record in records:
            try:
                with transaction.atomic():
                    action.perform(record, by=by, **values)
            except AlreadyDone:
                continue
            except REFUSALS as error:
                refused.append((record, [sentence for _, sentence in sentences(error)]))
        if refused:
            transaction.set_rollback(True)
    return refused
