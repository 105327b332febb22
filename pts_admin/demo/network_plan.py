"""Health centres, and the networks that begin in 2016: PTA, ESP and CPTS. Apart from a few figures, all invented."""

from __future__ import annotations

import datetime

from pts_admin.demo import figures
from pts_admin.demo.figures import BILAN_DAY, CURRENT_REGIONS, LAST_YEAR
from pts_admin.demo.randomness import ONE_DAY, Draw
from pts_admin.demo.shares import largest_remainders
from pts_admin.demo.structure_plan import NEW_YEAR_2017, StructurePlan, life_before
from structures.enums import StructureStatus, StructureType

CENTRES_OPENED_BY = datetime.date(2015, 6, 30)
PEYROUAT_OPENING = datetime.date(2017, 7, 3)
FORT_DE_FRANCE_OPENING = datetime.date(2015, 5, 4)
END_OF_2015 = datetime.date(2015, 12, 31)
FIRST_PTA = datetime.date(2016, 7, 5)
"""The day after décret 2016-919."""
PTA_MERGED = datetime.date(2022, 3, 18)
"""Décret of 18/03/2021: platforms become part of « dispositifs d’appui à la coordination » within a year."""

LATER_NUMBERS = {
    StructureType.CDS: dict.fromkeys(range(2018, LAST_YEAR), 14),
    StructureType.ESP: {2017: 14, 2018: 20, 2019: 20, 2020: 10, 2021: 10},
    StructureType.CPTS: {2017: 8, 2018: 24, 2019: 60, 2020: 50, 2021: 50, 2022: 40, 2023: 30, 2024: 20, 2025: 10},
}
NETWORKS_OPEN_IN_2016 = {StructureType.ESP: 6, StructureType.CPTS: 3}


def plan_until_2016(draw: Draw) -> list[StructurePlan]:
    """Health centres and networks known by the end of 2016."""
    plans = _named_centres(draw)
    told = len([plan for plan in plans if plan.region == "02" and plan.type == StructureType.CDS])
    for region, count in figures.health_centres_open().items():
        wanted = count - told if region == "02" else count
        plans += [_old_centre(region, draw) for _ in range(wanted)]
    projects = figures.printed("cds_in_preparation", END_OF_2015)
    for region, count in projects.items():
        # One of those of Nouvelle-Aquitaine is that of Mont-de-Marsan.
        plans += [_project_of_2015(region, draw) for _ in range(count - (region == "75"))]
    plans.append(_project_of_2015("27", draw, prepared_from=datetime.date(2016, 3, 1), commune="39300"))
    return plans + _platforms(draw) + _first_networks(draw)


def plan_year(kind: str, year: int, draw: Draw) -> list[StructurePlan]:
    """Centres and networks opened in a year after 2016."""
    number = LATER_NUMBERS[kind].get(year, 0)
    first, last = datetime.date(year, 7, 1), datetime.date(year, 12, 28)
    return [
        StructurePlan(kind, region, 2, life_before(draw.day(first, last), draw, NEW_YEAR_2017))
        for region, count in largest_remainders(number, figures.msp_open()).items()
        for _ in range(count)
    ]


def _named_centres(draw: Draw) -> list[StructurePlan]:
    """The centres of Fort-de-France (with its branch of Saint-Pierre) and of Mont-de-Marsan."""
    fort_de_france = StructurePlan(
        StructureType.CDS,
        "02",
        era=1,
        events=life_before(FORT_DE_FRANCE_OPENING, draw),
        communes=["97209"],
        name="Centre de santé de Fort-de-France",
    )
    branch = StructurePlan(
        StructureType.CDS_BRANCH,
        "02",
        era=1,
        events=life_before(FORT_DE_FRANCE_OPENING, draw),
        communes=["97225"],
        name="Antenne de Saint-Pierre du centre de santé de Fort-de-France",
        parent=fort_de_france,
    )
    mont_de_marsan = StructurePlan(
        StructureType.CDS,
        "75",
        era=1,
        events=[
            (StructureStatus.PREPARING, datetime.date(2015, 9, 15)),
            (StructureStatus.VALIDATED, datetime.date(2016, 6, 6)),
            (StructureStatus.OPEN, PEYROUAT_OPENING),
        ],
        communes=["40192"],
        name="Centre de santé du Peyrouat",
        district="QP040901",
    )
    return [fort_de_france, branch, mont_de_marsan]


def _old_centre(region: str, draw: Draw) -> StructurePlan:
    opened = draw.day(datetime.date(2006, 3, 1), CENTRES_OPENED_BY)
    return StructurePlan(StructureType.CDS, region, era=1, events=life_before(opened, draw))


def _project_of_2015(region: str, draw: Draw, prepared_from=datetime.date(2015, 3, 1), commune="") -> StructurePlan:
    """A centre still in preparation at the end of 2015 (answers to the call of that year)."""
    prepared = draw.day(prepared_from, prepared_from + 240 * ONE_DAY)
    validated = draw.day(datetime.date(2017, 1, 9), datetime.date(2017, 9, 30))
    events = [
        (StructureStatus.PREPARING, prepared),
        (StructureStatus.VALIDATED, validated),
        (StructureStatus.OPEN, draw.after(validated, 100, 500)),
    ]
    communes = [commune] if commune else []
    return StructurePlan(StructureType.CDS, region, era=1, events=events, communes=communes)


def _platforms(draw: Draw) -> list[StructurePlan]:
    """The 30 platforms running or planned at the end of 2016, and their merger in 2022."""
    regions = iter([*CURRENT_REGIONS, *CURRENT_REGIONS])
    plans = []
    for _ in range(figures.PTA_OPEN):
        validated = draw.day(FIRST_PTA, datetime.date(2016, 9, 30))
        opened = draw.after(validated, 20, 80)
        plans.append(_platform(next(regions), draw, validated, opened, validated))
    for _ in range(figures.PTA_VALIDATED):
        validated = draw.day(datetime.date(2016, 9, 1), datetime.date(2016, 12, 15))
        plans.append(_platform(next(regions), draw, validated, draw.after(BILAN_DAY, 20, 500), validated))
    for _ in range(figures.PTA_IN_PREPARATION):
        validated = draw.day(datetime.date(2017, 2, 1), datetime.date(2018, 6, 30))
        opened = draw.after(validated, 60, 400)
        plans.append(_platform(next(regions), draw, validated, opened, datetime.date(2016, 12, 1)))
    return plans


def _platform(region: str, draw: Draw, validated, opened, prepared_before) -> StructurePlan:
    prepared = draw.after(prepared_before, -120, -5)
    events = [
        (StructureStatus.PREPARING, prepared),
        (StructureStatus.VALIDATED, validated),
        (StructureStatus.OPEN, opened),
    ]
    if draw.chance(0.8):
        events.append((StructureStatus.CLOSED, draw.after(PTA_MERGED, -200, 0)))
    return StructurePlan(StructureType.PTA, region, era=1, events=events)


def _first_networks(draw: Draw) -> list[StructurePlan]:
    plans = []
    for kind, count in NETWORKS_OPEN_IN_2016.items():
        for region in CURRENT_REGIONS[:count]:
            opened = draw.day(datetime.date(2016, 9, 1), datetime.date(2016, 12, 20))
            events = life_before(opened, draw, datetime.date(2016, 1, 27))
            plans.append(StructurePlan(kind, region, era=1, events=events))
    return plans
