"""Numbers that orders set: contingents, quotas, amounts, eligible zones."""

from django.contrib import admin

from contracts.models import CampaignQuota, Contingent, EligibleZoneClass, RateParameter
from contracts.rules.contingents import with_running
from regions.wall import write_scope
from regions.wall_admin import CurrentRegionFilter, WalledModelAdmin


@admin.register(Contingent)
class ContingentAdmin(WalledModelAdmin):
    list_display = ("kind", "year", "region", "number", "source")
    list_filter = ("kind", "year", ("region", CurrentRegionFilter))
    list_select_related = ("region",)

    def get_queryset(self, request):
        contingents = super().get_queryset(request)
        return with_running(contingents) if write_scope(request.user).everywhere else contingents

    def get_list_display(self, request):
        """The contracts of every region, counted beside each contingent, are for those who reach them all (P10)."""
        columns = super().get_list_display(request)
        return (*columns, "running", "overrun") if write_scope(request.user).everywhere else columns

    @admin.display(description="contrats en cours dans l’année")
    def running(self, contingent):
        return contingent.running

    @admin.display(description="dépassement")
    def overrun(self, contingent):
        extra = contingent.running - contingent.number
        return f"{extra} de plus que le contingent" if extra > 0 else ""


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
