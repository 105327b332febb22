"""From the plan of a structure to its rows, as known on a given day."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from decimal import Decimal

from pts_admin.demo.book import Book
from pts_admin.demo.french import of_commune
from pts_admin.demo.identifiers import fictitious_finess
from pts_admin.demo.places import Places
from pts_admin.demo.randomness import Draw
from pts_admin.demo.structure_plan import StructurePlan
from regions.models import PriorityDistrict
from structures.enums import FundingSource, HeadcountProfession, LegalForm, StructureStatus, StructureType
from structures.models import (
    Funding,
    SiteDistrict,
    Structure,
    StructureAttachment,
    StructureHeadcount,
    StructureSite,
    StructureStatusEvent,
)

NAMES = {
    StructureType.MSP: "Maison de santé",
    StructureType.POLE: "Pôle de santé",
    StructureType.CDS: "Centre de santé",
    StructureType.PTA: "Plateforme territoriale d’appui",
    StructureType.ESP: "Équipe de soins primaires",
    StructureType.CPTS: "Communauté professionnelle territoriale de santé",
}
LOCAL_LABEL_OF_NORMANDY = "PSLA"
LEGAL_FORMS = {
    StructureType.MSP: {LegalForm.SISA: 6, LegalForm.ASSOCIATION: 2, LegalForm.SCM: 1, LegalForm.LOCAL_AUTHORITY: 1},
    StructureType.CDS: {LegalForm.MUTUAL: 2, LegalForm.ASSOCIATION: 3, LegalForm.LOCAL_AUTHORITY: 3},
}
WITH_FINESS = [StructureType.MSP, StructureType.CDS, StructureType.CDS_BRANCH, StructureType.CPTS]
WITHOUT_NUMBER_SHARE = 0.02
HEADCOUNT_DAY_2016 = datetime.date(2016, 6, 30)
FIRST_UNIVERSITY_LABEL = datetime.date(2014, 9, 1)
ERA_2_FINESS = {2: 5000, 3: 500}
"""First rank of the FINESS numbers given after 2016, by length of the code of the département."""


class StructureRows:
    """Writes plans into the book; what happens after `today` is left out."""

    def __init__(self, book: Book, places: Places, districts: dict[str, list[PriorityDistrict]], today: datetime.date):
        self.book, self.places, self.districts, self.today = book, places, districts, today
        self.finess_ranks = defaultdict(itertools.count)
        self.written: dict[int, Structure] = {}
        self.copy_mark = ""

    def add(self, plan: StructurePlan, draw: Draw) -> Structure:
        """Add the structure, of which something is known, and what it owns."""
        drawn = plan.communes or [self.places.structure_commune(plan.region, draw).code]
        communes = [self.places.communes[code] for code in drawn]
        if not plan.communes and plan.type == StructureType.MSP and draw.chance(0.08):
            communes.append(self.places.structure_commune(plan.region, draw))
        events = [(status, day) for status, day in plan.events if day <= self.today]
        structure = self.book.add(self._structure(plan, communes[0], draw))
        self.written[id(plan)] = structure
        for status, day in events:
            reason = self._reason(plan, status)
            self.book.add(StructureStatusEvent(structure=structure, status=status, on=day, reason=reason))
        self._sites(structure, plan, communes)
        self._attachment(structure, plan)
        self._headcounts(structure, plan, draw)
        self._fundings(structure, plan, draw)
        return structure

    def _structure(self, plan: StructurePlan, commune, draw: Draw) -> Structure:
        opened = self._known(plan.day_of(StructureStatus.OPEN))
        forms = LEGAL_FORMS.get(plan.type, {LegalForm.ASSOCIATION: 1})
        network = plan.type in (StructureType.PTA, StructureType.CPTS)
        university = max(FIRST_UNIVERSITY_LABEL, draw.after(opened, 200, 900)) if opened else None
        without_number = draw.chance(WITHOUT_NUMBER_SHARE)
        # A requalification takes the number away with it.
        moved = self._known(plan.day_of(StructureStatus.REQUALIFIED))
        finess = "" if without_number or plan.type not in WITH_FINESS else self._finess(plan, commune)
        return Structure(
            type=plan.type,
            name=(plan.name or f"{NAMES[plan.type]} {of_commune(commune.name)}")[:190] + self.copy_mark,
            local_label=LOCAL_LABEL_OF_NORMANDY if plan.region == "28" and plan.type in ("MSP", "POLE") else "",
            lead_region_id=plan.region,
            legal_form=draw.pick(forms),
            finess_et=finess if opened and not moved else "",
            requalified_from=self.written[id(plan.successor_of)] if plan.successor_of else None,
            manager=f"Gestionnaire fictif {of_commune(commune.name)}" if plan.type == StructureType.CDS else "",
            university_since=self._known(university) if plan.is_university else None,
            mission_information=plan.type == StructureType.PTA,
            mission_pathways=plan.type == StructureType.PTA,
            mission_practices=plan.type == StructureType.PTA and draw.chance(0.5),
            served_population=draw.randint(40, 300) * 1000 if network else None,
            note=plan.note,
        )

    def _finess(self, plan: StructurePlan, commune) -> str:
        code = commune.departement_id or commune.code[:3]
        rank = next(self.finess_ranks[code, plan.era])
        limit = ERA_2_FINESS[len(code)]
        if rank >= limit:
            return ""
        return fictitious_finess(code, rank + (limit if plan.era == 2 else 0))

    def _reason(self, plan: StructurePlan, status: str) -> str:
        if status == StructureStatus.CLOSED:
            pta = plan.type == StructureType.PTA
            return "Fusion dans un dispositif d’appui à la coordination" if pta else "Départ de l’équipe (fictif)"
        return ""

    def _sites(self, structure: Structure, plan: StructurePlan, communes: list):
        opened = self._known(plan.day_of(StructureStatus.OPEN))
        closed = self._known(plan.day_of(StructureStatus.CLOSED) or plan.day_of(StructureStatus.REQUALIFIED))
        for rank, commune in enumerate(communes):
            main = rank == 0
            site = self.book.add(
                StructureSite(
                    structure=structure,
                    commune=commune,
                    opened_on=opened,
                    closed_on=closed,
                    main_since=plan.events[0][1] if main else None,
                )
            )
            if main and plan.district:
                for district in self.districts[plan.district]:
                    self.book.add(SiteDistrict(site=site, district=district))

    def _attachment(self, structure: Structure, plan: StructurePlan):
        """To the pôle or the centre it belongs to, written before it, from the day both are open."""
        if plan.parent:
            start = max(plan.day_of(StructureStatus.OPEN), plan.parent.day_of(StructureStatus.OPEN))
            parent = self.written[id(plan.parent)]
            self.book.add(StructureAttachment(structure=structure, parent=parent, start=start))

    def _headcounts(self, structure: Structure, plan: StructurePlan, draw: Draw):
        """Who worked there in June 2016, and last June; for one house in four."""
        opened = self._known(plan.day_of(StructureStatus.OPEN))
        closed = plan.day_of(StructureStatus.CLOSED) or datetime.date.max
        counted = plan.type in (StructureType.MSP, StructureType.POLE, StructureType.CDS) and draw.chance(0.25)
        numbers = [draw.randint(2, 7), draw.randint(2, 6), draw.randint(0, 3), draw.randint(0, 2)]
        if not counted or opened is None:
            return
        last_june = datetime.date(self.today.year - (self.today < datetime.date(self.today.year, 6, 30)), 6, 30)
        for day in sorted({HEADCOUNT_DAY_2016, last_june}):
            if opened <= day < closed:
                self._headcount(structure, day, numbers)

    def _headcount(self, structure: Structure, day: datetime.date, numbers: list[int]):
        doctors, nurses, physiotherapists, supervisors = numbers
        for profession, persons, msu in (
            (HeadcountProfession.GP, doctors, min(supervisors, doctors)),
            (HeadcountProfession.NURSE, nurses, None),
            (HeadcountProfession.PHYSIOTHERAPIST, physiotherapists, None),
        ):
            if persons:
                self.book.add(
                    StructureHeadcount(
                        structure=structure,
                        as_of=day,
                        profession=profession,
                        persons=persons,
                        fte=Decimal(persons) * Decimal("0.8"),
                        supervisors=msu,
                    )
                )

    def _fundings(self, structure: Structure, plan: StructurePlan, draw: Draw):
        validated = self._known(plan.day_of(StructureStatus.VALIDATED))
        source = draw.pick({FundingSource.FIR: 6, FundingSource.REGION: 2, FundingSource.FNADT: 2})
        amount = Decimal(draw.randint(10, 90) * 1000)
        if draw.chance(0.25) and validated:
            self.book.add(Funding(structure=structure, year=validated.year, source=source, amount=amount))

    def _known(self, day: datetime.date | None) -> datetime.date | None:
        return day if day and day <= self.today else None
