"""What a CESP owes, received and served, counted from its dated facts: no clock, no query of its own.

The same rules as the SQL function `contracts_cesp_commitments`, which the figures use (domain §2.3, design « CESP
computed dates »); a property test holds the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, CespPlacement
from regions.periods import add_months, whole_months

MINIMUM_MONTHS = 24
"""Two years are owed at the least (code de l’éducation, art. L. 632-6)."""
SUSPENDED_DAYS_A_MONTH = 30
"""Suspended days that take one month off the allowance."""

ONE_DAY = datetime.timedelta(days=1)

Period = tuple[datetime.date, datetime.date]
"""A first and a last day, both included."""


@dataclass(frozen=True)
class Facts:
    """A contract and its children, each read once."""

    contract: CespContract
    breach: CespEvent | None
    suspensions: tuple[CespEvent, ...]
    deferrals: tuple[CespEvent, ...]
    placements: tuple[CespPlacement, ...]

    def counted_until(self, on: datetime.date) -> datetime.date:
        """The last day that counts when one looks on day `on`: the eve of the breach, if there is one by then."""
        return min(on, self.breach.start - ONE_DAY) if self.broken_on(on) else on

    def broken_on(self, on: datetime.date) -> bool:
        return self.breach is not None and self.breach.start <= on


def facts_of(contract: CespContract) -> Facts:
    """The facts of `contract`, whose `events` and `placements` are best prefetched."""
    events = sorted(contract.events.all(), key=lambda event: event.start)
    return Facts(
        contract,
        next((event for event in events if event.type == CespEventType.BREACH), None),
        tuple(event for event in events if event.type == CespEventType.SUSPENSION),
        tuple(event for event in events if event.type == CespEventType.DEFERRAL),
        tuple(sorted(contract.placements.all(), key=lambda placement: (placement.start, placement.pk))),
    )


@dataclass(frozen=True)
class Allowance:
    """An allowance counted to a day: whole months (A3), less one for each full 30 suspended days."""

    start: datetime.date
    last_day: datetime.date
    suspended: tuple[Period, ...]

    @property
    def whole_months(self) -> int:
        return whole_months(self.start, self.last_day)

    @property
    def suspended_days(self) -> int:
        return days_in(self.suspended)

    @property
    def suspended_months(self) -> int:
        return self.suspended_days // SUSPENDED_DAYS_A_MONTH

    @property
    def months(self) -> int:
        return max(0, self.whole_months - self.suspended_months)


def allowance_last_day(contract: CespContract) -> datetime.date | None:
    """The last day of the allowance, as written or given by the diploma; None when neither is known."""
    by_diploma = contract.diploma_date - ONE_DAY if contract.diploma_date else None
    return min((day for day in (contract.allowance_last_day, by_diploma) if day), default=None)


def allowance_until(facts: Facts, last_day: datetime.date) -> Allowance:
    """The allowance counted to `last_day` included, to its own end at the latest."""
    start = facts.contract.allowance_start
    last_day = min(last_day, allowance_last_day(facts.contract) or last_day)
    return Allowance(start, last_day, merged(facts.suspensions, start, last_day))


def months_owed(allowance: Allowance) -> int:
    return max(MINIMUM_MONTHS, allowance.months)


def months_owed_in_full(facts: Facts) -> int | None:
    """The months owed once the allowance is over; None while nobody knows when that is."""
    last_day = allowance_last_day(facts.contract)
    return None if last_day is None else months_owed(allowance_until(facts, last_day))


def practice(facts: Facts, last_day: datetime.date = datetime.date.max) -> tuple[Period, ...]:
    """The periods with a placement, up to `last_day`; those that meet are one."""
    return merged(facts.placements, datetime.date.min, last_day)


def first_practice_day(facts: Facts) -> datetime.date | None:
    return facts.placements[0].start if facts.placements else None


def days_of(start: datetime.date, months: int) -> int | None:
    """How many days `months` months last from `start`; None past the last year that a date can write."""
    try:
        return (add_months(start, months) - start).days
    except ValueError:
        return None


def served_in_full_on(facts: Facts) -> datetime.date | None:
    """The day on which the practice written reaches the days owed; None when it does not, or nobody knows."""
    months, first = months_owed_in_full(facts), first_practice_day(facts)
    missing = days_of(first, months) if months and first else None
    if missing is None:
        return None
    for start, last_day in practice(facts):
        days = (last_day - start).days + 1
        if days >= missing:
            return start + ONE_DAY * (missing - 1)
        missing -= days
    return None


def commitment_end(facts: Facts) -> datetime.date | None:
    """The last day of the commitment: served in full, and the allowance over. A breach is not looked at."""
    served = served_in_full_on(facts)
    return served and max(served, allowance_last_day(facts.contract))


def merged(
    periods: Iterable[CespEvent | CespPlacement], first: datetime.date, last_day: datetime.date
) -> tuple[Period, ...]:
    """The days of `periods` from `first` to `last_day`, as periods in order that do not meet."""
    clipped = sorted(
        (max(period.start, first), min(period.last_day or datetime.date.max, last_day)) for period in periods
    )
    united: list[Period] = []
    for start, end in clipped:
        if end < start:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        elif united and start - ONE_DAY == united[-1][1]:
            united[-1] = (united[-1][0], end)
        else:
            united.append((start, end))
    return tuple(united)


def days_in(periods: Iterable[Period]) -> int:
    return sum((last_day - start).days + 1 for start, last_day in periods)


def gaps_between(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The days between periods in order."""
    return tuple((before[1] + ONE_DAY, after[0] - ONE_DAY) for before, after in pairwise(periods))
