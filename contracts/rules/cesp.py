"""Error rules of a CESP over its parts and the other contracts of its signatory (C3 to C13, P11)."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator

from contracts.enums import AidKind, DecidedBy, PracticeMode
from contracts.models import CespContract
from contracts.rules import cesp_facts
from contracts.rules.cesp_facts import BREACH, DEFERRAL, SUSPENSION, CespFacts
from contracts.rules.ptmg_facts import touches
from contracts.rules.said import ELSEWHERE, french, implausible_dates, overlaps
from regions.rules import Problem
from regions.text import fold

CESP = AidKind.CESP


def problems(contract: CespContract) -> list[Problem]:
    """What the rules refuse in a contract as the database holds it."""
    return problems_of_many([contract.pk]).get(contract.pk, [])


def problems_of_many(contracts: Iterable[int]) -> dict[int, list[Problem]]:
    """What the rules refuse in each of these contracts (keys), in a constant number of queries."""
    return {pk: judge(facts) for pk, facts in cesp_facts.load(contracts).items()}


def judge(facts: CespFacts) -> list[Problem]:
    """What the rules refuse, without any query. Dates that nobody can have meant are told first, and alone."""
    parts = [*facts.events, *facts.placements, *facts.choices, *facts.follow_ups]
    return implausible_dates(facts.contract, parts) or rule_problems(facts)


def rule_problems(facts: CespFacts) -> list[Problem]:
    """What the rules refuse, dates being plausible. The rows of `facts` may be any objects with these attributes."""
    rules = [rule for part, of_part in RULES.items() if getattr(facts, part) for rule in of_part]
    if facts.events:
        happened = {event.type for event in facts.events}
        rules += [rule for kind, rule in RULES_OF_EVENTS.items() if kind in happened]
    return [problem for rule in rules for problem in rule(facts)]


def campaign_of_two_years(facts: CespFacts) -> Iterator[Problem]:
    """C3: a campaign is a university year."""
    if right := _campaign_instead(facts.contract.campaign):
        message = f"Une campagne couvre deux années qui se suivent\u00a0: écrivez {right}."
        yield Problem("C3", message, "campaign")


@functools.lru_cache(maxsize=256)
def _campaign_instead(campaign: str) -> str:
    """The campaign of two years that begins as `campaign` does, if it is another one; else nothing."""
    first, _, second = campaign.partition("-")
    # Anything but two years is refused by a constraint.
    if not (first.isdecimal() and second.isdecimal()) or int(second) == int(first) + 1:
        return ""
    return f"{first}-{int(first) + 1}"


def one_contract_at_a_time(facts: CespFacts) -> Iterator[Problem]:
    """C4: no two CESP of one person in force on one day, from the signature to the breach or the end."""
    contract = facts.contract
    for other in facts.others:
        signed = other.contract.signature_date
        if overlaps(contract.signature_date, facts.last_day, signed, other.last_day):
            until = f"jusqu’au {french(other.last_day)}" if other.last_day else "sans fin connue"
            mine = (
                f"Ce signataire a déjà un CESP en force depuis le {french(signed)}, {until}\u00a0: "
                "corrigez le signataire ou les dates, ou mettez d’abord fin à l’autre contrat."
            )
            yield Problem("C4", mine if facts.writers <= other.readers else ELSEWHERE, "professional")


def practice_after_the_diploma(facts: CespFacts) -> Iterator[Problem]:
    """C5: no practice before the diploma; none known is a warning."""
    diploma = facts.contract.diploma_date
    for placement in facts.placements:
        if diploma and placement.start < diploma:
            message = (
                f"L’exercice commence le {french(placement.start)}, avant le diplôme du {french(diploma)}\u00a0: "
                "corrigez l’une des deux dates."
            )
            yield Problem("C5", message, "start", placement)


def one_activity_in_all(facts: CespFacts) -> Iterator[Problem]:
    """C6: on any day the shares of activity sum to 100 % at most."""
    if len(facts.placements) < 2:  # one alone is a percentage, says a constraint
        return
    practice = facts.practice()
    for index, (placement, _) in enumerate(practice, start=1):
        day = placement.start
        total = sum(row.activity_pct for row, last in practice[:index] if last is None or last >= day)
        if total > 100:
            message = (
                f"Les quotités atteignent {total}\u202f% le {french(day)}, plus de 100\u202f%\u00a0: "
                "réduisez une quotité, ou terminez l’autre exercice avant ce jour."
            )
            yield Problem("C6", message, "activity_pct", placement)


def eligible_place(facts: CespFacts) -> Iterator[Problem]:
    """C7: the zone of a place was eligible on the day it was chosen; unknown is a warning, never « hors zone »."""
    for row in facts.placements:
        if facts.zones.is_eligible(CESP, row.commune_id, row.decision_day, row.zone_class_at_choice) is False:
            yield _not_eligible(row, row.decision_day, "la date du choix ou la classe de la zone")


def eligible_choices(facts: CespFacts) -> Iterator[Problem]:
    """C7: a ranked place is judged on the day it was chosen, hence not without one."""
    for row in facts.choices:
        if row.chosen_on and facts.zones.is_eligible(CESP, row.commune_id, row.chosen_on) is False:
            yield _not_eligible(row, row.chosen_on, "la date du choix")


def _not_eligible(row, day: datetime.date, to_correct: str) -> Problem:
    message = (
        f"La zone de cette commune n’était pas éligible au CESP le {french(day)}\u00a0: "
        f"choisissez une commune éligible, ou corrigez {to_correct}."
    )
    return Problem("C7", message, "commune", row)


def places_ranked_once(facts: CespFacts) -> Iterator[Problem]:
    """C8: no place is ranked twice."""
    ranks: dict[tuple, int] = {}
    for choice in sorted(facts.choices, key=lambda row: row.rank):
        rank = ranks.setdefault((choice.commune_id, fold(choice.place).strip()), choice.rank)
        if rank != choice.rank:
            message = f"Ce lieu est déjà le vœu de rang {rank}\u00a0: choisissez un autre lieu, ou retirez ce vœu."
            yield Problem("C8", message, "commune", choice)


def tariffs_in_private_practice(facts: CespFacts) -> Iterator[Problem]:
    """C9: private practice keeps to the tariffs of the convention; unknown is a warning."""
    for placement in facts.placements:
        if placement.convention_tariffs is False and placement.mode != PracticeMode.SALARIED:
            message = (
                "Un exercice libéral ou mixte sous CESP se fait aux tarifs conventionnels\u00a0: "
                "corrigez le mode d’exercice ou les tarifs."
            )
            yield Problem("C9", message, "convention_tariffs", placement)


def decided_deferrals(facts: CespFacts) -> Iterator[Problem]:
    """C10: a deferral has the opinion of the UFR, then the dated decision of the agency."""
    for event in facts.events:
        if event.type != DEFERRAL:
            continue
        required = {
            "faculty_opinion": (not event.faculty_opinion, "Indiquez l’avis de l’UFR sur ce report."),
            "faculty_opinion_date": (not event.faculty_opinion_date, "Indiquez la date de l’avis de l’UFR."),
            "decision_date": (not event.decision_date, "Indiquez la date de la décision de l’ARS."),
            "decided_by": (
                event.decided_by != DecidedBy.ARS,
                "Un report est décidé par l’ARS\u00a0: choisissez «\u00a0ARS\u00a0».",
            ),
        }
        for name, (is_missing, message) in required.items():
            if is_missing:
                yield Problem("C10", message, name, event)
        opinion, decision = event.faculty_opinion_date, event.decision_date
        if opinion and decision and decision < opinion:
            message = f"L’ARS décide après l’avis de l’UFR du {french(opinion)}\u00a0: corrigez l’une des deux dates."
            yield Problem("C10", message, "decision_date", event)


def suspensions_within_the_studies(facts: CespFacts) -> Iterator[Problem]:
    """C11: the allowance is suspended between the signature and the diploma, and no reason of health is kept."""
    diploma = facts.contract.diploma_date
    for event in facts.events:
        if event.type != SUSPENSION:
            continue
        if diploma and (event.last_day is None or event.last_day > diploma):
            message = (
                f"Une suspension se termine au plus tard le jour du diplôme, le {french(diploma)}\u00a0: datez sa fin."
            )
            yield Problem("C11", message, "last_day", event)
        if event.breach_reason:
            yield Problem("C11", "Une suspension ne garde aucun motif\u00a0: effacez-le.", "breach_reason", event)


CODES_OF_EVENTS = {SUSPENSION: "C11", DEFERRAL: "C10", BREACH: "C13"}


def events_after_the_signature(facts: CespFacts) -> Iterator[Problem]:
    """C11, C13: nothing happens to a contract before it is signed."""
    signed = facts.contract.signature_date
    for event in facts.events:
        if event.start < signed:
            message = f"Cet événement précède la signature du {french(signed)}\u00a0: corrigez sa date."
            yield Problem(CODES_OF_EVENTS[event.type], message, "start", event)


def agreed_changes_of_follow_up(facts: CespFacts) -> Iterator[Problem]:
    """C12: another region follows once both agencies have agreed, by a transfer that was accepted."""
    agreements = [(row.from_region_id, row.to_region_id) for row in facts.transfers if row.accepted]
    follower = facts.contract.followup_region_id
    for change in sorted(facts.follow_ups, key=lambda row: row.start):
        move = follower, change.region_id
        follower = change.region_id
        if move[0] == move[1]:
            continue
        if move in agreements:
            agreements.remove(move)
        else:
            message = (
                "Un changement de suivi demande l’accord des deux agences\u00a0: "
                "enregistrez une demande de transfert, et sa réponse."
            )
            yield Problem("C12", message, "region", change)


def nothing_after_the_breach(facts: CespFacts) -> Iterator[Problem]:
    """C13: a breach comes before the end of the commitment, and nothing begins from its day on."""
    breach = facts.breach
    if not breach:
        return
    day, end = breach.start, facts.commitment_end
    if end and day > end:
        message = (
            f"L’engagement s’est terminé le {french(end)}\u00a0: une rupture ne peut pas le suivre. Corrigez sa date."
        )
        yield Problem("C13", message, "start", breach)
    for what, rows in (("Cet exercice", facts.placements), ("Cet événement", facts.events)):
        for row in rows:
            if row.start >= day and row is not breach:
                message = f"{what} commence après la rupture du {french(day)}\u00a0: "
                yield Problem("C13", f"{message}retirez-le, ou corrigez l’une des dates.", "start", row)


def contracts_that_follow(facts: CespFacts) -> Iterator[Problem]:
    """P11: the PTMG that come from this CESP bind its signatory, beside or right after its practice."""
    periods = [(placement.start, last_day) for placement, last_day in facts.practice()] if facts.ptmg else []
    for ptmg in facts.ptmg:
        if ptmg.professional_id != facts.contract.professional_id or not touches(ptmg, periods):
            message = (
                "Un PTMG est issu de ce CESP\u00a0: il demande le même signataire, et un lieu d’exercice qui le "
                "précède ou le recoupe. Corrigez d’abord le PTMG."
            )
            yield Problem("P11", message)


RULES: dict[str, tuple[Callable[[CespFacts], Iterator[Problem]], ...]] = {
    "contract": (campaign_of_two_years,),
    "others": (one_contract_at_a_time,),
    "placements": (practice_after_the_diploma, one_activity_in_all, eligible_place, tariffs_in_private_practice),
    "choices": (eligible_choices, places_ranked_once),
    "events": (events_after_the_signature,),
    "follow_ups": (agreed_changes_of_follow_up,),
    "ptmg": (contracts_that_follow,),
}
"""The rules by the part of the facts without which they say nothing: a file has many contracts with few parts."""
RULES_OF_EVENTS = {
    DEFERRAL: decided_deferrals,
    SUSPENSION: suspensions_within_the_studies,
    BREACH: nothing_after_the_breach,
}
