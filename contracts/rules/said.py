"""What the rules of contracts say alike: days in French, dates that nobody can have meant, other regions' records."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import DateField, Model

from regions.rules import Problem

FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2100, 12, 31)
"""No fact of the register, nor any plan, lies outside."""
ELSEWHERE = "Engagement existant\u00a0: contactez l’administration nationale."
"""All that may be said of a record that those who write this one may not read."""


def french(day: datetime.date | None) -> str:
    """`day` as 31/12/2016, or « sans date de fin »."""
    return f"{day:%d/%m/%Y}" if day else "sans date de fin"


def implausible_dates(record: Model, parts: Iterable[Model] = ()) -> list[Problem]:
    """A problem for each date of `record`, or of its parts, before 1950 or after 2100: a slip of the keyboard."""
    return [
        Problem(
            "date",
            f"La date {day:%d/%m}/{day.year:04d} n’est pas plausible\u00a0: corrigez l’année.",
            field.name,
            None if row is record else row,
        )
        for row in [record, *parts]
        for field in row._meta.concrete_fields
        if isinstance(field, DateField) and (day := getattr(row, field.attname)) is not None
        if not FIRST_DAY <= day <= LAST_DAY
    ]


def overlaps(start: datetime.date, last_day: datetime.date | None, other_start, other_last_day) -> bool:
    """Whether two periods, both ends included, share a day; no last day, a period still runs."""
    return (last_day is None or other_start <= last_day) and (other_last_day is None or start <= other_last_day)
