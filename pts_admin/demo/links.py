"""Who practises in a house of the demonstration: those whose commune had one open when they began."""

from __future__ import annotations

import datetime
from collections import defaultdict

from contracts.models import CespPlacement, PtmgContract
from pts_admin.demo.book import Book
from structures.enums import StructureType
from structures.models import Structure, StructureSite

HOUSES = [StructureType.MSP, StructureType.POLE]


def link_structures(book: Book):
    """Tie placements and PTMG contracts to the first house open in their commune, if any."""
    sites = defaultdict(list)
    for site in book.rows[StructureSite]:
        if site.structure.type in HOUSES and site.opened_on:
            sites[site.commune_id].append(site)
    for placement in book.rows[CespPlacement]:
        placement.structure = _house(sites[placement.commune_id], placement.start)
    for contract in book.rows[PtmgContract]:
        contract.structure = _house(sites[contract.commune_id], contract.start)


def _house(sites: list[StructureSite], day: datetime.date) -> Structure | None:
    for site in sites:
        if site.opened_on <= day and (site.closed_on is None or site.closed_on > day):
            return site.structure
    return None
