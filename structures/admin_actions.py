"""What can be done to a structure from its page, and what each action asks for."""

from __future__ import annotations

import datetime

from django import forms
from django.utils import timezone

from regions.record_actions import ActionForm, RecordAction, column, day
from structures import actions
from structures.enums import StructureStatus
from structures.models import Structure, StructureSite, StructureStatusEvent

BY_HAND = [
    StructureStatus.EMERGING,
    StructureStatus.PREPARING,
    StructureStatus.VALIDATED,
    StructureStatus.ABANDONED,
]
"""States entered with nothing else to write, in the order of T1."""


class StateForm(ActionForm):
    status = forms.ChoiceField(label="Nouvel état", choices=[(status.value, status.label) for status in BY_HAND])
    on = day("À partir du")
    reason = column(StructureStatusEvent, "reason")

    def adapt(self, record):
        # Offered only, not imposed: the same form sent twice names the state it has just entered.
        ahead = states_ahead(record, timezone.localdate())
        self.fields["status"].widget.choices = [(status.value, status.label) for status in ahead]


class OpeningForm(ActionForm):
    on = day("Ouverte à partir du")
    validated_on = column(
        StructureStatusEvent,
        "on",
        required=False,
        label="Projet de santé validé le",
        help_text="Aucune validation n’est enregistrée\u00a0: indiquez sa date si vous la connaissez.",
    )
    site = forms.ModelChoiceField(
        StructureSite.objects.all(),
        label="Site principal",
        required=False,
        empty_label="Un autre site, à indiquer ci-dessous",
    )
    commune = column(StructureSite, "commune", required=False, label="Commune du site principal")
    address = column(StructureSite, "address")
    reason = column(StructureStatusEvent, "reason", label="Motif de la réouverture")

    def adapt(self, record):
        sites = record.sites.select_related("structure", "commune")
        self.fields["site"].queryset = sites
        self.fields["site"].label_from_instance = lambda site: f"{site.commune} {site.address}".strip()
        self.fields["site"].initial = sites.order_by("main_since", "pk").first()
        if not sites:
            del self.fields["site"]
        if record.status_events.filter(status=StructureStatus.VALIDATED).exists():
            del self.fields["validated_on"]
        if record.status_on(timezone.localdate()) not in StructureStatus.over():
            del self.fields["reason"]


class ClosingForm(ActionForm):
    on = day("Fermée à partir du", help_text="Premier jour de fermeture.")
    reason = column(StructureStatusEvent, "reason")


class RequalificationForm(ActionForm):
    type = forms.ChoiceField(label="Devient")
    on = day("À partir du")
    name = column(Structure, "name", required=False, help_text="Vide\u00a0: le nom ne change pas.")

    def adapt(self, record):
        kinds = actions.REQUALIFICATIONS.get(record.type, [])
        self.fields["type"].choices = [(kind.value, kind.label) for kind in kinds]


class SiteForm(ActionForm):
    commune = column(StructureSite, "commune")
    address = column(StructureSite, "address")
    opened_on = column(StructureSite, "opened_on")
    is_main = forms.BooleanField(
        label="Site principal",
        required=False,
        help_text="À partir de son ouverture\u202f; l’ancien site principal cesse de l’être la veille.",
    )


def status_shown(structure: Structure, on: datetime.date) -> str | None:
    """The state of the structure on a day, asked once while its page is drawn."""
    asked = structure.__dict__.setdefault("statuses_asked", {})
    if on not in asked:
        asked[on] = structure.status_on(on)
    return asked[on]


def states_ahead(structure: Structure, on: datetime.date) -> list[StructureStatus]:
    """The states entered by hand that come after that of a day, in order (T1); none once it is open."""
    known = status_shown(structure, on)
    if known is None:
        return [status for status in BY_HAND if status != StructureStatus.ABANDONED]
    return BY_HAND[BY_HAND.index(known) + 1 :] if known in BY_HAND else []


def is_in(structure: Structure, on: datetime.date, *states: str) -> bool:
    """Whether the structure is in one of these states on a day."""
    return status_shown(structure, on) in states


def may_requalify(structure: Structure, on: datetime.date) -> bool:
    """Whether its type may become another, and it lives."""
    alive = status_shown(structure, on) not in (None, *StructureStatus.over())
    return alive and structure.type in actions.REQUALIFICATIONS


STRUCTURE_ACTIONS = (
    RecordAction(
        "etat",
        actions.change_state,
        StateForm,
        "Le nouvel état est enregistré.",
        applies=lambda structure, on: bool(states_ahead(structure, on)),
        bulk_form=StateForm,
    ),
    RecordAction(
        "ouverture",
        actions.open_structure,
        OpeningForm,
        "L’ouverture est enregistrée.",
        applies=lambda structure, on: (
            not is_in(structure, on, StructureStatus.OPEN, StructureStatus.REQUALIFIED, StructureStatus.ABANDONED)
        ),
    ),
    RecordAction(
        "site",
        actions.add_site,
        SiteForm,
        "Le site est ajouté.",
        applies=lambda structure, on: not is_in(structure, on, *StructureStatus.over()),
    ),
    RecordAction(
        "requalification",
        actions.requalify,
        RequalificationForm,
        "La structure est requalifiée\u00a0: voici sa nouvelle fiche.",
        applies=may_requalify,
        help="Cette fiche est close et une autre, liée, prend la suite avec le numéro FINESS, l’état et les sites.",
    ),
    RecordAction(
        "fermeture",
        actions.close,
        ClosingForm,
        "La fermeture est enregistrée.",
        applies=lambda structure, on: is_in(structure, on, StructureStatus.OPEN),
        help="Tous les sites ferment le même jour.",
    ),
)
