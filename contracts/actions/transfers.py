"""A CESP changes region: the agency that follows it asks, the other accepts; « en attente » until then (C12)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from contracts.actions.cesp import followed_by, refuse_after_breach
from contracts.models import CespContract, CespFollowUp, TransferRequest
from regions.writing import AlreadyDone, create, recorded

CANCELLED = "Annulée par la région de départ."


@recorded("Transférer vers une autre région")
def ask_transfer(contract: CespContract, *, by, to_region, effective_on, asked_on=None, note="") -> TransferRequest:
    """Ask that `to_region` follow the contract from `effective_on` on; nothing moves until it accepts."""
    pending = contract.transfers.filter(answered_on=None).first()
    if pending and (pending.to_region_id, pending.effective_on) == (to_region.pk, effective_on):
        raise AlreadyDone
    today = timezone.localdate()
    refuse_after_breach(contract, today)
    transfer = TransferRequest(
        contract=contract,
        from_region_id=followed_by(contract, today),
        to_region=to_region,
        effective_on=effective_on,
        asked_on=asked_on or today,
        asked_by=by,
        note=note,
    )
    _refuse_impossible_date(transfer)
    return create(transfer)


@recorded("Accepter le transfert", under="contract")
def accept_transfer(transfer: TransferRequest, *, by, answered_on=None) -> CespFollowUp:
    """Follow the contract from the day asked for on: the second of the two dated agreements."""
    if transfer.accepted:
        raise AlreadyDone
    _refuse_answered(transfer)
    contract = transfer.contract
    refuse_after_breach(contract, transfer.effective_on)
    _refuse_impossible_date(transfer)
    if followed_by(contract, transfer.effective_on) != transfer.from_region_id:
        raise ValidationError("La région de départ ne suit plus ce contrat\u00a0: qu’elle annule sa demande.")
    _answer(transfer, by, answered_on, accepted=True)
    return create(CespFollowUp(contract=contract, region=transfer.to_region, start=transfer.effective_on))


@recorded("Refuser le transfert", under="contract")
def refuse_transfer(transfer: TransferRequest, *, by, reason: str, answered_on=None) -> TransferRequest:
    """Leave the contract where it is, and say why."""
    refusal = f"Refus\u00a0: {reason}"
    if transfer.accepted is False and transfer.note.endswith(refusal):
        raise AlreadyDone
    _refuse_answered(transfer)
    return _decline(transfer, by, answered_on, refusal)


@recorded("Annuler la demande de transfert", under="contract")
def cancel_transfer(transfer: TransferRequest, *, by, answered_on=None) -> TransferRequest:
    """Withdraw a request that has no answer yet: the agency that asked answers no in the other's place."""
    if is_cancelled(transfer):
        raise AlreadyDone
    _refuse_answered(transfer)
    return _decline(transfer, by, answered_on, CANCELLED)


def is_cancelled(transfer: TransferRequest) -> bool:
    """Whether the agency that asked has withdrawn its request."""
    return transfer.accepted is False and transfer.note.endswith(CANCELLED)


def _decline(transfer: TransferRequest, by, answered_on, why: str) -> TransferRequest:
    transfer.note = " – ".join(filter(None, [transfer.note, why]))
    return _answer(transfer, by, answered_on, accepted=False)


def _answer(transfer: TransferRequest, by, answered_on, *, accepted: bool) -> TransferRequest:
    transfer.answered_on = answered_on or timezone.localdate()
    transfer.answered_by = by
    transfer.accepted = accepted
    transfer.full_clean()
    transfer.save()
    return transfer


def _refuse_answered(transfer: TransferRequest) -> None:
    if transfer.answered_on:
        answer = "acceptée" if transfer.accepted else "refusée"
        raise ValidationError(f"Cette demande a déjà été {answer} le {transfer.answered_on:%d/%m/%Y}.")


def _refuse_impossible_date(transfer: TransferRequest) -> None:
    """A change of follow-up comes after the signature and after the changes already known."""
    contract = transfer.contract
    if transfer.effective_on <= contract.signature_date:
        raise ValidationError({"effective_on": "Le transfert prend effet après la signature du contrat."})
    later = contract.follow_ups.filter(start__gte=transfer.effective_on).first()
    if later:
        raise ValidationError({"effective_on": f"Un changement de suivi est déjà enregistré\u00a0: {later}."})
