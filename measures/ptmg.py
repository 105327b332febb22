"""Figures of the PTMG contracts, by signing agency; those of the doctors are with the persons, in `practice.py`."""

from __future__ import annotations

from measures.scale import Scale, Tally, counted


def count_ptmg(cursor, scale: Scale, tally: Tally, **_) -> None:
    """Contracts signed, running and installed."""
    cursor.execute(_contracts_sql(scale))
    for region, from_cesp, packed, count in cursor.fetchall():
        signed, next_year, start, stop, installed = scale.unpack(packed, 5)
        tally.add("ptmg_signed", region, signed, scale.never, count)
        tally.add("ptmg_signed_year", region, signed, next_year, count)
        tally.add("ptmg_running", region, start, stop, count)
        tally.add("ptmg_installed", region, max(signed, installed), scale.never, count)
        if from_cesp:
            tally.add("ptmg_from_cesp", region, signed, scale.never, count)


def _contracts_sql(scale: Scale) -> str:
    dates = scale.pack(
        scale.bucket("signature_date"),
        scale.next_year("signature_date"),
        scale.bucket("start"),
        scale.bucket("least(planned_last_day, last_day) + 1"),
        scale.bucket("installation_date"),
    )
    source = f"FROM contracts_ptmgcontract WHERE kind = 'PTMG' AND signature_date <= {scale.last}"
    return counted(["signing_region_id", "origin_cesp_id IS NOT NULL", dates], source)
