"""From the plan of a PTMG, or of a contract of its family, to its row as known on a given day."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict

from contracts.enums import Profession, PtmgKind, PtmgPracticeStatus, Sector
from contracts.models import Professional, PtmgContract
from pts_admin.demo.book import Book
from pts_admin.demo.people import GENERAL_PRACTICE, People
from pts_admin.demo.places import Places
from pts_admin.demo.ptmg_plan import PtmgPlan
from pts_admin.demo.randomness import Draw
from pts_admin.demo.zoning import Zoning

SPECIALISTS = ["Ophtalmologie", "Gynécologie médicale", "Dermatologie et vénéréologie", "Pédiatrie", "Rhumatologie"]
PTMA_SPECIALISTS = 0.3


class PtmgRows:
    """Writes plans into the book; what happens after `today` is left out."""

    def __init__(self, book: Book, people: People, places: Places, zoning: Zoning, today: datetime.date):
        self.book, self.people, self.places, self.zoning, self.today = book, people, places, zoning, today
        self.numbers = defaultdict(itertools.count)
        self.doctors: dict[int, Professional] = {}

    def add(self, plan: PtmgPlan, draw: Draw) -> PtmgContract:
        """Add the contract, and its doctor unless a CESP or an earlier contract brought them."""
        commune = self.places.communes[plan.commune or self.places.practice_commune(plan.region, draw).code]
        doctor = self._doctor(plan, draw)
        self.doctors[id(plan)] = doctor
        renewed = self._known(plan.renewal_date)
        ended = self._known(plan.real_last_day)
        answered = self._known(plan.stayed_on)
        return self.book.add(
            PtmgContract(
                number=self._number(plan),
                kind=plan.kind,
                professional=doctor,
                signing_region_id=plan.region,
                signature_date=plan.signature,
                start=plan.signature,
                planned_last_day=plan.planned_last_day if renewed else plan.first_term_last_day,
                renewal=plan.renewal if renewed else "",
                renewal_date=renewed,
                last_day=ended,
                end_reason=plan.end_reason if ended else "",
                notice_date=self._known(plan.notice),
                installation_date=self._known(plan.installation),
                practice_status=PtmgPracticeStatus.COLLABORATOR if draw.chance(0.25) else PtmgPracticeStatus.SETTLED,
                commune=commune,
                region_id=commune.region_id,
                zone_class_at_signature=self.zoning.class_on(commune.code, plan.signature),
                half_days_per_week=draw.choice([9, 9, 9, 9, 8, 6]),
                sector=Sector.TWO_CAS if plan.kind == PtmgKind.PTMA and draw.chance(0.2) else Sector.ONE,
                cdom_notified_on=self._known(draw.after(plan.signature, 3, 30)),
                origin_cesp=plan.origin,
                stayed_after=plan.stayed if answered else "",
                stayed_after_on=answered,
            )
        )

    def _doctor(self, plan: PtmgPlan, draw: Draw) -> Professional:
        birth_year = plan.signature.year - draw.randint(29, 40)
        if plan.origin:
            return plan.origin.professional
        if plan.same_doctor_as:
            return self.doctors[id(plan.same_doctor_as)]
        specialist = plan.kind == PtmgKind.PTMA and draw.chance(PTMA_SPECIALISTS)
        doctor = self.people.make(
            "ptmg",
            plan.era,
            birth_year=birth_year,
            region=plan.region,
            profession=Profession.SPECIALIST if specialist else Profession.GP,
        )
        doctor.specialty = self.people.specialty(draw.choice(SPECIALISTS) if specialist else GENERAL_PRACTICE)
        return doctor

    def _number(self, plan: PtmgPlan) -> str:
        key = f"{plan.kind}-{plan.region}-{plan.signature.year}"
        return f"FICTIF-{key}-{next(self.numbers[key]) + 1:03d}"

    def _known(self, day: datetime.date | None) -> datetime.date | None:
        return day if day and day <= self.today else None
