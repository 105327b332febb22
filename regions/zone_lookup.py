"""The classes of many communes on any day, answered in memory: what judges and imports look up."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from regions.enums import UNKNOWN_ZONE
from regions.models import ZoneClassification, ZoneUnitCommune


class ZoneLookup:
    """The zonings of `communes` (INSEE codes), read once in two queries, whatever their number."""

    def __init__(self, communes: Iterable[str]):
        # Two plain reads, joined here: right after an import, without statistics, PostgreSQL joins them row by row.
        self._units: dict[str, list[int]] = defaultdict(list)
        self._regions: dict[str, set[str | None]] = {}
        rows = ZoneUnitCommune.objects.filter(commune__in=set(communes))
        for commune, unit, *regions in rows.values_list(
            "commune_id", "unit_id", "commune__region_id", "commune__departement__old_region_id"
        ):
            self._units[commune].append(unit)
            self._regions[commune] = {None, *regions}
        self._classifications: dict[int, list[ZoneClassification]] = defaultdict(list)
        every = ZoneClassification.objects.filter(unit__in={unit for units in self._units.values() for unit in units})
        for row in every.select_related("scheme"):
            self._classifications[row.unit_id].append(row)

    def classes_on(self, commune: str, day: datetime.date) -> list[str]:
        """What each zoning in force on `day` says of `commune`, the latest zoning first.

        Those of its region, old or new, and of the whole country. One that does not list the commune says nothing;
        one that cuts it between classes says `UNKNOWN_ZONE`, for its quartier would have to be told (Z2). So no
        answer is unknown too, and never « hors zone » (Z3).
        """
        if commune not in self._units:
            return []
        said: dict = {}
        for row in self._in_force(commune, day):
            said.setdefault(row.scheme, set()).add(row.zone_class)
        schemes = sorted(said, key=lambda scheme: (scheme.valid_from, scheme.pk), reverse=True)
        return [min(said[scheme]) if len(said[scheme]) == 1 else UNKNOWN_ZONE for scheme in schemes]

    def _in_force(self, commune: str, day: datetime.date) -> Iterable[ZoneClassification]:
        for unit in self._units.get(commune, ()):
            for row in self._classifications[unit]:
                scheme = row.scheme
                if (
                    scheme.region_id in self._regions[commune]
                    and _is_in(day, row.start, row.last_day)
                    and _is_in(day, scheme.valid_from, scheme.valid_to)
                ):
                    yield row


def _is_in(day: datetime.date, start: datetime.date, last_day: datetime.date | None) -> bool:
    return start <= day and (last_day is None or day <= last_day)
