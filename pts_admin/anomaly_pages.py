"""The anomalies of a user's regions, and the forms that justify one or take a justification back."""

from dataclasses import replace

import pghistory
from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anomalies import engine
from anomalies.engine import anomalies_of
from anomalies.justifying import in_force, justify, latest_end, usual_end, withdraw
from anomalies.listing import Asked, by_rule, counts, lines, name_of, record_url, rows
from anomalies.models import Justification
from contracts.filters import IsoDateInput
from imports.models import ImportBatch
from regions.models import Region
from regions.text import folded
from regions.wall import read_scope

PAGE_SIZE = 50
LONGEST_KEY = 18
"""Digits of a key that the database can look for."""
TO_CHECK, JUSTIFIED = "a_verifier", "justifiees"
NOT_ANY_MORE = "Cette anomalie n’est plus signalée\u00a0: il n’y a rien à justifier."


class AnomalyFilter(forms.Form):
    """What the list can be asked for; the regions offered are those that the user reads."""

    regle = forms.ChoiceField(label="Règle", required=False)
    fiche = forms.ChoiceField(label="Type de fiche", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    etat = forms.ChoiceField(
        label="Suite donnée", required=False, choices=[(TO_CHECK, "À vérifier"), (JUSTIFIED, "Justifiées")]
    )
    lot = forms.ModelChoiceField(label="Import", required=False, queryset=None, empty_label="Toutes les fiches")

    def __init__(self, data, regions: dict[str, str], user):
        super().__init__(data)
        self.fields["lot"].queryset = self._imports(user)
        kinds = {rule.model: apps.get_model(rule.model)._meta.verbose_name for rule in engine.rules()}
        rules = [(rule.code, f"{rule.code} – {rule.title}") for rule in engine.rules()]
        self.fields["regle"].choices = [("", "Toutes les règles"), *rules]
        self.fields["fiche"].choices = [("", "Tous les types"), *kinds.items()]
        self.fields["region"].choices = [("", "Toutes les régions"), *regions.items()]
        if len(regions) < 2:
            del self.fields["region"]
        if not self.data.get("lot"):  # offered to who comes from an import, whose name says nothing to the others
            del self.fields["lot"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "fr-select"
            field.error_messages["invalid_choice"] = f"«\u00a0{field.label}\u00a0»\u00a0: ce choix n’existe pas."

    def _imports(self, user) -> QuerySet:
        """The import that the address names, if the user sees it."""
        key = self.data.get("lot", "")
        seen = ImportBatch.objects.visible_to(user).exclude(history_context=None).only("file_name", "history_context")
        return seen.filter(pk=key) if key.isdecimal() and len(key) <= LONGEST_KEY else seen.none()


@require_safe
def anomalies(request):
    """List the anomalies of the records that the user's regions keep up to date."""
    if not request.user.can_read_records:
        raise PermissionDenied
    regions = readable_regions(request.user)
    form = AnomalyFilter(request.GET, regions, request.user)
    if not form.is_valid():
        return render(request, "anomalies/list.html", {"form": form}, status=400)
    batch = form.cleaned_data.get("lot")
    asked = Asked(
        on=timezone.localdate(),
        written_in=batch.history_context if batch else None,
        region=form.cleaned_data.get("region", ""),
        rule=form.cleaned_data["regle"],
        kind=form.cleaned_data["fiche"],
        justified=form.cleaned_data["etat"] == JUSTIFIED,
    )
    found = by_rule(counts(request.user, replace(asked, rule="")))
    total = found[asked.rule] if asked.rule else found.total()
    page = Paginator(range(total), PAGE_SIZE).get_page(request.GET.get("page"))
    printed = rows(request.user, asked, page.start_index() - 1, PAGE_SIZE) if page.object_list else []
    context = {
        "form": form,
        "asked": asked,
        "rules": [(engine.rule(code), number) for code, number in found.most_common()],
        "several_regions": len(regions) > 1,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "lines": lines(printed, request.user, regions, on=asked.on),
    }
    return render(request, "anomalies/list.html", context)


def readable_regions(user) -> dict[str, str]:
    """The current regions whose records `user` reads: names by code, in alphabetical order."""
    scope = read_scope(user)
    regions = Region.objects.current().order_by(folded(F("name"))).values_list("code", "name")
    return {code: name for code, name in regions if code in scope}


class JustificationForm(forms.ModelForm):
    """Why a record is right as it is, and until when."""

    class Meta:
        model = Justification
        fields = ["reason", "until"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "class": "fr-input"})}
        help_texts = {"reason": "400 caractères au plus\u202f; aucune donnée médicale ni personnelle."}

    until = forms.DateField(label="Valable jusqu’au", required=False, widget=IsoDateInput(attrs={"class": "fr-input"}))

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["until"].initial = usual_end(on)

    def clean_until(self):
        """Between today and the end of next year; the end of this year when it is empty."""
        until = self.cleaned_data["until"] or usual_end(self.on)
        if not self.on <= until <= latest_end(self.on):
            raise forms.ValidationError(
                f"Choisissez une date entre le {self.on:%d/%m/%Y} et le {latest_end(self.on):%d/%m/%Y}."
            )
        return until


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("anomalies.add_justification", raise_exception=True)
def justify_anomaly(request, code, pk):
    """Justify, on POST, what the rule `code` points out on a record; show the form otherwise."""
    today = timezone.localdate()
    record = _editable_record(request.user, code, pk)
    anomaly = next((anomaly for anomaly in anomalies_of(record, today) if anomaly.rule.code == code), None)
    if anomaly is None:
        messages.info(request, NOT_ANY_MORE)
        return redirect(_address_after(request, record))
    form = JustificationForm(request.POST or None, on=today, initial=_earlier_reason(anomaly))
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "anomaly": anomaly,
            "record": name_of(record),
            "back": _address_after(request, record),
        }
        return render(request, "anomalies/justify.html", context, status=400 if form.errors else 200)
    with pghistory.context(action="Justifier une anomalie"):
        justification, is_new = justify(record, code, by=request.user, on=today, **form.cleaned_data)
    said = "Anomalie justifiée" if is_new else "Cette anomalie était déjà justifiée"
    messages.success(request, f"{said}, {_until(justification)}.")
    return redirect(_address_after(request, record))


