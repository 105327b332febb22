"""A structure that goes through states, one a day."""

import datetime

from structures.enums import StructureStatus
from tests import factories as f

FIRST_DAY = datetime.date(2010, 1, 10)
ONE_DAY = datetime.timedelta(days=1)


def day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso)


def live(states: str, *, sites=True, close_sites=True, since=FIRST_DAY, **fields):
    """A structure that enters `states` on successive days from `since`; its site opens and closes with it."""
    structure = f.StructureFactory(**fields)
    days = {}
    for rank, status in enumerate(states.split()):
        days[status] = since + rank * ONE_DAY
        f.StructureStatusEventFactory(structure=structure, status=status, on=days[status])
    if sites:
        ends = [days[status] for status in StructureStatus.over() if status in days and "ouverte" in days]
        f.StructureSiteFactory(
            structure=structure,
            opened_on=days.get("ouverte"),
            closed_on=ends[0] if ends and close_sites and ends[0] > days["ouverte"] else None,
        )
    return structure
