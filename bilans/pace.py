"""The pace of an indicator towards a target: what a year adds, and what each year left would have to add."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class Pace:
    """Per year: `observed` over the year before the date of the bilan, `needed` until the due date of the target."""

    observed: float
    needed: float

    @property
    def is_enough(self) -> bool:
        """Whether the target is reached in time at the pace observed."""
        return self.observed >= self.needed


def pace(
    value: float | None, year_ago: float | None, target: float, due_on: datetime.date | None, on: datetime.date
) -> Pace | None:
    """The pace on day `on` towards a target to reach by `due_on`, included; units of the indicator a year.

    None once the target is reached or its date is past, without a due date, or without one of the two figures:
    nothing is then left to catch up with, or nothing is known.
    """
    if value is None or year_ago is None or due_on is None or due_on <= on or value >= target:
        return None
    years_left = (due_on - on).days / DAYS_IN_A_YEAR
    return Pace(observed=value - year_ago, needed=(target - value) / years_left)
