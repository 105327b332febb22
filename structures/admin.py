"""Structures in the admin: one page a structure, with its states, sites, headcounts and funding."""

from django.contrib import admin
from django.utils import timezone

from regions.record_actions import GuidedAdmin
from regions.wall_admin import CurrentRegionFilter, PartAdmin, WalledModelAdmin, WalledTabularInline
from structures.admin_actions import STRUCTURE_ACTIONS
from structures.enums import StructureStatus
from structures.models import (
    Funding,
    SiteDistrict,
    Structure,
    StructureAttachment,
    StructureHeadcount,
    StructureSite,
    StructureStatusEvent,
)
from structures.timeline import structure_panels


class StatusEventInline(WalledTabularInline):
    model = StructureStatusEvent


class SiteInline(WalledTabularInline):
    model = StructureSite
    autocomplete_fields = ("commune",)
    show_change_link = True


class AttachmentInline(WalledTabularInline):
    model = StructureAttachment
    fk_name = "structure"
    autocomplete_fields = ("parent",)
    # Belonging to a pôle changes how the pôle is counted.
    bound_fields = ("parent",)


class HeadcountInline(WalledTabularInline):
    model = StructureHeadcount


class FundingInline(WalledTabularInline):
    model = Funding


@admin.register(Structure)
class StructureAdmin(GuidedAdmin, WalledModelAdmin):
    record_actions = STRUCTURE_ACTIONS
    list_display = ("name", "type", "local_label", "lead_region", "finess_et")
    list_filter = ("type", ("lead_region", CurrentRegionFilter))
    list_select_related = ("lead_region",)
    search_fields = ("search_name__contains", "finess_et", "finess_ej")
    own_region_fields = ("lead_region",)
    bound_fields = ("requalified_from",)
    autocomplete_fields = ("requalified_from", "served_communes", "served_epcis")
    inlines = (StatusEventInline, SiteInline, AttachmentInline, HeadcountInline, FundingInline)
    fieldsets = (
        (None, {"fields": ("type", "name", "local_label", "lead_region")}),
        ("Identification", {"fields": ("finess_et", "finess_ej", "legal_form", "manager", "requalified_from")}),
        ("Vie de la structure", {"fields": ("aci_signed_on", "university_since", "university_last_day", "note")}),
        (
            "PTA et CPTS",
            {
                "fields": (
                    "mission_information",
                    "mission_pathways",
                    "mission_practices",
                    "intent_letter_on",
                    "served_population",
                    "served_communes",
                    "served_epcis",
                )
            },
        ),
    )

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), *structure_panels(request, obj.pk)]

    def summary(self, request, obj):
        status = obj.status_on(timezone.localdate())
        return [
            ("Structure", obj),
            ("Type", obj.get_type_display()),
            ("Région pilote", obj.lead_region),
            ("État aujourd’hui", status and StructureStatus(status).label),
        ]


class SiteDistrictInline(WalledTabularInline):
    model = SiteDistrict
    autocomplete_fields = ("district",)


class PartOfStructureAdmin(PartAdmin):
    list_select_related = ("structure",)
    search_fields = ("structure__search_name__contains", "structure__finess_et")
    autocomplete_fields = ("structure",)


@admin.register(StructureSite)
class StructureSiteAdmin(PartOfStructureAdmin):
    list_display = ("structure", "commune", "opened_on", "closed_on")
    list_select_related = ("structure", "commune")
    autocomplete_fields = ("structure", "commune")
    inlines = (SiteDistrictInline,)


@admin.register(SiteDistrict)
class SiteDistrictAdmin(PartAdmin):
    list_display = ("site", "district")
    list_select_related = ("site__structure", "site__commune", "district")
    search_fields = ("site__structure__search_name__contains", "district__code")
    autocomplete_fields = ("site", "district")


@admin.register(StructureStatusEvent)
class StructureStatusEventAdmin(PartOfStructureAdmin):
    list_display = ("structure", "status", "on", "reason")
    list_filter = ("status",)


@admin.register(StructureAttachment)
class StructureAttachmentAdmin(PartOfStructureAdmin):
    list_display = ("structure", "parent", "start", "last_day")
    list_select_related = ("structure", "parent")
    autocomplete_fields = ("structure", "parent")
    bound_fields = ("parent",)


@admin.register(StructureHeadcount)
class StructureHeadcountAdmin(PartOfStructureAdmin):
    list_display = ("structure", "as_of", "profession", "persons", "fte")
    list_filter = ("profession",)


@admin.register(Funding)
class FundingAdmin(PartOfStructureAdmin):
    list_display = ("structure", "year", "source", "amount")
    list_filter = ("source",)
