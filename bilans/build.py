"""The bilan of a year, as one document of plain data: the only thing that pages and files are drawn from."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils import timezone

from bilans.editions import FIRST_YEAR
from measures.compute import Figures, compute_figures
from measures.declared import DeclaredFigures
from measures.enums import ObservationState
from measures.indicators import Indicator, all_indicators
from measures.published import default_horizon
from measures.scale import FRANCE
from measures.targets import national_targets, target_lines
from regions.models import Region

SCHEMA = "pts-bilan/1"
SERIES_FROM = 2012
"""The series start with the first pact."""


class BilanError(ValueError):
    """What was asked for has no bilan; the message is a French sentence, `english` the same at the command line."""

    def __init__(self, french: str, english: str):
        super().__init__(french)
        self.english = english


def build_bilan(
    year: int,
    *,
    as_of: datetime.date | None = None,
    horizon: datetime.date | None = None,
    series_from: int = SERIES_FROM,
    sent: Collection[str] | None = None,
) -> dict:
    """The figures of the bilan of `year` in the format `pts-bilan/1` (docs/bilan.md).

    `as_of` is the day of the figures, included: by default the earlier of 31/12 of the year and today. `horizon`,
    included, bounds the installations to come: by default 31/12, two years later. The series start with the year
    `series_from`. `sent` holds the codes of the regions that are in the figures: all of them by default, those whose
    return was sent for a published bilan (B3). Raises `BilanError`.
    """
    as_of, horizon = _checked_dates(year, as_of, horizon)
    days = series_days(year, as_of, series_from)
    regions = list(Region.objects.current().select_related("counting_group"))
    left_out = frozenset() if sent is None else left_out_scopes(regions, sent)
    document = _Document(
        days,
        compute_figures(days.values(), horizon=horizon, left_out=left_out),
        DeclaredFigures.read(days.values()),
        regions,
        left_out,
    )
    return {
        "schema": SCHEMA,
        "year": year,
        "as_of": as_of.isoformat(),
        "horizon": horizon.isoformat(),
        "edition": None,
        "indicators": [_described(indicator) for indicator in all_indicators().values()],
        "national": document.national(),
        "groups": document.groups(),
        "regions": document.regions(),
    }


def series_days(year: int, as_of: datetime.date, series_from: int = SERIES_FROM) -> dict[str, datetime.date]:
    """The days of the series by year: 31/12 of each since `series_from`, and `as_of` for the last."""
    past = {str(y): datetime.date(y, 12, 31) for y in range(min(series_from, year), year)}
    return past | {str(year): as_of}


def left_out_scopes(regions: list[Region], sent: Collection[str]) -> frozenset[str]:
    """The regions that have not sent, and the counting groups none of whose members has."""
    missing = {region.code for region in regions} - set(sent)
    members: dict[str, set[str]] = {}
    for region in regions:
        if region.counting_group_id:
            members.setdefault(region.counting_group_id, set()).add(region.code)
    return frozenset(missing | {group for group, codes in members.items() if codes <= missing})


def _checked_dates(year, as_of, horizon) -> tuple[datetime.date, datetime.date]:
    today = timezone.localdate()
    if not FIRST_YEAR <= year <= today.year:
        raise BilanError(
            f"Il n’y a pas de bilan {year}\u00a0: les bilans vont de {FIRST_YEAR} à {today.year}.",
            f"There is no bilan {year}: bilans go from {FIRST_YEAR} to {today.year}.",
        )
    as_of = as_of or min(datetime.date(year, 12, 31), today)
    if as_of > today:
        raise BilanError(
            f"La date des chiffres, le {as_of:%d/%m/%Y}, est dans le futur.",
            f"The date of the figures, {as_of}, is in the future.",
        )
    if as_of.year != year:
        raise BilanError(
            f"La date des chiffres, le {as_of:%d/%m/%Y}, n’est pas dans l’année {year}.",
            f"The date of the figures, {as_of}, is not within {year}.",
        )
    horizon = horizon or default_horizon(as_of)
    if horizon < as_of:
        raise BilanError(
            f"L’horizon, le {horizon:%d/%m/%Y}, précède la date des chiffres, le {as_of:%d/%m/%Y}.",
            f"The horizon, {horizon}, comes before the date of the figures, {as_of}.",
        )
    return as_of, horizon


def _described(indicator: Indicator) -> dict:
    return {
        "code": indicator.code,
        "label": indicator.label,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "counting_unit": indicator.counting_unit,
        "region_attribute": indicator.region_attribute,
        "definition": indicator.definition,
    }


class _Document:
    """The parts of a bilan, laid out from figures that are already read."""

    def __init__(
        self,
        days: dict[str, datetime.date],
        figures: Figures,
        declared: DeclaredFigures,
        regions: list[Region],
        left_out: frozenset[str],
    ):
        self.days = days
        self.last = list(days.values())[-1]
        self.figures = figures
        self.declared = declared
        self.all_regions = regions
        self.left_out = left_out

    def national(self) -> dict:
        targets = national_targets()
        return {code: self._national_figure(indicator, targets) for code, indicator in all_indicators().items()}

    def _national_figure(self, indicator: Indicator, targets: dict) -> dict:
        by_day = {day: self._value(indicator, FRANCE, day)[0] for day in self.days.values()}
        value, missing = self._value(indicator, FRANCE, self.last)
        figure = {
            "value": value,
            "series": {year: by_day[day] for year, day in self.days.items()},
            "targets": target_lines(targets.get(indicator.code, []), by_day),
            "coverage": {"regions": self._covered(indicator), "of": len(self.all_regions)},
        }
        source = self._source(indicator, FRANCE)
        return figure | ({"missing": missing} if missing else {}) | ({"source": source} if source else {})

    def _source(self, indicator: Indicator, scope: str) -> str:
        """Where a declared figure comes from (B5); nothing for those that are computed, or left out."""
        if indicator.is_computed or scope in self.left_out:
            return ""
        return self.declared.source(indicator.code, scope, self.last)

    def _covered(self, indicator: Indicator) -> int:
        """Regions behind a national figure: those that are not left out; those with a value when it is declared."""
        counted = [region.code for region in self.all_regions if region.code not in self.left_out]
        if not indicator.is_computed:
            counted = [code for code in counted if self.declared.on(indicator.code, code, self.last)[0] is not None]
        return len(counted)

    def groups(self) -> list[dict]:
        members: dict = {}
        for region in self.all_regions:
            if region.counting_group:
                members.setdefault(region.counting_group, []).append(region.code)
        not_sent = dict.fromkeys(_shared_codes(), str(ObservationState.NOT_SUBMITTED))
        return [
            {
                "code": group.code,
                "name": group.name,
                "regions": codes,
                "missing": not_sent if group.code in self.left_out else {},
                "figures": {code: self.figures.grouped(code, group.code, self.last) for code in _shared_codes()},
                "series": {
                    code: {year: self.figures.grouped(code, group.code, day) for year, day in self.days.items()}
                    for code in _shared_codes()
                },
            }
            for group, codes in members.items()
        ]

    def regions(self) -> list[dict]:
        return [self._region(region) for region in self.all_regions]

    def _region(self, region: Region) -> dict:
        figures, series, missing = {}, {}, {}
        for code, indicator in all_indicators().items():
            figures[code], reason = self._value(indicator, region.code, self.last)
            if reason:
                missing[code] = reason
            series[code] = {year: self._value(indicator, region.code, day)[0] for year, day in self.days.items()}
        return {
            "code": region.code,
            "name": region.name,
            "ars": region.ars_name,
            "population": region.population,
            "sent": region.code not in self.left_out,
            "figures": figures,
            "series": series,
            "missing": missing,
            "sources": {
                code: source for code, row in all_indicators().items() if (source := self._source(row, region.code))
            },
        }

    def _value(self, indicator: Indicator, scope: str, day: datetime.date):
        """A figure, and why it is missing when it is."""
        if scope in self.left_out:
            return None, str(ObservationState.NOT_SUBMITTED)
        if not indicator.is_computed:
            return self.declared.on(indicator.code, scope, day)
        if scope == FRANCE:
            return self.figures.national(indicator.code, day), None
        return self.figures.regional(indicator.code, scope, day), self.figures.missing(indicator.code, scope)


def _shared_codes() -> list[str]:
    """Indicators that a counting group has in place of its regions."""
    return [code for code, indicator in all_indicators().items() if indicator.follows_faculty]
