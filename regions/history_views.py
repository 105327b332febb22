"""Pages of the history: of a record, of everything (the journal), of one change; undo and restore."""

import datetime

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from pghistory.models import Context

from regions import journal, restore, undo
from regions.history import changes_in, changes_of
from regions.history_words import reached
from regions.plain_text import refuse_invisible_but_lines, refuse_personal_numbers, reminded
from regions.put_back import CannotPutBack
from regions.rules import RuleViolation
from regions.tracking import DELETE, is_tracked, tracked_models
from regions.wall import read_scope, write_scope


def has_changes(context_id) -> bool:
    """Whether anything was changed in this context so far: the database makes its row at the first change."""
    return Context.objects.filter(pk=context_id).exists()


def record_history(request, model_admin, obj, extra_context: dict):
    """Who changed what in `obj` and its parts, newest first."""
    if not model_admin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    changes, following = changes_of(type(obj), obj.pk, request.user, before=_moment(request.GET.get("avant")))
    is_first_page = "avant" not in request.GET
    present = changes[0] if changes and is_first_page else None
    context = _page(request, "Historique", opts=model_admin.opts) | {
        "subtitle": str(obj),
        "object": obj,
        "is_kept": is_tracked(type(obj)),
        "changes": [_with_actions(request, change, obj if change is not present else None) for change in changes],
        "next_page": following and "?" + urlencode({"avant": following.isoformat()}),
        "is_first_page": is_first_page,
    }
    return TemplateResponse(request, "admin/record/history.html", context | extra_context)


def _with_actions(request, change, obj=None) -> dict:
    """A change, and what its reader may do about it: `obj` is the record that may be given its state of then."""
    undo_url = reverse("admin:undo", args=[change.context.pk]) if change.context else ""
    restorable = obj is not None and write_scope(request.user).everywhere
    return {
        "change": change,
        "undo_url": undo_url if undo.is_undoable(change.context, by=request.user) else "",
        "restore_url": _restore_url(type(obj), obj.pk, change.at) if restorable else "",
    }


def _restore_url(model, key, moment: datetime.datetime) -> str:
    address = reverse("admin:restore", args=[model._meta.app_label, model._meta.model_name, key])
    return f"{address}?{urlencode({'etat': moment.isoformat()})}"


def _page(request, title: str, **more) -> dict:
    return admin.site.each_context(request) | {"title": title, **more}


def _moment(text: str | None) -> datetime.datetime | None:
    """The instant that an address gives; none: None, ill-formed: a 404."""
    try:
        moment = datetime.datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Http404("Cette page de l’historique n’existe pas.") from None
    if moment is not None and timezone.is_naive(moment):
        raise Http404("Cette page de l’historique n’existe pas.")
    return moment


# Journal


def journal_view(request):
    """All the changes, newest first: for those who read journals."""
    if not journal.may_read(request.user):
        raise PermissionDenied
    form = journal.JournalForm(request.GET or None)
    page = journal.page_of(form.filters(), cursor=request.GET.get("suite", ""))
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = _page(request, "Journal des modifications") | {
        "form": form,
        "entries": page.entries,
        "next_page": page.following and "?" + urlencode(kept | {"suite": page.following}),
    }
    return TemplateResponse(request, "admin/record/journal.html", context)


def change_view(request, context_id):
    """What was done at once, in full; the values, for those who read every record."""
    if not journal.may_read(request.user):
        raise PermissionDenied
    context = get_object_or_404(Context, pk=context_id)
    changes = changes_in(context, request.user)
    deleted = [
        {"row": row, "restore_url": _restore_url(row.model, row.key, _just_before(change.at))}
        for change in changes
        for row in change.rows
        if row.label == DELETE and write_scope(request.user).everywhere and not hasattr(row.model, "wall_owner")
    ]
    page = _page(request, "Modification") | {
        "changes": [_with_actions(request, change) for change in changes],
        "hides_values": not read_scope(request.user).everywhere,
        "deleted": deleted,
    }
    return TemplateResponse(request, "admin/record/change.html", page)


