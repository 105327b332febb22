"""The obligation ledger of a CESP on a day: what was received, what it obliges to, what is served, what remains."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from contracts.enums import CespBreachReason
from contracts.models import CespContract
from contracts.obligation import (
    ONE_DAY,
    Facts,
    allowance_last_day,
    allowance_until,
    commitment_end,
    days_in,
    days_of,
    facts_of,
    first_practice_day,
    merged,
    months_owed,
    months_owed_in_full,
    practice,
    served_in_full_on,
)
from contracts.penalty import Penalty, allowance_amount, expected_penalty
from contracts.rates import Rates, cesp_rates
from regions.periods import whole_months


class EndBasis(Enum):
    """What the projected end of a commitment rests on."""

    WRITTEN = "the practice written reaches it"
    UNINTERRUPTED = "the practice goes on without interruption"
    EXPECTED = "the practice begins on the expected day"
    BROKEN = "none: the contract is broken"
    NO_ALLOWANCE_END = "none: the last day of the allowance is not known"
    NO_EXPECTED_DAY = "none: no practice, none expected"


@dataclass(frozen=True)
class Ledger:
    """What a contract owes on day `on`, that day included; later facts count in the projected end only.

    Months are whole. `owed_days` is None until the practice begins; `allowance_amount` is gross, and None when no rate
    says it. After a breach everything stands still on its eve, and what remains is what was not served.
    """

    on: datetime.date
    counted_until: datetime.date
    allowance_start: datetime.date
    allowance_last_day: datetime.date | None
    allowance_months: int
    allowance_amount: Decimal | None
    suspended_days: int
    suspended_months: int
    owed_months: int
    owed_in_full: int | None
    deferred_days: int
    deferred_months: int
    first_practice_day: datetime.date | None
    owed_days: int | None
    served_days: int
    served_months: int
    interrupted_days: int
    projected_end: datetime.date | None
    end_basis: EndBasis
    is_broken: bool
    is_over: bool
    at_stake: Penalty
    at_stake_on: datetime.date

    @property
    def paid_months(self) -> int:
        """Whole months elapsed since the allowance began, suspended ones included."""
        return self.allowance_months + self.suspended_months

    @property
    def remaining_months(self) -> int:
        return self.owed_months - self.served_months

    @property
    def remaining_days(self) -> int | None:
        return None if self.owed_days is None else self.owed_days - self.served_days


def ledger_of(contract: CespContract, on: datetime.date, rates: Rates | None = None) -> Ledger:
    """The ledger of `contract` on day `on`; `events` and `placements` are best prefetched.

    The amounts are those of `rates`, else of the database.
    """
    facts, rates = facts_of(contract), rates or cesp_rates()
    until = facts.counted_until(on)
    allowance = allowance_until(facts, until)
    deferred = merged(facts.deferrals, datetime.date.min, until)
    end, basis = _projected_end(facts, on)
    breached_on = facts.breach.start if facts.broken_on(on) else on
    return Ledger(
        on=on,
        counted_until=until,
        allowance_start=allowance.start,
        allowance_last_day=allowance_last_day(contract),
        allowance_months=allowance.months,
        allowance_amount=allowance_amount(allowance, rates),
        suspended_days=allowance.suspended_days,
        suspended_months=min(allowance.suspended_months, allowance.whole_months),
        owed_months=months_owed(allowance),
        owed_in_full=months_owed_in_full(facts),
        deferred_days=days_in(deferred),
        deferred_months=sum(whole_months(*period) for period in deferred),
        **_service(facts, until, months_owed(allowance)),
        projected_end=end,
        end_basis=basis,
        is_broken=facts.broken_on(on),
        is_over=basis is EndBasis.WRITTEN and end < on,
        at_stake=expected_penalty(contract, breached_on, _reason(facts, on), rates),
        at_stake_on=breached_on,
    )


def _service(facts: Facts, until: datetime.date, owed_months: int) -> dict:
    """What is served by day `until`, of `owed_months`, and the days without a placement before the end."""
    first = first_practice_day(facts)
    if first is None or first > until:
        return {
            "first_practice_day": None,
            "owed_days": None,
            "served_days": 0,
            "served_months": 0,
            "interrupted_days": 0,
        }
    practised = days_in(practice(facts, until))
    owed_days = days_of(first, owed_months)
    served = practised if owed_days is None else min(practised, owed_days)
    stop = min(until, served_in_full_on(facts) or until)
    return {
        "first_practice_day": first,
        "owed_days": owed_days,
        "served_days": served,
        "served_months": whole_months(first, first + ONE_DAY * (served - 1)),
        "interrupted_days": (stop - first).days + 1 - days_in(practice(facts, stop)),
    }


def _projected_end(facts: Facts, on: datetime.date) -> tuple[datetime.date | None, EndBasis]:
    """The last day of the commitment as far as day `on` can tell, and what it rests on."""
    if facts.broken_on(on):
        return None, EndBasis.BROKEN
    if end := commitment_end(facts):
        return end, EndBasis.WRITTEN
    months, first = months_owed_in_full(facts), first_practice_day(facts)
    if months is None:
        return None, EndBasis.NO_ALLOWANCE_END
    if first:
        periods = practice(facts)
        return _after(max(on, periods[-1][1]), days_of(first, months), days_in(periods)), EndBasis.UNINTERRUPTED
    if facts.contract.expected_installation_date is None:
        return None, EndBasis.NO_EXPECTED_DAY
    begins = max(facts.contract.expected_installation_date, on + ONE_DAY)
    return _after(begins - ONE_DAY, days_of(begins, months)), EndBasis.EXPECTED


def _after(day: datetime.date, owed: int | None, served: int = 0) -> datetime.date | None:
    """The day on which the days owed are served, if those not served yet follow `day`; None past the year 9999."""
    try:
        return None if owed is None else day + ONE_DAY * (owed - served)
    except OverflowError:
        return None


def _reason(facts: Facts, on: datetime.date) -> str:
    """The reason of the breach, by day `on`; before one, that of a signatory who denounces the contract."""
    written = facts.breach.breach_reason if facts.broken_on(on) else ""
    return written or CespBreachReason.DENUNCIATION
