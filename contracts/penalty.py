"""What a breach of a CESP may cost (C14): for information only, the CNG sets the sums."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from contracts.enums import CespBreachReason
from contracts.models import CespContract
from contracts.obligation import ONE_DAY, Allowance, Facts, allowance_until, commitment_end, facts_of
from contracts.rates import (
    CESP_ALLOWANCE,
    CESP_PENALTY_AFTER_DIPLOMA,
    CESP_PENALTY_AT_LEAST,
    CESP_PENALTY_PER_MONTH,
    Rates,
    cesp_rates,
)
from contracts.words import euros
from regions.periods import add_months, whole_months

FORGIVEN = (CespBreachReason.DEATH, CespBreachReason.HEALTH)
"""Reasons for which nothing at all is due."""
ZONE_MONTHS = 36
"""How long the zone of the project has been the same when its declassification lifts the penalty."""
FOR_INFORMATION = "Information seulement\u00a0: le CNG arrête les sommes."


@dataclass(frozen=True)
class Penalty:
    """What a breach costs: the penalty, and the allowances to give back. None: no amount is known for that day."""

    penalty: Decimal | None
    indemnity: Decimal | None
    explanation: str

    @property
    def amount(self) -> Decimal | None:
        """The whole sum."""
        return None if None in (self.penalty, self.indemnity) else self.penalty + self.indemnity

    @property
    def includes_indemnity(self) -> bool:
        return bool(self.indemnity)


def expected_penalty(contract: CespContract, on: datetime.date, reason: str, rates: Rates | None = None) -> Penalty:
    """What a breach of `contract` on day `on` for `reason` (`CespBreachReason`) would cost (C14).

    The allowance counts to the eve of `on`. The amounts are those of `rates`, else of the database; the rules before
    08/11/2013 are not known: `penalty` is then None.
    """
    facts = facts_of(contract)
    if reason in FORGIVEN:
        return _nothing("Aucune somme n’est due pour ce motif.")
    if (end := commitment_end(facts)) and end < on and not facts.broken_on(on):
        return _nothing(f"L’engagement a pris fin le {end:%d/%m/%Y}\u00a0: une rupture n’a plus d’effet.")
    rates = rates or cesp_rates()
    allowance = allowance_until(facts, on - ONE_DAY)
    penalty, why = _penalty(facts, on, reason, allowance, rates)
    indemnity = allowance_amount(allowance, rates)
    return Penalty(penalty, indemnity, f"{why} {_indemnity_words(indemnity, allowance)} {FOR_INFORMATION}")


def allowance_amount(allowance: Allowance, rates: Rates) -> Decimal | None:
    """The allowances of `allowance` in gross euros, each month at the rate of its first day.

    Each full 30 suspended days take off one month, at the rate of the last of them. None when a rate is missing.
    """
    suspended = [start + ONE_DAY * n for start, last in allowance.suspended for n in range((last - start).days + 1)]
    paid = [add_months(allowance.start, month) for month in range(allowance.whole_months)]
    added = [rates.amount(CESP_ALLOWANCE, day) for day in paid]
    removed = [rates.amount(CESP_ALLOWANCE, day) for day in suspended[29::30]]
    if None in added or None in removed:
        return None
    return max(Decimal(0), sum(added, Decimal(0)) - sum(removed, Decimal(0)))


def _penalty(facts: Facts, on, reason, allowance: Allowance, rates: Rates) -> tuple[Decimal | None, str]:
    """The penalty alone, and the sentence that says where it comes from."""
    contract = facts.contract
    if reason == CespBreachReason.ZONE_DECLASSIFIED:
        since = contract.project_zone_id and contract.project_zone_since
        if since and whole_months(since, on) >= ZONE_MONTHS:
            return Decimal(
                0
            ), f"Aucune pénalité\u00a0: zone du projet inchangée depuis le {since:%d/%m/%Y}, puis déclassée."
    if contract.diploma_date and contract.diploma_date <= on:
        amount = rates.amount(CESP_PENALTY_AFTER_DIPLOMA, on)
        return amount, _unknown(on) if amount is None else f"Pénalité après le diplôme\u00a0: {euros(amount)}."
    by_month, least = rates.amount(CESP_PENALTY_PER_MONTH, on), rates.amount(CESP_PENALTY_AT_LEAST, on)
    if by_month is None or least is None:
        return None, _unknown(on)
    amount = max(least, by_month * allowance.months)
    return amount, (
        f"Pénalité avant le diplôme\u00a0: {euros(by_month)} × {allowance.months} mois d’allocation, "
        f"au moins {euros(least)}, soit {euros(amount)}."
    )


def _indemnity_words(indemnity: Decimal | None, allowance: Allowance) -> str:
    if indemnity is None:
        return (
            "Le montant mensuel de l’allocation n’est pas paramétré\u00a0: "
            "les allocations à rembourser sont inconnues."
        )
    return (
        "Allocations nettes à rembourser, ici leur montant brut\u00a0: "
        f"{allowance.months} mois, soit {euros(indemnity)}."
    )


def _nothing(why: str) -> Penalty:
    return Penalty(Decimal(0), Decimal(0), f"{why} {FOR_INFORMATION}")


def _unknown(on: datetime.date) -> str:
    return f"Aucun montant de pénalité n’est paramétré au {on:%d/%m/%Y} (règle connue depuis le 08/11/2013)."
