"""What can be done to a CESP from its page, and what each action asks for."""

from __future__ import annotations

import datetime

from django import forms
from django.utils import timezone

from contracts.actions import cesp, transfers
from contracts.enums import CespBreachReason, CespState, PracticeMode, PtmgKind
from contracts.models import CespContract, CespEvent, CespPlacement, PtmgContract, TransferRequest
from contracts.penalty import expected_penalty
from contracts.ptmg_kinds import RULES
from regions.enums import Discipline
from regions.models import Region
from regions.periods import in_force, last_day_of
from regions.record_actions import ActionForm, RecordAction, column, day
from regions.wall import write_scope
from regions.wall_admin import own_region_options

NO_REASON_KEPT = "Aucun motif médical, aucune donnée personnelle."


def state_on(contract: CespContract, on: datetime.date) -> str:
    """The `CespState` of the contract on a day, asked once while its page is drawn."""
    asked = contract.__dict__.setdefault("states_asked", {})
    if on not in asked:
        asked[on] = CespContract.objects.with_state(on).values_list("state", flat=True).get(pk=contract.pk)
    return asked[on]


def note_state(contract: CespContract, on: datetime.date, state: str) -> None:
    """Spare the question to `state_on`: what the database has just said of the contract on a day."""
    contract.__dict__.setdefault("states_asked", {})[on] = state


def in_states(*states: str):
    """A condition of offer: the contract is in one of these states."""
    return lambda contract, on: state_on(contract, on) in states


def not_in_states(*states: str):
    """A condition of offer: the contract is in none of these states."""
    return lambda contract, on: state_on(contract, on) not in states


class DiplomaForm(ActionForm):
    diploma_date = column(CespContract, "diploma_date", required=True, label="Date du diplôme")
    specialty = column(CespContract, "specialty", help_text="Laissez vide pour ne pas la changer.")


class DiplomaOfManyForm(ActionForm):
    diploma_date = column(CespContract, "diploma_date", required=True, label="Date du diplôme")


class InstallationForm(ActionForm):
    diploma_date = column(
        CespContract,
        "diploma_date",
        help_text="Le diplôme n’est pas encore enregistré\u00a0: indiquez sa date si vous la connaissez.",
    )
    start = day("Installé à partir du")
    commune = column(CespPlacement, "commune")
    structure = column(CespPlacement, "structure", help_text="Par son nom ou son numéro FINESS, s’il y en a une.")
    site = column(CespPlacement, "site")
    mode = column(CespPlacement, "mode", initial=PracticeMode.LIBERAL)
    convention_tariffs = column(CespPlacement, "convention_tariffs")
    employer = column(CespPlacement, "employer", help_text="Pour un exercice salarié ou mixte.")
    activity_pct = column(CespPlacement, "activity_pct")
    choice_date = column(CespPlacement, "choice_date")

    def adapt(self, record):
        if record.diploma_date:
            del self.fields["diploma_date"]


class PlacementEndForm(ActionForm):
    placement = forms.ModelChoiceField(CespPlacement.objects.all(), label="Lieu d’exercice", empty_label=None)
    last_day = day("Dernier jour d’exercice", help_text="Inclus.")

    def adapt(self, record):
        running = record.placements.filter(in_force(timezone.localdate())).select_related("commune")
        self.fields["placement"].queryset = running


class SuspensionForm(ActionForm):
    start = day("Suspendue à partir du")
    last_day = column(
        CespEvent, "last_day", help_text="Dernier jour, inclus\u202f; vide si la reprise n’est pas connue."
    )
    decision_date = column(CespEvent, "decision_date")
    decided_by = column(CespEvent, "decided_by")
    reference = column(CespEvent, "reference", help_text=NO_REASON_KEPT)


class ResumptionForm(ActionForm):
    on = day("Reprise le", help_text="La suspension prend fin la veille.")


class DeferralForm(ActionForm):
    start = day("Report à partir du")
    last_day = column(CespEvent, "last_day", required=True, label="Jusqu’au")
    decision_date = day("Date de la décision de l’ARS")
    faculty_opinion = column(CespEvent, "faculty_opinion", required=True)
    faculty_opinion_date = column(CespEvent, "faculty_opinion_date", required=True)
    reference = column(CespEvent, "reference", help_text=NO_REASON_KEPT)


