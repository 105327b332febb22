"""Dated amounts, read once and asked many times."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from contracts.models import RateParameter

CESP_ALLOWANCE = "cesp-allocation"
CESP_PENALTY_PER_MONTH = "cesp-penalite-par-mois"
CESP_PENALTY_AT_LEAST = "cesp-penalite-minimale"
CESP_PENALTY_AFTER_DIPLOMA = "cesp-penalite-apres-diplome"


class Rates:
    """The amounts of some rows of `RateParameter`, by code and day."""

    def __init__(self, rows: Iterable[RateParameter]):
        self._rows = sorted(rows, key=lambda row: row.start, reverse=True)

    def amount(self, code: str, on: datetime.date) -> Decimal | None:
        """The amount of `code` in force on day `on`; None when no row says it."""
        for row in self._rows:
            if row.code == code and row.start <= on and (row.last_day is None or on <= row.last_day):
                return row.amount
        return None


def cesp_rates() -> Rates:
    """The amounts of the CESP, in one query."""
    return Rates(RateParameter.objects.filter(code__startswith="cesp-"))
