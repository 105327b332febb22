"""The pace of an indicator towards a target: what a year adds, and what each year left would have to add."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from regions.periods import add_months


@dataclass(frozen=True)
class Pace:
    """What was added since the end of the year before, and what each year `needed` must add until the due date."""

    observed: float
    needed: float


def pace(
    value: float | None, before: float | None, target: float, due_on: datetime.date | None, on: datetime.date
) -> Pace | None:
    """The pace on day `on` towards a target to reach by `due_on`, included; units of the indicator a year.

    `before` is the figure at the end of the year before. None once the target is reached or its date is past, without
    a due date, or without one of the two figures: nothing is then left to catch up with, or nothing is known.
    """
    if value is None or before is None or due_on is None or due_on <= on or value >= target:
        return None
    return Pace(observed=value - before, needed=(target - value) / years_between(on, due_on))


def years_between(start: datetime.date, end: datetime.date) -> float:
    """Years from `start` to a later `end`: 1 from a day to the same day a year later, leap year or not."""
    whole = end.year - start.year
    if add_months(start, 12 * whole) > end:
        whole -= 1
    anniversary, following = add_months(start, 12 * whole), add_months(start, 12 * (whole + 1))
    return whole + (end - anniversary) / (following - anniversary)
