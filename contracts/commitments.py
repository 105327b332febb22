"""All that a person committed to, from CESP to PTMG to SAMU correspondent, as one reader sees it (A5)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from contracts.enums import CespState, McsKind, McsState, PtmgKind, PtmgState
from contracts.models import CespContract, CespPlacement, McsEngagement, Professional, PtmgContract
from contracts.obligation import ONE_DAY, facts_of
from contracts.timeline import placement_bar
from contracts.timeline_others import mcs_bar, real_end
from contracts.tones import CESP_TONES, MCS_TONES, PTMG_TONES
from contracts.words import day
from regions.chosen_day import ChosenDay
from regions.timeline import Bar, Lane, Look, Mark, Timeline

AIDED_KINDS = (PtmgKind.PTMG, PtmgKind.PTMA)
"""Kinds whose start is an installation, besides the places of a CESP (indicator `install_aided`)."""


@dataclass(frozen=True)
class Commitments:
    """What a person committed to, as far as a reader may see, in the order of their dates."""

    cesp: list[CespContract]
    ptmg: list[PtmgContract]
    mcs: list[McsEngagement]

    def __bool__(self):
        return bool(self.cesp or self.ptmg or self.mcs)


@dataclass(frozen=True)
class Commitment:
    """A commitment as a line of the page of a person."""

    kind: str
    name: str
    url: str
    since: datetime.date
    state: str
    tone: str


@dataclass(frozen=True, order=True)
class Installation:
    """A beginning of practice under a contract."""

    on: datetime.date
    contract: str
    commune: str


def commitments_of(person: Professional, user, on: datetime.date) -> Commitments:
    """The commitments of `person` that `user` reads, with their states on day `on`; the others leave no trace."""
    placements = CespPlacement.objects.select_related("commune", "structure")
    return Commitments(
        list(
            person.cesp_contracts.visible_to(user)
            .with_state(on)
            .select_related("faculty")
            .prefetch_related("events", Prefetch("placements", placements))
            .order_by("signature_date", "pk")
        ),
        list(
            person.ptmg_contracts.visible_to(user)
            .with_state(on)
            .select_related("commune", "structure", "signing_region")
            .order_by("signature_date", "pk")
        ),
        sorted(
            person.mcs_engagements.visible_to(user)
            .with_state(on)
            .select_related("region", "samu")
            .prefetch_related("suspensions"),
            key=lambda engagement: (engagement.entered_on, engagement.pk),
        ),
    )


def lines(commitments: Commitments, on: datetime.date) -> list[Commitment]:
    """One line a commitment, with its state on day `on`."""
    made = [
        _line(contract, "CESP", str(contract), contract.signature_date, CespState, CESP_TONES, on)
        for contract in commitments.cesp
    ]
    made += [
        _line(contract, contract.kind, str(contract), contract.signature_date, PtmgState, PTMG_TONES, on)
        for contract in commitments.ptmg
    ]
    made += [
        _line(engagement, _mcs_kind(engagement), _mcs_name(engagement), engagement.entered_on, McsState, MCS_TONES, on)
        for engagement in commitments.mcs
    ]
    return sorted(made, key=lambda line: line.since)


def _line(record, kind: str, name: str, since: datetime.date, states, tones: dict, on: datetime.date) -> Commitment:
    started = since <= on
    return Commitment(
        kind,
        name,
        reverse(f"admin:contracts_{record._meta.model_name}_change", args=[record.pk]),
        since,
        states(record.state).label if started else "pas encore commencé",
        tones[record.state] if started else "",
    )


def _mcs_kind(engagement: McsEngagement) -> str:
    return "MCS" if engagement.kind == McsKind.MCS else "Apparenté"


def _mcs_name(engagement: McsEngagement) -> str:
    return str(engagement.samu or engagement.affiliated_scheme or engagement.region.name)


def person_timeline(commitments: Commitments, chosen: ChosenDay) -> Timeline:
    """One lane a kind of commitment: CESP, PTMG family, MCS; and the days of their signatures."""
    return Timeline(
        "Chronologie des engagements",
        chosen.on,
        chosen.is_today,
        (
            Lane("Événements", marks=tuple(_marks(commitments))),
            Lane("CESP", tuple(bar for contract in commitments.cesp for bar in _cesp_bars(contract))),
            Lane("PTMG", tuple(_ptmg_bar(contract) for contract in commitments.ptmg)),
            Lane("MCS", tuple(mcs_bar(engagement, _mcs_kind(engagement)) for engagement in commitments.mcs)),
        ),
    )


def _marks(commitments: Commitments) -> Iterable[Mark]:
    for contract in commitments.cesp:
        facts = facts_of(contract)
        yield Mark(contract.signature_date, "CESP signé", f"Signature du CESP {contract}.")
        if facts.breach:
            yield Mark(facts.breach.start, "CESP rompu", f"Rupture du CESP {contract}.", Look.ALERT)
    for contract in commitments.ptmg:
        yield Mark(contract.signature_date, f"{contract.kind} signé", f"Signature du contrat {contract}.")
    for engagement in commitments.mcs:
        if signed_on := engagement.contract_signed_on:
            yield Mark(signed_on, "MCS signé", f"Contrat signé avec {_mcs_name(engagement)}.")


def _cesp_bars(contract: CespContract) -> Iterable[Bar]:
    """The studies, then each place of practice."""
    facts = facts_of(contract)
    start, diploma = contract.signature_date, contract.diploma_date
    ends = (diploma and diploma - ONE_DAY, facts.breach and facts.breach.start - ONE_DAY)
    last_day = min(filter(None, ends), default=None)
    yield Bar(start, last_day and max(start, last_day), "études", f"Études sous CESP {contract}.", Look.SOFT)
    for placement in facts.placements:
        yield placement_bar(placement, facts)


def _ptmg_bar(contract: PtmgContract) -> Bar:
    text = f"Contrat {contract} à {contract.commune.name}."
    return Bar(contract.start, real_end(contract), f"{contract.kind}, {contract.commune.name}", text, Look.DONE)


def installations(commitments: Commitments, on: datetime.date) -> list[Installation]:
    """The first practice under each contract that began by day `on`, earliest first (indicator `install_aided`)."""
    found = [
        Installation(placements[0].start, f"CESP {contract}", placements[0].commune.name)
        for contract in commitments.cesp
        if (placements := facts_of(contract).placements)
    ]
    found += [
        Installation(contract.start, f"contrat {contract}", contract.commune.name)
        for contract in commitments.ptmg
        if contract.kind in AIDED_KINDS
    ]
    return sorted(installation for installation in found if installation.on <= on)


def installation_words(found: list[Installation]) -> str:
    """How many installations the figures count for the person: one at the most, whatever the contracts."""
    if not found:
        return "Aucune installation comptée à cette date."
    first, *others = found
    counted = f"Une seule installation comptée\u00a0: {first.commune}, le {day(first.on)} ({first.contract})."
    if not others:
        return counted
    names = " et ".join(f"le {other.contract} commencé le {day(other.on)}" for other in others)
    return f"{counted} La même personne ne compte pas deux fois\u00a0: {names} {_adds(len(others))}."


def _adds(count: int) -> str:
    return "n’en ajoute pas" if count == 1 else "n’en ajoutent pas"
