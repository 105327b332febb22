"""What happens to a contract of the PTMG family: its renewal, its end."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError

from contracts.enums import PtmgRenewal
from contracts.models import PtmgContract
from contracts.ptmg_kinds import RULES
from regions.periods import last_day_of, whole_months
from regions.writing import AlreadyDone, amend, recorded


@recorded("Renouveler")
def renew(
    contract: PtmgContract, *, by, renewal_date, renewal=PtmgRenewal.TACIT, planned_last_day=None
) -> PtmgContract:
    """Write what became of the renewal: tacit, it moves the planned last day and signs nothing (P2, P9); or refused.

    Without `planned_last_day` a tacit renewal lasts as long as the contract did: see `renewed_last_day`.
    """
    if (contract.renewal, contract.renewal_date) == (renewal, renewal_date):
        raise AlreadyDone
    if contract.last_day:
        raise ValidationError(f"Ce contrat a pris fin le {contract.last_day:%d/%m/%Y}.")
    if not is_renewable(contract):
        raise ValidationError(
            "Ce contrat ne se renouvelle plus\u00a0: sa durée maximale est atteinte, ou il a été refusé."
        )
    if renewal != PtmgRenewal.TACIT:
        return amend(contract, renewal=renewal, renewal_date=renewal_date)
    planned_last_day = planned_last_day or renewed_last_day(contract)
    if planned_last_day <= contract.planned_last_day:
        raise ValidationError(
            {"planned_last_day": f"Le renouvellement va au-delà du {contract.planned_last_day:%d/%m/%Y}."}
        )
    return amend(contract, renewal=renewal, renewal_date=renewal_date, planned_last_day=planned_last_day)


@recorded("Mettre fin au contrat")
def end(contract: PtmgContract, *, by, last_day, end_reason, notice_date=None) -> PtmgContract:
    """End the contract on `last_day`, included; the rules say what notice a reason asks for (P7)."""
    if (contract.last_day, contract.end_reason) == (last_day, end_reason):
        raise AlreadyDone
    if contract.last_day:
        raise ValidationError(f"Ce contrat a déjà pris fin le {contract.last_day:%d/%m/%Y}\u00a0: modifiez la fiche.")
    return amend(contract, last_day=last_day, end_reason=end_reason, notice_date=notice_date or contract.notice_date)


def is_renewable(contract: PtmgContract) -> bool:
    """Whether its kind has days left for it, and no party has refused."""
    refused = contract.renewal in (PtmgRenewal.REFUSED_BY_DOCTOR, PtmgRenewal.REFUSED_BY_AGENCY)
    return not refused and renewed_last_day(contract) > contract.planned_last_day


def renewed_last_day(contract: PtmgContract) -> datetime.date:
    """The last day after one more renewal: as long as the first term, never beyond the kind's maximum (P2)."""
    rules = RULES[contract.kind]
    months = whole_months(contract.start, contract.planned_last_day)
    months += min(months, rules.term_months)
    return last_day_of(contract.start, min(months, rules.maximum_months or months))
