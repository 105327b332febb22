"""What can be done to a SAMU correspondent from their page, and what each action asks for."""

from __future__ import annotations

import datetime

from contracts.actions import mcs
from contracts.models import McsEngagement, McsSuspension
from regions.periods import in_force
from regions.record_actions import ActionForm, RecordAction, column, day


class ContractForm(ActionForm):
    contract_signed_on = day("Contrat signé le")


class TrainingForm(ActionForm):
    training_on = day("Formé le", help_text="Fin de la formation initiale.")


class EquipmentForm(ActionForm):
    equipped_on = day("Équipé le", required=False, help_text="Vide en cas de dispense.")
    equipment_waived = column(McsEngagement, "equipment_waived")


class EquipmentOfManyForm(ActionForm):
    equipped_on = day("Équipés le")


class RefresherForm(ActionForm):
    last_refresh_on = day("Formation continue le")


class SuspensionForm(ActionForm):
    start = day("Suspendu à partir du", help_text="Le motif n’est pas enregistré.")
    last_day = column(
        McsSuspension, "last_day", help_text="Dernier jour, inclus\u202f; vide si la reprise n’est pas connue."
    )


class ResumptionForm(ActionForm):
    on = day("Reprise le", help_text="La suspension prend fin la veille.")


class LeavingForm(ActionForm):
    last_day = day("Sorti le", help_text="Dernier jour, inclus.")
    end_reason = column(McsEngagement, "end_reason", required=True)


def without(name: str):
    """A condition of offer: the engagement runs, and has nothing yet in this column."""
    return lambda engagement, on: is_running(engagement, on) and not getattr(engagement, name)


def is_running(engagement: McsEngagement, on: datetime.date) -> bool:
    """Whether the doctor has not left on a day."""
    return engagement.last_day is None or engagement.last_day >= on


def is_suspended(engagement: McsEngagement, on: datetime.date) -> bool:
    """Whether a suspension runs on a day."""
    return engagement.suspensions.filter(in_force(on)).exists()


MCS_ACTIONS = (
    RecordAction(
        "formation",
        mcs.train,
        TrainingForm,
        "La formation initiale est enregistrée.",
        applies=without("training_on"),
        bulk_form=TrainingForm,
    ),
    RecordAction(
        "contrat",
        mcs.sign,
        ContractForm,
        "La signature du contrat est enregistrée.",
        applies=without("contract_signed_on"),
        bulk_form=ContractForm,
    ),
    RecordAction(
        "equipement",
        mcs.equip,
        EquipmentForm,
        "L’équipement est enregistré.",
        applies=lambda engagement, on: without("equipped_on")(engagement, on) and not engagement.equipment_waived,
        bulk_form=EquipmentOfManyForm,
    ),
    RecordAction(
        "formation-continue",
        mcs.refresh,
        RefresherForm,
        "La formation continue est enregistrée.",
        applies=lambda engagement, on: is_running(engagement, on) and bool(engagement.training_on),
        bulk_form=RefresherForm,
    ),
    RecordAction(
        "suspension",
        mcs.suspend,
        SuspensionForm,
        "La suspension est enregistrée.",
        applies=lambda engagement, on: is_running(engagement, on) and not is_suspended(engagement, on),
    ),
    RecordAction("reprise", mcs.resume, ResumptionForm, "La reprise est enregistrée.", applies=is_suspended),
    RecordAction(
        "sortie",
        mcs.leave,
        LeavingForm,
        "La sortie est enregistrée.",
        applies=lambda engagement, on: engagement.last_day is None,
    ),
)