def _just_before(moment: datetime.datetime) -> datetime.datetime:
    return moment - datetime.timedelta(microseconds=1)


# Undo


def undo_view(request, context_id):
    """Undo one's own entry of the day, once it has been read again."""
    context = Context.objects.filter(pk=context_id, metadata__user=request.user.pk).first()
    if context is None:
        raise Http404("Cette saisie n’existe pas, ou n’est pas la vôtre.")
    if request.method == "POST":
        return _undo(request, context)
    plan, left = undo.plan_of(context)
    objection = undo.why_not(context, by=request.user) or ("" if plan else undo.ALREADY_UNDONE)
    page = _page(request, "Annuler une saisie") | {
        "changes": [{"change": change} for change in changes_in(context, request.user)],
        "objection": objection,
        "left": left,
    }
    return TemplateResponse(request, "admin/record/undo.html", page)


def _undo(request, context):
    try:
        result = undo.undo(context, by=request.user)
    except (undo.NotUndoable, CannotPutBack, RuleViolation) as error:
        messages.error(request, f"Rien n’a été annulé. {error}")
        return redirect("admin:undo", context.pk)
    messages.success(request, "La saisie est annulée.")
    if result.left:
        rows = ", ".join(map(str, result.left))
        messages.warning(request, f"Modifié depuis, donc laissé en l’état\u00a0: {rows}.")
    return redirect("admin:index")


# Restore


class RestoreForm(forms.Form):
    required_css_class = "required"
    reason = forms.CharField(
        label="Motif",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 36}),
        validators=[refuse_invisible_but_lines, refuse_personal_numbers],
        help_text=reminded("Gardé dans l’historique, avec votre nom."),
    )


def restore_view(request, app_label, model_name, key):
    """Give a record back a state it had: for national administrators, once its differences have been read."""
    if not write_scope(request.user).everywhere:
        raise PermissionDenied
    model, key = _tracked_model(app_label, model_name), unquote(key)
    moment = _moment(request.GET.get("etat"))
    try:
        plan = restore.plan_of(model, model._meta.pk.to_python(key), moment)
    except (restore.NoSuchState, TypeError, ValueError, forms.ValidationError):
        raise Http404("Cette fiche n’avait pas d’état à ce moment-là.") from None
    form = RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_restored(form, model, key, moment, by=request.user):
        messages.success(request, "L’état choisi est restauré.")
        return redirect(_address_after(request.user, model, key))
    record = model._base_manager.filter(pk=key).first()
    page = _page(request, "Restaurer un état précédent", opts=model._meta) | {
        "form": form,
        "moment": moment,
        "key": key,
        "exists": record is not None,
        "record": record if admin.site.is_registered(model) else None,
        "differences": restore.differences_of(plan, request.user),
        "has_changes": bool(plan),
    }
    return TemplateResponse(request, "admin/record/restore.html", page)


def _tracked_model(app_label: str, model_name: str):
    try:
        model = apps.get_model(app_label, model_name)
    except (LookupError, ValueError):
        model = None
    if model not in tracked_models():
        raise Http404("Ces fiches n’ont pas d’historique.")
    return model


def _is_restored(form: RestoreForm, model, key, moment, *, by) -> bool:
    try:
        restore.restore(model, model._meta.pk.to_python(key), moment, by=by, reason=form.cleaned_data["reason"])
    except (CannotPutBack, RuleViolation) as error:
        form.add_error(None, f"Rien n’a été restauré. {error}")
    return form.is_valid()


def _address_after(user, model, key) -> str:
    """The page of the record that was restored; the journal, for what has no page."""
    if admin.site.is_registered(model) and reached(user, "visible_to", model).filter(pk=key).exists():
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])
    return reverse("admin:journal")
