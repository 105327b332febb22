"""Figures of the CESP contracts, but for their practice; what each counts is in `definitions.py`."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from measures.scale import Scale, Tally, counted
from measures.scopes import FacultyScopes
from regions.enums import Discipline


def count_cesp(cursor, scale: Scale, tally: Tally, *, scopes: FacultyScopes, horizon: datetime.date) -> None:
    """Signatures by UFR; allowances, breaches and installations awaited by the region that follows.

    A contract comes once for its first follow-up, then once for each change of follow-up, over the days of each.
    """
    cursor.execute(_contracts_sql(scale, horizon))
    for faculty, in_medicine, region, awaited_in, packed, count in cursor.fetchall():
        move, *dates = scale.unpack(packed, 7)
        buckets = Buckets(*dates)
        _count_signatures(tally, scopes.by_faculty[faculty], in_medicine, buckets, count)
        if awaited_in:
            tally.add("cesp_to_come", awaited_in, buckets.signed, min(buckets.waiting_stop, buckets.expected), count)
        _count_followed(tally, region, 0, move, buckets, count, awaited_elsewhere=bool(awaited_in))
    cursor.execute(_moved_sql(scale, horizon))
    for region, awaited_elsewhere, packed, count in cursor.fetchall():
        since, until, *dates = scale.unpack(packed, 8)
        _count_followed(tally, region, since, until, Buckets(*dates), count, awaited_elsewhere=awaited_elsewhere)
    cursor.execute(_suspended_sql(scale))
    for region, index, count in cursor.fetchall():
        tally.add("cesp_allocated", region, index, index + 1, -count)


FACTS = """
    SELECT id, followup_region_id, signature_date, allowance_start, allowance_last_day, diploma_date,
           expected_practice_region_id, expected_installation_date
    FROM contracts_cespcontract
"""
"""Columns that the index `cesp_facts` holds, so that looking a contract up reads nothing else."""
NO_DATE, BEYOND_HORIZON = 1, 2
"""What an expected installation without a date, or after the horizon, adds to the bucket `never`."""


class Buckets(NamedTuple):
    """The buckets of a contract's dates."""

    signed: int
    allowance: int
    allowance_stop: int
    breach: int
    placement: int
    expected: int

    @property
    def waiting_stop(self) -> int:
        """From here on the contract awaits no installation."""
        return min(self.breach, self.placement)


def _count_signatures(tally: Tally, scope: str | None, in_medicine: bool, buckets: Buckets, count: int) -> None:
    never = tally.scale.never
    tally.add("cesp_signed", scope, buckets.signed, never, count)
    of_discipline = "cesp_signed_medicine" if in_medicine else "cesp_signed_dentistry"
    tally.add(of_discipline, scope, buckets.signed, never, count)
    tally.add("cesp_signed_net", scope, buckets.signed, buckets.breach, count)


def _count_followed(
    tally: Tally, region: str, since: int, until: int, buckets: Buckets, count: int, *, awaited_elsewhere: bool
) -> None:
    """Count contracts that `region` follows from bucket `since` until bucket `until`."""
    start = max(buckets.signed, since)
    allowance_start = max(start, buckets.allowance)
    allowance_stop = min(buckets.allowance_stop, buckets.breach, until)
    tally.add("cesp_allocated", region, allowance_start, allowance_stop, count)
    tally.add("cesp_broken", region, max(since, buckets.breach), until, count)
    waiting_stop = min(buckets.waiting_stop, until)
    if buckets.expected == tally.scale.never + NO_DATE:
        tally.add("cesp_no_date", region, start, waiting_stop, count)
    elif buckets.expected != tally.scale.never + BEYOND_HORIZON:
        tally.add("cesp_late", region, max(start, buckets.expected), waiting_stop, count)
        if not awaited_elsewhere:
            tally.add("cesp_to_come", region, start, min(waiting_stop, buckets.expected), count)


