"""Contracts offered by campaign and UFR: a little more than were signed. All invented."""

from __future__ import annotations

import math
from collections import Counter

from contracts.models import CampaignQuota, CespContract
from pts_admin.demo.book import Book

FIRST_CAMPAIGN = "2016-2017"
OFFERED_FOR_ONE_SIGNED = 1.2


def add(book: Book):
    """One quota for each campaign since 2016, UFR and status that has signatures."""
    signed = Counter()
    faculties = {}
    for contract in book.rows[CespContract]:
        if contract.campaign < FIRST_CAMPAIGN:
            continue
        faculties[contract.faculty_id] = contract.faculty
        signed[contract.campaign, contract.faculty_id, contract.signatory_status] += 1
    for (campaign, faculty, status), count in sorted(signed.items()):
        number = math.ceil(count * OFFERED_FOR_ONE_SIGNED)
        book.add(CampaignQuota(campaign=campaign, faculty=faculties[faculty], signatory_status=status, number=number))
