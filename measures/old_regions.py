"""The figures in the regions before 2016: a reading of the same records, the past is never rewritten.

A placed record goes through the département of its commune, a signature through that of its UFR. What has neither in
the region that counts it stays in that region, « non réparti »: sums are conserved, region by region.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from measures.records import CountedRecord, counted_records
from regions.models import Commune, Departement, Faculty, Region


@dataclass(frozen=True)
class OldRegion:
    """A region before 2016, and the current one that it is in; an unchanged region is both."""

    code: str
    name: str
    current: str


def old_regions() -> list[OldRegion]:
    """The 22 regions of the mainland and the 5 overseas, in the order of their codes."""
    successors = dict(Departement.objects.values_list("old_region", "region"))
    rows = Region.objects.filter(code__in=successors).order_by("code")
    return [OldRegion(row.code, row.old_name or row.name, successors[row.code]) for row in rows]


class OldCounts:
    """The computed figures of the current regions, shared between the old ones. Days are those asked for."""

    def __init__(self, counts: dict):
        self._counts = counts

    def value(self, code: str, old: OldRegion, day: datetime.date) -> int:
        """What `old` counts on `day`, included."""
        return self._counts[old.current][code, old.code, day]

    def not_split(self, code: str, current: str, day: datetime.date) -> int:
        """What the current region counts on `day` and no old region can be given."""
        return self._counts[current][code, None, day]


def old_counts(days: Iterable[datetime.date], *, horizon: datetime.date) -> OldCounts:
    """Count the computed indicators on `days`, each included, in the old regions: a fixed number of queries."""
    records = list(counted_records(days, horizon=horizon))
    places = _Places.read({record.commune for record in records if record.commune})
    counts: dict[str | None, Counter] = defaultdict(Counter)
    for record in records:
        counts[record.scope][record.code, places.old_region(record), record.day] += 1
    return OldCounts(counts)


@dataclass(frozen=True)
class _Places:
    """The current and old regions of the communes of the records, and of those of the UFR."""

    of_commune: dict[str, tuple[str, str]]
    of_faculty: dict[int, tuple[str, str]]
    alone: dict[str, str]

    @classmethod
    def read(cls, communes: set[str]) -> _Places:
        regions = ("departement__region", "departement__old_region")
        rows = Commune.objects.filter(code__in=communes, departement__isnull=False).values_list("code", *regions)
        faculties = Faculty.objects.filter(commune__departement__isnull=False)
        members: dict[str, set[str]] = defaultdict(set)
        for current, old in Departement.objects.values_list("region", "old_region"):
            members[current].add(old)
        return cls(
            {code: (current, old) for code, current, old in rows},
            {
                pk: (current, old)
                for pk, current, old in faculties.values_list("pk", *(f"commune__{name}" for name in regions))
            },
            {current: min(codes) for current, codes in members.items() if len(codes) == 1},
        )

    def old_region(self, record: CountedRecord) -> str | None:
        """The old region of a record within the scope that counts it; None when nothing tells."""
        for current, old in filter(None, [self.of_commune.get(record.commune), self.of_faculty.get(record.faculty)]):
            if current == record.scope:
                return old
        return self.alone.get(record.scope)
