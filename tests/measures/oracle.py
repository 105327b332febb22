"""Every computed indicator counted again from the rows, in plain Python, without the SQL that it is to check.

Each count of `COUNTS` is a function of the rows, a day and a horizon. It yields a pair for each thing counted: the
thing, and where it is counted (`("region", code)`, `("group", code)`, or None when no region is known that day).
"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import NamedTuple

from contracts.enums import McsKind, PtmgKind
from regions.enums import Discipline
from structures.enums import StructureStatus, StructureType
from tests.measures.oracle_contracts import (
    active,
    affiliated,
    cesp_allocated,
    cesp_broken,
    cesp_ended,
    cesp_installed,
    cesp_installed_ever,
    cesp_late,
    cesp_no_date,
    cesp_signed,
    cesp_signed_net,
    cesp_to_come,
    in_training,
    install_aided,
    mcs_counted,
    of_discipline,
    ptmg_counted,
    real_last_day,
    signed_in_the_year,
    signed_with_samu,
    stayed,
)
from tests.measures.oracle_rows import Rows
from tests.measures.oracle_structures import (
    msp_closed,
    msp_led,
    msp_open,
    msp_opened,
    msp_qpv,
    msp_sites,
    msp_univ,
    type_led,
    type_open,
)


class Tally(NamedTuple):
    """What was counted: distinct things in all, and by place."""

    national: int
    places: Counter


def tally(
    rows: Rows, code: str, day: datetime.date, horizon: datetime.date, left_out: frozenset[str] = frozenset()
) -> Tally:
    """The figure `code` on `day`, that day included; `horizon` bounds the installations to come.

    What is counted in a place of `left_out` (codes of regions and groups) is not counted at all.
    """
    counted = {
        (thing, place)
        for thing, place in COUNTS[code](rows, day, horizon)
        if place is None or place[1] not in left_out
    }
    return Tally(len({thing for thing, _ in counted}), Counter(place for _, place in counted))


COUNTS = {
    "cesp_signed": cesp_signed,
    "cesp_signed_medicine": of_discipline(cesp_signed, Discipline.MEDICINE),
    "cesp_signed_dentistry": of_discipline(cesp_signed, Discipline.DENTISTRY),
    "cesp_signed_net": cesp_signed_net,
    "cesp_allocated": cesp_allocated,
    "cesp_installed_ever": cesp_installed_ever,
    "cesp_installed_ever_medicine": of_discipline(cesp_installed_ever, Discipline.MEDICINE),
    "cesp_installed_ever_dentistry": of_discipline(cesp_installed_ever, Discipline.DENTISTRY),
    "cesp_installed": cesp_installed,
    "cesp_to_come": cesp_to_come,
    "cesp_late": cesp_late,
    "cesp_no_date": cesp_no_date,
    "cesp_ended": cesp_ended,
    "cesp_broken": cesp_broken,
    "ptmg_signed": ptmg_counted(lambda contract, day: contract.signature_date <= day),
    "ptmg_running": ptmg_counted(lambda contract, day: contract.start <= day <= real_last_day(contract)),
    "ptmg_signed_year": ptmg_counted(signed_in_the_year),
    "ptmg_doctors": ptmg_counted(lambda contract, day: contract.signature_date <= day, persons=True),
    "ptmg_from_cesp": ptmg_counted(
        lambda contract, day: contract.signature_date <= day and contract.origin_cesp_id is not None
    ),
    "ptmg_stayed": ptmg_counted(stayed, persons=True),
    "ptmg_installed": ptmg_counted(
        lambda contract, day: (
            contract.signature_date <= day
            and contract.installation_date is not None
            and contract.installation_date <= day
        )
    ),
    "guarantee_doctors": ptmg_counted(
        lambda contract, day: contract.signature_date <= day, (PtmgKind.PTMG, PtmgKind.PTMA), persons=True
    ),
    "install_aided": install_aided,
    "msp_open": msp_open,
    "msp_validated": msp_led(StructureStatus.VALIDATED),
    "msp_in_preparation": msp_led(StructureStatus.PREPARING),
    "msp_opened": msp_opened,
    "msp_closed": msp_closed,
    "msp_qpv": msp_qpv,
    "msp_univ": msp_univ,
    "msp_sites": msp_sites,
    "cds_open": type_open(StructureType.CDS),
    "cds_in_preparation": type_led(StructureType.CDS, {StructureStatus.PREPARING}),
    "pta_open": type_open(StructureType.PTA),
    "pta_open_or_planned": type_led(
        StructureType.PTA, {StructureStatus.PREPARING, StructureStatus.VALIDATED, StructureStatus.OPEN}
    ),
    "esp_open": type_open(StructureType.ESP),
    "cpts_open": type_open(StructureType.CPTS),
    "mcs_active": mcs_counted(McsKind.MCS, active),
    "mcs_signed": mcs_counted(McsKind.MCS, signed_with_samu),
    "mcs_in_training": mcs_counted(McsKind.MCS, in_training),
    "mcs_affiliated": mcs_counted(McsKind.AFFILIATED, affiliated),
}
BY_FACULTY = {"cesp_signed", "cesp_signed_medicine", "cesp_signed_dentistry", "cesp_signed_net"}
"""The counts that a grouped region, or one without a UFR, does not have."""
