"""Numbers that orders set: contingents, quotas, amounts, eligible zones."""

from django.contrib import admin

from contracts.models import CampaignQuota, Contingent, EligibleZoneClass, RateParameter
from regions.wall_admin import CurrentRegionFilter, WalledModelAdmin


@admin.register(Contingent)
class ContingentAdmin(WalledModelAdmin):
    list_display = ("kind", "year", "region", "number", "source")
    list_filter = ("kind", "year", ("region", CurrentRegionFilter))
    list_select_related = ("region",)


@admin.register(CampaignQuota)
class CampaignQuotaAdmin(WalledModelAdmin):
    list_display = ("campaign", "faculty", "signatory_status", "number")
    list_filter = ("signatory_status", "campaign")
    list_select_related = ("faculty",)
    search_fields = ("campaign", "faculty__name")
    autocomplete_fields = ("faculty",)


@admin.register(RateParameter)
class RateParameterAdmin(WalledModelAdmin):
    list_display = ("label", "code", "amount", "unit", "start", "last_day")
    search_fields = ("code", "label")


@admin.register(EligibleZoneClass)
class EligibleZoneClassAdmin(WalledModelAdmin):
    list_display = ("aid", "zone_class", "start", "last_day")
    list_filter = ("aid", "zone_class")
