"""From the plan of a CESP to its rows, as the register knows them on a given day."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict

from contracts.enums import CespBreachReason, CespEventType, DecidedBy, FacultyOpinion, PracticeMode, Profession
from contracts.models import CespChoice, CespContract, CespEvent, CespFollowUp, CespPlacement, Professional
from pts_admin.demo.book import Book
from pts_admin.demo.cesp_plan import CespPlan, PlacementPlan
from pts_admin.demo.french import of_commune
from pts_admin.demo.people import DENTISTRY, GENERAL_PRACTICE, People
from pts_admin.demo.places import Places
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.zoning import Zoning
from regions.enums import Discipline
from regions.periods import add_months

OTHER_SPECIALTIES = ["Psychiatrie", "Pédiatrie", "Gynécologie médicale", "Ophtalmologie", "Gériatrie"]
MODES = {PracticeMode.LIBERAL: 7, PracticeMode.SALARIED: 2, PracticeMode.MIXED: 1}
BREACH_REASONS = {
    CespBreachReason.DENUNCIATION: 14,
    CespBreachReason.NON_COMPLIANCE: 3,
    CespBreachReason.HEALTH: 1,
    CespBreachReason.ZONE_DECLASSIFIED: 1,
}


class CespRows:
    """Writes plans into the book; what happens after `today` is left out, what is only planned is kept."""

    def __init__(self, book: Book, people: People, places: Places, zoning: Zoning, today: datetime.date):
        self.book, self.people, self.places, self.zoning, self.today = book, people, places, zoning, today
        self.numbers = defaultdict(itertools.count)

    def add(self, plan: CespPlan, draw: Draw) -> CespContract:
        """Add the person, the contract and its children."""
        contract = self._contract(plan, draw)
        self._follow_ups(contract, plan, draw)
        self._placements(contract, plan, draw)
        self._choices(contract, plan, draw)
        # Last, for what is drawn there depends on what is known today.
        self._events(contract, plan, draw)
        return contract

    def _contract(self, plan: CespPlan, draw: Draw) -> CespContract:
        faculty = draw.choice(self.places.faculties[plan.group, plan.discipline])
        diploma = self._known(plan.diploma) if not plan.breach or (plan.diploma or plan.breach) < plan.breach else None
        specialty = self.people.specialty(self._specialty(plan, draw))
        start = add_months(plan.signature.replace(day=1), 1)
        return self.book.add(
            CespContract(
                cng_number=self._number(plan),
                professional=self._person(plan, diploma, specialty, draw),
                discipline=plan.discipline,
                signatory_status=plan.status,
                campaign=campaign_of(plan.signature),
                faculty=faculty,
                followup_region_id=self._followup_home(plan, draw),
                origin_region_id=self._origin(plan, draw),
                signature_date=plan.signature,
                allowance_start=start,
                allowance_last_day=self._allowance_end(plan, diploma),
                diploma_date=diploma,
                specialty=specialty if diploma else None,
                expected_practice_region_id=plan.region,
                expected_installation_date=plan.expected,
                expected_installation_precision=plan.precision,
            )
        )

    def _person(self, plan: CespPlan, diploma, specialty, draw: Draw) -> Professional:
        age = draw.randint(20, 23) if plan.status == "etudiant" else draw.randint(24, 29)
        dentist = plan.discipline == Discipline.DENTISTRY
        general = specialty is None or specialty.name == GENERAL_PRACTICE
        person = self.people.make(
            "cesp",
            plan.era,
            birth_year=plan.signature.year - age,
            region=draw.choice(plan.group.split("+")),
            profession=Profession.DENTIST if dentist else Profession.GP if general else Profession.SPECIALIST,
        )
        person.specialty = specialty
        if diploma is None:
            person.rpps = ""
        return person

    def _specialty(self, plan: CespPlan, draw: Draw) -> str:
        if plan.discipline == Discipline.DENTISTRY:
            return DENTISTRY
        return draw.choice(OTHER_SPECIALTIES) if not plan.becomes_ptmg and draw.chance(0.12) else GENERAL_PRACTICE

    def _number(self, plan: CespPlan) -> str:
        year = plan.signature.year
        return f"FICTIF-{year}-{next(self.numbers[year]) + 1:04d}"

    def _origin(self, plan: CespPlan, draw: Draw) -> str | None:
        if draw.chance(0.15):
            return None
        return plan.region if draw.chance(0.2) else draw.choice(plan.group.split("+"))

    def _allowance_end(self, plan: CespPlan, diploma: datetime.date | None) -> datetime.date | None:
        """The allowance stops the day before the diploma or the breach, whichever comes first."""
        ends = [day - ONE_DAY for day in (diploma, self._known(plan.breach)) if day]
        return min(ends, default=None)

    def _followup_home(self, plan: CespPlan, draw: Draw) -> str:
        """The agency of the UFR; where it serves several, that of the place of practice when it is one of them."""
        homes = plan.group.split("+")
        return plan.region if plan.region in homes else draw.choice(homes)

    def _follow_ups(self, contract: CespContract, plan: CespPlan, draw: Draw):
        """The agency of the region of practice takes over when it is another one."""
        target = plan.installation or plan.expected
        if plan.region == contract.followup_region_id or target is None or (plan.breach and not plan.installation):
            return
        transfer = max(plan.signature + 30 * ONE_DAY, draw.after(target, -240, -20))
        if transfer <= self.today:
            self.book.add(CespFollowUp(contract=contract, region_id=plan.region, start=transfer))

    def _events(self, contract: CespContract, plan: CespPlan, draw: Draw):
        if plan.suspension and plan.suspension.start <= self.today:
            self.book.add(
                CespEvent(
                    contract=contract,
                    type=CespEventType.SUSPENSION,
                    start=plan.suspension.start,
                    last_day=self._known(plan.suspension.last_day),
                    decision_date=plan.suspension.start,
                    decided_by=DecidedBy.CNG,
                )
            )
        if plan.deferral and plan.deferral.start <= self.today:
            opinion = draw.after(plan.deferral.start, -90, -40)
            self.book.add(
                CespEvent(
                    contract=contract,
                    type=CespEventType.DEFERRAL,
                    start=plan.deferral.start,
                    last_day=plan.deferral.last_day,
                    decision_date=draw.after(opinion, 10, 35),
                    decided_by=DecidedBy.ARS,
                    faculty_opinion=FacultyOpinion.FAVOURABLE,
                    faculty_opinion_date=opinion,
                    note="Projet professionnel ou universitaire.",
                )
            )
        if self._known(plan.breach):
            self.book.add(
                CespEvent(
                    contract=contract,
                    type=CespEventType.BREACH,
                    start=plan.breach,
                    decision_date=plan.breach,
                    decided_by=DecidedBy.CNG,
                    breach_reason=draw.pick(BREACH_REASONS),
                )
            )

    def _placements(self, contract: CespContract, plan: CespPlan, draw: Draw):
        mode = draw.pick(MODES)
        for rank, placement in enumerate(plan.placements):
            if placement.start <= self.today:
                self.book.add(self._placement(contract, plan, placement, rank, mode))

    def _placement(self, contract, plan: CespPlan, placement: PlacementPlan, rank: int, mode: str) -> CespPlacement:
        commune = self.places.communes[placement.commune]
        choice = plan.chosen_on if placement.start == plan.installation else placement.start
        salaried = mode == PracticeMode.SALARIED
        return CespPlacement(
            contract=contract,
            start=placement.start,
            last_day=self._known(placement.last_day),
            commune=commune,
            region_id=commune.region_id,
            site=f"Cabinet {of_commune(commune.name)}"[:200],
            choice_date=choice,
            zone_class_at_choice=self.zoning.class_on(commune.code, choice),
            mode=mode,
            convention_tariffs=None if salaried else True,
            employer=f"Centre de santé {of_commune(commune.name)}"[:120] if salaried else "",
            activity_pct=placement.activity_pct,
        )

    def _choices(self, contract: CespContract, plan: CespPlan, draw: Draw):
        """Ranked places of those who chose; the first is mostly the place they got."""
        wanted = draw.randint(1, 4) if draw.chance(0.2) else 0
        if not wanted or not self._known(plan.chosen_on):
            return
        got = self.places.communes[plan.placements[0].commune]
        pool = [commune for commune in self.places.practice[plan.region] if commune.code != got.code]
        for rank, commune in enumerate([got, *draw.sample(pool, wanted - 1)], start=1):
            self.book.add(CespChoice(contract=contract, rank=rank, commune=commune, chosen_on=plan.chosen_on))

    def _known(self, day: datetime.date | None) -> datetime.date | None:
        """The day, when it has come."""
        return day if day and day <= self.today else None


def campaign_of(day: datetime.date) -> str:
    """The university year of a signature: from September to August."""
    year = day.year if day.month >= 9 else day.year - 1
    return f"{year}-{year + 1}"
