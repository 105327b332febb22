"""Where the signature of a CESP counts: the region of its UFR, or the counting group of a UFR with several (U1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg

from regions.models import Faculty


@dataclass(frozen=True)
class FacultyScopes:
    """The scope of each UFR, by its key, and the regions that have one of their own or share one."""

    by_faculty: dict[int, str | None]
    own: frozenset[str]
    shared: frozenset[str]

    @classmethod
    def read(cls) -> FacultyScopes:
        """Read the UFR and their regions, in one query."""
        by_faculty: dict[int, str | None] = {}
        own: set[str] = set()
        shared: set[str] = set()
        faculties = Faculty.objects.annotate(codes=ArrayAgg("regions", distinct=True, default=[]))
        for pk, group, codes in faculties.values_list("pk", "counting_group", "codes"):
            grouped = group is not None or len(codes) != 1
            by_faculty[pk] = group if grouped else codes[0]
            (shared if grouped else own).update(codes)
        return cls(by_faculty, frozenset(own), frozenset(shared - own))

    def has_own_faculty(self, region: str) -> bool:
        return region in self.own

    def is_grouped(self, region: str) -> bool:
        return region in self.shared
