"""Distinct persons: each counts from the earliest of their facts, once in each region and once in France (A5)."""

from __future__ import annotations

from measures.scale import FRANCE, Scale, Tally, counted


def persons_sql(scale: Scale, facts: str, dates: list[str]) -> str:
    """SQL: the persons of `facts` (professional_id, region, then `dates`) by the buckets of their earliest dates.

    Columns: scope, region, dates (packed), count. A person of one region is in it and in France (`both`); one of
    several comes once a region (`region`) and, apart, once for the country (`france`).
    """
    earliest = ", ".join(f"min(fact.{date}) AS {date}" for date in dates)
    packed = scale.pack(*(scale.bucket(date) for date in dates))
    once = counted(
        ["CASE WHEN several THEN 'france' ELSE 'both' END", "CASE WHEN NOT several THEN region END", packed],
        "FROM person",
    )
    in_several = counted(
        ["'region'", "region", packed],
        f"""
        FROM (
            SELECT professional_id, fact.region, {earliest}
            FROM fact JOIN person USING (professional_id)
            WHERE several GROUP BY professional_id, fact.region
        ) regional
        """,
    )
    return f"""
        WITH fact AS MATERIALIZED ({facts}),
        person AS MATERIALIZED (
            SELECT professional_id, {earliest},
                   min(region COLLATE "C") AS region, min(region COLLATE "C") <> max(region COLLATE "C") AS several
            FROM fact GROUP BY professional_id
        )
        SELECT c0 AS scope, c1 AS region, c2 AS dates, count
        FROM ({once} UNION ALL {in_several}) person
    """


def count_persons(tally: Tally, codes: list[str], scope: str, region: str | None, packed: int, count: int) -> None:
    """Count persons of `persons_sql`, each of `codes` from the bucket of its own date."""
    for code, bucket in zip(codes, tally.scale.unpack(packed, len(codes)), strict=True):
        if scope != "france":
            tally.add_to(code, region, bucket, tally.scale.never, count)
        if scope != "region":
            tally.add_to(code, FRANCE, bucket, tally.scale.never, count)
