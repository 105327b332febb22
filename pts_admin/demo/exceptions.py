"""What the demonstration holds on purpose that is odd, so that warnings have something to show.

Warnings only: nothing here breaks a rule that refuses a record. `docs/demonstration.md` lists them.
"""

from __future__ import annotations

import datetime

from contracts.models import CespContract, CespPlacement, McsEngagement, PtmgContract, SamuEstablishment
from pts_admin.demo.book import Book
from pts_admin.demo.randomness import ONE_DAY

OTHER_CAMPAIGN = 3
LATE_ALLOWANCE = 4
UNKNOWN_TARIFFS = 5
UNKNOWN_ZONE = 4
UNEQUIPPED = 4
FALSE_RPPS = 2
TWO_SAMU_REGION = "84"
SINCE = datetime.date(2013, 9, 1)


def add(book: Book):
    """Alter a few rows, always the same: the first that fit."""
    _other_campaigns(book)
    _late_allowances(book)
    for placement in _first(book, CespPlacement, UNKNOWN_TARIFFS, lambda row: row.convention_tariffs):
        placement.convention_tariffs = None
    for contract in _first(book, PtmgContract, UNKNOWN_ZONE, lambda row: row.zone_class_at_signature):
        contract.zone_class_at_signature = ""
    for engagement in _first(book, McsEngagement, UNEQUIPPED, lambda row: row.equipped_on):
        engagement.equipped_on = None
    for contract in _first(book, PtmgContract, FALSE_RPPS, lambda row: row.professional.rpps and not row.origin_cesp):
        rpps = contract.professional.rpps
        contract.professional.rpps = rpps[:-1] + str((int(rpps[-1]) + 1) % 10)
    _second_samu(book)


def _other_campaigns(book: Book):
    """C3: signed after the end of the campaign whose quota was used (redistribution)."""
    rows = _first(book, CespContract, OTHER_CAMPAIGN, lambda row: row.signature_date > SINCE)
    for contract in rows:
        year = int(contract.campaign[:4])
        contract.campaign = f"{year - 1}-{year}"


def _late_allowances(book: Book):
    """C15: the allowance went on for more than a month after the diploma."""
    rows = _first(
        book,
        CespContract,
        LATE_ALLOWANCE,
        lambda row: row.diploma_date and row.allowance_last_day == row.diploma_date - ONE_DAY,
    )
    for contract in rows:
        contract.allowance_last_day = contract.diploma_date + 45 * ONE_DAY


def _second_samu(book: Book):
    """A doctor engaged with two SAMU of one region: two engagements, one person (M3)."""
    others = {samu.finess: samu for samu in book.rows[SamuEstablishment] if samu.region_id == TWO_SAMU_REGION}
    first = next(
        row
        for row in book.rows[McsEngagement]
        if row.region_id == TWO_SAMU_REGION and row.contract_signed_on and row.contract_signed_on < SINCE
    )
    samu = next(samu for finess, samu in sorted(others.items()) if samu is not first.samu)
    dates = ("volunteer_since", "training_start", "training_on", "contract_signed_on", "last_day", "end_reason")
    book.add(
        McsEngagement(
            professional=first.professional,
            region_id=TWO_SAMU_REGION,
            departement_id=samu.commune.departement_id,
            samu=samu,
            equipped_on=first.equipped_on,
            practice_commune=first.practice_commune,
            **{name: getattr(first, name) for name in dates},
        )
    )


def _first(book: Book, model, number: int, fits) -> list:
    return [row for row in book.rows[model] if fits(row)][:number]
