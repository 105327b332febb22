"""The figures below a region in the document: its départements, and the territories shown as examples, masked."""

from __future__ import annotations

import datetime
from collections import defaultdict

from bilans.masking import FEWEST, MASKED, is_deducible, masked_parts
from bilans.models import Campaign, RegionalReturn
from measures.places import PLACED, PlacedCounts, placed_counts
from regions.models import Departement, Territory


def add_places(bilan: dict, campaign: Campaign | None) -> dict:
    """Put in each region of `bilan` that is in the figures its départements, and the figures of its territories.

    A region with one département has its figures already: it has no list.
    """
    day, horizon = (datetime.date.fromisoformat(bilan[key]) for key in ("as_of", "horizon"))
    counts = placed_counts(day, horizon=horizon)
    departements = defaultdict(list)
    for row in Departement.objects.all():
        departements[row.region_id].append(row)
    territories = _territories(campaign)
    for region in bilan["regions"]:
        own = departements[region["code"]] if region["sent"] and len(departements[region["code"]]) > 1 else []
        region["departements"] = _departements(counts, region, own)
        for shown in (region["chapter"] or {}).get("territories", []):
            communes = territories.get((region["code"], shown["name"]), frozenset())
            shown |= _territory(counts, region, communes)
    return bilan


def _territories(campaign: Campaign | None) -> dict[tuple[str, str], frozenset[str]]:
    """The communes of the territories that the returns show, by region and name."""
    shown = RegionalReturn.objects.filter(campaign=campaign).values("territories")
    found = defaultdict(set)
    rows = Territory.objects.filter(pk__in=shown).values_list("region", "name", "communes")
    for region, name, commune in rows:
        found[region, name] |= {commune} if commune else set()
    return {key: frozenset(communes) for key, communes in found.items()}


def _departements(counts: PlacedCounts, region: dict, departements: list[Departement]) -> list[dict]:
    if not departements:
        return []
    codes = [row.code for row in departements]
    hidden, parts = {}, {}
    for code in PLACED:
        found = counts.by_departement(code, region["code"])
        parts[code] = {key: found.get(key, 0) for key in codes}
        elsewhere = sum(count for key, count in found.items() if key not in parts[code])
        hidden[code] = masked_parts(parts[code] | ({None: elsewhere} if elsewhere else {}))
    return [
        {
            "code": row.code,
            "name": row.name,
            "population": row.population,
            "figures": {code: None if row.code in hidden[code] else parts[code][row.code] for code in PLACED},
            "missing": {code: MASKED for code in PLACED if row.code in hidden[code]},
        }
        for row in departements
    ]


def _territory(counts: PlacedCounts, region: dict, communes: frozenset[str]) -> dict:
    """The figures of a territory: masked when small, or when a printed figure around it would tell a small one."""
    if not communes:
        return {"figures": {}, "missing": {}}
    figures, missing = {}, {}
    for code in PLACED:
        count = counts.within(code, region["code"], communes)
        if count < FEWEST or _is_told(counts, region, code, communes, count):
            figures[code], missing[code] = None, MASKED
        else:
            figures[code] = count
    return {"figures": figures, "missing": missing}


def _is_told(counts: PlacedCounts, region: dict, code: str, communes: frozenset[str], count: int) -> bool:
    """Whether the count of a territory, beside that of its region or its départements, tells a small one."""
    touched = {counts.departements.get(commune) for commune in communes} - {None}
    printed = {row["code"]: row["figures"].get(code) for row in region["departements"]}
    around = [printed.get(key) for key in touched]
    if printed and None in around:
        return True
    totals = [sum(around)] if printed else []
    return any(is_deducible(count, total) for total in [*totals, region["figures"].get(code) or 0])
