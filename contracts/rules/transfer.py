"""Error rules of a transfer: a dated request of the agency that follows, a dated answer of the other one (C12)."""

from __future__ import annotations

from contracts.models import CespContract, TransferRequest
from contracts.rules.said import french, implausible_dates
from regions.rules import Problem


def problems(transfer: TransferRequest) -> list[Problem]:
    """What the rules refuse in a request as the database holds it."""
    row = TransferRequest._base_manager.filter(pk=transfer.pk).first()
    return judge(row, _follower(row)) if row else []


def _follower(transfer: TransferRequest) -> str:
    """The region that follows the contract after all its changes."""
    contract = CespContract._base_manager.get(pk=transfer.contract_id)
    change = contract.follow_ups.order_by("-start").first()
    return change.region_id if change else contract.followup_region_id


def judge(transfer: TransferRequest, follower: str) -> list[Problem]:
    """What the rules refuse in a request about a contract that the region `follower` follows; without any query."""
    found = implausible_dates(transfer)
    if found:
        return found
    if transfer.answered_on and transfer.answered_on < transfer.asked_on:
        message = f"La réponse précède la demande du {french(transfer.asked_on)}\u00a0: corrigez l’une des deux dates."
        found.append(Problem("C12", message, "answered_on"))
    if transfer.answered_on is None and transfer.from_region_id != follower:
        message = (
            "Seule l’agence qui suit le contrat demande son transfert\u00a0: choisissez-la comme région de départ."
        )
        found.append(Problem("C12", message, "from_region"))
    return found