class TransferForm(ActionForm):
    to_region = column(TransferRequest, "to_region")
    effective_on = day("Date d’effet souhaitée", help_text="Premier jour du suivi par la région d’accueil.")
    note = forms.CharField(
        label="Note à la région d’accueil", max_length=180, required=False, help_text=NO_REASON_KEPT
    )

    def adapt(self, record):
        current = cesp.followed_by(record, timezone.localdate())
        self.fields["to_region"].queryset = Region.objects.filter(valid_to=None).exclude(pk=current).order_by("name")


class PtmgForm(ActionForm):
    kind = column(PtmgContract, "kind")
    number = column(PtmgContract, "number")
    signing_region = column(PtmgContract, "signing_region")
    signature_date = day("Date de signature")
    start = day("Date de début")
    planned_last_day = column(PtmgContract, "planned_last_day", help_text="Dernier jour, inclus.")
    commune = column(PtmgContract, "commune")
    structure = column(PtmgContract, "structure")
    derogation = column(PtmgContract, "derogation", help_text="Si la zone n’ouvre pas droit au contrat.")
    sector = column(PtmgContract, "sector")
    installation_date = column(
        PtmgContract, "installation_date", help_text="Celle du CESP\u00a0: une seule installation."
    )

    def adapt(self, record):
        today = timezone.localdate()
        kind = PtmgKind.CDE if today >= RULES[PtmgKind.CDE].first_signature else PtmgKind.PTMG
        placement = record.placements.filter(in_force(today)).order_by("-activity_pct", "start").first()
        regions = own_region_options(self.user)
        self.fields["signing_region"].queryset = regions["queryset"].filter(valid_to=None)
        self.initial = {
            "kind": kind,
            "signing_region": regions.get("initial") or cesp.followed_by(record, today),
            "planned_last_day": last_day_of(today, RULES[kind].term_months),
            "commune": placement and placement.commune_id,
            "structure": placement and placement.structure_id,
            "installation_date": record.placements.order_by("start").values_list("start", flat=True).first(),
        } | self.initial


class BreachForm(ActionForm):
    start = day("Date de la rupture")
    breach_reason = column(CespEvent, "breach_reason", required=True)
    decision_date = column(CespEvent, "decision_date")
    decided_by = column(CespEvent, "decided_by")
    reference = column(CespEvent, "reference", help_text=NO_REASON_KEPT)


def breach_preview(contract: CespContract, facts: dict) -> list[tuple[str, str]]:
    """What a breach should cost, for information (C14), and what it ends."""
    penalty = expected_penalty(contract, facts["start"], facts["breach_reason"])
    amount = "non déterminée" if penalty.amount is None else f"{penalty.amount:,.0f}\u00a0€".replace(",", "\u202f")
    running = [
        *contract.events.filter(in_force(facts["start"])),
        *contract.placements.filter(in_force(facts["start"])),
    ]
    ended = ", ".join(map(str, running)) or "rien n’est en cours"
    return [
        ("Rupture le", f"{facts['start']:%d/%m/%Y}"),
        ("Motif", CespBreachReason(facts["breach_reason"]).label),
        ("Somme attendue, à titre indicatif", amount),
        ("Calcul (C14)", penalty.explanation),
        ("Prend fin la veille", ended),
    ]


def follows(user, contract: CespContract) -> bool:
    """Whether `user` writes for the region that follows the contract today: only that one gives it up."""
    return cesp.followed_by(contract, timezone.localdate()) in write_scope(user)


def is_transferable(contract: CespContract, on: datetime.date) -> bool:
    """Whether no transfer awaits its answer, for a contract that still runs."""
    over = state_on(contract, on) in (CespState.BROKEN, CespState.ENDED)
    return not over and not contract.transfers.filter(answered_on=None).exists()


def may_become_a_ptmg(contract: CespContract, on: datetime.date) -> bool:
    """Whether the signatory is a doctor who practises under the contract."""
    return contract.discipline == Discipline.MEDICINE and state_on(contract, on) == CespState.IN_PRACTICE


