"""The person that contracts bind: the lock of their rules, and what looks like the same person twice (H1, H2)."""

from __future__ import annotations

import functools
import operator

from django.db.models import BigIntegerField, Case, Exists, Model, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, GreaterThan

from contracts.models import CespContract, Professional

RPPS_DIGITS = 11


def lock_persons(record: Model) -> None:
    """Lock the person that `record` binds, and the one it binds in the database when another is written there.

    In the order of their keys, so that two writers never wait for each other.
    """
    before = type(record)._base_manager.filter(pk=record.pk).values_list("professional_id", flat=True)
    _lock({record.professional_id, *before})


def lock_person_of_contract(record: Model) -> None:
    """Lock the signatory of the contract that `record` is about."""
    _lock({record.contract.professional_id})


def _lock(persons: set[int]) -> None:
    rows = Professional._base_manager.filter(pk__in=persons).order_by("pk")
    # References to a person are written all the same: only another judge waits.
    list(rows.select_for_update(no_key=True).values_list("pk"))


def false_rpps() -> Q:
    """H1: the key of the RPPS number is wrong (Luhn)."""
    return Q(GreaterThan(_luhn_remainder("rpps", RPPS_DIGITS), 0))


def _luhn_remainder(column: str, length: int) -> Case:
    """What is left of the Luhn sum of a number of `length` digits, 0 when its key is right or it is no number.

    In whole numbers, since cutting a text is slow: as only the unit of the sum counts, n // 10**k stands for its last
    digit; and a digit doubled adds one when it is 5 or more.
    """
    number = Cast(column, BigIntegerField())
    terms = [number / Value(10**rank) * Value(1 + rank % 2) for rank in range(length)]
    terms += [number / Value(5 * 10**rank) % Value(2) for rank in range(1, length, 2)]
    remainder = functools.reduce(operator.add, terms) % Value(10)
    is_number = Q(**{f"{column}__regex": f"^[0-9]{{{length}}}$"})
    return Case(When(is_number, then=remainder), default=Value(0), output_field=BigIntegerField())


def same_person_twice() -> Q:
    """H2: another record bears the same name without accents, the same year of birth and the same UFR.

    The UFR is that of a CESP: a person without one may be of any. Two RPPS numbers are two persons (H1).
    """
    theirs = CespContract._base_manager.filter(professional=OuterRef("pk"))
    mine = CespContract._base_manager.filter(professional=OuterRef(OuterRef("pk")))
    same_faculty = theirs.filter(faculty__cesp_contracts__professional=OuterRef(OuterRef("pk")))
    namesakes = Professional._base_manager.filter(
        ~Q(pk=OuterRef("pk")), search_name=OuterRef("search_name"), birth_year=OuterRef("birth_year")
    )
    doubtful = namesakes.filter(
        Q(rpps="") | Exact(OuterRef("rpps"), Value("")),
        Q(Exists(same_faculty)) | ~Exists(theirs) | ~Exists(mine),
    )
    return Q(Exists(doubtful))
