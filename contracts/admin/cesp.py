"""CESP in the admin: one page a contract, with its events, places, choices and changes of follow-up."""

from django.contrib import admin

from contracts.admin.panels import cesp_panels
from contracts.models import CespChoice, CespContract, CespEvent, CespFollowUp, CespPlacement, TransferRequest
from regions.wall import write_scope
from regions.wall_admin import (
    CurrentRegionFilter,
    NationalWriting,
    PartAdmin,
    WalledModelAdmin,
    WalledStackedInline,
    WalledTabularInline,
)


class EventInline(WalledStackedInline):
    model = CespEvent


class PlacementInline(WalledStackedInline):
    model = CespPlacement
    autocomplete_fields = ("commune", "structure")


class ChoiceInline(WalledTabularInline):
    model = CespChoice
    autocomplete_fields = ("commune",)
    max_num = 5


class FollowUpInline(NationalWriting, WalledTabularInline):
    """Changes of follow-up, read here: two agencies agree on each by a transfer (C12)."""

    model = CespFollowUp


@admin.register(CespContract)
class CespContractAdmin(WalledModelAdmin):
    list_display = (
        "__str__",
        "professional",
        "discipline",
        "campaign",
        "faculty",
        "followup_region",
        "signature_date",
    )
    list_filter = (
        "discipline",
        "signatory_status",
        ("followup_region", CurrentRegionFilter),
        ("faculty__regions", CurrentRegionFilter),
    )
    list_select_related = ("professional", "faculty", "followup_region")
    search_fields = ("professional__search_name__contains", "cng_number", "professional__rpps")
    own_region_fields = ("followup_region",)
    autocomplete_fields = ("professional", "faculty", "project_zone")
    inlines = (EventInline, PlacementInline, ChoiceInline, FollowUpInline)
    fieldsets = (
        (None, {"fields": ("professional", "cng_number", "discipline", "signatory_status", "campaign")}),
        ("Signature et suivi", {"fields": ("signature_date", "faculty", "origin_region", "followup_region")}),
        ("Allocation et études", {"fields": ("allowance_start", "allowance_last_day", "diploma_date", "specialty")}),
        (
            "Projet d’installation",
            {
                "fields": (
                    "project",
                    "expected_practice_region",
                    "project_zone",
                    "project_zone_since",
                    "expected_installation_date",
                    "expected_installation_precision",
                )
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """The follow-up at the signature belongs to the region that had it: only a transfer changes it."""
        fixed = obj is not None and not write_scope(request.user).everywhere
        return [*super().get_readonly_fields(request, obj), *(["followup_region"] if fixed else [])]

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), *cesp_panels(request, obj.pk)]


class PartOfCespAdmin(PartAdmin):
    list_select_related = ("contract",)
    search_fields = ("contract__professional__search_name__contains", "contract__cng_number")
    autocomplete_fields = ("contract",)


@admin.register(CespFollowUp)
class CespFollowUpAdmin(NationalWriting, PartOfCespAdmin):
    list_display = ("contract", "region", "start")
    list_filter = (("region", CurrentRegionFilter),)
    list_select_related = ("contract", "region")


@admin.register(CespEvent)
class CespEventAdmin(PartOfCespAdmin):
    list_display = ("contract", "type", "start", "last_day", "decision_date")
    list_filter = ("type",)


@admin.register(CespPlacement)
class CespPlacementAdmin(PartOfCespAdmin):
    list_display = ("contract", "commune", "region", "structure", "mode", "start", "last_day")
    list_filter = ("mode", ("region", CurrentRegionFilter))
    list_select_related = ("contract", "commune", "region", "structure")
    autocomplete_fields = ("contract", "commune", "structure")


@admin.register(CespChoice)
class CespChoiceAdmin(PartOfCespAdmin):
    list_display = ("contract", "rank", "commune", "place")
    list_select_related = ("contract", "commune")
    autocomplete_fields = ("contract", "commune")


@admin.register(TransferRequest)
class TransferRequestAdmin(WalledModelAdmin):
    """A transfer: the region that follows the contract asks, the other one answers."""

    list_display = ("contract", "from_region", "to_region", "effective_on", "asked_on", "answered_on", "accepted")
    list_filter = ("accepted", ("from_region", CurrentRegionFilter), ("to_region", CurrentRegionFilter))
    list_select_related = ("contract", "from_region", "to_region")
    search_fields = ("contract__professional__search_name__contains", "contract__cng_number")
    autocomplete_fields = ("contract",)
    bound_fields = ("contract",)
    own_region_fields = ("from_region",)
    fixed_fields = ("contract", "from_region", "to_region", "asked_on")
    readonly_fields = ("asked_by", "answered_by")
    author_field = "asked_by"

    def get_readonly_fields(self, request, obj=None):
        """Only the region that receives the contract answers."""
        answers = obj is not None and obj.to_region_id in write_scope(request.user)
        return [*super().get_readonly_fields(request, obj), *([] if answers else ["answered_on", "accepted"])]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Put the author of an answer on the record before it is checked, so that it is whole."""
        form_class = super().get_form(request, obj, change=change, **kwargs)

        class AnsweredForm(form_class):
            def clean(self):
                cleaned = super().clean()
                if "accepted" in self.fields:
                    answered = cleaned.get("accepted") is not None or cleaned.get("answered_on") is not None
                    self.instance.answered_by = request.user if answered else None
                return cleaned

        return AnsweredForm
