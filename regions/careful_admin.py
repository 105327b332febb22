"""No lost work in the admin: two people on one record, the same form sent twice, history, one's own entry undone."""

import pghistory
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from regions import concurrency, history_views, merging, submissions

DELETED_MEANWHILE = (
    "Cette fiche n’existe plus, ou n’est plus visible de votre compte\u00a0: rien n’a été enregistré. "
    "Voici ce que vous aviez saisi."
)
UNDO_OFFER = 'Une erreur\u202f? Vous pouvez, aujourd’hui encore, <a href="{}">annuler cette saisie</a>.'


class CarefulAdmin:
    """Refuses to overwrite what another has written meanwhile, and creates one record a form."""

    checks_versions = True
    """Whether a change is compared with what its form was shown with; only the tests of the loss turn it off."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        if not self._to_field_is_allowed(request):
            return view(request, object_id, form_url, extra_context)  # which refuses it
        if request.method != "POST":
            if object_id is not None and self.has_change_permission(request):
                self._note_version(request, unquote(object_id))
            return view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                return self._add_once(request, lambda: view(request, object_id, form_url, extra_context))
            try:
                self._put_in_step(request, unquote(object_id))
            except Http404:
                return self._deleted_meanwhile(request, unquote(object_id))
            return view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if not change:
            return submissions.with_hidden_field(form_class, submissions.TOKEN_FIELD, submissions.new_token())
        return submissions.with_hidden_field(
            form_class, concurrency.VERSION_FIELD, getattr(request, "record_version", "")
        )

    # Two people on one record

    def _to_field_is_allowed(self, request) -> bool:
        name = _to_field(request)
        return not name or self.to_field_allowed(request, name)

    def _note_version(self, request, key: str) -> None:
        """Remember the version of the record before the page reads it, hence before it is known who may read it."""
        record = self._named(request, key)
        if record is not None:
            version = concurrency.version_of(record, self._parts_shown(request, record))
            request.record_version = concurrency.sealed(version, record, request.user)

    def _named(self, request, key: str):
        """The record that an address names, not read unless it is named otherwise than by its key; None for no key."""
        pk = self.opts.pk
        if _to_field(request) not in (None, "", pk.name):
            return self.get_object(request, key, _to_field(request))
        try:
            return None if "\x00" in key else self.model(pk=pk.to_python(key))
        except ValidationError:
            return None

    def _parts_shown(self, request, obj) -> list:
        return [(inline.model, _owner_of(self.model, inline)) for inline in self.get_inline_instances(request, obj)]

    def _put_in_step(self, request, key: str) -> None:
        """Lock the record; when it is not as its form was shown, make the form say so instead of saving."""
        obj = self.get_object(request, key, _to_field(request))
        if not self.checks_versions or not self.has_change_permission(request, obj):
            return
        parts = self._parts_shown(request, obj)
        concurrency.hold(obj, parts)
        obj = self.get_object(request, key, _to_field(request))
        read = concurrency.unsealed(request.POST.get(concurrency.VERSION_FIELD, ""), obj, request.user)
        now = concurrency.version_of(obj, parts)
        written = {
            inline.model._meta.label
            for inline in self.get_inline_instances(request, obj)
            if merging.is_written(inline, request, obj)
        }
        if merging.have_parted(read, now, written):
            merged = merging.merge(request, self, obj, read, now)
            request.POST, request.refusal = merged.data, merged.refusal

    def _deleted_meanwhile(self, request, key: str):
        """Show what was typed to whoever had this very record on their screen; to others, it does not exist."""
        record = self.model(pk=key)
        if concurrency.unsealed(request.POST.get(concurrency.VERSION_FIELD, ""), record, request.user) is None:
            raise Http404(DELETED_MEANWHILE)
        form = self.get_form(request, None, fields=flatten_fieldsets(self.get_fieldsets(request, None)))()
        typed = [
            (bound.label, value)
            for bound in form.visible_fields()
            for value in request.POST.getlist(bound.html_name)
            if value
        ]
        context = self.admin_site.each_context(request) | {
            "title": "Fiche disparue",
            "opts": self.opts,
            "sentence": DELETED_MEANWHILE,
            "typed": typed,
        }
        return TemplateResponse(request, "admin/record/deleted.html", context, status=404)

    # The same form twice

    def _add_once(self, request, create):
        token = submissions.token_in(request.POST)
        if token is None or not self.has_add_permission(request):
            return create()
        submission, is_new = submissions.claim(token, request.user)
        if not is_new:
            return self._already_added(request, submission)
        request.submission = submission
        response = create()
        if not submission.object_id:  # the form was refused: it will come back with the same token
            submission.delete()
        return response

    def _already_added(self, request, submission):
        self.message_user(request, submissions.ALREADY_RECORDED)
        record = submission.record
        if record is None:
            return redirect("admin:index")
        if IS_POPUP_VAR in request.POST and isinstance(record, self.model):
            return self.response_add(request, record)
        return redirect(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", record.pk)

    # Undo

    def response_add(self, request, obj, post_url_continue=None):
        if submission := getattr(request, "submission", None):
            submissions.keep(submission, obj)
        response = super().response_add(request, obj, post_url_continue)
        self.offer_undo(request)
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        self.offer_undo(request)
        return response

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        self.offer_undo(request)
        return response

    def offer_undo(self, request) -> None:
        """Add, after the message of a change just made, the way to undo it; nothing if nothing was changed."""
        if IS_POPUP_VAR in request.POST:
            return
        with pghistory.context() as current:
            if history_views.has_changes(current.id):
                self.message_user(request, format_html(UNDO_OFFER, reverse("admin:undo", args=[current.id])))

    # History

    def history_view(self, request, object_id, extra_context=None):
        """The history of a record and its parts, from what the database keeps."""
        obj = self.get_object(request, unquote(object_id))
        return history_views.record_history(request, self, obj, extra_context or {})


def _owner_of(model, inline) -> str:
    return _get_foreign_key(model, inline.model, fk_name=inline.fk_name).attname


def _to_field(request) -> str | None:
    return request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
