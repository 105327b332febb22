"""Contracts and engagements of persons, counted one by one: CESP, PTMG, correspondents of the SAMU."""

from __future__ import annotations

import datetime

from contracts.enums import CespEventType, CespState, PtmgKind, StayedAfter
from tests.measures.oracle_rows import ONE_DAY, each_day, full_months, place, plus_months, runs


def signed(rows, day):
    return [contract for contract in rows.contracts if contract.signature_date <= day]


def broken(rows, contract, day):
    return any(event.type == CespEventType.BREACH and event.start <= day for event in rows.events[contract.pk])


def event_runs(rows, contract, kind, day):
    return any(event.type == kind and runs(event, day) for event in rows.events[contract.pk])


def started(rows, contract, day):
    return [placement for placement in rows.placements[contract.pk] if placement.start <= day]


def waiting(rows, day):
    """Contracts signed, not broken, whose holder has not begun to practise."""
    return [
        contract
        for contract in signed(rows, day)
        if not broken(rows, contract, day) and not started(rows, contract, day)
    ]


def followed_in(rows, contract, day):
    """The region of the last change of follow-up by that day; before the first change, the contract's own."""
    changes = [change for change in rows.follow_ups[contract.pk] if change.start <= day]
    if not changes:
        return place(contract.followup_region_id)
    return place(max(changes, key=lambda change: change.start).region_id)


def allowance_last_day(contract):
    """Last day of the allowance, as written or given by the diploma; None when neither is known."""
    by_diploma = contract.diploma_date and contract.diploma_date - ONE_DAY
    return min((day for day in (contract.allowance_last_day, by_diploma) if day), default=None)


def suspended_days(rows, contract, until):
    suspensions = [event for event in rows.events[contract.pk] if event.type == CespEventType.SUSPENSION]
    return sum(any(runs(event, day) for event in suspensions) for day in each_day(contract.allowance_start, until))


def commitment_end(rows, contract):
    """The day on which the days of practice reach the days owed; None when that day is not known."""
    placements, until = rows.placements[contract.pk], allowance_last_day(contract)
    if not placements or until is None:
        return None
    allowance_months = full_months(contract.allowance_start, until) - suspended_days(rows, contract, until) // 30
    first = min(placement.start for placement in placements)
    owed = (plus_months(first, max(24, allowance_months)) - first).days
    end = _day_of_practice(placements, first, owed)
    return end and max(end, until)


def _day_of_practice(placements, first, number):
    """The `number`-th day with a placement, each day counted once; None when there are fewer."""
    final = max(placement.last_day or datetime.date.max for placement in placements)
    day, served = first - ONE_DAY, 0
    while served < number:
        if day == final:
            return None
        day += ONE_DAY
        served += any(runs(placement, day) for placement in placements)
    return day


def over(rows, contract, day):
    if contract.pk not in rows.commitment_ends:
        rows.commitment_ends[contract.pk] = commitment_end(rows, contract)
    end = rows.commitment_ends[contract.pk]
    return end is not None and end < day


def cesp_state(rows, contract, day) -> CespState:
    """The state of a contract signed by `day` (domain §2.3)."""
    running = [placement for placement in rows.placements[contract.pk] if runs(placement, day)]
    graduated = contract.diploma_date is not None and contract.diploma_date <= day
    for holds, state in (
        (broken(rows, contract, day), CespState.BROKEN),
        (over(rows, contract, day), CespState.ENDED),
        (running, CespState.IN_PRACTICE),
        (started(rows, contract, day), CespState.INTERRUPTED),
        (event_runs(rows, contract, CespEventType.DEFERRAL, day), CespState.DEFERRED),
        (event_runs(rows, contract, CespEventType.SUSPENSION, day), CespState.SUSPENDED),
        (not graduated, CespState.IN_TRAINING),
    ):
        if holds:
            return state
    return CespState.TRAINED


def cesp_signed(rows, day, horizon):
    for contract in signed(rows, day):
        yield contract, rows.faculty_places[contract.faculty_id]


def cesp_signed_net(rows, day, horizon):
    return (pair for pair in cesp_signed(rows, day, horizon) if not broken(rows, pair[0], day))


def cesp_allocated(rows, day, horizon):
    for contract in signed(rows, day):
        last_day = allowance_last_day(contract) or datetime.date.max
        stopped = broken(rows, contract, day) or event_runs(rows, contract, CespEventType.SUSPENSION, day)
        if contract.allowance_start <= day <= last_day and not stopped:
            yield contract, followed_in(rows, contract, day)


