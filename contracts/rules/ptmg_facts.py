"""A contract of the PTMG family loaded with all that its rules read, for one contract as for many."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, CespPlacement, PtmgContract
from contracts.rules.zones import Zones

ONE_DAY = datetime.timedelta(days=1)
Period = tuple[datetime.date, datetime.date | None]


@dataclass
class PtmgFacts:
    """A contract, the others of its doctor, and the CESP it comes from with its periods of practice."""

    contract: PtmgContract
    others: list[PtmgContract] = field(default_factory=list)
    origin: CespContract | None = None
    origin_practice: list[Period] = field(default_factory=list)
    zones: Zones | None = None

    def may_tell(self, other: PtmgContract) -> bool:
        """Whether those who write the contract read `other` too."""
        return self.contract.signing_region_id in (other.signing_region_id, other.region_id)


def real_last_day(contract: PtmgContract) -> datetime.date:
    """The earlier of the planned and the real last day."""
    return min(contract.planned_last_day, contract.last_day or contract.planned_last_day)


def touches(contract: PtmgContract, periods: Iterable[Period]) -> bool:
    """Whether one of the periods (last days included) shares a day with the contract, or is next to it."""
    end = real_last_day(contract) + ONE_DAY
    return any(start <= end and (last is None or last >= contract.start - ONE_DAY) for start, last in periods)


def load(contracts: Iterable[int]) -> dict[int, PtmgFacts]:
    """The facts of these contracts (keys), by key; unknown keys are left out."""
    wanted = set(contracts)
    persons = PtmgContract._base_manager.filter(pk__in=wanted).values("professional")
    of_person = defaultdict(list)
    every = PtmgContract._base_manager.filter(professional__in=persons).select_related("origin_cesp")
    for row in every.order_by("start", "pk"):
        of_person[row.professional_id].append(row)
    found = {row.pk: row for rows in of_person.values() for row in rows if row.pk in wanted}
    practice = practice_of({row.origin_cesp_id for row in found.values()} - {None})
    zones = Zones(row.commune_id for row in found.values())
    return {
        pk: PtmgFacts(
            row,
            [other for other in of_person[row.professional_id] if other is not row],
            row.origin_cesp,
            practice[row.origin_cesp_id],
            zones,
        )
        for pk, row in found.items()
    }


def practice_of(contracts: set[int]) -> dict[int | None, list[Period]]:
    """Periods of practice of these CESP, ended by their breach if any."""
    breaches = CespEvent._base_manager.filter(contract__in=contracts, type=CespEventType.BREACH)
    limits = {contract: day - ONE_DAY for contract, day in breaches.values_list("contract", "start")}
    practice = defaultdict(list)
    rows = CespPlacement._base_manager.filter(contract__in=contracts)
    for contract, start, last_day in rows.values_list("contract", "start", "last_day"):
        ends = [day for day in (last_day, limits.get(contract)) if day]
        practice[contract].append((start, min(ends, default=None)))
    return practice
