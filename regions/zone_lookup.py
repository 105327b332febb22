"""The classes of many communes on any day, answered in memory from one query: what judges and imports look up."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from regions.enums import UNKNOWN_ZONE
from regions.models import ZoneUnitCommune


@dataclass(frozen=True)
class _Classified:
    """A class given to a unit that holds the commune; days included, a missing one is open."""

    scheme: int
    zone_class: str
    start: datetime.date
    last_day: datetime.date | None
    scheme_from: datetime.date
    scheme_to: datetime.date | None

    def holds_on(self, day: datetime.date) -> bool:
        return _is_in(day, self.start, self.last_day) and _is_in(day, self.scheme_from, self.scheme_to)


class ZoneLookup:
    """The zonings of `communes` (INSEE codes), read once."""

    def __init__(self, communes: Iterable[str]):
        self._classified: dict[str, list[_Classified]] = defaultdict(list)
        for commune, *row in _rows(set(communes)):
            self._classified[commune].append(_Classified(*row))

    def classes_on(self, commune: str, day: datetime.date) -> list[str]:
        """What each zoning in force on `day` says of `commune`, the latest zoning first.

        A zoning that does not list the commune says nothing; one that cuts it between classes says `UNKNOWN_ZONE`,
        for its quartier would have to be told (Z2). So no answer is unknown too, and never « hors zone » (Z3).
        """
        said: dict[int, set[str]] = {}
        for row in self._classified.get(commune, ()):
            if row.holds_on(day):
                said.setdefault(row.scheme, set()).add(row.zone_class)
        return [next(iter(classes)) if len(classes) == 1 else UNKNOWN_ZONE for classes in said.values()]


def _rows(communes: set[str]):
    """Classes of the units of `communes`, in the zonings of their region, old or new, or of the whole country."""
    scheme = "unit__classifications__scheme"
    of_the_region = (
        Q(**{f"{scheme}__region": None})
        | Q(**{f"{scheme}__region": F("commune__region")})
        | Q(**{f"{scheme}__region": F("commune__departement__old_region")})
    )
    return (
        ZoneUnitCommune.objects.filter(of_the_region, commune__in=communes, **{f"{scheme}__isnull": False})
        .order_by(f"-{scheme}__valid_from", f"-{scheme}")
        .values_list(
            "commune_id",
            scheme,
            "unit__classifications__zone_class",
            "unit__classifications__start",
            "unit__classifications__last_day",
            f"{scheme}__valid_from",
            f"{scheme}__valid_to",
        )
    )


def _is_in(day: datetime.date, start: datetime.date, last_day: datetime.date | None) -> bool:
    return start <= day and (last_day is None or day <= last_day)
