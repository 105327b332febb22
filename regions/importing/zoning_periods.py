"""The classes of each unit in each zoning, day by day, as the register and the lines already read make them (Z1)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from regions.models import ZoneClassification

Period = tuple[datetime.date | None, str]
"""The last day of a class, and the class."""
LAST_DAY = datetime.date.max


class Periods:
    """The periods of each subject (a zoning, and the kind and the code of a unit), by their first day."""

    def __init__(self):
        self._of: dict[tuple, dict[datetime.date, Period]] = {}
        self._keys: dict[tuple, int] = {}
        self._lines: dict[tuple, int] = {}

    def read(self, units: Mapping[int, object]) -> None:
        """Add what the register says of `units`, given by key; what a line has said of a day since stays."""
        rows = ZoneClassification._base_manager.filter(unit__among=set(units))
        columns = ("pk", "scheme", "unit", "start", "last_day", "zone_class")
        for key, scheme, unit, start, *period in rows.values_list(*columns):
            subject = (scheme, *units[unit].identity)
            self._keys[*subject, start] = key
            self._of.setdefault(subject, {}).setdefault(start, tuple(period))

    def key_of(self, subject: tuple, start: datetime.date) -> int | None:
        """The key of the class of the register that starts on that day."""
        return self._keys.get((*subject, start))

    def has(self, subject: tuple) -> bool:
        """Whether a class of `subject` is known."""
        return bool(self._of.get(subject))

    def refusal(self, subject: tuple, start: datetime.date, period: Period, line: int) -> str:
        """Take `period`, that `line` tells; else say which other class it meets (Z1)."""
        first = self._lines.get((*subject, start))
        periods = self._of.setdefault(subject, {})
        if first is not None:
            same = periods[start] == period
            return (
                "" if same else f"Les lignes {first} et {line} donnent à la même unité deux classes ou deux fins (Z1)."
            )
        for other, (last_day, _) in periods.items():
            if other != start and start <= (last_day or LAST_DAY) and other <= (period[0] or LAST_DAY):
                return (
                    f"Cette unité a déjà une classe dans ce zonage depuis le {other:%d/%m/%Y}\u00a0: mettez-lui "
                    "d’abord une date de fin (Z1)."
                )
        periods[start] = period
        self._lines[*subject, start] = line
        return ""
