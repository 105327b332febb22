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

    observations: dict[tuple[str, str], list[tuple[datetime.date, str, Decimal | None, str]]]

    @classmethod
    def read(cls, days: Iterable[datetime.date]) -> DeclaredFigures:
        """Read, in one query, the observations of the years of `days`, up to the last of them."""
        days = list(days)
        rows = Observation.objects.filter(date__gte=min(days).replace(month=1, day=1), date__lte=max(days))
        found: dict[tuple[str, str], list] = {}
        for code, region, *facts in rows.order_by("-date").values_list(
            "indicator", "region", "date", "state", "value", "source"
        ):
            found.setdefault((code, region or FRANCE), []).append(tuple(facts))
        return cls(found)

    def on(self, code: str, scope: str, day: datetime.date) -> tuple[int | float | None, str | None]:
        """The value declared for the year of `day`, on that day or before, and why it is missing when it is.

        A value of an earlier year is not carried over: it is « non transmis » until the region declares again.
        """
        state, value, _ = self._declared(code, scope, day)
        return (number(value), None) if state == ObservationState.VALUE else (None, str(state))

    def source(self, code: str, scope: str, day: datetime.date) -> str:
        """Where the value of that day comes from, as it was declared; nothing without a value."""
        state, _, source = self._declared(code, scope, day)
        return source if state == ObservationState.VALUE else ""

    def _declared(self, code: str, scope: str, day: datetime.date) -> tuple[str, Decimal | None, str]:
        found = self.observations.get((code, scope), [])
        of_the_year = (facts for date, *facts in found if date <= day and date.year == day.year)
        return tuple(next(of_the_year, (ObservationState.NOT_SUBMITTED, None, "")))


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON writes it: a whole number without decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
