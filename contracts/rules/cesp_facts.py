"""A CESP loaded with all that its rules read, in as many queries for one contract as for many."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from contracts.enums import CespEventType
from contracts.models import (
    CespChoice,
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    PtmgContract,
    TransferRequest,
)
from contracts.rules.zones import Zones

# Named here once: finding a member of an enumeration takes longer than comparing it.
BREACH, DEFERRAL, SUSPENSION = CespEventType.BREACH, CespEventType.DEFERRAL, CespEventType.SUSPENSION
ONE_DAY = datetime.timedelta(days=1)
COMMITMENT_ENDS = """
    SELECT contract_id, least(ended_on, DATE '9999-12-31')
    FROM contracts_cesp_commitments('9999-12-31') WHERE contract_id = ANY(%s)
"""


@dataclass(slots=True)
class CespFacts:
    """A contract, its parts, the contracts that come from it, and the other CESP of its signatory."""

    contract: CespContract
    events: Sequence[CespEvent] = ()
    placements: Sequence[CespPlacement] = ()
    choices: Sequence[CespChoice] = ()
    follow_ups: Sequence[CespFollowUp] = ()
    transfers: Sequence[TransferRequest] = ()
    ptmg: Sequence[PtmgContract] = ()
    others: Sequence[CespFacts] = field(default=(), repr=False)
    commitment_end: datetime.date | None = None
    """Last day of the commitment, once its allowance has an end and its practice has begun."""
    zones: Zones | None = None

    @property
    def breach(self) -> CespEvent | None:
        """The event that breaks the contract, if any."""
        for event in self.events:  # one at most: a constraint says so
            if event.type == BREACH:
                return event
        return None

    @property
    def last_day(self) -> datetime.date | None:
        """Last day the contract is in force: the eve of its breach, or the end of its commitment; None: unknown."""
        ends = [self.breach.start - ONE_DAY] if self.breach else []
        return min([*ends, *([self.commitment_end] if self.commitment_end else [])], default=None)

    @property
    def writers(self) -> set[str]:
        """Regions that write the contract, today or on another day."""
        return {self.contract.followup_region_id} | self._regions_of_parts

    @property
    def readers(self) -> set[str]:
        """Regions that read the contract, less those of its UFR."""
        return self.writers | {self.contract.expected_practice_region_id}

    @property
    def _regions_of_parts(self) -> set[str]:
        return {part.region_id for part in [*self.follow_ups, *self.placements]}

    def practice(self) -> list[tuple[CespPlacement, datetime.date | None]]:
        """Placements by date, each with its last day: at the latest the eve of the breach (C13)."""
        limit = self.breach.start - ONE_DAY if self.breach else None
        return [
            (placement, min((day for day in (placement.last_day, limit) if day), default=None))
            for placement in sorted(self.placements, key=lambda row: (row.start, row.pk or 0))
        ]


def load(contracts: Iterable[int]) -> dict[int, CespFacts]:
    """The facts of these contracts (keys), by key; unknown keys are left out."""
    wanted = set(contracts)
    persons = CespContract._base_manager.filter(pk__in=wanted).values("professional")
    every = {row.pk: CespFacts(row) for row in CespContract._base_manager.filter(professional__in=persons)}
    _load_parts(every)
    _load_commitment_ends(every)
    _relate(every)
    zones = Zones(row.commune_id for facts in every.values() for row in [*facts.placements, *facts.choices])
    for facts in every.values():
        facts.zones = zones
    return {pk: facts for pk, facts in every.items() if pk in wanted}


def _load_parts(every: dict[int, CespFacts]) -> None:
    parts = {
        "events": (CespEvent, "contract"),
        "placements": (CespPlacement, "contract"),
        "choices": (CespChoice, "contract"),
        "follow_ups": (CespFollowUp, "contract"),
        "transfers": (TransferRequest, "contract"),
        "ptmg": (PtmgContract, "origin_cesp"),
    }
    for name, (model, owner) in parts.items():
        of_contract = defaultdict(list)
        for row in model._base_manager.filter(**{f"{owner}__in": [*every]}).order_by("pk"):
            of_contract[getattr(row, f"{owner}_id")].append(row)
        for contract, rows in of_contract.items():
            setattr(every[contract], name, rows)


def _load_commitment_ends(every: dict[int, CespFacts]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COMMITMENT_ENDS, [[*every]])
        for contract, last_day in cursor.fetchall():
            every[contract].commitment_end = last_day


def _relate(every: dict[int, CespFacts]) -> None:
    of_person = defaultdict(list)
    for facts in every.values():
        of_person[facts.contract.professional_id].append(facts)
    for facts in every.values():
        facts.others = [other for other in of_person[facts.contract.professional_id] if other is not facts]
