"""The days that figures are asked for, and the counting of records between them.

A date matters only through the first asked day it falls on or before: its bucket. Records whose dates fall in the
same buckets have the same figures, so the database counts them together, and a figure for all the days is the sum
of a few thousand spells « n records, from this bucket until that one ».
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from psycopg.sql import Literal

FRANCE = "FR"
MAX_DAYS = 200
"""Beyond this, the buckets of a contract no longer fit in one number."""


class Scale:
    """The asked days in order, and SQL expressions that place dates among them."""

    def __init__(self, days: Iterable[datetime.date]):
        self.days = tuple(sorted(set(days)))
        self.never = len(self.days)  # the bucket of what has not happened by the last day
        self._unpacked: dict[tuple[int, int], tuple[int, ...]] = {}
        self._base = self.never + 3  # room for the two codes that a caller may add after `never`
        if not self.days:
            raise ValueError("At least one day is needed.")
        if len(self.days) > MAX_DAYS:
            raise ValueError(f"At most {MAX_DAYS} days can be asked for at once.")

    @property
    def last(self) -> str:
        """The last asked day, as an SQL literal: no fact dated after it can matter."""
        return _literal(self.days[-1])

    def bucket(self, date: str) -> str:
        """SQL: index of the first asked day on or after `date`; `never` when there is none, or no date."""
        steps = " ".join(f"WHEN {date} <= {_literal(day)} THEN {index}" for index, day in enumerate(self.days))
        return f"CASE {steps} ELSE {self.never} END"

    def next_year(self, date: str) -> str:
        """SQL: index of the first asked day of a later year than `date`, where a count by year starts again."""
        steps = " ".join(
            f"WHEN {date} < {_literal(day.replace(month=1, day=1))} THEN {index}"
            for index, day in enumerate(self.days)
        )
        return f"CASE {steps} ELSE {self.never} END"

    @property
    def first_year(self) -> str:
        """The 1 January of the first asked year, as an SQL literal: counts by year look no further back."""
        return _literal(self.days[0].replace(month=1, day=1))

    def pack(self, *buckets: str) -> str:
        """SQL: several buckets in one number, which the database groups by much faster than by each."""
        packed = f"({buckets[0]})::bigint"
        for bucket in buckets[1:]:
            packed = f"({packed} * {self._base} + {bucket})"
        return packed

    def unpack(self, packed: int, count: int) -> tuple[int, ...]:
        """The `count` buckets that `pack` put in a number."""
        if (packed, count) not in self._unpacked:  # the same few come again and again
            self._unpacked[packed, count] = self._split(packed, count)
        return self._unpacked[packed, count]

    def _split(self, packed: int, count: int) -> tuple[int, ...]:
        buckets = []
        for _ in range(count):
            packed, bucket = divmod(packed, self._base)
            buckets.append(bucket)
        return tuple(reversed(buckets))

    def rows(self) -> str:
        """SQL: a table `(i, day)` of the asked days."""
        values = ", ".join(f"({index}, {_literal(day)})" for index, day in enumerate(self.days))
        return f"(VALUES {values}) AS asked (i, day)"


def counted(columns: list[str], source: str) -> str:
    """SQL: how many rows of `source` (FROM … WHERE …) are alike in all `columns`; the count comes last.

    OFFSET 0 hides the expressions from the planner: it would take every row for a group of its own, and sort them.
    """
    names = [f"c{index}" for index in range(len(columns))]
    aliased = ", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True))
    return f"""
        SELECT {", ".join(names)}, count(*)
        FROM (SELECT {aliased} {source} OFFSET 0) row
        GROUP BY {", ".join(names)}
    """


class Tally:
    """Counts by indicator, scope (region, counting group, FR, or None for an unknown region) and asked day.

    What falls in a scope of `left_out` is counted nowhere, France included (B3).
    """

    def __init__(self, scale: Scale, left_out: frozenset[str] = frozenset()):
        self.scale = scale
        self.left_out = left_out
        self._steps = defaultdict(lambda: [0] * (scale.never + 1))

    def add(self, code: str, region: str | None, start: int, stop: int, count: int = 1) -> None:
        """Count records in `region`, and in France, from bucket `start` until bucket `stop`, excluded."""
        if region not in self.left_out:
            self.add_to(code, region, start, stop, count)
            self.add_to(code, FRANCE, start, stop, count)

    def add_to(self, code: str, scope: str | None, start: int, stop: int, count: int = 1) -> None:
        """Count records in `scope` alone: persons, who may be in several regions, are counted apart in France.

        Those of the regions left out never come here: the SQL that reads persons leaves them out (`kept`).
        """
        if start < stop:
            steps = self._steps[code, scope]
            steps[start] += count
            steps[stop] -= count

    def __add__(self, other: Tally) -> Tally:
        """The counts of both, on the same scale."""
        total = Tally(self.scale, self.left_out)
        for tally in (self, other):
            for key, steps in tally._steps.items():
                total._steps[key] = [a + b for a, b in zip(total._steps[key], steps, strict=True)]
        return total

    def kept(self, region: str) -> str:
        """SQL: whether the column `region` is not left out; an unknown region is kept."""
        codes = ", ".join(Literal(code).as_string() for code in sorted(self.left_out))
        return f"coalesce({region} NOT IN ({codes}), true)" if codes else "true"

    def value(self, code: str, scope: str | None, day: datetime.date) -> int:
        """The count of `code` in `scope` on `day`, one of the asked days."""
        steps = self._steps.get((code, scope))
        return sum(steps[: self.scale.days.index(day) + 1]) if steps else 0


def _literal(day: datetime.date) -> str:
    return f"DATE '{day.isoformat()}'"
