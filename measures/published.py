"""Published figures beside the computed ones, each at its own reference date, with the gap and what explains it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from measures.compute import Figures, compute_figures
from measures.declared import DeclaredFigures, number
from measures.enums import Qualifier
from measures.expected_gaps import reason_for
from measures.indicators import all_indicators
from measures.models import PublishedFigure
from measures.scale import FRANCE

ABOUT = Decimal("0.05")
"""A figure printed « environ » agrees with a computed one within 5 %."""


@dataclass(frozen=True)
class ComparedFigure:
    """A printed figure and what the records give. `verdict`: matches, expected (gap), differs or unknown."""

    source_code: str
    source_title: str
    reference_date: datetime.date
    scope: str
    scope_label: str
    indicator: str
    indicator_label: str
    unit: str
    qualifier: str
    published: int | float
    computed: int | float | None
    gap: int | float | None
    verdict: str
    reason: str
    note: str


def compare(left_out: frozenset[str] = frozenset()) -> list[ComparedFigure]:
    """Every published figure, by source, date, indicator and scope, in a fixed number of queries.

    What falls in a scope of `left_out` (regions, counting groups) is in no computed figure (B3).
    """
    rows = list(PublishedFigure.objects.select_related("source").prefetch_related("regions__counting_group"))
    if not rows:
        return []
    computed = _Computed(rows, left_out)
    return [_compared(row, computed.value(row)) for row in rows]


class _Computed:
    """The figures that the rows ask for, all read at once."""

    def __init__(self, rows: list[PublishedFigure], left_out: frozenset[str]):
        days = {row.reference_date for row in rows}
        self.declared, self.left_out = DeclaredFigures.read(days), left_out
        horizons = {default_horizon(row.reference_date) for row in rows if row.indicator == "cesp_to_come"}
        horizons = horizons or {default_horizon(max(days))}
        self.by_horizon = {horizon: compute_figures(days, horizon=horizon, left_out=left_out) for horizon in horizons}

    def value(self, row: PublishedFigure) -> int | float | None:
        regions = list(row.regions.all())
        if not all_indicators()[row.indicator].is_computed:
            scope = regions[0].code if len(regions) == 1 else FRANCE
            return None if scope in self.left_out else self.declared.on(row.indicator, scope, row.reference_date)[0]
        figures = self._figures(row)
        if not regions:
            return figures.national(row.indicator, row.reference_date)
        if len(regions) == 1:
            return figures.regional(row.indicator, regions[0].code, row.reference_date)
        group = regions[0].counting_group_id
        return figures.grouped(row.indicator, group, row.reference_date) if group else None

    def _figures(self, row: PublishedFigure) -> Figures:
        # Only the installations to come depend on the horizon.
        wanted = default_horizon(row.reference_date)
        return self.by_horizon.get(wanted) or next(iter(self.by_horizon.values()))


def default_horizon(day: datetime.date) -> datetime.date:
    """The 31 December two years after the year of `day`."""
    return datetime.date(day.year + 2, 12, 31)


def agrees(published: Decimal, computed: float, qualifier: str) -> bool:
    """Whether a computed figure is the printed one, as it is printed: exactly, about (5 %) or more than."""
    if qualifier == Qualifier.ABOUT:
        return abs(Decimal(str(computed)) - published) <= ABOUT * published
    if qualifier == Qualifier.MORE_THAN:
        return Decimal(str(computed)) >= published
    return Decimal(str(computed)) == published


def _compared(row: PublishedFigure, computed: int | float | None) -> ComparedFigure:
    indicator = all_indicators()[row.indicator]
    published = number(row.value)
    reason = ""
    if computed is None:
        verdict = "unknown"
    elif agrees(row.value, computed, row.qualifier):
        verdict = "matches"
    else:
        reason = reason_for(row.source_id, row.indicator, row.scope, row.reference_date)
        verdict = "expected" if reason else "differs"
    return ComparedFigure(
        source_code=row.source_id,
        source_title=row.source.title,
        reference_date=row.reference_date,
        scope=row.scope,
        scope_label=_scope_label(row),
        indicator=indicator.code,
        indicator_label=indicator.label,
        unit=indicator.unit,
        qualifier=row.qualifier,
        published=published,
        computed=computed,
        gap=None if computed is None else _gap(published, computed),
        verdict=verdict,
        reason=reason,
        note=row.note,
    )


def _gap(published: float, computed: float) -> int | float:
    return number(Decimal(str(computed)) - Decimal(str(published)))


def _scope_label(row: PublishedFigure) -> str:
    regions = list(row.regions.all())
    if not regions:
        return "France"
    group = regions[0].counting_group
    return group.name if len(regions) > 1 and group else ", ".join(region.name for region in regions)
