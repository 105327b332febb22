"""How French prints numbers, percentages and dates: pure functions, from a value to text."""

import datetime
import re
from functools import lru_cache

KEPT_TEXTS = 4096
"""Labels, definitions and names come again on every page."""
NARROW_SPACE = "\u202f"
WIDE_SPACE = "\u00a0"
MINUS = "\u2212"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

# Units that are read with the number; the others are named once, in the label of the row.
UNITS_WITH_THE_NUMBER = {
    "%": f"{NARROW_SPACE}%",
    "€": f"{WIDE_SPACE}€",
    "fois": f"{WIDE_SPACE}fois",
}


def number(value, unit: str = "", decimals_kept: bool = False) -> str:
    """`1795` is « 1 795 », `66.5` is « 66,5 »; a sign that cannot stand alone follows the number.

    `decimals_kept`: always two decimals, as in a column of rates; a sum in euros has its cents or none.
    """
    integer, _, decimals = f"{abs(value):,.2f}".partition(".")
    is_whole = decimals == "00"
    decimals = decimals if decimals_kept or (unit == "€" and not is_whole) else decimals.rstrip("0")
    text = integer.replace(",", NARROW_SPACE) + (f",{decimals}" if decimals else "")
    sign = MINUS if value < 0 and text != "0" else ""
    return sign + text + UNITS_WITH_THE_NUMBER.get(unit, "")


def percent(value) -> str:
    """One decimal, never clipped: « 105,6 % »; below 100 it stays below, so that 100 % means reached."""
    rounded = round(value, 1)
    return number(99.9 if value < 100 <= rounded else rounded, "%")


def gap(value, unit: str = "") -> str:
    """A difference with its sign: « +3 », « −12 », « 0 »."""
    sign = "+" if value > 0 else ""
    return sign + number(value, unit)


def as_date(value) -> datetime.date:
    """The date of an ISO text; a date is returned as it is."""
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def long_date(value) -> str:
    """« 31 décembre 2016 », « 1er janvier 2017 »."""
    day = as_date(value)
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal}{WIDE_SPACE}{MONTHS[day.month - 1]} {day.year}"


def due_date(value) -> str:
    """A deadline as it is spoken: « fin 2017 » for 31 December, else the date."""
    day = as_date(value)
    return f"fin{WIDE_SPACE}{day.year}" if (day.month, day.day) == (12, 31) else long_date(day)


@lru_cache(maxsize=KEPT_TEXTS)
def french_text(text: str) -> str:
    """The text with curly apostrophes, and spaces that never break before a sign or inside quotation marks."""
    text = text.replace("'", "’")
    text = re.sub(r" (?=[;!?%])", NARROW_SPACE, text)
    return re.sub(r" (?=[:»€])|(?<=«) ", WIDE_SPACE, text)
