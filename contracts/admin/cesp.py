"""CESP in the admin: one page a contract, with its events, places, choices and changes of follow-up."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html

from contracts.actions.transfers import is_cancelled
from contracts.admin.actions_cesp import CESP_ACTIONS, TRANSFER_ACTIONS
from contracts.admin.panels import cesp_panels
from contracts.models import CespChoice, CespContract, CespEvent, CespFollowUp, CespPlacement, TransferRequest
from regions.record_actions import GuidedAdmin, shown_day
from regions.wall import write_scope
from regions.wall_admin import (
    CurrentRegionFilter,
    NationalWriting,
    Panel,
    PartAdmin,
    ReadOnly,
    WalledModelAdmin,
    WalledStackedInline,
    WalledTabularInline,
    can,
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


class TransferFilter(admin.SimpleListFilter):
    """The contracts whose change of region awaits its answer."""

    title = "transfert"
    parameter_name = "transfert"

    def lookups(self, request, model_admin):
        return [("attente", "en attente")]

    def queryset(self, request, queryset):
        pending = TransferRequest.objects.filter(contract=OuterRef("pk"), answered_on=None)
        return queryset.filter(Exists(pending)) if self.value() == "attente" else queryset


@admin.register(CespContract)
class CespContractAdmin(GuidedAdmin, WalledModelAdmin):
    record_actions = CESP_ACTIONS
    bulk_order = ("professional", "pk")
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
        TransferFilter,
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

    def full_name(self, record):
        return f"{record} – {record.professional}"

    def get_readonly_fields(self, request, obj=None):
        """The follow-up at the signature belongs to the region that had it: only a transfer changes it."""
        fixed = obj is not None and not write_scope(request.user).everywhere
        return [*super().get_readonly_fields(request, obj), *(["followup_region"] if fixed else [])]

    def record_panels(self, request, obj):
        panels = cesp_panels(request, obj)  # first: the actions ask for the same state
        return [*super().record_panels(request, obj), *panels]

    def notices(self, request, obj):
        """The change of region that awaits its answer."""
        return [
            format_html(
                '<a href="{}">Transfert demandé</a> de {} vers {}, au {}.',
                reverse("admin:contracts_transferrequest_change", args=[pending.pk]),
                pending.from_region,
                pending.to_region,
                shown_day(pending.effective_on),
            )
            for pending in obj.transfers.filter(answered_on=None).select_related("from_region", "to_region")
            if can(request, "visible_to", pending)
        ]

    def summary(self, request, obj):
        return contract_summary(obj)


def contract_summary(contract: CespContract) -> list[tuple[str, object]]:
    """What reminds a contract, or lets the region asked to follow it decide."""
    return [
        ("Contrat", contract),
        ("Signataire", contract.professional),
        ("Filière", contract.get_discipline_display()),
        ("UFR de signature", contract.faculty),
        ("Signé le", shown_day(contract.signature_date)),
        ("Diplôme", shown_day(contract.diploma_date)),
        ("Installation prévue", shown_day(contract.expected_installation_date)),
    ]


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


class AnswerFilter(admin.SimpleListFilter):
    """Transfers by what became of them."""

    title = "réponse"
    parameter_name = "reponse"

    def lookups(self, request, model_admin):
        return [("attente", "en attente"), ("oui", "acceptée"), ("non", "refusée ou annulée")]

    def queryset(self, request, queryset):
        answers = {"attente": None, "oui": True, "non": False}
        return queryset.filter(accepted=answers[self.value()]) if self.value() in answers else queryset


@admin.register(TransferRequest)
class TransferRequestAdmin(GuidedAdmin, ReadOnly, WalledModelAdmin):
    """A change of region: asked from the page of the contract, answered here by the region that receives it.

    Nothing is typed in its form: an answer that did not move the follow-up would be no answer.
    """

    record_actions = TRANSFER_ACTIONS
    list_display = ("contract", "from_region", "to_region", "answer", "effective_on", "asked_on")
    list_filter = (AnswerFilter, ("from_region", CurrentRegionFilter), ("to_region", CurrentRegionFilter))
    list_select_related = ("contract", "from_region", "to_region")
    search_fields = ("contract__professional__search_name__contains", "contract__cng_number")
    fields = (
        ("from_region", "to_region"),
        ("asked_on", "asked_by", "effective_on"),
        ("answer", "answered_on", "answered_by"),
        "note",
    )

    @admin.display(description="réponse", ordering="accepted")
    def answer(self, obj):
        """« en attente », or what the region that was asked, or the one that asked, made of it."""
        if obj.accepted is None:
            return "en attente"
        if obj.accepted:
            return "acceptée"
        return "annulée" if is_cancelled(obj) else "refusée"

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "answer"]

    def record_panels(self, request, obj):
        facts = Panel("admin/record/action_facts.html", {"title": "Le contrat", "facts": self.summary(request, obj)})
        return [facts, *super().record_panels(request, obj)]

    def summary(self, request, obj):
        """What the region that receives the contract needs to decide: it does not see the contract yet."""
        return [
            *contract_summary(obj.contract),
            ("Région de départ", obj.from_region),
            ("Région d’accueil", obj.to_region),
            ("Date d’effet", shown_day(obj.effective_on)),
        ]
