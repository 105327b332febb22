"""What happened to a CESP, as lanes: allowance, studies, deferrals, practice, commitment, follow-up, events."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby

from contracts.enums import CespEventType
from contracts.ledger import EndBasis, Ledger
from contracts.models import CespContract, CespEvent, CespPlacement, TransferRequest
from contracts.obligation import ONE_DAY, Facts, allowance_last_day, facts_of, practice
from contracts.words import NARROW_SPACE, day
from regions.chosen_day import ChosenDay
from regions.timeline import Bar, Lane, Look, Mark, Timeline, period_bar


def cesp_timeline(
    contract: CespContract, ledger: Ledger, transfers: Iterable[TransferRequest], chosen: ChosenDay
) -> Timeline:
    """The timeline of `contract`, with those of its `transfers` that the reader may see.

    Its `events`, `placements`, `choices` and `follow_ups`, with their communes, structures and regions, are best
    prefetched.
    """
    facts = facts_of(contract)
    return Timeline(
        "Chronologie du contrat",
        chosen.on,
        chosen.is_today,
        (
            Lane("Événements", marks=tuple(cesp_marks(facts, transfers))),
            Lane("Allocation", (_allowance(facts),)),
            Lane("Études", (_studies(facts),)),
            Lane("Report", tuple(_deferral(deferral, facts) for deferral in facts.deferrals)),
            Lane("Exercice", tuple(placement_bar(placement, facts) for placement in facts.placements)),
            Lane("Engagement", tuple(commitment_bars(facts, ledger))),
            Lane("Suivi", tuple(_follow_ups(facts, ledger))),
        ),
    )


def cesp_marks(facts: Facts, transfers: Iterable[TransferRequest]) -> Iterable[Mark]:
    """The days of a contract."""
    contract = facts.contract
    yield Mark(contract.signature_date, "signature", f"Signature du contrat à {contract.faculty}.")
    if contract.diploma_date:
        yield Mark(contract.diploma_date, "diplôme", "Diplôme.", Look.DONE)
    if contract.expected_installation_date and not facts.placements and facts.breach is None:
        yield Mark(
            contract.expected_installation_date,
            "installation prévue",
            f"Installation prévue ({contract.get_expected_installation_precision_display()}).",
            Look.PLANNED,
        )
    if facts.placements:
        first = facts.placements[0]
        yield Mark(first.start, "installation", f"Première installation, à {first.commune.name}.", Look.DONE)
    if facts.breach:
        yield Mark(facts.breach.start, "rupture", f"Rupture{_breach_words(facts.breach)}.", Look.ALERT)
    for event in (*facts.suspensions, *facts.deferrals):
        if event.decision_date:
            what = "suspension" if event.type == CespEventType.SUSPENSION else "report"
            yield Mark(event.decision_date, f"décision ({what})", f"Décision de {what}{_decider(event)}.")
    for deferral in facts.deferrals:
        if deferral.faculty_opinion_date:
            opinion = f"\u00a0: {deferral.get_faculty_opinion_display()}" if deferral.faculty_opinion else ""
            yield Mark(deferral.faculty_opinion_date, "avis de l’UFR", f"Avis de l’UFR sur le report{opinion}.")
    yield from _choice_marks(contract)
    for transfer in transfers:
        yield from _transfer_marks(transfer)


def _choice_marks(contract: CespContract) -> Iterable[Mark]:
    """The days on which places were ranked; a choice without a day is in the form alone."""
    dated = sorted((row for row in contract.choices.all() if row.chosen_on), key=lambda row: (row.chosen_on, row.rank))
    for chosen_on, rows in groupby(dated, key=lambda row: row.chosen_on):
        places = ", ".join(f"{row.rank}. {row.commune.name}" for row in rows)
        yield Mark(chosen_on, "vœux", f"Lieux choisis par le signataire\u00a0: {places}.")


def _breach_words(breach: CespEvent) -> str:
    return f"\u00a0: {breach.get_breach_reason_display()}" if breach.breach_reason else ""


def _decider(event: CespEvent) -> str:
    return f" ({event.get_decided_by_display()})" if event.decided_by else ""


def _transfer_marks(transfer: TransferRequest) -> Iterable[Mark]:
    route = f"{transfer.from_region.name} vers {transfer.to_region.name}"
    yield Mark(
        transfer.asked_on,
        "transfert demandé",
        f"Demande de transfert de {route}{'' if transfer.answered_on else ', en attente'}.",
    )
    if transfer.answered_on:
        answer = "accepté" if transfer.accepted else "refusé"
        yield Mark(
            transfer.answered_on,
            f"transfert {answer}",
            f"Transfert de {route} {answer}.",
            Look.DONE if transfer.accepted else Look.ALERT,
        )


def _allowance(facts: Facts) -> Bar:
    start = facts.contract.allowance_start
    last_day = _end_of(facts, start, allowance_last_day(facts.contract))
    return Bar(
        start,
        last_day,
        "allocation",
        "Allocation mensuelle." if last_day else "Allocation mensuelle, sans fin connue.",
        inside=tuple(
            period_bar(suspension, "suspension", "Suspension de l’allocation.", Look.HATCHED, last_day)
            for suspension in facts.suspensions
        ),
    )


def _studies(facts: Facts) -> Bar:
    contract = facts.contract
    start = contract.signature_date
    diploma = contract.diploma_date
    last_day = _end_of(facts, start, diploma and max(start, diploma - ONE_DAY))
    text = f"Études, jusqu’au diplôme du {day(diploma)}." if diploma else "Études, diplôme à venir."
    return Bar(start, last_day, "études", text, Look.SOFT)


def _end_of(facts: Facts, start: datetime.date, last_day: datetime.date | None) -> datetime.date | None:
    """`last_day`, or the eve of the breach when it comes first; never before `start`."""
    eve = facts.breach.start - ONE_DAY if facts.breach else None
    last_day = min(filter(None, (last_day, eve)), default=None)
    return last_day and max(start, last_day)


def _deferral(deferral: CespEvent, facts: Facts) -> Bar:
    opinion = f" Avis de l’UFR\u00a0: {deferral.get_faculty_opinion_display()}." if deferral.faculty_opinion else ""
    text = f"Report d’installation.{opinion}"
    return period_bar(deferral, "report", text, Look.HATCHED, _end_of(facts, deferral.start, None))


def placement_bar(placement: CespPlacement, facts: Facts) -> Bar:
    """A place of practice, over at the latest on the eve of the breach (C13)."""
    where = f", {placement.structure}" if placement.structure else ""
    share = "" if placement.activity_pct == 100 else f", {placement.activity_pct}{NARROW_SPACE}%"
    text = f"Exercice {placement.get_mode_display()} à {placement.commune.name}{where}{share}."
    return period_bar(placement, placement.commune.name, text, Look.DONE, _end_of(facts, placement.start, None))


def commitment_bars(facts: Facts, ledger: Ledger) -> Iterable[Bar]:
    """What is served by the chosen day, days without a place left out, then what is projected."""
    end = ledger.projected_end
    served_until = ledger.counted_until if end is None else min(ledger.counted_until, end)
    for start, last_day in practice(facts, served_until):
        yield Bar(start, last_day, "servi", "Jours servis, comptés dans l’engagement.")
    if end and end > ledger.on:
        start = max(ledger.on + ONE_DAY, _projected_start(facts, ledger))
        if start <= end:
            yield Bar(start, end, f"fin projetée {day(end)}", "Suite projetée de l’engagement.", Look.PLANNED)


def _projected_start(facts: Facts, ledger: Ledger) -> datetime.date:
    """The day on which what is not served begins: that of the next place, or the expected one."""
    if ledger.end_basis is EndBasis.EXPECTED:
        return facts.contract.expected_installation_date
    return facts.placements[0].start if facts.placements else ledger.on


def _follow_ups(facts: Facts, ledger: Ledger) -> Iterable[Bar]:
    """The agencies that follow one after the other, to the end of the commitment."""
    contract = facts.contract
    changes = sorted(contract.follow_ups.all(), key=lambda change: change.start)
    starts = [contract.signature_date, *(change.start for change in changes)]
    regions = [contract.followup_region, *(change.region for change in changes)]
    over_on = ledger.projected_end if ledger.end_basis is EndBasis.WRITTEN else None
    ends = [start - ONE_DAY for start in starts[1:]] + [_end_of(facts, starts[-1], over_on)]
    for start, last_day, region in zip(starts, ends, regions, strict=True):
        if last_day is None or start <= last_day:
            yield Bar(start, last_day, region.name, f"Suivi par l’ARS de la région {region.name}.", Look.SOFT)