@require_POST
@permission_required("anomalies.add_justification", raise_exception=True)
def withdraw_justification(request, code, pk):
    """Take back the justification of what the rule `code` points out on a record: the rule asks again."""
    today = timezone.localdate()
    record = _editable_record(request.user, code, pk)
    justification = in_force(record, code, today)
    if justification is None:
        messages.info(request, "Cette anomalie n’est pas justifiée\u00a0: il n’y a rien à retirer.")
    else:
        with pghistory.context(action="Retirer une justification"):
            withdraw(justification, today)
        messages.success(request, "Justification retirée\u00a0: l’anomalie est de nouveau à vérifier.")
    return redirect(_address_after(request, record))


def _editable_record(user, code: str, pk: int):
    """The record that the rule `code` judges; 404 without such a rule or record, 403 when it is read-only."""
    try:
        model = apps.get_model(engine.rule(code).model)
    except KeyError:
        raise Http404("Cette règle n’existe pas.") from None
    record = get_object_or_404(model._default_manager.visible_to(user), pk=pk)
    if not model._default_manager.filter(pk=pk).editable_by(user).exists():
        raise PermissionDenied("Cette fiche se modifie dans une autre région.")
    return record


def _earlier_reason(anomaly) -> dict:
    """What was said the last time, offered again."""
    return {"reason": anomaly.justification.reason} if anomaly.justification else {}


def _until(justification: Justification) -> str:
    return f"jusqu’au {justification.until:%d/%m/%Y}" if justification.until else "sans date de fin"


def _address_after(request, record) -> str:
    """The page that the user came from, if it is one of ours; else that of the record."""
    asked = request.POST.get("retour") or request.GET.get("retour", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours else record_url(record)
