"""A bilan read in the regions before 2016: the same figures, shared between the old regions."""

from __future__ import annotations

import datetime
from collections import defaultdict

from bilans.build import series_days
from measures.indicators import all_indicators, computed_codes
from measures.old_regions import OldCounts, OldRegion, old_counts, old_regions
from regions.models import Departement
from regions.models.region import REFORM

NOT_SPLIT = "not_split"
"""Why a declared figure of a merged region is given to none of the old ones."""


def reads_in_old_regions(year: int) -> bool:
    """Whether the bilan of `year` reads in the regions before 2016 when nothing else is asked: those of its time."""
    return year < REFORM.year


def add_old_regions(bilan: dict) -> dict:
    """Put in `bilan` its figures in the 22 + 5 old regions, and what no old region can be given."""
    days = series_days(bilan["year"], datetime.date.fromisoformat(bilan["as_of"]))
    counts = old_counts(days.values(), horizon=datetime.date.fromisoformat(bilan["horizon"]))
    current = {region["code"]: region for region in bilan["regions"]}
    rows = [row for row in old_regions() if row.current in current]
    populations = defaultdict(int)
    for code, population in Departement.objects.values_list("old_region", "population"):
        populations[code] += population
    bilan["old_regions"] = [_old(row, current[row.current], counts, days, populations[row.code]) for row in rows]
    merged = {row.current for row in rows if row.code != row.current}
    bilan["not_split"] = [_rest(current[code], counts, days) for code in sorted(merged)]
    return bilan


def in_old_regions(bilan: dict) -> dict:
    """`bilan`, which holds its old regions, with these in place of the current ones; chapters stay with the latter."""
    return bilan | {"regions": bilan["old_regions"], "region_set": "old"}


def _old(row: OldRegion, region: dict, counts: OldCounts, days: dict, population: int) -> dict:
    common = {"code": row.code, "name": row.name, "current": row.current, "population": population}
    common |= {"sent": region["sent"], "ars": "", "chapter": None}
    if row.code == row.current:
        return common | {key: region[key] for key in ("figures", "series", "missing", "sources")}
    figures, series, missing = {}, {}, {}
    last = list(days)[-1]
    for code, indicator in all_indicators().items():
        reason = region["missing"].get(code) if not region["sent"] or indicator.is_computed else NOT_SPLIT
        by_year = {
            year: None if reason else counts.value(code, row, day) if indicator.is_computed else None
            for year, day in days.items()
        }
        series[code], figures[code] = by_year, by_year[last]
        if reason:
            missing[code] = reason
    return common | {"figures": figures, "series": series, "missing": missing, "sources": {}}


def _rest(region: dict, counts: OldCounts, days: dict) -> dict:
    """What a merged region counts and none of its old ones can be given; nothing when it is not in the figures."""
    codes = [code for code in computed_codes() if region["figures"].get(code) is not None]
    series = {
        code: {year: counts.not_split(code, region["code"], day) for year, day in days.items()} for code in codes
    }
    last = list(days)[-1]
    return {
        "current": region["code"],
        "name": region["name"],
        "figures": {code: by_year[last] for code, by_year in series.items()},
        "series": series,
    }