def _dates_sql(scale: Scale, horizon: datetime.date) -> list[str]:
    """The buckets of `Buckets`, in its order."""
    expected = "expected_installation_date"
    return [
        scale.bucket("signature_date"),
        scale.bucket("allowance_start"),
        scale.bucket("least(allowance_last_day + 1, diploma_date)"),
        scale.bucket("breach.day"),
        scale.bucket("placement.day"),
        f"CASE WHEN {expected} IS NULL THEN {scale.never + NO_DATE}"
        f" WHEN {_within(horizon)} THEN {scale.bucket(expected)} ELSE {scale.never + BEYOND_HORIZON} END",
    ]


def _within(horizon: datetime.date) -> str:
    return f"expected_installation_date <= DATE '{horizon.isoformat()}'"


def _contracts_sql(scale: Scale, horizon: datetime.date) -> str:
    columns = [
        "faculty_id",
        f"discipline = '{Discipline.MEDICINE}'",
        "followup_region_id",
        f"CASE WHEN {_within(horizon)} THEN expected_practice_region_id END",
        scale.pack(scale.bucket("move.day"), *_dates_sql(scale, horizon)),
    ]
    source = f"""
        FROM contracts_cespcontract contract
        LEFT JOIN (SELECT contract_id, start AS day FROM contracts_cespevent
                   WHERE type = 'rupture' AND start <= {scale.last}) breach ON breach.contract_id = contract.id
        LEFT JOIN (SELECT contract_id, min(start) AS day FROM contracts_cespfollowup
                   WHERE start <= {scale.last} GROUP BY contract_id) move ON move.contract_id = contract.id
        LEFT JOIN (SELECT contract_id, min(start) AS day FROM contracts_cespplacement
                   WHERE start <= {scale.last} GROUP BY contract_id) placement ON placement.contract_id = contract.id
        WHERE signature_date <= {scale.last}
    """
    return counted(columns, source)


def _moved_sql(scale: Scale, horizon: datetime.date) -> str:
    """Few contracts change region: the facts of each are looked up."""
    columns = [
        "move.region_id",
        f"({_within(horizon)} AND expected_practice_region_id IS NOT NULL)",
        scale.pack(scale.bucket("move.start"), scale.bucket("move.next"), *_dates_sql(scale, horizon)),
    ]
    source = f"""
        FROM (SELECT contract_id, region_id, start, lead(start) OVER (PARTITION BY contract_id ORDER BY start) AS next
              FROM contracts_cespfollowup WHERE start <= {scale.last}) move
        JOIN LATERAL ({FACTS} WHERE id = move.contract_id LIMIT 1) contract ON true
        LEFT JOIN LATERAL (SELECT start AS day FROM contracts_cespevent
                           WHERE contract_id = contract.id AND type = 'rupture' LIMIT 1) breach ON true
        LEFT JOIN LATERAL (SELECT min(start) AS day FROM contracts_cespplacement
                           WHERE contract_id = contract.id) placement ON true
        WHERE signature_date <= {scale.last}
    """
    return counted(columns, source)


def _suspended_sql(scale: Scale) -> str:
    """Contracts whose allowance would be paid on an asked day, were it not suspended on it."""
    source = f"""
        FROM (
            SELECT DISTINCT contract_id, i, day
            FROM contracts_cespevent
            JOIN {scale.rows()} ON day BETWEEN start AND coalesce(last_day, 'infinity')
            WHERE type = 'suspension' AND start <= {scale.last}
        ) suspended
        JOIN LATERAL ({FACTS} WHERE id = contract_id LIMIT 1) contract ON true
        LEFT JOIN LATERAL (
            SELECT region_id FROM contracts_cespfollowup followup
            WHERE followup.contract_id = contract.id AND followup.start <= day ORDER BY start DESC LIMIT 1
        ) move ON true
        WHERE day >= greatest(signature_date, allowance_start)
          AND day < coalesce(least(allowance_last_day + 1, diploma_date), 'infinity')
          AND NOT EXISTS (SELECT FROM contracts_cespevent breach
                          WHERE breach.contract_id = contract.id AND breach.type = 'rupture' AND breach.start <= day)
    """
    return counted(["coalesce(move.region_id, followup_region_id)", "i"], source)
