"""What happens to a CESP: diploma, installation, suspension, deferral, breach, and its sequel as a PTMG."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from contracts.enums import CespEventType, DatePrecision, DecidedBy
from contracts.models import CespContract, CespEvent, CespPlacement, PtmgContract
from regions.periods import add_months, whole_months
from regions.rules import checked
from regions.writing import AlreadyDone, amend, create, recorded

ONE_DAY = datetime.timedelta(days=1)


@recorded("Enregistrer le diplôme")
def record_diploma(contract: CespContract, *, by, diploma_date, specialty=None) -> CespContract:
    """Write the day of the diploma, and the specialty when it is given."""
    if contract.diploma_date == diploma_date:
        raise AlreadyDone
    if contract.diploma_date:
        known = f"{contract.diploma_date:%d/%m/%Y}"
        raise ValidationError({"diploma_date": f"Un diplôme est déjà enregistré au {known}\u00a0: modifiez la fiche."})
    return amend(contract, diploma_date=diploma_date, specialty=specialty or contract.specialty)


@recorded("Enregistrer une installation")
def install(contract: CespContract, *, by, start, commune, mode, diploma_date=None, **details) -> CespPlacement:
    """Add a place of practice from `start` on; the places already open go on.

    `diploma_date` is written on a contract that has none. `details` are other columns of a placement: structure,
    site, choice_date, convention_tariffs, employer, activity_pct…
    """
    if contract.placements.filter(start=start, commune=commune, structure=details.get("structure")).exists():
        raise AlreadyDone
    refuse_after_breach(contract, start)
    if diploma_date and not contract.diploma_date:
        amend(contract, diploma_date=diploma_date)
    return create(CespPlacement(contract=contract, start=start, commune=commune, mode=mode, **details))


@recorded("Mettre fin à un lieu d’exercice")
def end_placement(contract: CespContract, *, by, placement: CespPlacement, last_day) -> CespPlacement:
    """End a place of practice of the contract on `last_day`, included."""
    placement = contract.placements.get(pk=placement.pk)
    if placement.last_day == last_day:
        raise AlreadyDone
    return amend(placement, last_day=last_day)


@recorded("Suspendre l’allocation")
def suspend(contract: CespContract, *, by, start, last_day=None, **details) -> CespEvent:
    """Suspend the allowance from `start` to `last_day`, included; why is not kept (C11)."""
    refuse_after_breach(contract, start)
    return _add_period(contract, CespEventType.SUSPENSION, start, last_day, details)


@recorded("Enregistrer la reprise")
def resume(contract: CespContract, *, by, on) -> CespEvent:
    """End, the day before `on`, the suspension of the allowance that runs then."""
    suspensions = contract.events.filter(type=CespEventType.SUSPENSION)
    if suspensions.filter(last_day=on - ONE_DAY).exists():
        raise AlreadyDone
    running = suspensions.filter(Q(last_day=None) | Q(last_day__gte=on), start__lt=on).first()
    if running is None:
        raise ValidationError({"on": "Aucune suspension ne court la veille de ce jour."})
    return amend(running, last_day=on - ONE_DAY)


@recorded("Accorder un report")
def defer(contract: CespContract, *, by, start, last_day, **details) -> CespEvent:
    """Grant a deferral of the installation, decided by the agency; the expected date moves by as long (C10).

    `details` are other columns of the event: decision_date, faculty_opinion, faculty_opinion_date, reference…
    """
    refuse_after_breach(contract, start)
    event = _add_period(contract, CespEventType.DEFERRAL, start, last_day, {"decided_by": DecidedBy.ARS} | details)
    if contract.expected_installation_date:
        amend(contract, expected_installation_date=put_off(contract, start, last_day))
    return event


@recorded("Déclarer une rupture")
def declare_breach(contract: CespContract, *, by, start, breach_reason, **details) -> CespEvent:
    """Break the contract on `start`; what still runs ends the day before (C13)."""
    known = contract.events.filter(type=CespEventType.BREACH).first()
    if known and known.start == start:
        raise AlreadyDone
    if known:
        raise ValidationError(f"Ce contrat est déjà rompu le {known.start:%d/%m/%Y}.")
    _end_what_runs(contract, start)
    return create(
        CespEvent(contract=contract, type=CespEventType.BREACH, start=start, breach_reason=breach_reason, **details)
    )


@recorded("Transformer en PTMG")
def transform_to_ptmg(contract: CespContract, *, by, kind, signature_date, **details) -> PtmgContract:
    """Sign a contract of the PTMG family with the signatory, who practises under this CESP: one installation (P11).

    `details` are other columns of the new contract; the CESP and its places of practice go on.
    """
    if contract.ptmg_contracts.filter(kind=kind, signature_date=signature_date).exists():
        raise AlreadyDone
    refuse_after_breach(contract, signature_date)
    sequel = PtmgContract(
        professional=contract.professional, origin_cesp=contract, kind=kind, signature_date=signature_date, **details
    )
    with checked(sequel):
        return create(sequel)


def refuse_after_breach(contract: CespContract, on: datetime.date) -> None:
    """Raise `ValidationError` when the contract is broken: nothing happens to it afterwards (C13)."""
    breach = contract.events.filter(type=CespEventType.BREACH).first()
    if breach and breach.start <= on:
        raise ValidationError(f"Ce contrat est rompu depuis le {breach.start:%d/%m/%Y} (C13).")


def put_off(contract: CespContract, start: datetime.date, last_day: datetime.date) -> datetime.date:
    """The expected installation date moved by a deferral, as precise as it was: whole months first, then days."""
    months = whole_months(start, last_day)
    moved = add_months(contract.expected_installation_date, months)
    moved += last_day + ONE_DAY - add_months(start, months)
    if contract.expected_installation_precision == DatePrecision.DAY:
        return moved
    month = 12 if contract.expected_installation_precision == DatePrecision.YEAR else moved.month
    return add_months(datetime.date(moved.year, month, 1), 1) - ONE_DAY


def followed_by(contract: CespContract, on: datetime.date) -> str:
    """The code of the region that follows the contract on day `on`."""
    return CespContract.objects.with_followup(on).values_list("current_followup", flat=True).get(pk=contract.pk)


def _add_period(contract, kind, start, last_day, details) -> CespEvent:
    """Add an event that lasts, unless another of its kind shares a day with it."""
    others = contract.events.filter(Q(last_day=None) | Q(last_day__gte=start), type=kind)
    if last_day:
        others = others.filter(start__lte=last_day)
    known = others.first()
    if known and (known.start, known.last_day) == (start, last_day):
        raise AlreadyDone
    if known:
        raise ValidationError({"start": f"Ces jours recouvrent\u00a0: {known}. Modifiez d’abord cette période."})
    return create(CespEvent(contract=contract, type=kind, start=start, last_day=last_day, **details))


def _end_what_runs(contract: CespContract, on: datetime.date) -> None:
    """End on the day before `on` the events and the places of practice that run then; refuse the later ones."""
    for period in [*contract.events.all(), *contract.placements.all()]:
        if period.start >= on:
            raise ValidationError(
                {"start": f"La rupture ne peut pas précéder ce qui suit\u00a0: {period}. Supprimez-le d’abord (C13)."}
            )
        if period.last_day is None or period.last_day >= on:
            amend(period, last_day=on - ONE_DAY)