def cesp_installed_ever(rows, day, horizon):
    for contract in rows.contracts:
        if started(rows, contract, day):
            first = min(rows.placements[contract.pk], key=lambda placement: (placement.start, placement.pk))
            yield contract, place(first.region_id)


def cesp_installed(rows, day, horizon):
    for contract in rows.contracts:
        running = [placement for placement in rows.placements[contract.pk] if runs(placement, day)]
        if running and not broken(rows, contract, day):
            main = min(running, key=lambda placement: (-placement.activity_pct, placement.start, placement.pk))
            yield contract, place(main.region_id)


def cesp_to_come(rows, day, horizon):
    for contract in waiting(rows, day):
        expected = contract.expected_installation_date
        if expected and day < expected <= horizon:
            yield contract, place(contract.expected_practice_region_id) or followed_in(rows, contract, day)


def cesp_late(rows, day, horizon):
    for contract in waiting(rows, day):
        if contract.expected_installation_date and contract.expected_installation_date <= day:
            yield contract, followed_in(rows, contract, day)


def cesp_no_date(rows, day, horizon):
    for contract in waiting(rows, day):
        if contract.expected_installation_date is None:
            yield contract, followed_in(rows, contract, day)


def cesp_ended(rows, day, horizon):
    for contract in rows.contracts:
        if over(rows, contract, day) and not broken(rows, contract, day):
            last = max(started(rows, contract, day), key=lambda placement: (placement.start, placement.pk))
            yield contract, place(last.region_id)


def cesp_broken(rows, day, horizon):
    for contract in rows.contracts:
        if broken(rows, contract, day):
            yield contract, followed_in(rows, contract, day)


# PTMG.


def real_last_day(contract):
    return min(contract.planned_last_day, contract.last_day or datetime.date.max)


def ptmg_counted(holds, kinds=(PtmgKind.PTMG,), persons=False):
    """A count, by signing region, of the contracts of these kinds that satisfy `holds(contract, day)`."""

    def count(rows, day, horizon):
        for contract in rows.ptmg:
            if contract.kind in kinds and holds(contract, day):
                yield contract.professional_id if persons else contract.pk, place(contract.signing_region_id)

    return count


def signed_in_the_year(contract, day):
    return datetime.date(day.year, 1, 1) <= contract.signature_date <= day


def stayed(contract, day):
    answered = contract.stayed_after == StayedAfter.YES and contract.stayed_after_on <= day
    return answered and real_last_day(contract) < day


def install_aided(rows, day, horizon):
    for contract in rows.contracts:
        for placement in started(rows, contract, day):
            yield contract.professional_id, place(placement.region_id)
    for contract in rows.ptmg:
        if contract.kind in (PtmgKind.PTMG, PtmgKind.PTMA) and contract.start <= day:
            yield contract.professional_id, place(contract.region_id)


# MCS.


def engaged(engagement, since, day):
    """Whether `since` is known and reached, and the engagement not over."""
    return since is not None and since <= day and (engagement.last_day is None or engagement.last_day >= day)


def entry(engagement):
    dates = (
        engagement.volunteer_since,
        engagement.training_start,
        engagement.training_on,
        engagement.contract_signed_on,
    )
    return min(date for date in dates if date)


def after(date, day):
    return date is None or date > day


def mcs_counted(kind, holds):
    """A count, by region, of the persons with an engagement of this kind that satisfies `holds(rows, it, day)`."""

    def count(rows, day, horizon):
        for engagement in rows.mcs:
            if engagement.kind == kind and holds(rows, engagement, day):
                yield engagement.professional_id, place(engagement.region_id)

    return count


def signed_with_samu(rows, engagement, day):
    return engaged(engagement, engagement.contract_signed_on, day)


def active(rows, engagement, day):
    trained = engaged(engagement, engagement.training_on, day)
    suspended = any(runs(suspension, day) for suspension in rows.mcs_suspensions[engagement.pk])
    return trained and signed_with_samu(rows, engagement, day) and not suspended


def in_training(rows, engagement, day):
    return (
        engaged(engagement, entry(engagement), day)
        and after(engagement.training_on, day)
        and after(engagement.contract_signed_on, day)
    )


def affiliated(rows, engagement, day):
    return engaged(engagement, entry(engagement), day)


def of_discipline(count, discipline):
    """The same count, contracts of one discipline only."""
    return lambda rows, day, horizon: (pair for pair in count(rows, day, horizon) if pair[0].discipline == discipline)
