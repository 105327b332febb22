"""SAMU correspondents in the admin."""

from django.contrib import admin

from contracts.admin.actions_mcs import MCS_ACTIONS
from contracts.admin.panels import mcs_panels
from contracts.models import McsEngagement, McsSuspension, SamuEstablishment
from regions.record_actions import GuidedAdmin, shown_day
from regions.wall_admin import CurrentRegionFilter, PartAdmin, WalledModelAdmin, WalledTabularInline


class SuspensionInline(WalledTabularInline):
    model = McsSuspension


@admin.register(McsEngagement)
class McsEngagementAdmin(GuidedAdmin, WalledModelAdmin):
    record_actions = MCS_ACTIONS
    bulk_order = ("professional", "pk")
    list_display = ("professional", "kind", "region", "samu", "contract_signed_on", "training_on", "last_day")
    list_filter = ("kind", "firefighter_doctor", ("region", CurrentRegionFilter))
    list_select_related = ("professional", "region", "samu")
    search_fields = ("professional__search_name__contains", "professional__rpps")
    own_region_fields = ("region",)
    autocomplete_fields = ("professional", "departement", "samu", "practice_commune", "zone")
    inlines = (SuspensionInline,)
    fieldsets = (
        (None, {"fields": ("professional", "kind", "affiliated_scheme", "region", "departement", "samu")}),
        ("Entrée", {"fields": ("volunteer_since", "training_start", "training_on", "contract_signed_on")}),
        ("Équipement", {"fields": ("equipped_on", "equipment_waived", "last_refresh_on", "firefighter_doctor")}),
        ("Territoire", {"fields": ("practice_commune", "zone")}),
        ("Sortie", {"fields": ("last_day", "end_reason")}),
    )

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), *mcs_panels(request, obj.pk)]

    def summary(self, request, obj):
        return [
            ("Médecin", obj.professional),
            ("Type", obj.get_kind_display()),
            ("SAMU", obj.samu),
            ("Formé le", shown_day(obj.training_on)),
            ("Contrat signé le", shown_day(obj.contract_signed_on)),
            ("Équipé le", shown_day(obj.equipped_on)),
        ]


@admin.register(McsSuspension)
class McsSuspensionAdmin(PartAdmin):
    list_display = ("engagement", "start", "last_day")
    list_select_related = ("engagement__professional",)
    search_fields = ("engagement__professional__search_name__contains",)
    autocomplete_fields = ("engagement",)


@admin.register(SamuEstablishment)
class SamuEstablishmentAdmin(WalledModelAdmin):
    list_display = ("name", "finess", "region", "commune")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("region", "commune")
    search_fields = ("name", "finess")
    autocomplete_fields = ("commune",)
