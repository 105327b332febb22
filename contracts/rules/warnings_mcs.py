"""Conditions of the warnings of a SAMU correspondent, each for a day `on`, included (M1, M4, M5, M6)."""

from __future__ import annotations

import datetime

from django.db.models import DateField, Exists, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.db.models.lookups import LessThan

from contracts.enums import McsKind
from contracts.models import McsEngagement, McsSuspension, RateParameter
from regions.models import RemoteCommune
from regions.periods import in_force

REFRESH_PARAMETER = "mcs-formation-continue"
REFRESH_MONTHS = 24
"""Without a parameter in force."""
ENTRY_DATES = ("volunteer_since", "training_start", "training_on", "contract_signed_on")


def signed_not_trained(on: datetime.date) -> Q:
    """M1: a contract without the initial training does not make an active correspondent."""
    return _correspondent(on) & _not_yet("training_on", on) & Q(contract_signed_on__lte=on)


def trained_not_signed(on: datetime.date) -> Q:
    """M6: trained, and still « en cours » for want of a contract."""
    return _correspondent(on) & _not_yet("contract_signed_on", on) & Q(training_on__lte=on)


def not_equipped(on: datetime.date) -> Q:
    """M1: active, without a date of equipment nor a waiver."""
    return _active(on) & _not_yet("equipped_on", on) & Q(equipment_waived=False)


def refresh_too_old(on: datetime.date) -> Q:
    """M4: the last training of an active correspondent is older than the parameter of the day says."""
    rates = RateParameter.objects.filter(in_force(on), code=REFRESH_PARAMETER).order_by("-start")
    months = Coalesce(
        Subquery(rates.annotate(months=Cast("amount", IntegerField())).values("months")[:1]), REFRESH_MONTHS
    )
    due = Func(
        Greatest("last_refresh_on", "training_on"),
        months,
        template="(%(expressions)s))::date",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )
    return _active(on) & Q(LessThan(due, Value(on)))


def not_remote_at_entry(on: datetime.date) -> Q:
    """M5: no commune of practice or of the zone was declared at more than 30 minutes on the day of entry."""
    zone = McsEngagement.zone.through._base_manager.filter(mcsengagement=OuterRef("pk"))
    has_place = Q(practice_commune__isnull=False) | Q(Exists(zone))
    # One question each: a commune that is the one or among the others, PostgreSQL looks for among all communes.
    practice = _declared_remote(OuterRef("practice_commune"), Least(*map(OuterRef, ENTRY_DATES)))
    in_zone = _declared_remote(OuterRef("commune"), Least(*(OuterRef(OuterRef(day)) for day in ENTRY_DATES)))
    return _correspondent(on) & has_place & Q(~Exists(practice), ~Exists(zone.filter(Exists(in_zone))))


def _declared_remote(commune, day) -> QuerySet:
    """The periods during which `commune` was declared at more than 30 minutes, `day` included."""
    return RemoteCommune._base_manager.filter(in_force(day), commune=commune)


def _correspondent(on: datetime.date) -> Q:
    return Q(Q(last_day=None) | Q(last_day__gte=on), kind=McsKind.MCS)


def _active(on: datetime.date) -> Q:
    suspended = McsSuspension._base_manager.filter(in_force(on), engagement=OuterRef("pk"))
    return _correspondent(on) & Q(~Exists(suspended), contract_signed_on__lte=on, training_on__lte=on)


def _not_yet(column: str, on: datetime.date) -> Q:
    return Q(**{column: None}) | Q(**{f"{column}__gt": on})
