"""« Réunir avec une autre fiche »: the two records of one person side by side, then one (H1, H2)."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from contracts.actions.merge import (
    LABEL,
    columns,
    commitments,
    kept_in_place_of,
    merge_professionals,
    merged_values,
)
from contracts.models import CespContract, Professional
from regions.record_actions import REFUSALS, ActionForm
from regions.wall import write_scope
from regions.wall_admin import can
from regions.widgets import CompletedSelect

WRITABLE = "writable"
KEPT, OTHER = "kept", "other"


class WritableAutocomplete(CompletedSelect):
    """Offers the records that the user may write, not all those they see."""

    def get_url(self):
        return f"{super().get_url()}?{WRITABLE}=1"


class OtherRecordForm(ActionForm):
    """Which record is of the same person; only one that the user may write."""

    other = forms.ModelChoiceField(
        Professional.objects.all(),
        label="Autre fiche de la même personne",
        widget=WritableAutocomplete(CespContract._meta.get_field("professional"), admin.site),
        help_text="Par le nom, ou le numéro RPPS. Ses engagements passeront sur la fiche ouverte.",
    )

    def adapt(self, record):
        self.fields["other"].queryset = Professional.objects.editable_by(self.user).exclude(pk=record.pk)


class ChoicesForm(forms.Form):
    """Which value to keep, of each column where the two records differ."""

    def __init__(self, *args, kept: Professional, duplicate: Professional, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.duplicate = duplicate
        for column in columns():
            if column.name == "created_in_region" and not write_scope(user).everywhere:
                continue
            values = [shown(record, column) for record in (kept, duplicate)]
            if all(values) and values[0] != values[1]:
                self.fields[column.name] = forms.ChoiceField(
                    label=column.verbose_name.capitalize(),
                    choices=[*zip((KEPT, OTHER), values, strict=True)],
                    initial=KEPT,
                    widget=forms.RadioSelect,
                )

    def chosen(self) -> dict:
        """The columns to take from the other record."""
        return {name: getattr(self.duplicate, name) for name, choice in self.cleaned_data.items() if choice == OTHER}


def shown(record: Professional, column) -> str:
    """A column of a person as a reader sees it; empty when blank."""
    display = getattr(record, f"get_{column.name}_display", None)
    value = display() if display else getattr(record, column.name)
    return "" if value is None else str(value)


class MergingAdmin:
    """Admin of persons, two records of whom may be one; above `WalledModelAdmin` in the bases."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<path:object_id>/merge/", view, name="contracts_professional_merge"), *super().get_urls()]

    def action_links(self, request, obj):
        """Offer the merger with the other actions."""
        mine = can(request, "editable_by", obj)
        return [
            *super().action_links(request, obj),
            *([("Réunir avec une autre fiche", merge_url(obj))] if mine else []),
        ]

    def get_search_results(self, request, queryset, search_term):
        if WRITABLE in request.GET:
            queryset = queryset.editable_by(request.user)
        return super().get_search_results(request, queryset, search_term)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a person, or the record that took the place of theirs."""
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Http404:
            kept = kept_in_place_of(int(object_id)) if object_id.isdecimal() else None
            if kept is None or not self.get_queryset(request).filter(pk=kept).exists():
                raise
            self.message_user(request, "Cette fiche a été réunie avec celle-ci.", messages.INFO)
            return redirect("admin:contracts_professional_change", kept)

    def merge_view(self, request, object_id):
        """Ask for the other record, show the two side by side, then merge them."""
        kept = self.get_object(request, unquote(object_id))
        if not can(request, "editable_by", kept):
            raise PermissionDenied("Votre compte ne peut pas modifier cette fiche.")
        form = OtherRecordForm(request.POST or None, record=kept, user=request.user)
        if not form.is_valid():
            return self._merge_page(request, kept, form)
        duplicate = form.cleaned_data["other"]
        confirmed = "_confirmed" in request.POST
        choices = ChoicesForm(request.POST if confirmed else None, kept=kept, duplicate=duplicate, user=request.user)
        if not (confirmed and choices.is_valid()):
            return self._merge_page(request, kept, form, choices)
        try:
            merge_professionals(kept, duplicate=duplicate, by=request.user, values=choices.chosen())
        except REFUSALS as error:
            form.show_refusal(error)
            return self._merge_page(request, self.get_object(request, str(kept.pk)), form, choices)
        done = format_html('Les deux fiches sont réunies\u00a0: <a href="{}">{}</a>.', change_url(kept), kept)
        self.message_user(request, done, messages.SUCCESS)
        self.offer_undo(request)
        return redirect(change_url(kept))

    def _merge_page(self, request, kept, form, choices=None):
        context = {
            **self.admin_site.each_context(request),
            "title": LABEL,
            "opts": self.opts,
            "record": kept,
            "record_url": change_url(kept),
            "form": form,
            "choices": choices,
            "media": self.media + form.media,
        }
        if choices is not None:
            context |= {"duplicate": choices.duplicate, "rows": side_by_side(kept, choices)}
            context["moved"] = commitments(choices.duplicate)
            # Two numbers are two persons (H1), unless one was mistyped.
            context["two_numbers"] = "rpps" in choices.fields
        return TemplateResponse(request, "admin/record/merge.html", context)


def side_by_side(kept: Professional, choices: ChoicesForm) -> list[dict]:
    """A row a column: both values, then the choice between them or what will be kept."""
    merged = Professional(**merged_values(kept, choices.duplicate))
    return [
        {
            "label": column.verbose_name,
            "kept": shown(kept, column),
            "other": shown(choices.duplicate, column),
            "result": shown(merged, column),
            "choice": choices[column.name] if column.name in choices.fields else None,
        }
        for column in columns()
    ]


def merge_url(professional: Professional) -> str:
    """The address where a person's record is merged with another."""
    return reverse("admin:contracts_professional_merge", args=[quote(professional.pk)])


def change_url(professional: Professional) -> str:
    """The address of a person's record."""
    return reverse("admin:contracts_professional_change", args=[quote(professional.pk)])
