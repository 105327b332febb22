"""The panels above the forms of contracts, engagements and persons: state, ledger, timeline, commitments.

Each reads its record again, whole and as it is stored: the one of the form may hold what was typed and refused.
"""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from contracts.admin.actions_cesp import note_state
from contracts.commitments import commitments_of, installation_words, installations, lines, person_timeline
from contracts.enums import CespEventType, CespState, McsState, PtmgState
from contracts.ledger import Ledger, ledger_of
from contracts.ledger_words import figures
from contracts.models import (
    CespChoice,
    CespContract,
    CespFollowUp,
    CespPlacement,
    McsEngagement,
    Professional,
    PtmgContract,
    TransferRequest,
)
from contracts.obligation import allowance_last_day
from contracts.timeline import cesp_timeline
from contracts.timeline_others import mcs_timeline, ptmg_timeline, real_end
from contracts.tones import CESP_TONES, MCS_TONES, PTMG_TONES
from contracts.words import day
from regions.chosen_day import chosen_day
from regions.record_panels import State, day_data, state_panel, timeline_panel
from regions.wall import read_scope
from regions.wall_admin import Panel

STATE_EVENTS = {CespState.DEFERRED: CespEventType.DEFERRAL, CespState.SUSPENDED: CespEventType.SUSPENSION}


def cesp_panels(request: HttpRequest, record: CespContract) -> list[Panel]:
    """State, obligation ledger and timeline of the CESP `record`, on the chosen day."""
    chosen = chosen_day(request)
    contract = _cesp(record.pk, chosen.on)
    note_state(record, chosen.on, contract.state)
    ledger = ledger_of(contract, chosen.on)
    transfers = contract.transfers.visible_to(request.user).select_related("from_region", "to_region")
    panels = [
        state_panel(request, chosen, _cesp_state(contract, chosen.on, ledger)),
        timeline_panel(cesp_timeline(contract, ledger, _in_order(transfers), chosen)),
    ]
    if contract.signature_date <= chosen.on:
        panels.insert(1, Panel("admin/record/ledger.html", {"ledger": ledger, "figures": figures(ledger)}))
    return panels


def _cesp(pk: int, on) -> CespContract:
    return (
        CespContract.objects.with_state(on)
        .with_followup(on)
        .select_related("professional", "faculty", "followup_region")
        .prefetch_related(
            "events",
            Prefetch("placements", CespPlacement.objects.select_related("commune", "structure")),
            Prefetch("choices", CespChoice.objects.select_related("commune")),
            Prefetch("follow_ups", CespFollowUp.objects.select_related("region")),
        )
        .get(pk=pk)
    )


def _in_order(transfers) -> list[TransferRequest]:
    return sorted(transfers, key=lambda transfer: (transfer.asked_on, transfer.pk))


def _cesp_state(contract: CespContract, on, ledger: Ledger) -> State:
    if contract.signature_date > on:
        return State("pas encore signé", sentence=f"Le contrat est signé le {day(contract.signature_date)}.")
    regions = {change.region_id: change.region.name for change in contract.follow_ups.all()}
    regions[contract.followup_region_id] = contract.followup_region.name
    return State(
        CespState(contract.state).label,
        CESP_TONES[contract.state],
        _cesp_sentence(contract, on, ledger),
        (
            ("Signataire", _link_to(contract.professional)),
            ("Suivi par", f"ARS, région {regions[contract.current_followup]}"),
            ("Signé à", contract.faculty.name),
            ("Fin de l’allocation", _day_or(allowance_last_day(contract), "inconnue")),
        ),
    )


def _link_to(professional: Professional) -> str:
    """The name of a person, and the way to all that they have signed."""
    address = reverse("admin:contracts_professional_change", args=[professional.pk])
    return format_html('<a href="{}">{}</a>', address, professional)


