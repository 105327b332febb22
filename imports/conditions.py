"""Conditions of the database judged in Python: what a CHECK constraint would say of a row that is not written yet.

A condition is a `Q` of the constraints of a model: comparisons of the row's own columns with values or with each
other. As in SQL, a comparison with NULL says neither yes nor no, and a constraint only refuses a clear no.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from operator import itemgetter

from django.db.models import CheckConstraint, F, Model, Q
from django.db.models.functions import Least

Judge = Callable[[Mapping], bool | None]

REMEMBERED = 100_000
"""Rows that a check keeps judged."""
COMPARISONS = {
    "exact": operator.eq,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "in": lambda left, right: left in right,
    "regex": lambda left, right: re.search(right, left) is not None,
    "startswith": lambda left, right: left.startswith(right),
}


class Check(dict):
    """A CHECK constraint: whether the database refuses the rows where the attributes it compares have given values.

    `check[check.compared(row)]` judges a row, values by attribute; the same values are judged once.
    """

    def __init__(self, constraint: CheckConstraint, model: type[Model]):
        super().__init__()
        self.constraint = constraint
        names = sorted(constraint.condition.referenced_base_fields)
        self.attributes = tuple(model._meta.get_field(name).attname for name in names)
        self.compared = itemgetter(*self.attributes)
        self._judge = judge_of(constraint.condition, model)

    def __missing__(self, compared) -> bool:
        if len(self) > REMEMBERED:
            self.clear()
        values = compared if len(self.attributes) > 1 else (compared,)
        row = dict(zip(self.attributes, values, strict=True))
        refused = self[compared] = self._judge(row) is False
        return refused


def checks_of(model: type[Model]) -> list[Check]:
    """The CHECK constraints of `model`."""
    return [
        Check(constraint, model) for constraint in model._meta.constraints if isinstance(constraint, CheckConstraint)
    ]


def judge_of(condition: Q, model: type[Model]) -> Judge:
    """`condition` as a function of a row; raises `TypeError` on what only the database can say."""
    children = [
        judge_of(child, model) if isinstance(child, Q) else _comparison(*child, model) for child in condition.children
    ]
    combined = {Q.AND: _all, Q.OR: _any}[condition.connector](children)
    return _not(combined) if condition.negated else combined


def _comparison(path: str, value, model: type[Model]) -> Judge:
    name, *lookups = path.split("__")
    lookup = lookups[0] if lookups else "exact"
    attribute = model._meta.get_field(name).attname
    if lookup == "isnull" or (lookup == "exact" and value is None):
        is_null = value is None or bool(value)
        return lambda row: (row[attribute] is None) is is_null
    if len(lookups) > 1 or lookup not in COMPARISONS:
        raise TypeError(f"{path} is for the database to judge.")
    compare = COMPARISONS[lookup]
    if isinstance(value, F | Least):
        other = _of_the_row(value, model)
        return lambda row: _compared(compare, row[attribute], other(row))
    return lambda row: None if (left := row[attribute]) is None else compare(left, value)


def _of_the_row(expression: F | Least, model: type[Model]) -> Callable[[Mapping], object]:
    if isinstance(expression, F):
        attribute = model._meta.get_field(expression.name).attname
        return lambda row: row[attribute]
    read = [_of_the_row(each, model) for each in expression.source_expressions]
    # As in PostgreSQL, NULL is not counted.
    return lambda row: min((value for each in read if (value := each(row)) is not None), default=None)


def _compared(compare, left, right) -> bool | None:
    return None if left is None or right is None else compare(left, right)


def _all(judges: list[Judge]) -> Judge:
    def judge(row):
        answer = True
        for each in judges:
            said = each(row)
            if said is False:
                return False
            if said is None:
                answer = None
        return answer

    return judge


def _any(judges: list[Judge]) -> Judge:
    def judge(row):
        answer = False
        for each in judges:
            said = each(row)
            if said:
                return True
            if said is None:
                answer = None
        return answer

    return judge


def _not(judged: Judge) -> Judge:
    def judge(row):
        answer = judged(row)
        return None if answer is None else not answer

    return judge
