"""What happened to a contract of the PTMG family, and to an engagement of a SAMU correspondent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.text import capfirst

from contracts.enums import PtmgKind, PtmgRenewal
from contracts.models import McsEngagement, PtmgContract
from contracts.obligation import ONE_DAY
from regions.chosen_day import ChosenDay
from regions.periods import last_day_of
from regions.timeline import Bar, Lane, Look, Mark, Timeline, period_bar


def ptmg_timeline(contract: PtmgContract, chosen: ChosenDay) -> Timeline:
    """The timeline of a contract of the PTMG family."""
    return Timeline(
        "Chronologie du contrat",
        chosen.on,
        chosen.is_today,
        (
            Lane("Événements", marks=tuple(_ptmg_marks(contract))),
            Lane("Contrat", tuple(_ptmg_years(contract))),
            Lane("Exercice", (_ptmg_practice(contract),)),
        ),
    )


def _ptmg_marks(contract: PtmgContract) -> Iterable[Mark]:
    yield Mark(
        contract.signature_date, "signature", f"Signature avec l’ARS de la région {contract.signing_region.name}."
    )
    if contract.cdom_notified_on:
        yield Mark(contract.cdom_notified_on, "transmis à l’Ordre", "Contrat transmis au conseil de l’Ordre.")
    if contract.installation_date:
        yield Mark(contract.installation_date, "installation", f"Installation à {contract.commune.name}.", Look.DONE)
    if contract.renewal_date:
        refused = contract.renewal in (PtmgRenewal.REFUSED_BY_DOCTOR, PtmgRenewal.REFUSED_BY_AGENCY)
        words = f"renouvellement {contract.get_renewal_display()}".strip()
        yield Mark(contract.renewal_date, words, f"{capfirst(words)}.", Look.ALERT if refused else Look.DONE)
    if contract.notice_date:
        yield Mark(contract.notice_date, "préavis", "Préavis de fin du contrat.", Look.ALERT)
    if contract.last_day:
        reason = contract.get_end_reason_display() or "motif non indiqué"
        yield Mark(contract.last_day, f"fin\u00a0: {reason}", f"Fin réelle du contrat\u00a0: {reason}.", Look.ALERT)
    if contract.stayed_after_on:
        answer = contract.get_stayed_after_display()
        yield Mark(contract.stayed_after_on, f"resté\u00a0: {answer}", f"Resté après le contrat\u00a0: {answer}.")


def _ptmg_years(contract: PtmgContract) -> Iterable[Bar]:
    """The first year, what follows it, and what was planned beyond a real end."""
    end = real_end(contract)
    first_year = min(end, last_day_of(contract.start, 12))
    yield Bar(contract.start, first_year, f"{PtmgKind(contract.kind).name}, année 1", "Première année du contrat.")
    if first_year < end:
        text = "Suite du contrat, après la première année."
        yield Bar(first_year + ONE_DAY, end, "après la première année", text, Look.DONE)
    if end < contract.planned_last_day:
        yield Bar(
            end + ONE_DAY, contract.planned_last_day, "prévu", "Durée prévue qui n’a pas été servie.", Look.PLANNED
        )


def _ptmg_practice(contract: PtmgContract) -> Bar:
    start, end = contract.installation_date or contract.start, real_end(contract)
    where = f", {contract.structure}" if contract.structure else ""
    text = f"Exercice à {contract.commune.name}{where}."
    return Bar(start, max(start, end), contract.commune.name, text, Look.SOFT)


def real_end(contract: PtmgContract) -> datetime.date:
    """The earlier of the planned and the real last day, never before the start."""
    return max(contract.start, min(filter(None, (contract.planned_last_day, contract.last_day))))


def mcs_timeline(engagement: McsEngagement, chosen: ChosenDay) -> Timeline:
    """The timeline of an engagement; its `suspensions` are best prefetched."""
    return Timeline(
        "Chronologie de l’engagement",
        chosen.on,
        chosen.is_today,
        (
            Lane("Événements", marks=tuple(_mcs_marks(engagement))),
            Lane("Engagement", (mcs_bar(engagement, "engagement"),)),
            Lane("Formation", tuple(_mcs_training(engagement))),
        ),
    )


def _mcs_marks(engagement: McsEngagement) -> Iterable[Mark]:
    samu = f" avec {engagement.samu}" if engagement.samu else ""
    for on, label, text, look in (
        (engagement.volunteer_since, "volontaire", "Volontariat.", Look.PLAIN),
        (engagement.training_on, "formé", "Formation initiale achevée.", Look.DONE),
        (engagement.contract_signed_on, "contrat signé", f"Contrat signé{samu}.", Look.DONE),
        (engagement.equipped_on, "équipé", "Équipement remis.", Look.DONE),
        (engagement.last_refresh_on, "formation continue", "Dernière formation continue.", Look.PLAIN),
    ):
        if on:
            yield Mark(on, label, text, look)
    if engagement.last_day:
        reason = engagement.get_end_reason_display() or "motif non indiqué"
        yield Mark(engagement.last_day, "sortie", f"Sortie\u00a0: {reason}.", Look.ALERT)


def mcs_bar(engagement: McsEngagement, label: str) -> Bar:
    """An engagement in force, with its suspensions."""
    return Bar(
        engagement.entered_on,
        engagement.last_day,
        label,
        f"{capfirst(engagement.get_kind_display())}, région {engagement.region.name}.",
        inside=tuple(
            period_bar(suspension, "suspension", "Suspension de l’engagement.", Look.HATCHED, engagement.last_day)
            for suspension in engagement.suspensions.all()
        ),
    )


def _mcs_training(engagement: McsEngagement) -> Iterable[Bar]:
    if start := engagement.training_start:
        end = min(filter(None, (engagement.training_on, engagement.last_day)), default=None)
        yield Bar(start, end and max(start, end), "formation initiale", "Formation initiale.", Look.SOFT)
