"""Campaigns, regional returns and editions in the admin."""

from django.contrib import admin

from bilans.models import Campaign, Edition, FigureReview, RegionalReturn, ReturnNarrative
from regions.wall_admin import (
    CurrentRegionFilter,
    PartAdmin,
    ReadOnly,
    WalledModelAdmin,
    WalledStackedInline,
    WalledTabularInline,
)


@admin.register(Campaign)
class CampaignAdmin(WalledModelAdmin):
    list_display = ("year", "reference_date", "horizon", "opens_on", "due_on")
    search_fields = ("year",)


class NarrativeInline(WalledStackedInline):
    model = ReturnNarrative
    autocomplete_fields = ("commitment",)


class ReviewInline(WalledTabularInline):
    """The threads so far; a message is written from its own page, which signs it."""

    model = FigureReview
    fields = ("indicator", "message", "author", "resolved")
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RegionalReturn)
class RegionalReturnAdmin(WalledModelAdmin):
    list_display = ("campaign", "region", "state", "sent_at", "sent_by")
    list_display_links = ("campaign", "region")
    list_filter = ("state", "campaign", ("region", CurrentRegionFilter))
    list_select_related = ("campaign", "region", "sent_by")
    search_fields = ("region__name", "campaign__year")
    own_region_fields = ("region",)
    fixed_fields = ("campaign", "region")
    national_fields = ("state",)
    readonly_fields = ("sent_at", "sent_by")
    autocomplete_fields = ("territories",)
    inlines = (NarrativeInline, ReviewInline)


@admin.register(ReturnNarrative)
class ReturnNarrativeAdmin(PartAdmin):
    list_display = ("regional_return", "commitment")
    list_select_related = ("regional_return__campaign", "regional_return__region", "commitment__pact")
    search_fields = ("regional_return__region__name", "commitment__title")
    autocomplete_fields = ("regional_return", "commitment")


@admin.register(FigureReview)
class FigureReviewAdmin(PartAdmin):
    list_display = ("regional_return", "indicator", "author", "written_at", "resolved")
    list_filter = ("resolved",)
    list_select_related = ("regional_return__campaign", "regional_return__region", "author")
    search_fields = ("regional_return__region__name", "indicator")
    autocomplete_fields = ("regional_return",)
    readonly_fields = ("author", "written_at")
    author_field = "author"

    def get_readonly_fields(self, request, obj=None):
        """Nobody rewrites the message of another."""
        others = obj is not None and obj.author_id != request.user.pk
        return [*super().get_readonly_fields(request, obj), *(["indicator", "message"] if others else [])]


@admin.register(Edition)
class EditionAdmin(ReadOnly, WalledModelAdmin):
    """Published bilans: frozen, hence read only."""

    list_display = ("campaign", "number", "published_at", "published_by", "sha256")
    list_display_links = ("campaign", "number")
    list_select_related = ("campaign", "published_by")
    fields = ("campaign", "number", "reason", "published_at", "published_by", "sha256")