CESP_ACTIONS = (
    RecordAction(
        "diplome",
        cesp.record_diploma,
        DiplomaForm,
        "Le diplôme est enregistré.",
        applies=lambda contract, on: not contract.diploma_date and state_on(contract, on) != CespState.BROKEN,
        bulk_form=DiplomaOfManyForm,
    ),
    RecordAction(
        "installation",
        cesp.install,
        InstallationForm,
        "L’installation est enregistrée.",
        applies=not_in_states(CespState.BROKEN, CespState.ENDED),
        help="Un lieu d’exercice s’ajoute à ceux qui sont déjà ouverts\u00a0: aucun n’est fermé.",
    ),
    RecordAction(
        "fin-exercice",
        cesp.end_placement,
        PlacementEndForm,
        "La fin du lieu d’exercice est enregistrée.",
        applies=lambda contract, on: contract.placements.filter(in_force(on)).exists(),
    ),
    RecordAction(
        "suspension",
        cesp.suspend,
        SuspensionForm,
        "La suspension est enregistrée.",
        applies=in_states(CespState.IN_TRAINING),
        help="Entre la signature et le diplôme\u202f; la durée due en est réduite d’autant. Le motif n’est pas "
        "enregistré.",
    ),
    RecordAction(
        "reprise",
        cesp.resume,
        ResumptionForm,
        "La reprise est enregistrée.",
        applies=in_states(CespState.SUSPENDED),
    ),
    RecordAction(
        "report",
        cesp.defer,
        DeferralForm,
        "Le report est accordé, la date prévue d’installation est décalée d’autant.",
        applies=in_states(CespState.IN_TRAINING, CespState.SUSPENDED, CespState.TRAINED),
        help="Décision du directeur général de l’ARS après avis motivé de l’UFR\u202f; la durée due ne change pas.",
    ),
    RecordAction(
        "transfert",
        transfers.ask_transfer,
        TransferForm,
        "La demande de transfert est envoyée\u202f; le contrat reste suivi par votre région jusqu’à son acceptation.",
        applies=is_transferable,
        may=follows,
    ),
    RecordAction(
        "ptmg",
        cesp.transform_to_ptmg,
        PtmgForm,
        "Le contrat est créé, lié au CESP.",
        applies=may_become_a_ptmg,
        help="Le CESP et ses lieux d’exercice continuent\u202f; le médecin compte pour une seule installation.",
    ),
    RecordAction(
        "rupture",
        cesp.declare_breach,
        BreachForm,
        "La rupture est enregistrée.",
        applies=not_in_states(CespState.BROKEN, CespState.ENDED),
        preview=breach_preview,
        help="Les lieux d’exercice, suspensions et reports en cours prennent fin la veille.",
    ),
)


class AcceptanceForm(ActionForm):
    answered_on = day("Accord donné le")


class RefusalForm(ActionForm):
    reason = forms.CharField(label="Motif du refus", max_length=180, help_text=NO_REASON_KEPT)
    answered_on = day("Refus du")


def is_pending(transfer: TransferRequest, on: datetime.date) -> bool:
    """Whether the transfer awaits its answer."""
    return transfer.answered_on is None


def receives(user, transfer: TransferRequest) -> bool:
    """Whether `user` writes for the region that would follow the contract."""
    return transfer.to_region_id in write_scope(user)


def sends(user, transfer: TransferRequest) -> bool:
    """Whether `user` writes for the region that asked."""
    return transfer.from_region_id in write_scope(user)


TRANSFER_ACTIONS = (
    RecordAction(
        "accepter",
        transfers.accept_transfer,
        AcceptanceForm,
        "Le transfert est accepté.",
        applies=is_pending,
        may=receives,
        help="Votre région suit le contrat à partir de la date d’effet\u202f; jusque-là, la région de départ le suit.",
    ),
    RecordAction(
        "refuser",
        transfers.refuse_transfer,
        RefusalForm,
        "Le transfert est refusé.",
        applies=is_pending,
        may=receives,
    ),
    RecordAction(
        "annuler",
        transfers.cancel_transfer,
        ActionForm,
        "La demande est annulée.",
        applies=is_pending,
        may=sends,
        help="Le contrat reste suivi par la région de départ.",
    ),
)
