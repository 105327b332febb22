"""A CESP with its children and the amounts, unsaved: what pure functions read, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.enums import CespBreachReason, CespEventType
from contracts.models import CespContract, CespEvent, CespPlacement, RateParameter
from contracts.rates import (
    CESP_ALLOWANCE,
    CESP_PENALTY_AFTER_DIPLOMA,
    CESP_PENALTY_AT_LEAST,
    CESP_PENALTY_PER_MONTH,
    Rates,
)
from regions.models import Commune

SIGNED_ON = date(2014, 10, 1)


def contract(*children, **values) -> CespContract:
    """A contract signed on `SIGNED_ON`, whose allowance starts that day, with its events and placements."""
    made = CespContract(pk=1, **{"signature_date": SIGNED_ON, "allowance_start": SIGNED_ON} | values)
    made._prefetched_objects_cache = {
        "events": [child for child in children if isinstance(child, CespEvent)],
        "placements": [child for child in children if isinstance(child, CespPlacement)],
    }
    return made


def suspension(start: date, last_day: date | None = None) -> CespEvent:
    return CespEvent(type=CespEventType.SUSPENSION, start=start, last_day=last_day)


def deferral(start: date, last_day: date | None = None) -> CespEvent:
    return CespEvent(type=CespEventType.DEFERRAL, start=start, last_day=last_day)


def breach(on: date, reason: str = CespBreachReason.DENUNCIATION) -> CespEvent:
    return CespEvent(type=CespEventType.BREACH, start=on, breach_reason=reason)


def placement(start: date, last_day: date | None = None, commune: str = "Rennes", **values) -> CespPlacement:
    return CespPlacement(pk=start.toordinal(), start=start, last_day=last_day, commune=Commune(name=commune), **values)


def rate(code: str, amount: int, start: date, last_day: date | None = None) -> RateParameter:
    return RateParameter(code=code, amount=Decimal(amount), start=start, last_day=last_day)


RATES = Rates(
    [
        rate(CESP_ALLOWANCE, 1200, date(2010, 7, 2)),
        rate(CESP_PENALTY_PER_MONTH, 200, date(2013, 11, 8)),
        rate(CESP_PENALTY_AT_LEAST, 2000, date(2013, 11, 8)),
        rate(CESP_PENALTY_AFTER_DIPLOMA, 20000, date(2013, 11, 8)),
    ]
)
"""The amounts of the reference data."""
