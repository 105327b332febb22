"""Houses, pôles, health centres and networks: when each is prepared, validated, opened and closed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from pts_admin.demo import figures
from pts_admin.demo.figures import BILAN_DAY, CURRENT_REGIONS
from pts_admin.demo.named_structures import NAMED_MSP, NamedStructure
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.shares import increments, largest_remainders
from structures.enums import StructureStatus, StructureType

FIRST_OPENING = datetime.date(2004, 1, 15)
NEW_YEAR_2017 = BILAN_DAY + ONE_DAY
PROJECTS_OF_GUADELOUPE = datetime.date(2016, 5, 20)
"""« 2 projets labellisés » by June 2016, not open at the end of the year (T9)."""

OPENED_A_YEAR = 120
POLE_SHARE = 0.05
# Houses that opened in 2014 and closed in 2016, one in each of these regions: invented.
SHORT_LIVED = ["44", "32", "75", "76", "52", "27"]
SHORT_LIVED_IN_THE_SERIES = (datetime.date(2014, 12, 31), datetime.date(2016, 3, 31))

Event = tuple[str, datetime.date]


@dataclass
class StructurePlan:
    """One structure: its events in order, its communes (the main site first), and who it belongs to."""

    type: str
    region: str
    era: int
    events: list[Event]
    communes: list[str] = field(default_factory=list)
    name: str = ""
    district: str = ""
    parent: StructurePlan | None = None
    note: str = ""
    successor_of: StructurePlan | None = None
    is_university: bool = False

    def day_of(self, status: str) -> datetime.date | None:
        """The first day of a state; None when it is never reached."""
        return next((day for name, day in self.events if name == status), None)


def plan_until_2016(draw: Draw) -> list[StructurePlan]:
    """Houses and pôles open at the end of 2016, those closed before, and the projects of that day."""
    plans = []
    for region, gains in _gains().items():
        named = NAMED_MSP.get(region, [])
        plans += _named(region, named, draw)
        for (first, last), gain in zip(_intervals(), gains, strict=True):
            told = sum(first <= structure.opened <= last for structure in named if structure.counts)
            plans += [_open(region, draw.day(first, last), draw) for _ in range(gain - told)]
    plans += [_short_lived(region, draw) for region in SHORT_LIVED]
    plans += _requalified(draw)
    for region in CURRENT_REGIONS:
        plans += [_validated(region, draw) for _ in range(figures.msp_validated()[region])]
        plans += [_in_preparation(region, draw) for _ in range(figures.msp_in_preparation()[region])]
    return plans


def plan_year(year: int, draw: Draw) -> list[StructurePlan]:
    """Houses and pôles first heard of after 2016 and opened in a year, in the proportions of 2016."""
    weights = figures.msp_open() | {"06": 2}
    # The projects of 2016 fill the openings of the first years.
    number = {2017: 0, 2018: 0, 2019: 50}.get(year, OPENED_A_YEAR)
    first, last = datetime.date(year, 1, 5), datetime.date(year, 12, 28)
    plans = []
    for region, count in largest_remainders(number, weights).items():
        for _ in range(count):
            plans.append(_open(region, draw.day(first, last), draw, era=2, earliest=NEW_YEAR_2017))
    return plans


def life_before(opened: datetime.date, draw: Draw, earliest: datetime.date = FIRST_OPENING) -> list[Event]:
    """From the preparation to the opening, none before `earliest`."""
    validated = max(earliest + 40 * ONE_DAY, draw.after(opened, -420, -60))
    prepared = max(earliest, draw.after(validated, -600, -120))
    events = [
        (StructureStatus.PREPARING, prepared),
        (StructureStatus.VALIDATED, validated),
        (StructureStatus.OPEN, opened),
    ]
    if draw.chance(0.2):
        emerging = max(earliest - ONE_DAY, draw.after(prepared, -300, -30))
        if emerging < prepared and emerging >= earliest:
            events.insert(0, (StructureStatus.EMERGING, emerging))
    return events


def _intervals() -> list[tuple[datetime.date, datetime.date]]:
    ends = [day for day, _ in figures.MSP_SERIES] + [BILAN_DAY]
    starts = [FIRST_OPENING] + [day + ONE_DAY for day in ends[:-1]]
    # Room at the start of the first interval for the project to be prepared.
    starts[0] += 730 * ONE_DAY
    return list(zip(starts, ends, strict=True))


def _gains() -> dict[str, list[int]]:
    """Openings by region and interval; those that closed since come on top."""
    first, last = SHORT_LIVED_IN_THE_SERIES
    totals = [count - len(SHORT_LIVED) * (first <= day <= last) for day, count in figures.MSP_SERIES]
    days = [day for day, _ in figures.MSP_SERIES]
    day = datetime.date(2012, 12, 31)
    fixed = {(code, days.index(day)): value for code, value in figures.printed("msp_open", day).items()}
    floors = {
        region: [sum(s.counts and first <= s.opened <= last for s in named) for first, last in _intervals()]
        for region, named in NAMED_MSP.items()
    }
    return increments(figures.msp_open(), totals, fixed=fixed, floors=floors)


def _named(region: str, structures: list[NamedStructure], draw: Draw) -> list[StructurePlan]:
    plans = {}
    for structure in structures:
        plans[structure.name] = StructurePlan(
            structure.type,
            region,
            era=1,
            events=life_before(structure.opened, draw),
            communes=list(structure.communes),
            name=structure.name,
            district=structure.district,
            parent=plans.get(structure.inside),
            note=structure.note,
        )
    return list(plans.values())


def _open(region: str, opened: datetime.date, draw: Draw, era: int = 1, earliest=FIRST_OPENING) -> StructurePlan:
    kind = StructureType.POLE if draw.chance(POLE_SHARE) else StructureType.MSP
    plan = StructurePlan(kind, region, era, life_before(opened, draw, earliest))
    plan.is_university = draw.chance(0.03)
    if draw.chance(0.05):
        plan.events.append((StructureStatus.CLOSED, _closing(opened, draw)))
    return plan


def _closing(opened: datetime.date, draw: Draw) -> datetime.date:
    """A first day closed, after 2016 in any case."""
    return max(NEW_YEAR_2017 + 31 * ONE_DAY, draw.after(opened, 700, 4500))


def _short_lived(region: str, draw: Draw) -> StructurePlan:
    opened = draw.day(datetime.date(2014, 2, 1), datetime.date(2014, 11, 30))
    closed = draw.day(datetime.date(2016, 4, 4), datetime.date(2016, 12, 15))
    events = [*life_before(opened, draw), (StructureStatus.CLOSED, closed)]
    return StructurePlan(StructureType.MSP, region, era=1, events=events)


def _requalified(draw: Draw) -> list[StructurePlan]:
    """A health centre of Bourgogne-Franche-Comté that became a house in 2018."""
    opened, became = datetime.date(2012, 3, 5), datetime.date(2018, 5, 14)
    events = [*life_before(opened, draw), (StructureStatus.REQUALIFIED, became)]
    commune = "71014"
    centre = StructurePlan(StructureType.CDS, "27", era=1, events=events, communes=[commune])
    house = StructurePlan(
        StructureType.MSP,
        "27",
        era=1,
        events=[(StructureStatus.OPEN, became)],
        communes=[commune],
        successor_of=centre,
    )
    return [centre, house]


def _validated(region: str, draw: Draw) -> StructurePlan:
    """A project validated at the end of 2016; most open by 2018, one in seven never does (T4)."""
    validated = draw.day(datetime.date(2015, 7, 1), datetime.date(2016, 12, 20))
    if region in figures.printed("msp_validated", datetime.date(2016, 6, 30)):
        validated = draw.after(PROJECTS_OF_GUADELOUPE, 0, 20)
    events = [
        (StructureStatus.PREPARING, draw.after(validated, -500, -100)),
        (StructureStatus.VALIDATED, validated),
    ]
    if not draw.chance(1 / 7):
        events.append((StructureStatus.OPEN, draw.day(datetime.date(2017, 1, 9), datetime.date(2018, 6, 30))))
    return StructurePlan(StructureType.MSP, region, era=1, events=events)


def _in_preparation(region: str, draw: Draw) -> StructurePlan:
    """A project being prepared at the end of 2016: opened by 2019, or given up."""
    events = [(StructureStatus.PREPARING, draw.day(datetime.date(2014, 9, 1), datetime.date(2016, 12, 20)))]
    validated = draw.day(NEW_YEAR_2017 + 7 * ONE_DAY, datetime.date(2018, 9, 30))
    if draw.chance(0.25):
        events.append((StructureStatus.ABANDONED, validated))
    else:
        events.append((StructureStatus.VALIDATED, validated))
        events.append((StructureStatus.OPEN, draw.after(validated, 90, 500)))
    return StructurePlan(StructureType.MSP, region, era=1, events=events)
