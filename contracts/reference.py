"""The reference data of contracts: dated amounts, contingents, zones that open a contract, specialties.

All of it may be edited or completed afterwards in the administration: rows already there are left alone.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

from contracts.enums import CESP_STARTS, AidKind, PtmgKind
from contracts.models import Contingent, EligibleZoneClass, RateParameter, Specialty
from contracts.ptmg_kinds import RULES
from regions.enums import ZoneClass
from regions.loading import add_missing, build, day_or_none, known, read_rows
from regions.models import Region

DATA = Path(__file__).parent / "data"

NEW_ZONING = datetime.date(2017, 11, 13)
"""Arrêté of 13/11/2017: ZIP and ZAC replace the classes of the regional schemes."""

OLD_CLASSES = [ZoneClass.DEFICIT, ZoneClass.FRAGILE, ZoneClass.WATCHED]
NEW_CLASSES = [ZoneClass.ZIP, ZoneClass.ZAC]


def load() -> dict[str, int]:
    """Write the missing rows; return rows written by kind."""
    return {
        "specialties": load_specialties(),
        "rates": load_rates(),
        "contingents": load_contingents(),
        "eligible zone classes": load_eligible_classes(),
    }


def load_specialties() -> int:
    """Medical and dental specialties, from general knowledge."""
    path = DATA / "specialties.csv"
    specialties = build(path, read_rows(path, ["name"]), lambda row: Specialty(name=row["name"]))
    return len(add_missing(Specialty, specialties, ["name"]))


def load_rates() -> int:
    """Amounts and thresholds, each with the period it is in force."""

    def rate(row):
        return RateParameter(
            code=row["code"],
            label=row["label"],
            amount=Decimal(row["amount"]),
            unit=row["unit"],
            start=datetime.date.fromisoformat(row["start"]),
            last_day=day_or_none(row["last_day"]),
            source=row["source"],
        )

    path = DATA / "rates.csv"
    rows = read_rows(path, ["code", "label", "amount", "unit", "start", "last_day", "source"])
    return len(add_missing(RateParameter, build(path, rows, rate), ["code", "start"]))


def load_contingents() -> int:
    """How many contracts a year allows, for the country and, in 2016, by region."""
    regions = set(Region.objects.values_list("code", flat=True))

    def contingent(row):
        return Contingent(
            kind=known(row["kind"], PtmgKind.values),
            year=int(row["year"]),
            region_id=known(row["region"], regions) if row["region"] else None,
            number=int(row["number"]),
            source=row["source"],
        )

    path = DATA / "contingents.csv"
    rows = read_rows(path, ["kind", "year", "region", "number", "source"])
    return len(add_missing(Contingent, build(path, rows, contingent), ["kind", "year", "region_id"]))


def load_eligible_classes() -> int:
    """Classes of zone that open each kind of contract: those of the first zonings, then ZIP and ZAC."""
    first_days = {AidKind.CESP: CESP_STARTS} | {AidKind(kind): rules.first_signature for kind, rules in RULES.items()}
    eras = [
        (OLD_CLASSES, None, NEW_ZONING - datetime.timedelta(days=1)),
        (NEW_CLASSES, NEW_ZONING, None),
    ]
    rows = [
        EligibleZoneClass(aid=aid, zone_class=zone_class, start=max(first_day, start or first_day), last_day=last_day)
        for aid, first_day in first_days.items()
        for classes, start, last_day in eras
        for zone_class in classes
        if last_day is None or first_day <= last_day
    ]
    return len(add_missing(EligibleZoneClass, rows, ["aid", "zone_class", "start"]))
