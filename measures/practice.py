"""Figures of practice and of persons: CESP installed, commitments served in full, doctors aided or under guarantee."""

from __future__ import annotations

from measures.persons import count_persons, persons_sql
from measures.scale import Scale, Tally, counted
from regions.enums import Discipline

INSTALLED_EVER = {
    Discipline.MEDICINE: "cesp_installed_ever_medicine",
    Discipline.DENTISTRY: "cesp_installed_ever_dentistry",
}


PERSONS = {
    "install_aided": "start",
    "ptmg_doctors": "ptmg",
    "guarantee_doctors": "guarantee",
    "ptmg_stayed": "stayed",
}
"""Figures that count persons, and the date each counts from."""


def count_practice(cursor, scale: Scale, tally: Tally, **_) -> None:
    """Installations, then persons, then commitments ended."""
    cursor.execute(_practice_sql(scale, tally))
    for what, discipline, region, packed, count in cursor.fetchall():
        if what in ("both", "france", "region"):
            count_persons(tally, list(PERSONS), what, region, packed, count)
            continue
        start, stop, breach = scale.unpack(packed, 3)
        if "first" in what:
            tally.add("cesp_installed_ever", region, start, scale.never, count)
            tally.add(INSTALLED_EVER[discipline], region, start, scale.never, count)
        if "running" in what:
            tally.add("cesp_installed", region, start, min(stop, breach), count)
    cursor.execute(_ended_sql(scale))
    for region, start, stop, breach, count in cursor.fetchall():
        tally.add("cesp_ended", region, start, min(stop, breach), count)


def _practice_sql(scale: Scale, tally: Tally) -> str:
    """Placements begun, by the buckets of their dates, then the persons of `PERSONS`.

    `first`: the first placement of its contract. `running`: to count as the place of practice while it runs, which
    holds of the only placement of a contract; the contracts that have several come again, day by day, with the main
    one of those that run.
    """
    breach = "LEFT JOIN contracts_cespevent breach ON breach.contract_id = placement.contract_id AND type = 'rupture'"
    dates = [scale.bucket("placement.start"), scale.bucket("placement.last_day + 1"), scale.bucket("breach.start")]
    by_dates = counted(
        [
            "CASE WHEN NOT alone THEN 'first' WHEN first THEN 'first running' END",
            "discipline",
            "region_id",
            scale.pack(*dates),
        ],
        f"FROM placement {breach} WHERE first",
    )
    main_of_several = counted(
        ["'running'", "NULL", "region_id", scale.pack("i", "i + 1", str(scale.never))],
        f"""
        FROM (
            SELECT DISTINCT ON (placement.contract_id, i) i, region_id
            FROM placement
            JOIN {scale.rows()} ON day BETWEEN placement.start AND coalesce(placement.last_day, 'infinity')
            {breach}
            WHERE NOT alone AND coalesce(breach.start > day, true)
            ORDER BY placement.contract_id, i, activity_pct DESC, placement.start, placement.id
        ) main_placement
        """,
    )
    return f"""
        WITH placement AS MATERIALIZED (
            SELECT placement.*, discipline, professional_id
            FROM (
                SELECT id, contract_id, region_id, start, last_day, activity_pct,
                       row_number() OVER by_start = 1 AS first,
                       lead(id) OVER by_start IS NULL AND lag(id) OVER by_start IS NULL AS alone
                FROM contracts_cespplacement
                WHERE start <= {scale.last}
                WINDOW by_start AS (PARTITION BY contract_id ORDER BY start, id)
            ) placement
            JOIN contracts_cespcontract contract ON contract.id = placement.contract_id
        )
        {by_dates}
        UNION ALL
        {main_of_several}
        UNION ALL
        SELECT scope, NULL, region, dates, count
        FROM ({persons_sql(scale, _person_facts_sql(scale, tally), list(PERSONS.values()))}) person
    """


def _person_facts_sql(scale: Scale, tally: Tally) -> str:
    """What makes a person count, and where: at the place of practice once begun, at the agency that signed a PTMG.

    A contract signed and practised in one region, as nearly all are, is one row.
    """
    guarantee = "kind IN ('PTMG', 'PTMA')"
    return f"""
        SELECT professional_id, region_id AS region, start,
               NULL::date AS ptmg, NULL::date AS guarantee, NULL::date AS stayed
        FROM placement WHERE {tally.kept("region_id")}
        UNION ALL
        SELECT professional_id, signing_region_id, CASE WHEN region_id = signing_region_id THEN start END,
               CASE WHEN kind = 'PTMG' THEN signature_date END, signature_date,
               CASE WHEN kind = 'PTMG' AND stayed_after = 'oui'
                    THEN greatest(least(planned_last_day, last_day) + 1, stayed_after_on) END
        FROM contracts_ptmgcontract
        WHERE {guarantee} AND signature_date <= {scale.last} AND {tally.kept("signing_region_id")}
        UNION ALL
        SELECT professional_id, region_id, start, NULL, NULL, NULL
        FROM contracts_ptmgcontract
        WHERE {guarantee} AND start <= {scale.last} AND region_id <> signing_region_id
          AND {tally.kept("region_id")}
    """


def _ended_sql(scale: Scale) -> str:
    """Commitments served in full, from the day after their end, where the last practice was on each day."""
    columns = [
        "region_id",
        scale.bucket("greatest(placement.start, ended_on + 1)"),
        scale.bucket("placement.next"),
        scale.bucket("breach.start"),
    ]
    source = f"""
        FROM contracts_cesp_commitments({scale.last}) commitment
        JOIN (
            SELECT contract_id, region_id, start, lead(start) OVER by_start AS next
            FROM contracts_cespplacement
            WHERE start <= {scale.last}
            WINDOW by_start AS (PARTITION BY contract_id ORDER BY start, id)
        ) placement USING (contract_id)
        LEFT JOIN contracts_cespevent breach ON breach.contract_id = commitment.contract_id AND type = 'rupture'
        WHERE ended_on < {scale.last}
    """
    return counted(columns, source)
