"""Who signs a CESP, where and when, and what is known of it at the end of 2016: the shape of the figures."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from contracts.enums import SignatoryStatus
from pts_admin.demo import figures
from pts_admin.demo.figures import ANTILLES_GUYANE, BILAN_DAY
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.shares import increments, largest_remainders
from regions.enums import Discipline

INSTALLED, TO_COME, LATE, BROKEN, LATER, UNDATED = "installed", "to come", "late", "broken", "later", "undated"

FIRST_YEAR = 2010
DENTISTRY_FROM = datetime.date(2013, 10, 1)
LAST_SIGNATURE_OF_INSTALLED = datetime.date(2014, 6, 30)
DAYS_BEFORE_A_BREACH = 90

# Where the contracts come from that are practised or expected where no UFR signs, or too few.
SIGNED_ELSEWHERE = {
    ("94", INSTALLED): ["93"],
    ("94", TO_COME): ["93"] * 8,
    ("06", TO_COME): ["75", "11"],
    ("04", INSTALLED): ["11"],
    ("04", TO_COME): ["04", "04", "04", "75"],
}
NEIGHBOURS = {
    "84": ["27", "93", "76"],
    "27": ["84", "44", "11"],
    "53": ["52", "28"],
    "24": ["11", "52", "75"],
    "44": ["27", "32"],
    "32": ["28", "11", "44"],
    "11": ["24", "32", "44"],
    "28": ["32", "53", "11"],
    "75": ["76", "52", "24"],
    "76": ["75", "84"],
    "52": ["53", "75"],
    "93": ["76", "84"],
}
MOVERS = 0.08
LATE_SHARE, BROKEN_SHARE, UNDATED_SHARE = 0.035, 0.06, 0.4

# Installed at places that the dossier names; those of the first list go on as PTMG from the date given.
NAMED_PTMG = {
    "24": [("45082", datetime.date(2016, 2, 8)), ("45082", datetime.date(2016, 2, 15))],
    "32": [("02558", datetime.date(2016, 4, 4))],
}
NAMED_PLACES = {"11": ["78361", "78089"], "75": ["17016", "17283"]}

# Signatures a year after 2016; the last is repeated.
LATER_CAMPAIGNS = [450, 430, 420, 380, 330, 310, 290, 280, 270, 260]


@dataclass
class Period:
    start: datetime.date
    last_day: datetime.date | None = None


@dataclass
class PlacementPlan(Period):
    commune: str = ""
    activity_pct: int = 100


@dataclass
class CespPlan:
    """One contract from its signature on; `region` is where its holder practises, will or would."""

    group: str
    era: int
    signature: datetime.date
    discipline: str = Discipline.MEDICINE
    outcome: str = ""
    region: str = ""
    status: str = SignatoryStatus.INTERN
    diploma: datetime.date | None = None
    expected: datetime.date | None = None
    precision: str = "jour"
    installation: datetime.date | None = None
    breach: datetime.date | None = None
    deferral: Period | None = None
    suspension: Period | None = None
    chosen_on: datetime.date | None = None
    place: str = ""
    becomes_ptmg: bool = False
    placements: list[PlacementPlan] = field(default_factory=list)


def home_group(region: str) -> str:
    """The scope of the UFR that serves a region."""
    return ANTILLES_GUYANE if region in ANTILLES_GUYANE.split("+") else region


def plan_until_2016(draw: Draw) -> list[CespPlan]:
    """The 1 795 contracts signed by the end of 2016, each with its outcome at that day."""
    plans = {group: _signatures(group, gains, draw) for group, gains in _gains().items()}
    demands = _demands(draw)
    for group, contracts in plans.items():
        _assign_dentistry(group, contracts, draw)
        _assign_outcomes(group, contracts, demands[group], draw)
    return [plan for contracts in plans.values() for plan in contracts]


def plan_year(year: int, draw: Draw) -> list[CespPlan]:
    """The contracts signed in a year after 2016, invented in the proportions of the first years."""
    number = LATER_CAMPAIGNS[min(year - BILAN_DAY.year, len(LATER_CAMPAIGNS)) - 1]
    plans = []
    for group, count in largest_remainders(number, figures.cesp_signed()).items():
        dentistry_share = figures.cesp_dentistry().get(group, 0) / figures.cesp_signed()[group]
        for day in sorted(signature_day(year, draw) for _ in range(count)):
            plan = CespPlan(group, era=2, signature=day, outcome=LATER, region=_practice_region(group, draw))
            if draw.chance(dentistry_share):
                plan.discipline = Discipline.DENTISTRY
            plans.append(plan)
    return plans


def signature_day(year: int, draw: Draw) -> datetime.date:
    """Signatures come in autumn, and the last of a campaign in winter."""
    if year > FIRST_YEAR and draw.chance(0.4):
        return draw.day(datetime.date(year, 1, 5), datetime.date(year, 3, 31))
    return draw.day(datetime.date(year, 10, 20), datetime.date(year, 12, 20))


def _gains() -> dict[str, list[int]]:
    """Signatures by UFR group and year, from 2010 to 2016."""
    series = figures.INVENTED_CESP_SERIES | figures.CESP_SERIES
    years = sorted(series)
    rank = years.index(2012)
    fixed = {
        (code, rank): value for code, value in figures.printed("cesp_signed", datetime.date(2012, 12, 31)).items()
    }
    return increments(figures.cesp_signed(), [series[year] for year in years[:-1]], fixed=fixed)


def _signatures(group: str, gains: list[int], draw: Draw) -> list[CespPlan]:
    days = [signature_day(year, draw) for year, gain in enumerate(gains, start=FIRST_YEAR) for _ in range(gain)]
    return [CespPlan(group, era=1, signature=day) for day in sorted(days)]


def _demands(draw: Draw) -> dict[str, list[tuple[str, str]]]:
    """What each UFR group must provide: (region, installed or to come), most of it at home."""
    demands = defaultdict(list)
    for outcome, counts in ((INSTALLED, figures.cesp_installed()), (TO_COME, figures.cesp_to_come())):
        for region, count in counts.items():
            elsewhere = SIGNED_ELSEWHERE.get((region, outcome))
            for rank in range(count):
                moves = region in NEIGHBOURS and draw.chance(MOVERS)
                group = draw.choice(NEIGHBOURS[region]) if moves else home_group(region)
                demands[elsewhere[rank] if elsewhere else group].append((region, outcome))
    return demands


def _assign_dentistry(group: str, contracts: list[CespPlan], draw: Draw):
    allowed = [plan for plan in contracts if plan.signature >= DENTISTRY_FROM]
    for plan in draw.sample(allowed, figures.cesp_dentistry().get(group, 0)):
        plan.discipline, plan.status = Discipline.DENTISTRY, SignatoryStatus.STUDENT


def _assign_outcomes(group: str, contracts: list[CespPlan], demands: list[tuple[str, str]], draw: Draw):
    """Give each contract its outcome: the installed among the early ones, the rest at random."""
    installed = [region for region, outcome in demands if outcome == INSTALLED]
    to_come = [region for region, outcome in demands if outcome == TO_COME]
    early = [plan for plan in contracts if plan.signature <= LAST_SIGNATURE_OF_INSTALLED]
    _take(draw.sample(early, len(installed)), INSTALLED, installed)
    _take(draw.sample(_free(contracts), len(to_come)), TO_COME, to_come)
    _assign_named_places(contracts)
    others = round(len(contracts) * LATE_SHARE), round(len(contracts) * BROKEN_SHARE)
    for outcome, wanted, limit in (
        (LATE, others[0], datetime.date(2013, 12, 31)),
        (BROKEN, others[1], BILAN_DAY - ONE_DAY * (DAYS_BEFORE_A_BREACH + 30)),
    ):
        allowed = [plan for plan in _free(contracts) if plan.signature <= limit]
        chosen = draw.sample(allowed, min(wanted, len(allowed)))
        _take(chosen, outcome, [_practice_region(group, draw) for _ in chosen])
    for plan in _free(contracts):
        plan.outcome = UNDATED if draw.chance(UNDATED_SHARE) else LATER
        plan.region = _practice_region(group, draw)


def _assign_named_places(contracts: list[CespPlan]):
    """Send some of those installed to the places that the dossier names."""
    waiting = {region: list(places) for region, places in NAMED_PLACES.items()}
    becoming = {region: list(places) for region, places in NAMED_PTMG.items()}
    for plan in contracts:
        if plan.outcome != INSTALLED or plan.group != plan.region or plan.discipline != Discipline.MEDICINE:
            continue
        if becoming.get(plan.region):
            plan.place, plan.installation = becoming[plan.region].pop(0)
            plan.becomes_ptmg = True
        elif waiting.get(plan.region):
            plan.place = waiting[plan.region].pop(0)


def _free(contracts: list[CespPlan]) -> list[CespPlan]:
    return [plan for plan in contracts if not plan.outcome]


def _take(contracts: list[CespPlan], outcome: str, regions: list[str]):
    for plan, region in zip(contracts, regions, strict=True):
        plan.outcome, plan.region = outcome, region


def _practice_region(group: str, draw: Draw) -> str:
    """Where a contract of this group is meant to be practised: at home, or next door for a few."""
    home = draw.choice(group.split("+"))
    return draw.choice(NEIGHBOURS[home]) if home in NEIGHBOURS and draw.chance(MOVERS) else home
