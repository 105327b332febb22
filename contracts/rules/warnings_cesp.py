"""Conditions of the warnings of a CESP, each for a day `on`, included (C3, C5, C7, C9, C10, C12, C13, C15)."""

from __future__ import annotations

import datetime

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Substr
from django.db.models.lookups import LessThan

from contracts.enums import CespEventType, PracticeMode
from contracts.models import CespChoice, CespEvent, CespPlacement, TransferRequest
from contracts.rules.zoned import zoning_says
from regions.periods import add_months

ALLOWANCE_MARGIN = datetime.timedelta(days=31)
PRACTICE_AFTER_DIPLOMA_MONTHS = 6
ANSWER_MONTHS = 1


def signed_out_of_campaign(on: datetime.date) -> Q:
    """C3: signed before 1 September or after 31 August of the campaign's university year."""
    year = Cast(Substr("campaign", 1, 4), IntegerField())
    return Q(signature_date__lt=_september(year)) | Q(signature_date__gte=_september(year + Value(1)))


def _september(year) -> Func:
    return Func(year, Value(9), Value(1), function="make_date", output_field=DateField())


def practice_without_diploma(on: datetime.date) -> Q:
    """C5: a practice began and no diploma is known."""
    return Q(Exists(_placements(start__lte=on)), diploma_date=None)


def late_after_the_diploma(on: datetime.date) -> Q:
    """More than six months from the diploma to the practice, or to `on` before any, without a deferral between."""
    arrival = Coalesce(
        Subquery(_placements(start__lte=on).order_by("start").values("start")[:1]), Value(on), output_field=DateField()
    )
    deferrals = _events(CespEventType.DEFERRAL, start__lte=on).filter(
        Q(last_day=None) | Q(last_day__gte=OuterRef("diploma_date"))
    )
    limit = Func(
        F("diploma_date"),
        template=f"(%(expressions)s + interval '{PRACTICE_AFTER_DIPLOMA_MONTHS} months')::date",
        output_field=DateField(),
    )
    return _not_broken(on) & Q(~Exists(deferrals)) & Q(LessThan(limit, arrival))


def unknown_zone(on: datetime.date) -> Q:
    """C7: no class of zone is known for a place, practised or ranked and dated; never « hors zone »."""
    ranked = CespChoice._base_manager.filter(contract=OuterRef("pk"), chosen_on__isnull=False)
    unzoned = ranked.filter(~Exists(zoning_says("commune", "chosen_on")))
    return Q(Exists(_placements(zone_class_at_choice=""))) | Q(Exists(unzoned))


def class_against_the_zoning(on: datetime.date) -> Q:
    """C7: the class written for a place is none that the zonings of its choice day give its commune."""
    chosen = _placements().exclude(zone_class_at_choice="").annotate(decided_on=Coalesce("choice_date", "start"))
    said = zoning_says("commune", "decided_on")
    same = said.filter(zone_class=OuterRef("zone_class_at_choice"))
    return Q(Exists(chosen.filter(Exists(said), ~Exists(same))))


def unknown_tariffs(on: datetime.date) -> Q:
    """C9: nobody has said whether a private practice keeps to the tariffs of the convention."""
    return Q(Exists(_placements(convention_tariffs=None).exclude(mode=PracticeMode.SALARIED)))


def expected_within_a_deferral(on: datetime.date) -> Q:
    """C10: the expected installation was not put off after a deferral granted."""
    around = _events(CespEventType.DEFERRAL, start__lte=OuterRef("expected_installation_date"))
    return _not_installed(on) & Q(Exists(around.filter(last_day__gte=OuterRef("expected_installation_date"))))


def transfer_without_answer(on: datetime.date) -> Q:
    """C12: a request has waited for its answer for more than a month."""
    waiting = TransferRequest._base_manager.filter(
        contract=OuterRef("pk"), answered_on=None, asked_on__lt=add_months(on, -ANSWER_MONTHS)
    )
    return Q(Exists(waiting))


def breach_without_reason(on: datetime.date) -> Q:
    """C13: a breach whose reason is not written."""
    return Q(Exists(_events(CespEventType.BREACH, start__lte=on, breach_reason="")))


def allowance_after_the_diploma(on: datetime.date) -> Q:
    """C15: the allowance went on for more than 31 days after the diploma."""
    return Q(allowance_last_day__gt=F("diploma_date") + Value(ALLOWANCE_MARGIN))


def late_installation(on: datetime.date) -> Q:
    """The expected day has come (as in the figure `cesp_late`), and nobody practises."""
    return _not_broken(on) & _not_installed(on) & Q(expected_installation_date__lte=on)


def _not_installed(on: datetime.date) -> Q:
    return Q(~Exists(_placements(start__lte=on)))


def _not_broken(on: datetime.date) -> Q:
    return Q(~Exists(_events(CespEventType.BREACH, start__lte=on)))


def _placements(**conditions) -> QuerySet:
    return CespPlacement._base_manager.filter(contract=OuterRef("pk"), **conditions)


def _events(kind: CespEventType, **conditions) -> QuerySet:
    return CespEvent._base_manager.filter(contract=OuterRef("pk"), type=kind, **conditions)
