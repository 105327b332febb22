"""Contracts of the PTMG family in the admin."""

from django.contrib import admin

from contracts.admin.actions_ptmg import PTMG_ACTIONS
from contracts.admin.panels import ptmg_panels
from contracts.models import PtmgContract
from regions.record_actions import GuidedAdmin, shown_day
from regions.wall_admin import CurrentRegionFilter, WalledModelAdmin


@admin.register(PtmgContract)
class PtmgContractAdmin(GuidedAdmin, WalledModelAdmin):
    record_actions = PTMG_ACTIONS
    bulk_order = ("professional", "pk")
    list_display = (
        "__str__",
        "kind",
        "professional",
        "signing_region",
        "commune",
        "signature_date",
        "planned_last_day",
    )
    list_filter = ("kind", "renewal", ("signing_region", CurrentRegionFilter))
    list_select_related = ("professional", "signing_region", "commune")
    search_fields = ("professional__search_name__contains", "number", "professional__rpps")
    own_region_fields = ("signing_region",)
    autocomplete_fields = ("professional", "commune", "structure", "origin_cesp")
    fieldsets = (
        (None, {"fields": ("professional", "kind", "number", "signing_region", "origin_cesp")}),
        ("Dates", {"fields": ("signature_date", "start", "planned_last_day", "renewal", "renewal_date")}),
        (
            "Exercice",
            {
                "fields": (
                    "commune",
                    "structure",
                    "zone_class_at_signature",
                    "derogation",
                    "sector",
                    "half_days_per_week",
                    "practice_status",
                    "installation_date",
                    "first_registration_date",
                    "cdom_notified_on",
                )
            },
        ),
        ("Fin", {"fields": ("last_day", "end_reason", "notice_date", "stayed_after", "stayed_after_on")}),
    )

    def full_name(self, record):
        return f"{record} – {record.professional}"

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), *ptmg_panels(request, obj.pk)]

    def summary(self, request, obj):
        return [
            ("Contrat", obj),
            ("Médecin", obj.professional),
            ("Type", obj.get_kind_display()),
            ("Début", shown_day(obj.start)),
            ("Fin prévue", shown_day(obj.planned_last_day)),
            ("Renouvellement", obj.get_renewal_display() or None),
        ]
