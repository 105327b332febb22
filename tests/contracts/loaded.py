"""Contracts loaded without a database, for the rules that judge them."""

import datetime

from contracts.rules.cesp_facts import CespFacts
from contracts.rules.ptmg_facts import PtmgFacts
from tests import factories as f

ONE_DAY = datetime.timedelta(days=1)
SIGNED, DIPLOMA = datetime.date(2013, 11, 15), datetime.date(2015, 1, 1)


class KnownZones:
    """What is known of every commune: eligible (True), not eligible (False), or nobody knows (None)."""

    def __init__(self, answer: bool | None):
        self.answer = answer
        self.asked = []

    def is_eligible(self, aid, commune, day, stored=""):
        self.asked.append((aid, day, stored))
        return self.answer


def cesp(*, zones: bool | None = None, others=(), commitment_end=None, ptmg=(), **contract) -> CespFacts:
    """The facts of a trained signatory's contract, without any part."""
    row = f.CespContractFactory.build(trained=True, **contract)
    return CespFacts(row, zones=KnownZones(zones), others=[*others], commitment_end=commitment_end, ptmg=[*ptmg])


def placed(facts: CespFacts, **placement):
    """Add a place of practice to the facts, and give it."""
    row = f.CespPlacementFactory.build(contract=facts.contract, **placement)
    facts.placements = [*facts.placements, row]
    return row


def happened(facts: CespFacts, **event):
    """Add an event to the facts, and give it."""
    row = f.CespEventFactory.build(contract=facts.contract, **event)
    facts.events = [*facts.events, row]
    return row


def ptmg(*, zones: bool | None = None, others=(), origin=None, origin_practice=(), **contract) -> PtmgFacts:
    """The facts of a contract of the family; it starts on its signature when no start is given."""
    row = f.PtmgContractFactory.build(**contract)
    row.start = row.start or row.signature_date
    return PtmgFacts(row, [*others], origin, [*origin_practice], KnownZones(zones))


def told(rule, facts) -> list[tuple]:
    """What a rule refuses: code, field and part of each problem."""
    return [(problem.code, problem.field, problem.part) for problem in rule(facts)]
