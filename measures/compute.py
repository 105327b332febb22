"""Every computed figure, on any days, with any horizon: a fixed number of queries whatever the number of records.

The reading is long on a large register, and PostgreSQL gives a session one core for most of it: so it is shared
between two sessions, which see one and the same snapshot of the database.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection, transaction

from measures.cesp import count_cesp
from measures.enums import ObservationState
from measures.indicators import all_indicators
from measures.mcs import count_mcs
from measures.practice import count_practice
from measures.ptmg import count_ptmg
from measures.scale import FRANCE, Scale, Tally
from measures.scopes import FacultyScopes
from measures.structures import count_structures

SHARES = ([count_cesp, count_structures, count_ptmg, count_mcs], [count_practice])
"""What each session counts: two halves of the work, about."""


@dataclass(frozen=True)
class Figures:
    """The computed figures on the asked days. Every method takes one of those days, that day included."""

    tally: Tally
    scopes: FacultyScopes

    def national(self, code: str, day: datetime.date) -> int:
        """Distinct records in the whole country, those of no known region included (A5)."""
        return self.tally.value(code, FRANCE, day)

    def regional(self, code: str, region: str, day: datetime.date) -> int | None:
        """Records of a region; None when it is left out, or has no figure of its own (U1)."""
        return None if self.missing(code, region) else self.tally.value(code, region, day)

    def grouped(self, code: str, group: str, day: datetime.date) -> int | None:
        """Records of a counting group; None when it is left out, or each member region has the figure for itself."""
        is_shared = all_indicators()[code].follows_faculty and group not in self.tally.left_out
        return self.tally.value(code, group, day) if is_shared else None

    def unlocated(self, code: str, day: datetime.date) -> int:
        """Records whose region is unknown on that day: they are in the national figure alone."""
        return self.tally.value(code, None, day)

    def missing(self, code: str, region: str) -> str | None:
        """Why `regional` is None: `not_submitted`, `grouped` or `not_applicable`; None when there is a figure."""
        if region in self.tally.left_out:
            return str(ObservationState.NOT_SUBMITTED)
        if not all_indicators()[code].follows_faculty or self.scopes.has_own_faculty(region):
            return None
        return "grouped" if self.scopes.is_grouped(region) else "not_applicable"


def compute_figures(
    days: Iterable[datetime.date], *, horizon: datetime.date, left_out: frozenset[str] = frozenset()
) -> Figures:
    """Compute all the computed indicators on `days` (included); `horizon`, included, bounds the ones to come.

    What each indicator counts in a scope of `left_out` (regions, counting groups) is in no figure, the national ones
    included: so are left out, of a published bilan, the regions that have not sent theirs (B3).

    Inside a transaction, whose changes no other session sees, everything is read by the session at hand.
    """
    reading = _Reading(Scale(days), horizon, left_out)
    if connection.in_atomic_block:
        scopes = FacultyScopes.read()
        tallies = [reading.count(share, scopes) for share in SHARES]
    else:
        scopes, tallies = reading.count_in_two_sessions()
    return Figures(sum(tallies[1:], start=tallies[0]), scopes)


@dataclass(frozen=True)
class _Reading:
    scale: Scale
    horizon: datetime.date
    left_out: frozenset[str]

    def count(self, steps: list, scopes: FacultyScopes) -> Tally:
        """Run `steps` in the session at hand."""
        tally = Tally(self.scale, self.left_out)
        with connection.cursor() as cursor:
            for step in steps:
                step(cursor, self.scale, tally, scopes=scopes, horizon=self.horizon)
        return tally

    def count_in_two_sessions(self) -> tuple[FacultyScopes, list[Tally]]:
        """Run each share in a session of its own, on the snapshot that the first one exports."""
        mine, theirs = SHARES
        with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as executor:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                [snapshot] = cursor.fetchone()
            scopes = FacultyScopes.read()
            other = executor.submit(self._count_on_snapshot, snapshot, theirs, scopes)
            return scopes, [self.count(mine, scopes), other.result()]

    def _count_on_snapshot(self, snapshot: str, steps: list, scopes: FacultyScopes) -> Tally:
        # In another thread, `connection` is another session: opened here, it is closed here.
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
                return self.count(steps, scopes)
        finally:
            connection.close()
