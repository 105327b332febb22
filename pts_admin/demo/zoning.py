"""An invented zoning of the communes of the demonstration: no official zoning file comes with the project.

Each commune where fictitious people practise is in a unit that two successive schemes classify, so that the rules
on zones have something to read. None of it is the true class of a commune.
"""

from __future__ import annotations

import datetime
from itertools import groupby

from contracts.reference import NEW_ZONING
from pts_admin.demo.book import Book
from pts_admin.demo.places import Places
from pts_admin.demo.randomness import ONE_DAY, Draw
from regions.enums import ZoneClass, ZoneUnitKind
from regions.models import ZoneClassification, ZoneUnit, ZoneUnitCommune, ZoningScheme

FIRST_ZONING = datetime.date(2012, 1, 1)
UNIT_SIZE = 3
SAME_AREA = 3
"""Communes of a unit share the first characters of their code: their département, when it has enough of them."""

NAMED_COMMUNES = [
    "45082", "45273", "18242", "2B313", "2A065", "51513", "51531", "51590", "54526", "02558", "59012", "59249",
    "59601", "59659", "78089", "78361", "93001", "17016", "17283", "53084", "53188", "05132", "06023", "97115",
    "97225", "39128", "39056", "40192", "72334",
]  # fmt: skip
"""Places that the dossier names and where the demonstration has someone practise."""
LEFT_THE_DEFICIT = {"92036": datetime.date(2015, 1, 1)}
"""Gennevilliers « n’est plus en zone déficitaire depuis 2015 »."""

OLD = {ZoneClass.DEFICIT: 5, ZoneClass.FRAGILE: 4, ZoneClass.WATCHED: 1}
NEW = {ZoneClass.ZIP: 5, ZoneClass.ZAC: 5}


class Zoning:
    """The classes of the demonstration, by commune: what is written, and what the plans look up."""

    def __init__(self, places: Places, seed: int, book: Book):
        self.book = book
        self.old_scheme = book.add(
            ZoningScheme(
                name="Zonage 2012 (fictif, démonstration)",
                order_reference="Aucun\u00a0: zonage inventé pour la démonstration",
                valid_from=FIRST_ZONING,
                valid_to=NEW_ZONING - ONE_DAY,
            )
        )
        self.new_scheme = book.add(
            ZoningScheme(
                name="Zonage ZIP et ZAC 2017 (fictif, démonstration)",
                order_reference="Aucun\u00a0: zonage inventé pour la démonstration",
                valid_from=NEW_ZONING,
            )
        )
        self.periods: dict[str, list[ZoneClassification]] = {}
        draw = Draw(seed, "zoning")
        for communes in _groups(places):
            self._classify(communes, draw.pick(OLD), draw.pick(NEW))
        for code, day in LEFT_THE_DEFICIT.items():
            self._classify([places.communes[code]], ZoneClass.DEFICIT, ZoneClass.OUT, leaves_on=day)

    def class_on(self, commune: str, day: datetime.date) -> str:
        """The class of a commune on a day; empty when the demonstration does not know it."""
        for period in self.periods.get(commune, []):
            if period.start <= day and (period.last_day is None or period.last_day >= day):
                return period.zone_class
        return ""

    def _classify(self, communes: list, old: str, new: str, leaves_on: datetime.date | None = None):
        main = max(communes, key=lambda commune: (commune.population or 0, commune.code))
        area, tvs = (
            self.book.add(ZoneUnit(kind=kind, code=main.code, name=f"{main.name} (fictif)"))
            for kind in (ZoneUnitKind.LIVING_AREA, ZoneUnitKind.TVS)
        )
        end = NEW_ZONING - ONE_DAY
        periods = [
            self._period(self.old_scheme, area, old, FIRST_ZONING, leaves_on - ONE_DAY if leaves_on else end),
            self._period(self.new_scheme, tvs, new, NEW_ZONING, None),
        ]
        if leaves_on:
            periods.append(self._period(self.old_scheme, area, ZoneClass.OUT, leaves_on, end))
        for commune in communes:
            self.periods[commune.code] = periods
            for unit in (area, tvs):
                self.book.add(ZoneUnitCommune(unit=unit, commune=commune))

    def _period(self, scheme, unit, zone_class, start, last_day) -> ZoneClassification:
        return self.book.add(
            ZoneClassification(scheme=scheme, unit=unit, zone_class=zone_class, start=start, last_day=last_day)
        )


def _groups(places: Places) -> list[list]:
    """Communes to classify, a few of the same département together; each named place is a unit of its own."""
    named = [[places.communes[code]] for code in NAMED_COMMUNES]
    pooled = {commune.code: commune for pool in places.practice.values() for commune in pool}
    others = [pooled[code] for code in sorted(pooled) if code not in {*NAMED_COMMUNES, *LEFT_THE_DEFICIT}]
    groups = []
    for _, neighbours in groupby(others, key=lambda commune: commune.departement_id or commune.code[:SAME_AREA]):
        neighbours = list(neighbours)
        groups += [neighbours[first : first + UNIT_SIZE] for first in range(0, len(neighbours), UNIT_SIZE)]
    return named + groups
