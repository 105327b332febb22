"""Amounts, days and periods as French writes them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils.formats import number_format

NO_BREAK_SPACE = "\u00a0"


def euros(amount: Decimal) -> str:
    """« 20 000 € », « 1 200,50 € »."""
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimals, use_l10n=True, force_grouping=True)}{NO_BREAK_SPACE}€"


def months(count: int) -> str:
    return f"{count}{NO_BREAK_SPACE}mois"


def days(count: int) -> str:
    return f"{count}{NO_BREAK_SPACE}jour{'s' if count > 1 else ''}"


def day(on: datetime.date) -> str:
    return f"{on:%d/%m/%Y}"
