"""The figures of places smaller than a region: départements, and the territories shown as examples."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from measures.records import counted_records
from regions.models import Commune

PLACED = ("cesp_installed_ever", "ptmg_signed", "install_aided", "msp_open", "cds_open", "mcs_active")
"""The figures whose records have a place, and that a chapter shows on a map."""


def placed_counts(day: datetime.date, *, horizon: datetime.date, codes: Collection[str] = PLACED) -> PlacedCounts:
    """Where the records that `codes` count on `day`, included, are; a query a family, one for the communes."""
    counts: dict[tuple[str, str | None], Counter] = defaultdict(Counter)
    for record in counted_records([day], horizon=horizon, codes=codes):
        counts[record.code, record.scope][record.commune] += 1
    communes = {commune for counter in counts.values() for commune in counter if commune}
    rows = Commune.objects.filter(code__in=communes).values_list("code", "departement")
    return PlacedCounts(counts, dict(rows))


class PlacedCounts:
    """Counts by indicator, region and commune; a record without a commune is under None."""

    def __init__(self, counts: Mapping[tuple[str, str | None], Counter], departements: Mapping[str, str | None]):
        self.counts, self.departements = counts, departements

    def by_departement(self, code: str, region: str) -> dict[str | None, int]:
        """What `region` counts, by code of département; what is in none, or nowhere known, is under None."""
        found: Counter = Counter()
        for commune, count in self.counts.get((code, region), {}).items():
            found[self.departements.get(commune)] += count
        return dict(found)

    def within(self, code: str, region: str, communes: Collection[str]) -> int:
        """What `region` counts in `communes`."""
        counted = self.counts.get((code, region), {})
        return sum(count for commune, count in counted.items() if commune in communes)
