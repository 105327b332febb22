"""Declared figures: what a region, or the country, says of an indicator, or why it says nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from measures.enums import ObservationState
from measures.models import Observation
from measures.scale import FRANCE


@dataclass(frozen=True)
class DeclaredFigures:
    """Observations by indicator and scope, latest first."""

    observations: dict[tuple[str, str], list[tuple[datetime.date, str, Decimal | None]]]

    @classmethod
    def read(cls, days: Iterable[datetime.date]) -> DeclaredFigures:
        """Read, in one query, the observations of the years of `days`, up to the last of them."""
        days = list(days)
        rows = Observation.objects.filter(date__gte=min(days).replace(month=1, day=1), date__lte=max(days))
        found: dict[tuple[str, str], list] = {}
        for code, region, *facts in rows.order_by("-date").values_list(
            "indicator", "region", "date", "state", "value"
        ):
            found.setdefault((code, region or FRANCE), []).append(tuple(facts))
        return cls(found)

    def on(self, code: str, scope: str, day: datetime.date) -> tuple[int | float | None, str | None]:
        """The value declared for the year of `day`, on that day or before, and why it is missing when it is.

        A value of an earlier year is not carried over: it is « non transmis » until the region declares again.
        """
        for date, state, value in self.observations.get((code, scope), []):
            if date <= day and date.year == day.year:
                return (number(value), None) if state == ObservationState.VALUE else (None, str(state))
        return None, str(ObservationState.NOT_SUBMITTED)


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON writes it: a whole number without decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
