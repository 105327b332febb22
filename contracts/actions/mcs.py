"""What happens to a SAMU correspondent: contract, training, equipment, suspension, leaving."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from contracts.models import McsEngagement, McsSuspension
from regions.writing import AlreadyDone, amend, create, recorded

ONE_DAY = datetime.timedelta(days=1)


@recorded("Contrat signé")
def sign(engagement: McsEngagement, *, by, contract_signed_on) -> McsEngagement:
    """Write the day the contract was signed with the seat of the SAMU."""
    return _write_once(engagement, contract_signed_on=contract_signed_on)


@recorded("Formation initiale terminée")
def train(engagement: McsEngagement, *, by, training_on) -> McsEngagement:
    """Write the day the initial training was done."""
    return _write_once(engagement, training_on=training_on)


@recorded("Équipement")
def equip(engagement: McsEngagement, *, by, equipped_on=None, equipment_waived=False) -> McsEngagement:
    """Write the day the equipment was handed over, or that it is waived."""
    if bool(equipped_on) == bool(equipment_waived):
        raise ValidationError({"equipped_on": "Indiquez la date de remise, ou la dispense\u00a0: l’une des deux."})
    if equipped_on:
        return _write_once(engagement, equipped_on=equipped_on)
    if engagement.equipment_waived:
        raise AlreadyDone
    return amend(engagement, equipment_waived=True)


@recorded("Formation continue")
def refresh(engagement: McsEngagement, *, by, last_refresh_on) -> McsEngagement:
    """Write the day of the latest refresher training (M4)."""
    known = engagement.last_refresh_on
    if known == last_refresh_on:
        raise AlreadyDone
    if known and known > last_refresh_on:
        raise ValidationError(
            {"last_refresh_on": f"Une formation plus récente est enregistrée\u00a0: {known:%d/%m/%Y}."}
        )
    return amend(engagement, last_refresh_on=last_refresh_on)


@recorded("Suspendre")
def suspend(engagement: McsEngagement, *, by, start, last_day=None) -> McsSuspension:
    """Suspend the correspondent from `start` to `last_day`, included; why is not kept."""
    others = engagement.suspensions.filter(Q(last_day=None) | Q(last_day__gte=start))
    known = (others.filter(start__lte=last_day) if last_day else others).first()
    if known and (known.start, known.last_day) == (start, last_day):
        raise AlreadyDone
    if known:
        raise ValidationError({"start": f"Ces jours recouvrent une {known}."})
    _refuse_after_leaving(engagement, start)
    return create(McsSuspension(engagement=engagement, start=start, last_day=last_day))


@recorded("Enregistrer la reprise")
def resume(engagement: McsEngagement, *, by, on) -> McsSuspension:
    """End, the day before `on`, the suspension that runs then."""
    if engagement.suspensions.filter(last_day=on - ONE_DAY).exists():
        raise AlreadyDone
    running = engagement.suspensions.filter(Q(last_day=None) | Q(last_day__gte=on), start__lt=on).first()
    if running is None:
        raise ValidationError({"on": "Aucune suspension ne court la veille de ce jour."})
    return amend(running, last_day=on - ONE_DAY)


@recorded("Sortie du dispositif")
def leave(engagement: McsEngagement, *, by, last_day, end_reason) -> McsEngagement:
    """End the engagement on `last_day`, included, and the suspension that still runs then."""
    _write_once(engagement, last_day=last_day, end_reason=end_reason)
    for suspension in engagement.suspensions.filter(Q(last_day=None) | Q(last_day__gt=last_day)):
        if suspension.start > last_day:
            raise ValidationError(
                {"last_day": f"Une suspension commence ensuite\u00a0: {suspension}. Supprimez-la d’abord."}
            )
        amend(suspension, last_day=last_day)
    return engagement


def _write_once(engagement: McsEngagement, **values) -> McsEngagement:
    """Write values on an engagement that has none yet; the first is a date, which tells whether it has."""
    name, day = next(iter(values.items()))
    known = getattr(engagement, name)
    if known == day:
        raise AlreadyDone
    if known:
        raise ValidationError({name: f"Une date est déjà enregistrée\u00a0: {known:%d/%m/%Y}. Modifiez la fiche."})
    if name != "last_day":
        _refuse_after_leaving(engagement, day)
    return amend(engagement, **values)


def _refuse_after_leaving(engagement: McsEngagement, on: datetime.date) -> None:
    if engagement.last_day and on > engagement.last_day:
        raise ValidationError(f"Ce médecin est sorti du dispositif le {engagement.last_day:%d/%m/%Y}.")
