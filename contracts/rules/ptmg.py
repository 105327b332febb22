"""Error rules of a contract of the PTMG family, over the other contracts of its doctor (P2 to P7, P11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from contracts.enums import PtmgEndReason, PtmgKind, PtmgRenewal
from contracts.models import PtmgContract
from contracts.ptmg_kinds import RULES as KINDS
from contracts.rules import ptmg_facts
from contracts.rules.ptmg_facts import PtmgFacts, real_last_day, touches
from contracts.rules.said import ELSEWHERE, french, implausible_dates, overlaps
from regions.periods import add_months, last_day_of
from regions.rules import Problem

MOST_PTMG_DAYS = 731
"""Two years, one of them a leap year (P3)."""
FIRST_INSTALLATION_KINDS = (PtmgKind.PTMG, PtmgKind.PTMA, PtmgKind.CDE)
"""Kinds for doctors settled for less than a year (P4); a PIAS or a PTMR is for those who are not settling."""
BREACHES = (PtmgEndReason.BREACH_BY_DOCTOR, PtmgEndReason.BREACH_BY_AGENCY)
"""Ends that need a notice (P7): a lost eligibility, new rules and a death need none."""
NOTICE_MONTHS = 2


def problems(contract: PtmgContract) -> list[Problem]:
    """What the rules refuse in a contract as the database holds it."""
    return problems_of_many([contract.pk]).get(contract.pk, [])


def problems_of_many(contracts: Iterable[int]) -> dict[int, list[Problem]]:
    """What the rules refuse in each of these contracts (keys), in a constant number of queries."""
    return {pk: judge(facts) for pk, facts in ptmg_facts.load(contracts).items()}


def judge(facts: PtmgFacts) -> list[Problem]:
    """What the rules refuse, without any query. Dates that nobody can have meant are told first, and alone."""
    return implausible_dates(facts.contract) or rule_problems(facts)


def rule_problems(facts: PtmgFacts) -> list[Problem]:
    """What the rules refuse, dates being plausible. The rows of `facts` may be any objects with these attributes."""
    return [problem for rule in RULES for problem in rule(facts)]


def term(facts: PtmgFacts) -> Iterator[Problem]:
    """P2: the term of the kind from the start; once renewed, the longest that the kind allows."""
    contract, kind = facts.contract, KINDS[facts.contract.kind]
    renewed = contract.renewal == PtmgRenewal.TACIT
    months = kind.maximum_months if renewed else kind.term_months
    if months is None or contract.planned_last_day <= last_day_of(contract.start, months):
        return
    limit = french(last_day_of(contract.start, months))
    if renewed:
        message = (
            f"Un {contract.kind} renouvelé dure {months} mois au plus\u00a0: "
            f"la fin prévue est au plus tard le {limit}."
        )
    else:
        message = (
            f"Un {contract.kind} dure {months} mois au plus\u00a0: indiquez une fin prévue au plus tard le {limit}, "
            "ou son renouvellement tacite."
        )
    yield Problem("P2", message, "planned_last_day")


def days_of_ptmg(facts: PtmgFacts) -> Iterator[Problem]:
    """P3: 731 days of PTMG for one doctor, all contracts and all agencies together."""
    if facts.contract.kind != PtmgKind.PTMG:
        return
    others = [other for other in facts.others if other.kind == PtmgKind.PTMG]
    total = sum(_days(contract) for contract in [facts.contract, *others])
    if total > MOST_PTMG_DAYS:
        message = (
            f"Ce médecin aurait {total} jours de PTMG, tous contrats réunis\u00a0: {MOST_PTMG_DAYS} au plus. "
            "Avancez la fin prévue."
        )
        is_told = all(facts.may_tell(other) for other in others)
        yield Problem("P3", message if is_told else ELSEWHERE, "planned_last_day")


def _days(contract: PtmgContract) -> int:
    return (real_last_day(contract) - contract.start).days + 1


def recent_installation(facts: PtmgFacts) -> Iterator[Problem]:
    """P4: the doctor was not registered in private practice a year before; registrations as a locum do not count."""
    contract = facts.contract
    first = contract.first_registration_date
    limit = add_months(contract.signature_date, -12)
    if contract.kind in FIRST_INSTALLATION_KINDS and first and first <= limit:
        message = (
            f"Ce médecin exerce en libéral depuis le {french(first)}\u00a0: il doit l’être depuis moins d’un an à la "
            "signature. Corrigez la date (les remplacements ne comptent pas)."
        )
        yield Problem("P4", message, "first_registration_date")


def eligible_commune(facts: PtmgFacts) -> Iterator[Problem]:
    """P5: the zone of the commune was eligible at the signature, unless a derogation is written; unknown: warning."""
    row = facts.contract
    day = row.signature_date
    if row.derogation.strip():
        return
    if facts.zones.is_eligible(row.kind, row.commune_id, day, row.zone_class_at_signature) is False:
        message = (
            f"La zone de cette commune n’était pas éligible au {row.kind} le {french(day)}\u00a0: "
            "choisissez une commune éligible, ou écrivez la dérogation accordée."
        )
        yield Problem("P5", message, "commune")


def one_contract_at_a_time(facts: PtmgFacts) -> Iterator[Problem]:
    """P6: no two contracts of the family on one day for one doctor, whatever the region.

    The database refuses them too; an import asks here before it writes.
    """
    mine = facts.contract
    for other in facts.others:
        if overlaps(mine.start, real_last_day(mine), other.start, real_last_day(other)):
            message = (
                f"Ce médecin a déjà un {other.kind} du {french(other.start)} au {french(real_last_day(other))}\u00a0: "
                "corrigez les dates, ou mettez d’abord fin à ce contrat."
            )
            yield Problem("P6", message if facts.may_tell(other) else ELSEWHERE, "start")


def notice(facts: PtmgFacts) -> Iterator[Problem]:
    """P7: a breach by a party takes effect two months after its notice; no notice known is a warning."""
    contract = facts.contract
    if contract.end_reason not in BREACHES or not contract.notice_date or not contract.last_day:
        return
    earliest = add_months(contract.notice_date, NOTICE_MONTHS)
    if contract.last_day < earliest:
        message = (
            f"Le préavis du {french(contract.notice_date)} court deux mois\u00a0: la fin réelle est au plus tôt le "
            f"{french(earliest)}. Corrigez l’une des deux dates, ou le motif."
        )
        yield Problem("P7", message, "last_day")


def origin(facts: PtmgFacts) -> Iterator[Problem]:
    """P11: a PTMG that comes from a CESP binds the same person, beside or right after a place of its practice."""
    if facts.origin is None:
        return
    if facts.origin.professional_id != facts.contract.professional_id:
        message = "Le CESP d’origine est celui d’une autre personne\u00a0: choisissez un CESP de ce médecin."
        yield Problem("P11", message, "origin_cesp")
    elif not touches(facts.contract, facts.origin_practice):
        message = (
            "Aucun lieu d’exercice du CESP d’origine ne recoupe ce contrat, ni ne le touche\u00a0: "
            "enregistrez d’abord l’installation du CESP, ou corrigez les dates."
        )
        yield Problem("P11", message, "origin_cesp")


RULES: list[Callable[[PtmgFacts], Iterator[Problem]]] = [
    term,
    days_of_ptmg,
    recent_installation,
    eligible_commune,
    one_contract_at_a_time,
    notice,
    origin,
]
