"""Campaigns, returns and editions in the admin: read only, since they are written in the pages of the bilans.

Those pages hold the rules of who writes what and when; the admin shows the rows and their history.
"""

from django.contrib import admin

from bilans.models import (
    Campaign,
    CommitteeOpinion,
    Edition,
    FigureReview,
    GapExplanation,
    RegionalReturn,
    ReturnNarrative,
)
from regions.wall_admin import (
    CurrentRegionFilter,
    PartAdmin,
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


@admin.register(ReturnNarrative)
class ReturnNarrativeAdmin(ReadOnly, PartAdmin):
    list_display = ("regional_return", "commitment")
    list_select_related = ("regional_return__campaign", "regional_return__region", "commitment__pact")
    search_fields = ("regional_return__region__name", "commitment__title")


@admin.register(GapExplanation)
class GapExplanationAdmin(ReadOnly, PartAdmin):
    list_display = ("regional_return", "indicator", "compared_with")
    list_select_related = ("regional_return__campaign", "regional_return__region")
    search_fields = ("regional_return__region__name", "indicator")


@admin.register(FigureReview)
class FigureReviewAdmin(ReadOnly, PartAdmin):
    list_display = ("regional_return", "about", "author", "written_at", "resolved")
    list_filter = ("resolved",)
    list_select_related = ("regional_return__campaign", "regional_return__region", "commitment", "author")
    search_fields = ("regional_return__region__name", "indicator")

    @admin.display(description="porte sur")
    def about(self, review):
        return review.about


@admin.register(CommitteeOpinion)
class CommitteeOpinionAdmin(ReadOnly, PartAdmin):
    list_display = ("campaign", "rank", "title")
    list_select_related = ("campaign",)
    search_fields = ("title",)


@admin.register(Edition)
class EditionAdmin(ReadOnly, WalledModelAdmin):
    """Published bilans: frozen, hence read only."""

    list_display = ("campaign", "number", "published_at", "published_by", "sha256")
    list_display_links = ("campaign", "number")
    list_select_related = ("campaign", "published_by")
    fields = ("campaign", "number", "reason", "published_at", "published_by", "sha256")
