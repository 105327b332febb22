"""The small country that the records of these tests live in, and how the records are written."""

from __future__ import annotations

import datetime
from contextlib import contextmanager

from django.db import transaction

from contracts.models import Professional, SamuEstablishment
from regions.enums import Discipline
from regions.models import Commune, CountingGroup, Faculty, PriorityDistrict, Region

ONE_DAY = datetime.timedelta(days=1)

GROUP = "antilles-guyane"
GROUPED_REGIONS = ["01", "02", "03"]
WITHOUT_FACULTY = "94"
REGIONS = [*GROUPED_REGIONS, "11", "75", WITHOUT_FACULTY]
COMMUNES = {
    "97120": "01",
    "97209": "02",
    "97302": "03",
    "75056": "11",
    "91228": "11",
    "33063": "75",
    "2A004": "94",
    "98735": None,
}
SERVED_COMMUNES = [code for code, region in COMMUNES.items() if region]
CAPITAL = {region: code for code, region in reversed(COMMUNES.items()) if region}
"""The first commune of each region."""
DISTRICTS = {
    "QP075001": (datetime.date(2015, 1, 1), datetime.date(2023, 12, 31)),
    "QN07501M": (datetime.date(2024, 1, 1), None),
}


class Ground:
    """Regions, UFR, communes, districts, SAMU and persons: the same for every example."""

    def __init__(self):
        group = CountingGroup(code=GROUP, name="Antilles-Guyane")
        communes = [Commune(code=code, name=code, region_id=region) for code, region in COMMUNES.items()]
        self.faculties = [
            Faculty(code="med-antilles", discipline=Discipline.MEDICINE, commune_id="97120", counting_group=group),
            Faculty(code="med-paris", discipline=Discipline.MEDICINE, commune_id="75056"),
            Faculty(code="odo-paris", discipline=Discipline.DENTISTRY, commune_id="75056"),
            Faculty(code="med-bordeaux", discipline=Discipline.MEDICINE, commune_id="33063"),
        ]
        self.samus = [
            SamuEstablishment(finess="750000001", name="SAMU de Paris", region_id="11"),
            SamuEstablishment(finess="330000001", name="SAMU de Bordeaux", region_id="75"),
        ]
        self.professionals = [Professional(last_name=f"FICTIF {letter}", first_name="Camille") for letter in "ABCDEF"]
        self.rows = [
            [group],
            [
                Region(code=code, name=code, counting_group=group if code in GROUPED_REGIONS else None)
                for code in REGIONS
            ],
            communes,
            [PriorityDistrict(code=code, valid_from=start, valid_to=end) for code, (start, end) in DISTRICTS.items()],
            self.faculties,
            self.samus,
            self.professionals,
        ]

    def save(self):
        _save(self.rows)
        for faculty in self.faculties:
            served = GROUPED_REGIONS if faculty.counting_group else [COMMUNES[faculty.commune_id]]
            faculty.regions.set(served)


class World:
    """The records of one example, unsaved, parents before their children."""

    def __init__(self, ground: Ground, records: list[list]):
        self.ground = ground
        self.records = records

    def __repr__(self):
        """The columns of each record, without a query: what a failed example shows."""
        return "\n".join(_columns(record) for records in self.records for record in records)

    @contextmanager
    def saved(self):
        """The records are in the database inside the block, and no more after it."""
        with transaction.atomic():
            self.ground.save()
            _save(self.records)
            yield
            transaction.set_rollback(True)

    def days(self) -> list[datetime.date]:
        """Days on which something begins or ends, the day before and the day after, and the ends of years."""
        dates = {
            getattr(record, field.attname)
            for records in self.records
            for record in records
            for field in record._meta.concrete_fields
            if isinstance(getattr(record, field.attname, None), datetime.date)
        }
        shifted = {day + ONE_DAY * shift for day in dates for shift in (-1, 0, 1)}
        return sorted(shifted | {datetime.date(year, 12, 31) for year in range(2013, 2025)})


def _save(groups):
    for records in groups:
        if records:
            type(records[0])._base_manager.bulk_create(records)


def _columns(record) -> str:
    values = {field.attname: record.__dict__.get(field.attname) for field in record._meta.concrete_fields}
    written = (f"{name}={value}" for name, value in values.items() if value not in (None, "", False))
    return f"{type(record).__name__}({', '.join(written)})"
