"""Figures of the SAMU correspondents: distinct doctors, by region and in France (M1, M2, M3)."""

from __future__ import annotations

from contracts.enums import McsKind
from measures.scale import FRANCE, Scale, Tally

FIGURES = ["mcs_active", "mcs_signed", "mcs_in_training", "mcs_affiliated"]


def count_mcs(cursor, scale: Scale, tally: Tally, **_) -> None:
    """Doctors with one engagement are counted by the buckets of its dates; the others are looked at day by day."""
    cursor.execute(_sql(scale, tally))
    for kind, region, entry, trained, signed, stop, *seen, count in cursor.fetchall():
        index, *counts = seen
        if index is not None:
            for code, persons in zip(FIGURES, counts, strict=True):
                tally.add_to(code, FRANCE if kind == "france" else region, index, index + 1, persons)
        elif kind == McsKind.AFFILIATED:
            tally.add("mcs_affiliated", region, entry, stop, count)
        else:
            tally.add("mcs_active", region, max(trained, signed), stop, count)
            tally.add("mcs_signed", region, signed, stop, count)
            tally.add("mcs_in_training", region, entry, min(trained, signed, stop), count)


def _sql(scale: Scale, tally: Tally) -> str:
    """Engagements entered in force by the last day; `alone`: the doctor has no other, and was never suspended."""
    return f"""
        WITH engagement AS MATERIALIZED (
            SELECT id, professional_id, kind, region_id, entry, training_on, contract_signed_on, last_day,
                   count(*) OVER (PARTITION BY professional_id) = 1
                   AND id NOT IN (SELECT engagement_id FROM contracts_mcssuspension) AS alone
            FROM (
                SELECT *, least(volunteer_since, training_start, training_on, contract_signed_on) AS entry
                FROM contracts_mcsengagement
            ) dated
            WHERE entry <= {scale.last}
        )
        SELECT kind, region_id, {scale.bucket("entry")}, {scale.bucket("training_on")},
               {scale.bucket("contract_signed_on")}, {scale.bucket("last_day + 1")},
               NULL::integer, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, count(*)
        FROM engagement
        WHERE alone
        GROUP BY 1, 2, 3, 4, 5, 6
        UNION ALL
        SELECT CASE WHEN grouping(region_id) = 1 THEN 'france' ELSE 'region' END, region_id, NULL, NULL, NULL, NULL, i,
               count(DISTINCT professional_id) FILTER (
                   WHERE kind = 'mcs' AND contract_signed_on <= day AND training_on <= day AND NOT EXISTS (
                       SELECT FROM contracts_mcssuspension suspension
                       WHERE suspension.engagement_id = engagement.id
                         AND day BETWEEN suspension.start AND coalesce(suspension.last_day, 'infinity')
                   )
               ),
               count(DISTINCT professional_id) FILTER (WHERE kind = 'mcs' AND contract_signed_on <= day),
               count(DISTINCT professional_id) FILTER (
                   WHERE kind = 'mcs' AND coalesce(training_on > day, true)
                     AND coalesce(contract_signed_on > day, true)
               ),
               count(DISTINCT professional_id) FILTER (WHERE kind = 'apparente'),
               NULL
        FROM engagement
        JOIN {scale.rows()} ON day BETWEEN entry AND coalesce(last_day, 'infinity')
        WHERE NOT alone AND {tally.kept("region_id")}
        GROUP BY GROUPING SETS ((region_id, i), (i))
    """
