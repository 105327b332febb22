"""Pacts, targets, declared and published figures in the admin."""

from django import forms
from django.contrib import admin

from measures.indicators import indicator_choices
from measures.models import Commitment, Observation, Pact, PublishedFigure, RegionalAction, Source, Target
from regions.wall_admin import CurrentRegionFilter, WalledForm, WalledModelAdmin


@admin.register(Source)
class SourceAdmin(WalledModelAdmin):
    list_display = ("title", "publisher", "published_on", "reference_date")
    search_fields = ("code", "title")


@admin.register(Pact)
class PactAdmin(WalledModelAdmin):
    list_display = ("name", "presented_on")
    search_fields = ("name",)


class CommitmentForm(WalledForm):
    indicators = forms.MultipleChoiceField(
        label="Indicateurs", choices=indicator_choices, required=False, widget=forms.CheckboxSelectMultiple
    )


@admin.register(Commitment)
class CommitmentAdmin(WalledModelAdmin):
    form = CommitmentForm
    list_display = ("pact", "number", "title", "axis")
    list_display_links = ("number", "title")
    list_filter = ("pact",)
    list_select_related = ("pact",)
    search_fields = ("title",)


@admin.register(Target)
class TargetAdmin(WalledModelAdmin):
    list_display = ("indicator", "region", "value", "direction", "due_on", "plan", "source")
    list_filter = ("plan", ("region", CurrentRegionFilter))
    list_select_related = ("region", "source")
    search_fields = ("indicator", "note")


@admin.register(Observation)
class ObservationAdmin(WalledModelAdmin):
    list_display = ("indicator", "region", "date", "state", "value", "source")
    list_filter = ("state", "indicator", ("region", CurrentRegionFilter))
    list_select_related = ("region",)
    search_fields = ("indicator", "source")
    own_region_fields = ("region",)


@admin.register(PublishedFigure)
class PublishedFigureAdmin(WalledModelAdmin):
    list_display = ("indicator", "scope", "reference_date", "value", "qualifier", "source")
    list_filter = ("source", "qualifier", ("regions", CurrentRegionFilter))
    list_select_related = ("source",)
    search_fields = ("indicator", "scope", "note")
    autocomplete_fields = ("regions",)


@admin.register(RegionalAction)
class RegionalActionAdmin(WalledModelAdmin):
    list_display = ("title", "region", "commitment", "start", "last_day", "funding")
    list_filter = (("region", CurrentRegionFilter), "commitment__pact")
    list_select_related = ("region", "commitment__pact")
    search_fields = ("title", "place")
    own_region_fields = ("region",)
    autocomplete_fields = ("commitment", "territory")
