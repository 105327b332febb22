"""Whether a place opens an aid on the day it was decided, through the zonings of that day (C7, P5, Z3, Z4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from contracts.models.parameters import EligibleZoneClass
from regions.enums import UNKNOWN_ZONE
from regions.zone_lookup import ZoneLookup


class Zones:
    """The zonings of some communes and the classes that open each aid, read once in three queries."""

    def __init__(self, communes: Iterable[str]):
        self._lookup = ZoneLookup(communes)
        self._eligible = list(EligibleZoneClass.objects.all())
        self._openings: dict[tuple[str, datetime.date], set[str]] = {}
        self._known: dict[tuple[str, str, datetime.date, str], bool | None] = {}

    def is_eligible(self, aid: str, commune: str, day: datetime.date, stored: str = "") -> bool | None:
        """Whether `commune` opened `aid` on `day`; None when nobody knows, which is never « no » (Z3).

        A class kept on the record wins over the zonings, that may have been rewritten since (Z4).
        """
        asked = aid, commune, day, stored
        if asked not in self._known:
            self._known[asked] = self._is_eligible(*asked)
        return self._known[asked]

    def _is_eligible(self, aid: str, commune: str, day: datetime.date, stored: str) -> bool | None:
        opening = self._opening(aid, day)
        classes = {stored} if stored else {*self._lookup.classes_on(commune, day)}
        if opening & classes:
            return True
        if not opening or not classes or UNKNOWN_ZONE in classes:
            return None
        return False

    def class_to_keep(self, aid: str, commune: str, day: datetime.date) -> str:
        """The class to write on a record that has none: one that opens `aid` first; empty when unknown."""
        classes = self._lookup.classes_on(commune, day)
        opening = self._opening(aid, day)
        if UNKNOWN_ZONE in classes and not opening & {*classes}:
            return ""
        return next((name for name in classes if name in opening), next(iter(classes), ""))

    def _opening(self, aid: str, day: datetime.date) -> set[str]:
        if (aid, day) not in self._openings:
            self._openings[aid, day] = {
                row.zone_class
                for row in self._eligible
                if row.aid == aid and row.start <= day and (row.last_day is None or day <= row.last_day)
            }
        return self._openings[aid, day]


def class_to_keep(aid: str, commune: str, day: datetime.date) -> str:
    """The class of one commune: see `Zones.class_to_keep`."""
    return Zones([commune]).class_to_keep(aid, commune, day)
