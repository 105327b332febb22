"""The state of a contract on a day, derived from its dated facts and never stored (domain §2.3, §3.3 and §5.3)."""

import datetime

from django.apps import apps
from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Least

from contracts.enums import (
    CespEventType,
    CespState,
    McsKind,
    McsState,
    PtmgEndReason,
    PtmgRenewal,
    PtmgState,
)
from regions.periods import in_force, latest_start_over


def with_cesp_state(contracts, on: datetime.date):
    """Annotate `state`, a `CespState`, on day `on` (included); the first condition that holds wins.

    `contracts` is a queryset of contracts signed on that day or before.
    """
    placements = _children("CespPlacement")
    events = _children("CespEvent")
    return contracts.alias(
        broken=Exists(events.filter(type=CespEventType.BREACH, start__lte=on)),
        commitment_ended_on=_CommitmentEnd(F("pk"), Value(on)),
        placed=Exists(placements.filter(in_force(on))),
        placed_before=Exists(placements.filter(start__lte=on)),
        deferred=Exists(events.filter(in_force(on), type=CespEventType.DEFERRAL)),
        suspended=Exists(events.filter(in_force(on), type=CespEventType.SUSPENSION)),
    ).annotate(
        state=Case(
            When(broken=True, then=Value(CespState.BROKEN)),
            When(commitment_ended_on__lt=on, then=Value(CespState.ENDED)),
            When(placed=True, then=Value(CespState.IN_PRACTICE)),
            When(placed_before=True, then=Value(CespState.INTERRUPTED)),
            When(deferred=True, then=Value(CespState.DEFERRED)),
            When(suspended=True, then=Value(CespState.SUSPENDED)),
            When(Q(diploma_date=None) | Q(diploma_date__gt=on), then=Value(CespState.IN_TRAINING)),
            default=Value(CespState.TRAINED),
        )
    )


def with_ptmg_state(contracts, on: datetime.date):
    """Annotate `state`, a `PtmgState`, on day `on` (included), to a queryset of contracts signed by then."""
    breaches = [PtmgEndReason.BREACH_BY_DOCTOR, PtmgEndReason.BREACH_BY_AGENCY, PtmgEndReason.NOT_ELIGIBLE]
    refusals = [PtmgRenewal.REFUSED_BY_DOCTOR, PtmgRenewal.REFUSED_BY_AGENCY]
    return contracts.alias(real_last_day=Least("planned_last_day", "last_day")).annotate(
        state=Case(
            When(start__gt=on, then=Value(PtmgState.SIGNED)),
            When(real_last_day__gte=on, start__gt=latest_start_over(on, 12), then=Value(PtmgState.FIRST_YEAR)),
            When(real_last_day__gte=on, then=Value(PtmgState.SECOND_YEAR)),
            When(end_reason__in=breaches, last_day__lt=F("planned_last_day"), then=Value(PtmgState.BROKEN)),
            When(renewal__in=refusals, then=Value(PtmgState.NOT_RENEWED)),
            default=Value(PtmgState.EXPIRED),
        )
    )


def with_mcs_state(engagements, on: datetime.date):
    """Annotate `state`, a `McsState`, on day `on` (included), to a queryset of engagements entered by then.

    A similar scheme has a state of its own: never in activity as a correspondent (M2). A missing equipment does not
    keep from activity (M1).
    """
    suspensions = _children("McsSuspension", "engagement")
    return engagements.alias(suspended=Exists(suspensions.filter(in_force(on)))).annotate(
        state=Case(
            When(last_day__lt=on, then=Value(McsState.LEFT)),
            When(suspended=True, then=Value(McsState.SUSPENDED)),
            When(kind=McsKind.AFFILIATED, then=Value(McsState.AFFILIATED)),
            When(contract_signed_on__lte=on, training_on__lte=on, then=Value(McsState.ACTIVE)),
            When(contract_signed_on__lte=on, then=Value(McsState.SIGNED)),
            When(training_on__lte=on, then=Value(McsState.TRAINED)),
            When(training_start__lte=on, then=Value(McsState.IN_TRAINING)),
            default=Value(McsState.VOLUNTEER),
        )
    )


class _CommitmentEnd(Func):
    """The last day of a commitment served in full before a day, or null: see the migration that writes it."""

    function = "contracts_cesp_commitment_end"
    output_field = DateField()


def _children(model: str, owner: str = "contract"):
    return apps.get_model("contracts", model)._base_manager.filter(**{owner: OuterRef("pk")})
