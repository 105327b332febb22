"""The rows that the figures are counted from, read once, and the days of a period told one by one."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict

from contracts.models import (
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    McsEngagement,
    McsSuspension,
    PtmgContract,
)
from regions.models import Commune, Faculty, PriorityDistrict
from structures.models import SiteDistrict, Structure, StructureAttachment, StructureSite, StructureStatusEvent

ONE_DAY = datetime.timedelta(days=1)


class Rows:
    """All the rows, read once; children are filed under their parent."""

    def __init__(self):
        self.contracts = list(CespContract.objects.order_by("pk"))
        self.placements = _filed(CespPlacement, "contract_id")
        self.follow_ups = _filed(CespFollowUp, "contract_id")
        self.events = _filed(CespEvent, "contract_id")
        self.ptmg = list(PtmgContract.objects.all())
        self.mcs = list(McsEngagement.objects.all())
        self.mcs_suspensions = _filed(McsSuspension, "engagement_id")
        self.structures = {structure.pk: structure for structure in Structure.objects.all()}
        self.status_events = _filed(StructureStatusEvent, "structure_id")
        self.sites = _filed(StructureSite, "structure_id")
        self.attached = _filed(StructureAttachment, "parent_id")
        self.site_districts = _filed(SiteDistrict, "site_id")
        self.districts = {district.pk: district for district in PriorityDistrict.objects.all()}
        self.commune_regions = dict(Commune.objects.values_list("code", "region_id"))
        self.faculty_places = {faculty.pk: _faculty_place(faculty) for faculty in Faculty.objects.all()}
        self.commitment_ends = {}


def plus_months(day: datetime.date, months: int) -> datetime.date:
    """`months` months later, drawn back to the end of a month too short."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def full_months(start: datetime.date, last_day: datetime.date) -> int:
    """How many months fit between two included days."""
    months = 0
    while plus_months(start, months + 1) - ONE_DAY <= last_day:
        months += 1
    return months


def runs(period, day: datetime.date) -> bool:
    return period.start <= day and (period.last_day is None or day <= period.last_day)


def each_day(first: datetime.date, last: datetime.date):
    return (first + ONE_DAY * number for number in range((last - first).days + 1))


def _filed(model, parent: str) -> dict[int, list]:
    children = defaultdict(list)
    for row in model.objects.order_by("pk"):
        children[getattr(row, parent)].append(row)
    return children


def place(code: str | None):
    """Where a thing of region `code` is counted; None when the region is not known."""
    return None if code is None else ("region", code)


def _faculty_place(faculty):
    if faculty.counting_group_id:
        return ("group", faculty.counting_group_id)
    (only,) = faculty.regions.all()
    return place(only.code)
