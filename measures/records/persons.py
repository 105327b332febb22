"""The persons behind the figures that count each once: doctors aided, under guarantee, or who stayed (A5)."""

from __future__ import annotations

from measures.scale import Scale

CODES = ("install_aided", "ptmg_doctors", "guarantee_doctors", "ptmg_stayed")


def rows_sql(scale: Scale, horizon) -> str:
    """SQL: code, index of the day, person, region, commune, nothing.

    A person comes once a region, at the place of the earliest fact that makes them count there.
    """
    return f"""
        SELECT DISTINCT ON (code, i, professional_id, region) code, i, professional_id, region, commune, NULL::bigint
        FROM ({_facts_sql()}) fact
        JOIN {scale.rows()} ON since <= day
        ORDER BY code, i, professional_id, region, since, commune
    """


def _facts_sql() -> str:
    """What makes a person count, since when and where."""
    signed = "signing_region_id, commune_id, signature_date"
    stayed = "greatest(least(planned_last_day, last_day) + 1, stayed_after_on, signature_date)"
    return f"""
        SELECT 'install_aided' AS code, professional_id, placement.region_id AS region,
               placement.commune_id AS commune, placement.start AS since
        FROM contracts_cespplacement placement
        JOIN contracts_cespcontract contract ON contract.id = placement.contract_id
        UNION ALL
        SELECT 'install_aided', professional_id, region_id, commune_id, greatest(start, signature_date)
        FROM contracts_ptmgcontract WHERE kind IN ('PTMG', 'PTMA')
        UNION ALL
        SELECT 'ptmg_doctors', professional_id, {signed} FROM contracts_ptmgcontract WHERE kind = 'PTMG'
        UNION ALL
        SELECT 'guarantee_doctors', professional_id, {signed}
        FROM contracts_ptmgcontract WHERE kind IN ('PTMG', 'PTMA')
        UNION ALL
        SELECT 'ptmg_stayed', professional_id, signing_region_id, commune_id, {stayed}
        FROM contracts_ptmgcontract WHERE kind = 'PTMG' AND stayed_after = 'oui'
    """
