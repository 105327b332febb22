"""Contracts running in a year against the number that an order allows (P10): told beside it, never refused."""

from __future__ import annotations

from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import IsNull

from contracts.models import Contingent, PtmgContract


def with_running(contingents: QuerySet) -> QuerySet:
    """Annotate `running`: the contracts of the kind in force at any time in the year, in the region or in France."""
    everywhere, here = IsNull(OuterRef("region"), True), Q(signing_region=OuterRef("region"))
    running = (
        PtmgContract._base_manager.annotate(real_last_day=Least("planned_last_day", "last_day"))
        .filter(
            Q(everywhere) | here,
            kind=OuterRef("kind"),
            start__lt=_new_year(OuterRef("year") + Value(1)),
            real_last_day__gte=_new_year(OuterRef("year")),
        )
        .order_by()
        .values("kind")
        .annotate(running=Count("pk"))
        .values("running")
    )
    return contingents.annotate(running=Coalesce(Subquery(running, output_field=IntegerField()), 0))


def contingent_overruns(year: int) -> QuerySet:
    """The contingents of `year` exceeded by the contracts in force in that year, each with `running` (P10)."""
    return with_running(Contingent.objects.filter(year=year)).filter(running__gt=F("number"))


def _new_year(year) -> Func:
    return Func(year, Value(1), Value(1), function="make_date", output_field=DateField())
