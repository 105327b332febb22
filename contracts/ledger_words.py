"""The figures of a ledger in French, each with the sentence that says how it was counted."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.ledger import EndBasis, Ledger
from contracts.words import day, days, euros, months

UNKNOWN = "inconnu"
WITHOUT_END = {
    EndBasis.BROKEN: ("sans objet", "Le contrat est rompu\u00a0: l’engagement ne se poursuit pas."),
    EndBasis.NO_ALLOWANCE_END: (
        "inconnue",
        "La fin de l’allocation n’est pas connue\u00a0: indiquez-la, ou la date du diplôme.",
    ),
    EndBasis.NO_EXPECTED_DAY: (
        "inconnue",
        "L’exercice n’a pas commencé\u00a0: indiquez la date prévue d’installation.",
    ),
}


@dataclass(frozen=True)
class Figure:
    """A figure as it is printed; `explanation` is shown on demand."""

    label: str
    value: str
    explanation: str
    detail: str = ""
    is_main: bool = False


def figures(ledger: Ledger) -> list[Figure]:
    """The figures of `ledger`, in the order of a contract's life."""
    return [
        _received(ledger),
        _suspended(ledger),
        _owed(ledger),
        _deferred(ledger),
        _served(ledger),
        _interrupted(ledger),
        _remaining(ledger),
        _projected_end(ledger),
        _at_stake(ledger),
    ]


def _received(ledger: Ledger) -> Figure:
    if ledger.paid_months:
        explanation = (
            f"{months(ledger.paid_months)} entiers depuis le {day(ledger.allowance_start)}, "
            f"moins {months(ledger.suspended_months)} de suspension. "
            "L’allocation s’arrête la veille du diplôme ou de la rupture."
        )
    else:
        explanation = f"Aucun mois entier depuis le {day(ledger.allowance_start)}, début de l’allocation."
    amount = ledger.allowance_amount
    detail = "montant mensuel non paramétré" if amount is None else f"{euros(amount)} bruts"
    return Figure("Allocation reçue", months(ledger.allowance_months), explanation, detail)


def _suspended(ledger: Ledger) -> Figure:
    return Figure(
        "Suspendus",
        months(ledger.suspended_months),
        f"{days(ledger.suspended_days)} de suspension pendant l’allocation\u202f; "
        "chaque tranche entière de 30 jours retire un mois.",
        days(ledger.suspended_days),
    )


def _owed(ledger: Ledger) -> Figure:
    explanation = "Autant de mois que d’allocation reçue, et 24 mois au moins."
    detail = ""
    if ledger.is_broken:
        pass
    elif ledger.owed_in_full is None:
        explanation += " La fin de l’allocation n’est pas connue\u00a0: cette durée augmente avec elle."
    elif ledger.owed_in_full != ledger.owed_months:
        in_full = months(ledger.owed_in_full)
        detail = f"{in_full} à terme"
        explanation += f" À la fin de l’allocation, le {day(ledger.allowance_last_day)}, {in_full} seront dus."
    return Figure("Dus", months(ledger.owed_months), explanation, detail, is_main=True)


def _deferred(ledger: Ledger) -> Figure:
    return Figure(
        "Reportés",
        months(ledger.deferred_months),
        f"{days(ledger.deferred_days)} de report écoulés. Un report repousse l’installation\u202f; "
        "il ne change pas la durée due (C10).",
        days(ledger.deferred_days),
    )


def _served(ledger: Ledger) -> Figure:
    if ledger.first_practice_day is None:
        explanation = "L’exercice n’a pas commencé."
    else:
        explanation = (
            f"{days(ledger.served_days)} d’exercice depuis le {day(ledger.first_practice_day)}\u202f; "
            "un jour à plusieurs lieux compte une fois."
        )
    return Figure("Servis", months(ledger.served_months), explanation, days(ledger.served_days), is_main=True)


def _interrupted(ledger: Ledger) -> Figure:
    return Figure(
        "Interrompus",
        days(ledger.interrupted_days),
        "Jours sans lieu d’exercice depuis le premier\u202f; ils repoussent d’autant la fin de l’engagement.",
    )


def _remaining(ledger: Ledger) -> Figure:
    explanation = f"{months(ledger.owed_months)} dus, moins {months(ledger.served_months)} entiers servis."
    if ledger.remaining_days is not None:
        explanation += f" Au jour près, il reste {days(ledger.remaining_days)} sur {days(ledger.owed_days)}."
    label = "Non servis à la rupture" if ledger.is_broken else "Restants"
    detail = "" if ledger.remaining_days is None else days(ledger.remaining_days)
    return Figure(label, months(ledger.remaining_months), explanation, detail, is_main=True)


def _projected_end(ledger: Ledger) -> Figure:
    label = "Fin de l’engagement" if ledger.is_over else "Fin projetée"
    if ledger.end_basis in WITHOUT_END:
        return Figure(label, *WITHOUT_END[ledger.end_basis])
    value = UNKNOWN if ledger.projected_end is None else day(ledger.projected_end)
    owed = months(ledger.owed_in_full)
    return Figure(
        label,
        value,
        {
            EndBasis.WRITTEN: f"{owed} d’exercice depuis le premier lieu, les jours sans lieu en plus\u202f; "
            "jamais avant la fin de l’allocation.",
            EndBasis.UNINTERRUPTED: f"Au plus tôt\u00a0: {owed} d’exercice, si celui-ci se poursuit désormais "
            "sans interruption.",
            EndBasis.EXPECTED: f"Au plus tôt\u00a0: {owed} d’exercice à partir de la date prévue d’installation, "
            "ou du lendemain si elle est passée.",
        }[ledger.end_basis],
        "" if ledger.end_basis is EndBasis.WRITTEN else "au plus tôt",
    )


def _at_stake(ledger: Ledger) -> Figure:
    label = "Sommes dues" if ledger.is_broken else "En cas de rupture"
    amount = ledger.at_stake.amount
    return Figure(
        label,
        UNKNOWN if amount is None else euros(amount),
        f"Rupture du {day(ledger.at_stake_on)}. {ledger.at_stake.explanation}",
        "estimation",
    )
