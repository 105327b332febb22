"""The PTMG contracts behind their figures."""

from __future__ import annotations

from measures.records.sql import any_of
from measures.scale import Scale

CODES = ("ptmg_signed", "ptmg_running", "ptmg_signed_year", "ptmg_from_cesp", "ptmg_installed")


def rows_sql(scale: Scale, horizon) -> str:
    """SQL: code, index of the day, contract, region of the agency that signed, commune, nothing."""
    signed = "signature_date <= day"
    conditions = {
        "ptmg_signed": signed,
        "ptmg_running": "day BETWEEN start AND least(planned_last_day, last_day)",
        "ptmg_signed_year": f"{signed} AND extract(year FROM signature_date) = extract(year FROM day)",
        "ptmg_from_cesp": f"{signed} AND origin_cesp_id IS NOT NULL",
        "ptmg_installed": f"{signed} AND installation_date <= day",
    }
    counted = {code: (condition, "signing_region_id", "commune_id") for code, condition in conditions.items()}
    return f"""
        SELECT code, i, id, region, commune, NULL::bigint
        FROM contracts_ptmgcontract
        CROSS JOIN {scale.rows()}
        CROSS JOIN LATERAL {any_of(counted)}
        WHERE kind = 'PTMG' AND counts
    """
