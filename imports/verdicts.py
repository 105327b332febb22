"""Whether something is refused of a new line, told by the few columns that a rule reads: the same values once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import itemgetter

Refuses = Callable[[tuple], bool]
"""Whether something is refused of a line: its values, in the order of its kind."""

REMEMBERED = 100_000
"""Values that a verdict keeps judged."""
FEW = 3
"""Columns of which lines often give the same values together."""


class Verdict(dict):
    """Whether `refuses` a line, remembered by the columns that it reads: `verdict[verdict.read(values)]`.

    `refuses` is asked of a line where those columns alone are given: it cannot depend on another one.
    """

    def __init__(self, columns: Iterable[int], width: int, refuses: Refuses):
        super().__init__()
        self.columns, self.width, self.refuses = tuple(columns), width, refuses
        self.read = itemgetter(*self.columns)

    def __missing__(self, read) -> bool:
        if len(self) > REMEMBERED:
            self.clear()
        values = [None] * self.width
        for column, value in zip(self.columns, read if len(self.columns) > 1 else (read,), strict=True):
            values[column] = value
        refused = self[read] = self.refuses(tuple(values))
        return refused


def merged(verdicts: Iterable[tuple[frozenset[str], Refuses]]) -> list[tuple[frozenset[str], Refuses]]:
    """`verdicts`, columns and what judges them, less those whose columns another one of few columns reads too.

    That one answers for both: one value is looked up where there were two. Their order is kept: one is asked only of
    what those before it do not refuse.
    """
    verdicts = list(verdicts)
    groups: dict[frozenset[str], list[int]] = {}
    for rank in sorted(range(len(verdicts)), key=lambda rank: -len(verdicts[rank][0])):
        columns, _ = verdicts[rank]
        wider = (other for other in groups if columns <= other and (columns == other or len(other) <= FEW))
        groups.setdefault(next(wider, columns), []).append(rank)
    in_order = sorted((sorted(ranks), columns) for columns, ranks in groups.items())
    return [(columns, partial(_one_refuses, [verdicts[rank][1] for rank in ranks])) for ranks, columns in in_order]


def _one_refuses(judges: list[Refuses], values: tuple) -> bool:
    return any(refuses(values) for refuses in judges)
