"""SAMU correspondents: active ones by region and year, those in training, those who left, the « apparentés »."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from contracts.enums import McsEndReason, McsKind
from contracts.models import McsEngagement, McsSuspension, SamuEstablishment
from pts_admin.demo import figures
from pts_admin.demo.book import Book
from pts_admin.demo.figures import BILAN_DAY
from pts_admin.demo.identifiers import fictitious_finess
from pts_admin.demo.people import GENERAL_PRACTICE, People
from pts_admin.demo.places import Places
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.shares import increments, largest_remainders
from regions.models import Departement, RemoteCommune

FIRST_MCS = datetime.date(2008, 1, 7)
"""After the arrêté of 12/02/2007."""
FIRST_REMOTE_DAY = datetime.date(2012, 12, 31)
REMOTE_SHARE = 0.75
NEW_A_YEAR = 45
LEFT_BEFORE_2016 = ["84", "84", "76", "76", "93", "24", "75", "27"]
SUSPENDED_AT_THE_END_OF_2016 = ["84", "76", "04"]
IN_TRAINING = {"84": 6, "76": 5, "27": 3, "24": 1, "93": 2, "02": 1}
"""Invented, except the four of Guyane, which the dossier prints."""
SIGNED_NOT_TRAINED = ["44", "75", "76"]
NAMED_PLACES = {"94": ["2B313"] * 4 + ["2A065"] * 4, "52": ["72334"] * 5}
AFFILIATED_SCHEME = "AMLUV (Nièvre)"
AFFILIATED, AFFILIATED_FIREFIGHTERS, AFFILIATED_DEPARTEMENT = 7, 6, "58"
SAMU_FINESS_RANK = {2: 9900, 3: 990}
END_REASONS = {McsEndReason.RETIREMENT: 4, McsEndReason.MOVE: 3, McsEndReason.WITHDRAWAL: 2}


@dataclass
class McsPlan:
    """One engagement to its end, whatever the day of today."""

    region: str
    era: int
    volunteer: datetime.date
    trained: datetime.date | None
    signed: datetime.date | None
    commune: str = ""
    suspension: tuple[datetime.date, datetime.date] | None = None
    last_day: datetime.date | None = None
    kind: str = McsKind.MCS
    firefighter: bool = False


def plan_until_2016(draw: Draw) -> list[McsPlan]:
    """The active ones of the dossier, and those that its definition leaves out."""
    plans = []
    for region, gains in _gains().items():
        places = iter(NAMED_PLACES.get(region, []))
        for (first, last), gain in zip(_intervals(), gains, strict=True):
            for _ in range(gain):
                plans.append(_active(region, draw.day(first, last), draw, commune=next(places, "")))
    plans += [_left(region, draw) for region in LEFT_BEFORE_2016]
    plans += [_suspended(region, draw) for region in SUSPENDED_AT_THE_END_OF_2016]
    training = IN_TRAINING | figures.printed("mcs_in_training")
    plans += [_in_training(region, draw) for region, count in training.items() for _ in range(count)]
    plans += [_signed_not_trained(region, draw) for region in SIGNED_NOT_TRAINED]
    return plans + [_affiliated(rank, draw) for rank in range(AFFILIATED)]


def plan_year(year: int, draw: Draw) -> list[McsPlan]:
    """Those who begin in a year after 2016, invented."""
    first, last = datetime.date(year, 4, 1), datetime.date(year, 12, 15)
    shares = largest_remainders(NEW_A_YEAR, figures.mcs_active())
    return [
        _active(region, draw.day(first, last), draw, era=2) for region, count in shares.items() for _ in range(count)
    ]


def _gains() -> dict[str, list[int]]:
    years = sorted(figures.MCS_SERIES)
    day = datetime.date(2012, 12, 31)
    fixed = {(code, years.index(2012)): value for code, value in figures.printed("mcs_active", day).items()}
    return increments(figures.mcs_active(), [figures.MCS_SERIES[year] for year in years], fixed=fixed)


def _intervals() -> list[tuple[datetime.date, datetime.date]]:
    ends = [datetime.date(year, 12, 31) for year in sorted(figures.MCS_SERIES)] + [BILAN_DAY]
    return list(zip([FIRST_MCS + 300 * ONE_DAY] + [end + ONE_DAY for end in ends], ends, strict=False))


def _active(region: str, active_from: datetime.date, draw: Draw, era: int = 1, commune: str = "") -> McsPlan:
    """Active from a day on: trained then, signed before, or the other way round; some leave after 2016."""
    before = draw.after(active_from, -120, 0)
    trained, signed = (active_from, before) if draw.chance(0.3) else (before, active_from)
    plan = McsPlan(region, era, draw.after(before, -200, -40), trained, signed, commune)
    if era == 2:
        plan.volunteer = max(plan.volunteer, BILAN_DAY + ONE_DAY)
        plan.trained, plan.signed = (max(day, plan.volunteer) for day in (trained, signed))
    if draw.chance(0.35):
        plan.last_day = max(BILAN_DAY + 40 * ONE_DAY, draw.after(active_from, 900, 5500))
    elif draw.chance(0.06):
        start = max(BILAN_DAY + 40 * ONE_DAY, draw.after(active_from, 300, 2500))
        plan.suspension = start, draw.after(start, 60, 300)
    plan.firefighter = draw.chance(0.15)
    return plan


def _left(region: str, draw: Draw) -> McsPlan:
    plan = _active(region, draw.day(datetime.date(2013, 4, 1), datetime.date(2014, 12, 15)), draw)
    plan.last_day, plan.suspension = draw.day(datetime.date(2016, 1, 15), datetime.date(2016, 11, 30)), None
    return plan


def _suspended(region: str, draw: Draw) -> McsPlan:
    plan = _active(region, draw.day(datetime.date(2013, 4, 1), datetime.date(2015, 12, 15)), draw)
    start = draw.day(datetime.date(2016, 7, 1), datetime.date(2016, 12, 20))
    plan.suspension, plan.last_day = (start, draw.day(datetime.date(2017, 2, 1), datetime.date(2017, 9, 30))), None
    return plan


def _in_training(region: str, draw: Draw) -> McsPlan:
    """Volunteers of 2016, trained and signed in 2017."""
    volunteer = draw.day(datetime.date(2016, 2, 1), datetime.date(2016, 12, 10))
    trained = draw.day(datetime.date(2017, 2, 1), datetime.date(2017, 9, 30))
    return McsPlan(region, 1, volunteer, trained, draw.after(trained, 5, 60))


def _signed_not_trained(region: str, draw: Draw) -> McsPlan:
    signed = draw.day(datetime.date(2016, 6, 1), datetime.date(2016, 12, 10))
    return McsPlan(region, 1, draw.after(signed, -90, -10), draw.after(BILAN_DAY, 30, 200), signed)


def _affiliated(rank: int, draw: Draw) -> McsPlan:
    since = draw.day(datetime.date(2010, 1, 4), datetime.date(2014, 12, 20))
    firefighter = rank < AFFILIATED_FIREFIGHTERS
    return McsPlan("27", 1, since, None, None, kind=McsKind.AFFILIATED, firefighter=firefighter)


class McsRows:
    """Writes plans into the book; what happens after `today` is left out."""

    def __init__(self, book: Book, people: People, places: Places, today: datetime.date):
        self.book, self.people, self.places, self.today = book, people, places, today
        self.samu = {code: book.add(samu) for code, samu in _establishments(places).items()}
        self.departements = defaultdict(list)
        for code, samu in self.samu.items():
            self.departements[samu.region_id].append(code)
        self.remote: set[str] = set()

    def add(self, plan: McsPlan, draw: Draw) -> McsEngagement:
        """Add the doctor and the engagement; most places of practice are declared far from urgent care (M5)."""
        commune = self.places.communes[plan.commune or self.places.practice_commune(plan.region, draw).code]
        departement = commune.departement_id
        if plan.kind == McsKind.AFFILIATED:
            departement = AFFILIATED_DEPARTEMENT
            commune = self.places.chief_towns[departement]
        engagement = self.book.add(
            McsEngagement(
                professional=self._doctor(plan, draw),
                kind=plan.kind,
                affiliated_scheme=AFFILIATED_SCHEME if plan.kind == McsKind.AFFILIATED else "",
                region_id=plan.region,
                departement_id=departement,
                samu=self.samu[departement] if departement else None,
                volunteer_since=plan.volunteer,
                training_start=self._known(plan.trained and max(plan.volunteer, draw.after(plan.trained, -60, -8))),
                training_on=self._known(plan.trained),
                contract_signed_on=self._known(plan.signed),
                equipped_on=self._known(plan.signed and draw.after(plan.signed, 5, 40)),
                practice_commune=commune,
                firefighter_doctor=plan.firefighter,
                last_day=self._known(plan.last_day),
                end_reason=draw.pick(END_REASONS) if self._known(plan.last_day) else "",
            )
        )
        self._refresh(engagement, draw)
        self._suspension(engagement, plan)
        self._remote_commune(commune.code, draw)
        return engagement

    def _doctor(self, plan: McsPlan, draw: Draw):
        doctor = self.people.make(
            "mcs", plan.era, birth_year=plan.volunteer.year - draw.randint(32, 58), region=plan.region
        )
        doctor.specialty = self.people.specialty(GENERAL_PRACTICE)
        return doctor

    def _refresh(self, engagement: McsEngagement, draw: Draw):
        """Nine in ten have been trained again within two years (M4)."""
        recent = draw.after(self.today, -650, -20)
        old = draw.after(self.today, -1400, -760)
        last = recent if draw.chance(0.9) else old
        if engagement.training_on and engagement.training_on < last and not engagement.last_day:
            engagement.last_refresh_on = last

    def _suspension(self, engagement: McsEngagement, plan: McsPlan):
        if plan.suspension and plan.suspension[0] <= self.today:
            start, last_day = plan.suspension
            self.book.add(McsSuspension(engagement=engagement, start=start, last_day=self._known(last_day)))

    def _remote_commune(self, code: str, draw: Draw):
        if draw.chance(REMOTE_SHARE) and code not in self.remote:
            self.remote.add(code)
            self.book.add(
                RemoteCommune(commune_id=code, start=FIRST_REMOTE_DAY, source="Liste inventée pour la démonstration")
            )

    def _known(self, day: datetime.date | None) -> datetime.date | None:
        return day if day and day <= self.today else None


def _establishments(places: Places) -> dict[str, SamuEstablishment]:
    """One seat of SAMU in each département, in its chief town, with a fictitious number."""
    return {
        departement.code: SamuEstablishment(
            finess=fictitious_finess(departement.code, SAMU_FINESS_RANK[len(departement.code)]),
            name=f"Établissement siège du SAMU {departement.code} (fictif)",
            region_id=departement.region_id,
            commune=places.chief_towns[departement.code],
        )
        for departement in Departement.objects.order_by("code")
    }
