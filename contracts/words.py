"""Amounts, days and periods as French writes them."""

from __future__ import annotations

import datetime
from decimal import Decimal

NO_BREAK_SPACE, NARROW_SPACE = "\u00a0", "\u202f"


def number(value: int | Decimal) -> str:
    """« 2 870 », « 1 200,50 »."""
    decimals = 0 if value == int(value) else 2
    return f"{value:,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")


def euros(amount: Decimal) -> str:
    """« 20 000 € », « 1 200,50 € »."""
    return f"{number(amount)}{NO_BREAK_SPACE}€"


def months(count: int) -> str:
    return f"{number(count)}{NO_BREAK_SPACE}mois"


def days(count: int) -> str:
    return f"{number(count)}{NO_BREAK_SPACE}jour{'s' if count > 1 else ''}"


def day(on: datetime.date) -> str:
    return f"{on:%d/%m/%Y}"
