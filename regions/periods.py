"""Days and periods: a period has a `start` and a `last_day`, both included; no last day, it still runs (A2)."""

from __future__ import annotations

import calendar
import datetime

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db.models import CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Least


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` months later, or the month's last day when it has no such day: 31/08 + 6 is 28/02."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of(start: datetime.date, months: int) -> datetime.date:
    """Last day, included, of a period of `months` months from `start` (A3)."""
    return add_months(start, months) - datetime.timedelta(days=1)


def latest_start_over(on: datetime.date, months: int) -> datetime.date:
    """The latest start of a period of `months` months that is over by day `on`: its last day is before `on`.

    Not the mere inverse of `add_months`, which brings several starts back to one month's end.
    """
    one_day = datetime.timedelta(days=1)
    return max(add_months(on, -months), add_months(on + one_day, -months) - one_day)


def whole_months(start: datetime.date, last_day: datetime.date) -> int:
    """Whole months, in the sense of A3, between two included days; 0 when the period is empty."""
    end = last_day + datetime.timedelta(days=1)
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if add_months(start, months) <= end else months - 1)


def in_force(on: datetime.date, *, start: str = "start", last_day: str = "last_day") -> Q:
    """Filter of the periods in force on day `on`, both ends included (A2)."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{last_day}": None}) | Q(**{f"{last_day}__gte": on}))


def dates_in_order(name: str, message: str, *, start: str = "start", last_day: str = "last_day") -> CheckConstraint:
    """The constraint `name`: a period that ends does not end before it starts; `message`, in French, says so."""
    condition = Q(**{last_day: None}) | Q(**{f"{last_day}__gte": F(start)})
    return CheckConstraint(name=name, condition=condition, violation_error_message=message)


def key(reference: str) -> Func:
    """The foreign key `reference` as a range of one value, so that an exclusion needs no extension (btree_gist).

    Null without a target: an owner being created meets nobody. (A range between two nulls would meet everybody.)
    """
    return Func(
        F(reference),
        F(reference),
        Value("[]"),
        function="int8range",
        template="nullif(%(function)s(%(expressions)s), '(,)'::int8range)",
        output_field=BigIntegerRangeField(),
    )


def days(start, last_day) -> Func:
    """The days of a period as a range, both ends included; a null end is open.

    Reversed ends make the range of the last day alone, where PostgreSQL would stop: another rule refuses them.
    """
    return Func(Least(start, last_day), last_day, Value("[]"), function="daterange", output_field=DateRangeField())
