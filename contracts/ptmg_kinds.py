"""The five contracts of the PTMG family: when they could be signed, for how long, in which sectors (P1, P2, P8)."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from contracts.enums import PtmgKind, Sector

LAST_DAY_BEFORE_CDE = datetime.date(2020, 12, 24)


@dataclass(frozen=True)
class PtmgKindRules:
    """Dates are included; `term_months` is one contract's longest term, `maximum_months` a person's in all."""

    first_signature: datetime.date
    last_signature: datetime.date | None
    term_months: int
    maximum_months: int | None
    sectors: tuple[str, ...]


ANY_SECTOR = tuple(Sector.values)

RULES = {
    PtmgKind.PTMG: PtmgKindRules(datetime.date(2013, 8, 16), LAST_DAY_BEFORE_CDE, 12, 24, (Sector.ONE,)),
    PtmgKind.PTMA: PtmgKindRules(
        datetime.date(2015, 10, 29), LAST_DAY_BEFORE_CDE, 36, None, (Sector.ONE, Sector.TWO_CAS)
    ),
    PtmgKind.PIAS: PtmgKindRules(datetime.date(2015, 10, 29), LAST_DAY_BEFORE_CDE, 36, 72, ANY_SECTOR),
    PtmgKind.PTMR: PtmgKindRules(datetime.date(2017, 5, 5), LAST_DAY_BEFORE_CDE, 12, 72, ANY_SECTOR),
    PtmgKind.CDE: PtmgKindRules(datetime.date(2020, 12, 25), None, 36, 36, ANY_SECTOR),
}


def signed_while_the_kind_existed() -> Q:
    """P1: the signature falls within the dates of its kind."""
    condition = Q()
    for kind, rules in RULES.items():
        allowed = Q(kind=kind, signature_date__gte=rules.first_signature)
        if rules.last_signature:
            allowed &= Q(signature_date__lte=rules.last_signature)
        condition |= allowed
    return condition


def sector_allowed() -> Q:
    """P8: the convention sector is one that the kind accepts."""
    condition = Q()
    for kind, rules in RULES.items():
        condition |= Q(kind=kind, sector__in=rules.sectors)
    return condition
