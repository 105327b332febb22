"""Campaigns, returns and editions in the admin: read only, since they are written in the pages of the bilans.

Those pages hold the rules of who writes what and when; the admin shows the rows and their history.
"""

from django.contrib import admin

from bilans.models import Campaign, Edition, FigureReview, GapExplanation, RegionalReturn, ReturnNarrative
from regions.wall_admin import (
    CurrentRegionFilter,
    ReadOnly,
    WalledModelAdmin,
    WalledStackedInline,
    WalledTabularInline,
)


@admin.register(Campaign)
class CampaignAdmin(ReadOnly, WalledModelAdmin):
    list_display = ("year", "reference_date", "horizon", "opens_on", "due_on")
    search_fields = ("year",)


class NarrativeInline(ReadOnly, WalledStackedInline):
    model = ReturnNarrative


class ExplanationInline(ReadOnly, WalledTabularInline):
    model = GapExplanation
    fields = ("indicator", "compared_with", "text")


class ReviewInline(ReadOnly, WalledTabularInline):
    model = FigureReview
    fields = ("about", "message", "author", "written_at", "resolved")
    readonly_fields = fields

    @admin.display(description="porte sur")
    def about(self, review):
        return review.about


@admin.register(RegionalReturn)
class RegionalReturnAdmin(ReadOnly, WalledModelAdmin):
    list_display = ("campaign", "region", "state", "sent_at", "sent_by")
    list_display_links = ("campaign", "region")
    list_filter = ("state", "campaign", ("region", CurrentRegionFilter))
    list_select_related = ("campaign", "region", "sent_by")
    search_fields = ("region__name", "campaign__year")
    inlines = (NarrativeInline, ExplanationInline, ReviewInline)


@admin.register(Edition)
class EditionAdmin(ReadOnly, WalledModelAdmin):
    """Published bilans: frozen, hence read only."""

    list_display = ("campaign", "number", "published_at", "published_by", "sha256")
    list_display_links = ("campaign", "number")
    list_select_related = ("campaign", "published_by")
    fields = ("campaign", "number", "reason", "published_at", "published_by", "sha256")
