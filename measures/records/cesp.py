"""The CESP contracts behind their figures."""

from __future__ import annotations

import datetime

from measures.records.sql import any_of
from measures.scale import Scale
from regions.enums import Discipline

SIGNED = ("cesp_signed", "cesp_signed_medicine", "cesp_signed_dentistry", "cesp_signed_net")
"""Figures that go to the scope of the UFR (U1)."""
CODES = (
    *SIGNED,
    "cesp_allocated",
    "cesp_installed_ever",
    "cesp_installed_ever_medicine",
    "cesp_installed_ever_dentistry",
    "cesp_installed",
    "cesp_to_come",
    "cesp_late",
    "cesp_no_date",
    "cesp_ended",
    "cesp_broken",
)

MEDICINE = f"discipline = '{Discipline.MEDICINE}'"
DENTISTRY = f"discipline = '{Discipline.DENTISTRY}'"
WAITING = "is_signed AND NOT is_broken AND first_start IS NULL"


def rows_sql(scale: Scale, horizon: datetime.date) -> str:
    """SQL: code, index of the day, contract, region, commune, UFR."""
    first = ("first_start IS NOT NULL", "first_region", "first_commune")
    within = f"expected <= DATE '{horizon.isoformat()}'"
    counted = {
        "cesp_signed": ("is_signed", "NULL", "NULL"),
        "cesp_signed_medicine": (f"is_signed AND {MEDICINE}", "NULL", "NULL"),
        "cesp_signed_dentistry": (f"is_signed AND {DENTISTRY}", "NULL", "NULL"),
        "cesp_signed_net": ("is_signed AND NOT is_broken", "NULL", "NULL"),
        "cesp_allocated": ("is_allocated", "followed_in", "NULL"),
        "cesp_installed_ever": first,
        "cesp_installed_ever_medicine": (f"{first[0]} AND {MEDICINE}", *first[1:]),
        "cesp_installed_ever_dentistry": (f"{first[0]} AND {DENTISTRY}", *first[1:]),
        "cesp_installed": ("main_region IS NOT NULL AND NOT is_broken", "main_region", "main_commune"),
        "cesp_to_come": (
            f"{WAITING} AND expected > day AND {within}",
            "coalesce(expected_practice_region_id, followed_in)",
            "NULL",
        ),
        "cesp_late": (f"{WAITING} AND expected <= day", "followed_in", "NULL"),
        "cesp_no_date": (f"{WAITING} AND expected IS NULL", "followed_in", "NULL"),
        "cesp_ended": ("ended_on < day AND last_region IS NOT NULL AND NOT is_broken", "last_region", "last_commune"),
        "cesp_broken": ("is_broken", "followed_in", "NULL"),
    }
    return f"""
        SELECT code, i, id, region, commune, faculty_id
        FROM ({_facts_sql(scale)}) fact
        CROSS JOIN LATERAL {any_of(counted)}
        WHERE counts
    """


def _facts_sql(scale: Scale) -> str:
    """A contract on a day: what is true of it, where it is followed and practised."""
    breach = _event("rupture", "event.start <= day")
    suspension = _event("suspension", "day BETWEEN event.start AND coalesce(event.last_day, 'infinity')")
    return f"""
        SELECT contract.*, i, day, expected_installation_date AS expected, ended_on,
               signature_date <= day AS is_signed,
               {breach} AS is_broken,
               day >= greatest(signature_date, allowance_start)
               AND day < coalesce(least(allowance_last_day + 1, diploma_date), 'infinity')
               AND NOT {breach} AND NOT {suspension} AS is_allocated,
               coalesce((SELECT followup.region_id FROM contracts_cespfollowup followup
                         WHERE followup.contract_id = contract.id AND followup.start <= day
                         ORDER BY followup.start DESC LIMIT 1), followup_region_id) AS followed_in,
               first.start AS first_start, first.region_id AS first_region, first.commune_id AS first_commune,
               main.region_id AS main_region, main.commune_id AS main_commune,
               last.region_id AS last_region, last.commune_id AS last_commune
        FROM contracts_cespcontract contract
        CROSS JOIN {scale.rows()}
        LEFT JOIN LATERAL ({_placement("true", "start, id")}) first ON true
        LEFT JOIN LATERAL (
            {_placement("day <= coalesce(last_day, 'infinity')", "activity_pct DESC, start, id")}
        ) main ON true
        LEFT JOIN LATERAL ({_placement("true", "start DESC, id DESC")}) last ON true
        LEFT JOIN contracts_cesp_commitments({scale.last}) commitment ON commitment.contract_id = contract.id
    """


def _event(kind: str, condition: str) -> str:
    return f"""
        EXISTS (SELECT FROM contracts_cespevent event
                WHERE event.contract_id = contract.id AND event.type = '{kind}' AND {condition})
    """


def _placement(condition: str, order: str) -> str:
    """The placement of a contract, begun by the day, that comes first in `order`."""
    return f"""
        SELECT start, region_id, commune_id FROM contracts_cespplacement
        WHERE contract_id = contract.id AND start <= day AND {condition} ORDER BY {order} LIMIT 1
    """
