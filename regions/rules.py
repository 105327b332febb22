"""Error rules over several rows: who judges a record, under which lock, and how it is refused.

A rule that one row or one exclusion can say is a constraint of the database. The others are functions over a record
as it has just been written, with its parts: forms, guided actions and imports write inside `checked(record)`, which
undoes everything when one of them objects. What only looks wrong is a warning: see `anomalies.engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model


@dataclass(frozen=True)
class Problem:
    """What a rule refuses: a French sentence that says what to do, at a field of the record or of one of its parts.

    `part` is the row of the part as written; without it `field` is the record's own, and may be empty.
    """

    code: str
    message: str
    field: str = ""
    part: Model | None = None

    def __str__(self):
        return f"{self.message} ({self.code})"


class RuleViolation(Exception):
    """A record cannot stay as written: everything since `checked` began is undone."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Rules:
    """The judge of a model.

    `problems` reads a written record and its parts and gives what is wrong; `lock` locks the rows that two writers
    of the same subject must not read at once (the professional of a contract, a structure itself).
    """

    problems: Callable[[Model], list[Problem]]
    lock: Callable[[Model], None]


_JUDGES: dict[type[Model], Rules] = {}


def register(model: type[Model], rules: Rules) -> None:
    """Make `rules` the judge of the records of `model`, and of their parts."""
    _JUDGES[model] = rules


def problems_of(record: Model) -> list[Problem]:
    """What the rules refuse in `record`, or in the record that it is a part of; as the database holds them."""
    judged = judged_record(record)
    return _JUDGES[type(judged)].problems(judged) if judged is not None else []


def lock(record: Model) -> None:
    """Take, until the end of the transaction, the lock that the rules of `record` need."""
    judged = judged_record(record)
    if judged is not None:
        _JUDGES[type(judged)].lock(judged)


@contextmanager
def checked(*records: Model):
    """Write inside: one transaction, under the locks of `records`, undone with `RuleViolation` if a rule objects.

    A record that does not exist yet is locked by what it refers to.
    """
    with transaction.atomic():
        for record in records:
            lock(record)
        yield
        refuse_problems(records)


def refuse_problems(records: Iterable[Model]) -> None:
    """Raise `RuleViolation` with all that the rules refuse in `records`, if anything."""
    problems = [problem for record in records for problem in problems_of(record)]
    if problems:
        raise RuleViolation(problems)


def judged_record(record: Model) -> Model | None:
    """`record` itself, or the owner it is a part of, if rules judge that model."""
    while record is not None and type(record) not in _JUDGES:
        owner = getattr(record, "wall_owner", None)
        record = getattr(record, owner, None) if owner else None
    return record
