"""The doctors behind the figures of the SAMU correspondents (M1, M2, M3)."""

from __future__ import annotations

from measures.records.sql import any_of
from measures.scale import Scale

CODES = ("mcs_active", "mcs_signed", "mcs_in_training", "mcs_affiliated")


def rows_sql(scale: Scale, horizon) -> str:
    """SQL: code, index of the day, doctor, region of the SAMU, commune of practice, nothing; once a region."""
    suspended = """
        EXISTS (SELECT FROM contracts_mcssuspension suspension WHERE suspension.engagement_id = engagement.id
                AND day BETWEEN suspension.start AND coalesce(suspension.last_day, 'infinity'))
    """
    waiting = "coalesce(training_on > day, true) AND coalesce(contract_signed_on > day, true)"
    conditions = {
        "mcs_active": f"kind = 'mcs' AND contract_signed_on <= day AND training_on <= day AND NOT {suspended}",
        "mcs_signed": "kind = 'mcs' AND contract_signed_on <= day",
        "mcs_in_training": f"kind = 'mcs' AND {waiting}",
        "mcs_affiliated": "kind = 'apparente'",
    }
    counted = {code: (condition, "region_id", "practice_commune_id") for code, condition in conditions.items()}
    return f"""
        SELECT DISTINCT ON (code, i, professional_id, region) code, i, professional_id, region, commune, NULL::bigint
        FROM (
            SELECT *, least(volunteer_since, training_start, training_on, contract_signed_on) AS entry
            FROM contracts_mcsengagement
        ) engagement
        JOIN {scale.rows()} ON day BETWEEN entry AND coalesce(last_day, 'infinity')
        CROSS JOIN LATERAL {any_of(counted)}
        WHERE counts
        ORDER BY code, i, professional_id, region, entry, commune
    """
