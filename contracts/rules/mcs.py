"""Error rules of a SAMU correspondent's engagement over its parts and the doctor's other engagements (M1, M3)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from contracts.models import McsEngagement, McsSuspension
from contracts.rules.said import ELSEWHERE, french, implausible_dates, overlaps
from regions.rules import Problem


@dataclass
class McsFacts:
    """An engagement, its suspensions, and the other engagements of its doctor."""

    engagement: McsEngagement
    suspensions: list[McsSuspension] = field(default_factory=list)
    others: list[McsEngagement] = field(default_factory=list)


def entry(engagement: McsEngagement) -> datetime.date:
    """The first of its dates: the day the engagement enters in force; one of them is always known."""
    dates = (
        engagement.volunteer_since,
        engagement.training_start,
        engagement.training_on,
        engagement.contract_signed_on,
    )
    return min(day for day in dates if day)


def problems(engagement: McsEngagement) -> list[Problem]:
    """What the rules refuse in an engagement as the database holds it."""
    return problems_of_many([engagement.pk]).get(engagement.pk, [])


def problems_of_many(engagements: Iterable[int]) -> dict[int, list[Problem]]:
    """What the rules refuse in each of these engagements (keys), in a constant number of queries."""
    return {pk: judge(facts) for pk, facts in load(engagements).items()}


def load(engagements: Iterable[int]) -> dict[int, McsFacts]:
    """The facts of these engagements (keys), by key; unknown keys are left out."""
    wanted = set(engagements)
    persons = McsEngagement._base_manager.filter(pk__in=wanted).values("professional")
    of_person, suspensions = defaultdict(list), defaultdict(list)
    for row in McsEngagement._base_manager.filter(professional__in=persons).order_by("pk"):
        of_person[row.professional_id].append(row)
    for part in McsSuspension._base_manager.filter(engagement__in=wanted).order_by("start", "pk"):
        suspensions[part.engagement_id].append(part)
    return {
        row.pk: McsFacts(row, suspensions[row.pk], [other for other in rows if other is not row])
        for rows in of_person.values()
        for row in rows
        if row.pk in wanted
    }


def judge(facts: McsFacts) -> list[Problem]:
    """What the rules refuse, without any query. Dates that nobody can have meant are told first, and alone."""
    return implausible_dates(facts.engagement, facts.suspensions) or rule_problems(facts)


def rule_problems(facts: McsFacts) -> list[Problem]:
    """What the rules refuse, dates being plausible. The rows of `facts` may be any objects with these attributes."""
    return [problem for rule in RULES for problem in rule(facts)]


def training_in_order(facts: McsFacts) -> Iterator[Problem]:
    """M1: the training begins, ends, and is renewed afterwards."""
    row = facts.engagement
    if row.training_start and row.training_on and row.training_on < row.training_start:
        message = (
            f"La formation commence le {french(row.training_start)}\u00a0: elle ne peut pas être terminée avant. "
            "Corrigez l’une des deux dates."
        )
        yield Problem("M1", message, "training_on")
    if row.training_on and row.last_refresh_on and row.last_refresh_on < row.training_on:
        message = (
            f"La formation continue suit la formation initiale du {french(row.training_on)}\u00a0: "
            "corrigez l’une des deux dates."
        )
        yield Problem("M4", message, "last_refresh_on")


def suspensions_within_the_engagement(facts: McsFacts) -> Iterator[Problem]:
    """M1: only an engagement in force is suspended."""
    first, last = entry(facts.engagement), facts.engagement.last_day
    for part in facts.suspensions:
        if part.start < first:
            message = f"La suspension précède l’entrée du {french(first)}\u00a0: corrigez sa date."
            yield Problem("M1", message, "start", part)
        elif last and part.start > last:
            message = f"La suspension suit la sortie du {french(last)}\u00a0: retirez-la, ou corrigez sa date."
            yield Problem("M1", message, "start", part)


def one_engagement_with_a_samu(facts: McsFacts) -> Iterator[Problem]:
    """M3: one engagement in force a day for a doctor and a SAMU.

    The database refuses a second one too; an import asks here before it writes.
    """
    mine = facts.engagement
    for other in facts.others:
        if mine.samu_id is None or mine.samu_id != other.samu_id:
            continue
        if overlaps(entry(mine), mine.last_day, entry(other), other.last_day):
            message = (
                f"Ce médecin est engagé auprès de ce SAMU depuis le {french(entry(other))}\u00a0: "
                "complétez cet engagement, ou indiquez d’abord sa sortie."
            )
            yield Problem("M3", message if other.region_id == mine.region_id else ELSEWHERE, "samu")


RULES: list[Callable[[McsFacts], Iterator[Problem]]] = [
    training_in_order,
    suspensions_within_the_engagement,
    one_engagement_with_a_samu,
]
