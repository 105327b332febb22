"""The reference data of the pact: sources, commitments, targets and the figures that documents print."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

from measures.indicators import all_indicators
from measures.models import Commitment, Pact, PublishedFigure, Source, Target
from regions.loading import add_links, add_missing, build, day_or_none, keep_in_step, known, read_rows
from regions.models import Region

DATA = Path(__file__).parent / "data"

NATIONAL = "FR"
PACTS = [
    Pact(code="pts1", name="Pacte territoire santé 1", presented_on=datetime.date(2012, 12, 13)),
    Pact(code="pts2", name="Pacte territoire santé 2", presented_on=datetime.date(2015, 11, 26)),
]


def load() -> dict[str, int]:
    """Write what differs from the files; return rows written by kind."""
    return {
        "sources": load_sources(),
        "commitments": load_commitments(),
        "targets": load_targets(),
        "published figures": load_published_figures(),
    }


def load_sources() -> int:
    """Documents that print figures or targets."""

    def source(row):
        return Source(
            code=row["source"],
            title=row["title"],
            publisher=row["publisher"],
            published_on=day_or_none(row["published_on"]),
            reference_date=datetime.date.fromisoformat(row["reference_date"]),
            note=row["note"],
        )

    path = DATA / "sources.csv"
    rows = read_rows(path, ["source", "title", "publisher", "published_on", "reference_date", "note"])
    return keep_in_step(Source, build(path, rows, source), ["code"])


def load_commitments() -> int:
    """The two pacts and their numbered promises."""
    written = keep_in_step(Pact, PACTS, ["code"])
    pacts = {pact.code for pact in PACTS}

    def commitment(row):
        return Commitment(
            pact_id=known(row["plan"], pacts),
            number=int(row["number"]),
            axis=row["axis"],
            title=row["title"],
            indicators=[known(code, all_indicators()) for code in row["indicators"].split()],
            note=row["note"],
        )

    path = DATA / "commitments.csv"
    rows = read_rows(path, ["plan", "number", "axis", "title", "indicators", "note"])
    return written + keep_in_step(Commitment, build(path, rows, commitment), ["pact_id", "number"])


def load_targets() -> int:
    """Values promised by a date; targets already there, or added by hand, are left alone."""
    sources = set(Source.objects.values_list("code", flat=True))
    regions = set(Region.objects.values_list("code", flat=True))

    def target(row):
        return Target(
            indicator=known(row["indicator"], all_indicators()),
            region_id=None if row["regions"] == NATIONAL else known(row["regions"], regions),
            value=Decimal(row["value"]),
            direction=row["direction"],
            due_on=day_or_none(row["due_on"]),
            plan=row["plan"],
            source_id=known(row["source"], sources),
            note=row["note"],
        )

    path = DATA / "targets.csv"
    rows = read_rows(path, ["indicator", "regions", "value", "direction", "due_on", "plan", "source", "note"])
    return len(add_missing(Target, build(path, rows, target), ["indicator", "region_id", "value", "due_on", "plan"]))


def load_published_figures() -> int:
    """Figures printed somewhere, each with the regions that it is about: none for France, several when joint."""
    sources = set(Source.objects.values_list("code", flat=True))
    regions = set(Region.objects.values_list("code", flat=True))

    def figure(row):
        for code in regions_of(row["regions"]):
            known(code, regions)
        return PublishedFigure(
            source_id=known(row["source"], sources),
            indicator=known(row["indicator"], all_indicators()),
            reference_date=datetime.date.fromisoformat(row["reference_date"]),
            scope=row["regions"],
            value=Decimal(row["value"]),
            qualifier=row["qualifier"],
            note=row["note"],
        )

    path = DATA / "published_figures.csv"
    rows = read_rows(path, ["source", "reference_date", "regions", "indicator", "value", "qualifier", "note"])
    key = ["source_id", "indicator", "reference_date", "scope"]
    written = keep_in_step(PublishedFigure, build(path, rows, figure), key)
    printed = {row["regions"] for row in rows}
    scopes = PublishedFigure.objects.filter(scope__in=printed).values_list("pk", "scope")
    return written + add_links(
        PublishedFigure.regions, [(pk, code) for pk, scope in scopes for code in regions_of(scope)]
    )


def regions_of(scope: str) -> list[str]:
    """The codes of regions in a scope: none for France, several joined by a plus sign."""
    return [] if scope == NATIONAL else scope.split("+")