def _cesp_sentence(contract: CespContract, on, ledger: Ledger) -> str:
    """Since when, where, or until when: what the word of the state leaves out."""
    match contract.state:
        case CespState.BROKEN:
            return f"Rompu le {day(ledger.at_stake_on)}."
        case CespState.ENDED:
            return f"L’engagement est servi depuis le {day(ledger.projected_end)}."
        case CespState.IN_PRACTICE:
            running = [place for place in contract.placements.all() if _runs(place, on)]
            return f"À {', '.join(dict.fromkeys(place.commune.name for place in running))}."
        case CespState.INTERRUPTED:
            return "Aucun lieu d’exercice ce jour-là\u00a0: la fin de l’engagement recule d’autant."
        case CespState.DEFERRED | CespState.SUSPENDED:
            return _since(contract, STATE_EVENTS[contract.state], on)
        case CespState.IN_TRAINING:
            return f"Diplôme\u00a0: {_day_or(contract.diploma_date, 'date inconnue')}."
    return f"Installation prévue\u00a0: {_day_or(contract.expected_installation_date, 'date inconnue')}."


def _since(contract: CespContract, kind: CespEventType, on) -> str:
    event = next(event for event in contract.events.all() if event.type == kind and _runs(event, on))
    return f"Depuis le {day(event.start)}, {_until(event.last_day)}."


def _runs(period, on) -> bool:
    return period.start <= on and (period.last_day is None or on <= period.last_day)


def _until(last_day) -> str:
    return f"jusqu’au {day(last_day)}" if last_day else "sans fin connue"


def _day_or(on, otherwise: str) -> str:
    return day(on) if on else otherwise


def ptmg_panels(request: HttpRequest, pk: int) -> list[Panel]:
    """State and timeline of the contract `pk` of the PTMG family."""
    chosen = chosen_day(request)
    contract = (
        PtmgContract.objects.with_state(chosen.on)
        .select_related("professional", "commune", "structure", "signing_region")
        .get(pk=pk)
    )
    return [
        state_panel(request, chosen, _ptmg_state(contract, chosen.on)),
        timeline_panel(ptmg_timeline(contract, chosen)),
    ]


def _ptmg_state(contract: PtmgContract, on) -> State:
    if contract.signature_date > on:
        return State("pas encore signé", sentence=f"Le contrat est signé le {day(contract.signature_date)}.")
    end = real_end(contract)
    return State(
        PtmgState(contract.state).label,
        PTMG_TONES[contract.state],
        f"À {contract.commune.name}, du {day(contract.start)} au {day(end)}.",
        (
            ("Médecin", _link_to(contract.professional)),
            ("Fin prévue", day(contract.planned_last_day)),
            ("Fin réelle", _day_or(contract.last_day, "non renseignée")),
            ("Renouvellement", contract.get_renewal_display() or "non renseigné"),
        ),
    )


def mcs_panels(request: HttpRequest, pk: int) -> list[Panel]:
    """State and timeline of the engagement `pk`."""
    chosen = chosen_day(request)
    engagement = (
        McsEngagement.objects.with_state(chosen.on)
        .select_related("region", "samu")
        .prefetch_related("suspensions")
        .get(pk=pk)
    )
    return [
        state_panel(request, chosen, _mcs_state(engagement, chosen.on)),
        timeline_panel(mcs_timeline(engagement, chosen)),
    ]


def _mcs_state(engagement: McsEngagement, on) -> State:
    if engagement.entered_on > on:
        return State("pas encore engagé", sentence=f"L’engagement commence le {day(engagement.entered_on)}.")
    left = engagement.state == McsState.LEFT
    return State(
        McsState(engagement.state).label,
        MCS_TONES[engagement.state],
        f"Sorti le {day(engagement.last_day)}." if left else f"Engagé depuis le {day(engagement.entered_on)}.",
        (
            ("Formé", _day_or(engagement.training_on, "non")),
            ("Contrat signé", _day_or(engagement.contract_signed_on, "non")),
            ("Équipé", _equipment(engagement)),
        ),
    )


def _equipment(engagement: McsEngagement) -> str:
    return "dispensé" if engagement.equipment_waived else _day_or(engagement.equipped_on, "non")


def person_panels(request: HttpRequest, pk: int) -> list[Panel]:
    """All the commitments of the person `pk` that the user may see, and the installation they count for."""
    chosen = chosen_day(request)
    commitments = commitments_of(Professional.objects.get(pk=pk), request.user, chosen.on)
    data = day_data(request, chosen) | {
        "lines": lines(commitments, chosen.on),
        "installation": installation_words(installations(commitments, chosen.on)),
        "is_partial": not read_scope(request.user).everywhere,
    }
    panels = [Panel("admin/record/commitments.html", data)]
    return [*panels, timeline_panel(person_timeline(commitments, chosen))] if commitments else panels
