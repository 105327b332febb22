"""The PTMG and the contracts of its family: signatures by region and year, terms, renewals, ends."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from contracts.enums import PtmgEndReason, PtmgKind, PtmgRenewal, StayedAfter
from contracts.ptmg_kinds import RULES
from pts_admin.demo import figures
from pts_admin.demo.cesp_plan import NAMED_PTMG
from pts_admin.demo.figures import LAST_YEAR
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.shares import increments, largest_remainders
from regions.periods import add_months, last_day_of

FIRST_CONTRACT = datetime.date(2013, 9, 1)
FIRST_YEAR = 2013
TOMBLAINE = datetime.date(2016, 1, 1)
"""Renewed, it runs until 31/12/2017, as the dossier says."""

# Contracts that the dossier places: region -> (commune, day of signature when it is told).
NAMED = {
    "11": [("93001", FIRST_CONTRACT), ("78361", None)],
    "24": [("18242", None)],
    "27": [("39056", None)],
    "94": [("2B313", None)],
    "44": [("51531", None), ("51531", None), ("51531", None), ("51513", None), ("54526", TOMBLAINE)],
    "75": [("17016", None), ("17283", None)],
    "52": [("53084", None), ("53188", None)],
    "93": [("05132", None)] * 4,
    "01": [("97115", None)],
    "02": [("97225", datetime.date(2015, 12, 7))],
}
EVERYONE_INSTALLED = "84"
"""« 154 PTMG installés », as many as signed."""

LATER_NUMBERS = {
    PtmgKind.PTMG: {2017: 150, 2018: 140, 2019: 120, 2020: 90},
    PtmgKind.PTMA: {2016: 14, 2017: 30, 2018: 30, 2019: 25, 2020: 20},
    PtmgKind.PIAS: {2016: 4, 2017: 5, 2018: 5, 2019: 5, 2020: 3},
    PtmgKind.PTMR: {2017: 12, 2018: 30, 2019: 30, 2020: 25},
    PtmgKind.CDE: {2021: 140, 2022: 180, 2023: 170} | dict.fromkeys(range(2024, LAST_YEAR), 150),
}
MOUNTAIN_REGIONS = ["84", "93", "76", "27"]
END_MONTHS = 12


@dataclass
class PtmgPlan:
    """One contract to its end, whatever the day of today."""

    kind: str
    region: str
    era: int
    signature: datetime.date
    commune: str = ""
    planned_last_day: datetime.date | None = None
    first_term_last_day: datetime.date | None = None
    renewal: str = ""
    renewal_date: datetime.date | None = None
    last_day: datetime.date | None = None
    end_reason: str = ""
    notice: datetime.date | None = None
    installation: datetime.date | None = None
    stayed: str = ""
    stayed_on: datetime.date | None = None
    origin: object = None
    same_doctor_as: PtmgPlan | None = None

    @property
    def real_last_day(self) -> datetime.date:
        return min(self.planned_last_day, self.last_day or self.planned_last_day)


def plan_until_2016(origins: dict[str, list], draw: Draw) -> list[PtmgPlan]:
    """The 655 PTMG signed by the end of 2016; `origins` holds those CESP that go on as PTMG, by region."""
    plans = []
    for region, gains in _gains().items():
        named = NAMED.get(region, [])
        dated = [(code, day, None) for code, day in named if day]
        dated += [(plan.place, plan.installation, contract) for plan, contract in origins.get(region, [])]
        undated = [code for code, day in named if not day]
        slots = _signatures(gains, dated, draw)
        contracts = [_plan(region, day, code, origin) for code, day, origin in dated]
        for rank, day in enumerate(slots):
            contracts.append(_plan(region, day, undated[rank] if rank < len(undated) else "", None))
        contracts.sort(key=lambda plan: plan.signature)
        plans += [_lived(plan, draw) for plan in contracts]
    _sign_again(plans, draw)
    return plans


def plan_later(kind: str, year: int, draw: Draw) -> list[PtmgPlan]:
    """The contracts of a kind signed in a year, invented: all but the PTMG of 2013 to 2016."""
    weights = figures.ptmg_signed()
    if kind == PtmgKind.PIAS:
        weights = {region: weights[region] for region in MOUNTAIN_REGIONS}
    first, last = datetime.date(year, 1, 4), datetime.date(year, 12, 20)
    rules = RULES[kind]
    first = max(first, rules.first_signature)
    era = 1 if year <= figures.BILAN_DAY.year else 2
    plans = [
        PtmgPlan(kind, region, era, signature=draw.day(first, last))
        for region, count in largest_remainders(LATER_NUMBERS[kind][year], weights).items()
        for _ in range(count)
    ]
    return [_lived(plan, draw) for plan in plans]


def _gains() -> dict[str, list[int]]:
    """Signatures by region and year, from 2013 to 2016."""
    series = figures.PTMG_SERIES
    years = sorted(series)
    days = defaultdict(list)
    for region, places in NAMED.items():
        days[region] += [day for _, day in places if day]
    for region, places in NAMED_PTMG.items():
        days[region] += [day for _, day in places]
    floors = {region: [sum(day.year == year for day in known) for year in years] for region, known in days.items()}
    return increments(figures.ptmg_signed(), [series[year] for year in years[:-1]], floors=floors)


def _signatures(gains: list[int], dated: list[tuple], draw: Draw) -> list[datetime.date]:
    """Days of signature of a region, less those already told."""
    days = []
    for year, gain in enumerate(gains, start=FIRST_YEAR):
        told = sum(day.year == year for _, day, _ in dated)
        first = FIRST_CONTRACT + ONE_DAY if year == FIRST_YEAR else datetime.date(year, 1, 4)
        days += [draw.day(first, datetime.date(year, 12, 20)) for _ in range(gain - told)]
    return sorted(days)


def _plan(region: str, day: datetime.date, commune: str, origin) -> PtmgPlan:
    return PtmgPlan(PtmgKind.PTMG, region, era=1, signature=day, commune=commune, origin=origin)


def _lived(plan: PtmgPlan, draw: Draw) -> PtmgPlan:
    """Give the contract its term, its renewal when the kind has one, its end and what became of the doctor."""
    term = RULES[plan.kind].term_months
    plan.first_term_last_day = plan.planned_last_day = last_day_of(plan.signature, term)
    if plan.kind == PtmgKind.PTMG:
        _renew(plan, draw)
    if plan.kind != PtmgKind.PTMR and (plan.region == EVERYONE_INSTALLED or draw.chance(0.93)):
        plan.installation = plan.signature
    if draw.chance(0.05) and plan.signature != TOMBLAINE:
        _break_off(plan, draw)
    else:
        plan.last_day = plan.planned_last_day
        refused = plan.renewal in (PtmgRenewal.REFUSED_BY_DOCTOR, PtmgRenewal.REFUSED_BY_AGENCY)
        plan.end_reason = PtmgEndReason.NOT_RENEWED if refused else PtmgEndReason.TERM
    if draw.chance(0.7):
        plan.stayed = draw.pick({StayedAfter.YES: 6, StayedAfter.NO: 2, StayedAfter.UNKNOWN: 1})
        plan.stayed_on = draw.after(plan.real_last_day, 40, 200)
    return plan


def _renew(plan: PtmgPlan, draw: Draw):
    """One tacit renewal of the same length, or none (P2)."""
    plan.renewal = draw.pick(
        {
            PtmgRenewal.TACIT: 78,
            PtmgRenewal.REFUSED_BY_DOCTOR: 12,
            PtmgRenewal.REFUSED_BY_AGENCY: 4,
            PtmgRenewal.NOT_APPLICABLE: 6,
        }
    )
    if plan.signature == TOMBLAINE:
        plan.renewal = PtmgRenewal.TACIT
    plan.renewal_date = add_months(plan.signature, END_MONTHS)
    if plan.renewal == PtmgRenewal.TACIT:
        plan.planned_last_day = last_day_of(plan.signature, 2 * END_MONTHS)
    else:
        plan.renewal_date = draw.after(plan.first_term_last_day, -70, -61)


def _break_off(plan: PtmgPlan, draw: Draw):
    """An early end, with two months' notice (P7)."""
    plan.notice = draw.after(plan.signature, 90, 200)
    plan.last_day = add_months(plan.notice, 2)
    plan.end_reason = draw.pick({PtmgEndReason.BREACH_BY_DOCTOR: 4, PtmgEndReason.BREACH_BY_AGENCY: 1})
    if plan.kind == PtmgKind.PTMG:
        plan.renewal, plan.renewal_date = "", None
        plan.planned_last_day = plan.first_term_last_day


def _sign_again(plans: list[PtmgPlan], draw: Draw):
    """A few doctors whose first contract was not renewed sign a second one later, in the same region (P3)."""
    over = [plan for plan in plans if plan.planned_last_day == plan.first_term_last_day and not plan.origin]
    for plan in plans:
        if plan.planned_last_day != plan.first_term_last_day or plan.origin or not draw.chance(0.1):
            continue
        for earlier in over:
            if earlier.region == plan.region and earlier.real_last_day < plan.signature and earlier is not plan:
                plan.same_doctor_as = earlier
                over.remove(earlier)
                if plan in over:
                    over.remove(plan)
                break
