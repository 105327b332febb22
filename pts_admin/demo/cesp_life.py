"""What happens to each CESP after its signature: studies, suspension, deferral, breach, places of practice.

A life is drawn to its end, whatever the day of today; `cesp_rows` then keeps what is known at that day. Nothing
drawn here for a contract signed by the end of 2016 may add to the figures of that day: the outcome decides them.
"""

from __future__ import annotations

import datetime

from contracts.enums import CESP_DENTISTRY_INTERNS_START, DatePrecision, SignatoryStatus
from pts_admin.demo.cesp_plan import (
    BROKEN,
    DAYS_BEFORE_A_BREACH,
    INSTALLED,
    LATE,
    LATER,
    TO_COME,
    UNDATED,
    CespPlan,
    Period,
    PlacementPlan,
)
from pts_admin.demo.figures import BILAN_DAY, HORIZON
from pts_admin.demo.places import Places
from pts_admin.demo.randomness import ONE_DAY, Draw
from regions.enums import Discipline
from regions.periods import add_months, whole_months

FIRST_CHOICES = datetime.date(2012, 1, 2)
FIRST_INSTALLATIONS = datetime.date(2012, 1, 15)
LAST_INSTALLATION_OF_2016 = datetime.date(2016, 12, 20)
FIRST_DENTIST_INSTALLED = datetime.date(2015, 9, 1)
NEW_YEAR_2017 = BILAN_DAY + ONE_DAY
SHORTEST_STUDIES_DAYS = 180
PADHUE_FROM_YEAR = 2021
STUDENT_FROM_DAYS = 4 * 365


def live(plan: CespPlan, places: Places, draw: Draw):
    """Complete `plan` with all the dates of its life."""
    if plan.era == 1:
        BY_OUTCOME[plan.outcome](plan, draw)
    else:
        _new_contract(plan, draw)
    _set_status(plan, draw)
    _set_suspension(plan, draw)
    if plan.installation:
        plan.chosen_on = max(FIRST_CHOICES, plan.signature + ONE_DAY, draw.after(plan.installation, -240, -45))
        _set_placements(plan, places, draw)


def _installed(plan: CespPlan, draw: Draw):
    if plan.installation is None:
        first = FIRST_DENTIST_INSTALLED if plan.discipline == Discipline.DENTISTRY else FIRST_INSTALLATIONS
        first = max(first, add_months(plan.signature, 14))
        # The later of two draws: installations grow with the years.
        plan.installation = max(draw.day(first, LAST_INSTALLATION_OF_2016) for _ in range(2))
    plan.diploma = max(plan.signature + ONE_DAY * SHORTEST_STUDIES_DAYS, draw.after(plan.installation, -160, -10))
    plan.expected = draw.after(plan.installation, -60, 30)


def _to_come(plan: CespPlan, draw: Draw):
    earliest = max(NEW_YEAR_2017, plan.signature + ONE_DAY * 240)
    plan.expected, plan.precision = _expected(draw.day(earliest, HORIZON), draw)
    deferred = draw.chance(0.05) and _defer(plan, draw)
    if not deferred:
        plan.diploma = max(plan.signature + ONE_DAY * SHORTEST_STUDIES_DAYS, draw.after(plan.expected, -200, -20))
    _follow_expectation(plan, plan.expected, draw)


def _late(plan: CespPlan, draw: Draw):
    earliest = max(datetime.date(2015, 1, 1), plan.signature + ONE_DAY * 400)
    plan.expected = draw.day(earliest, BILAN_DAY)
    plan.diploma = max(plan.signature + ONE_DAY * SHORTEST_STUDIES_DAYS, draw.after(plan.expected, -200, -20))
    if draw.chance(0.6):
        plan.installation = draw.day(datetime.date(2017, 1, 9), datetime.date(2018, 6, 30))
    else:
        plan.breach = draw.day(datetime.date(2017, 2, 1), datetime.date(2018, 12, 31))


def _broken(plan: CespPlan, draw: Draw):
    plan.breach = draw.day(plan.signature + ONE_DAY * DAYS_BEFORE_A_BREACH, BILAN_DAY)
    if draw.chance(0.5):
        plan.expected = draw.after(plan.breach, 200, 1500)


def _later(plan: CespPlan, draw: Draw):
    expected = draw.day(datetime.date(2019, 1, 1), datetime.date(2024, 12, 31))
    plan.expected, plan.precision = _expected(expected, draw)
    plan.diploma = max(plan.signature + ONE_DAY * SHORTEST_STUDIES_DAYS, draw.after(expected, -200, -20))
    _follow_expectation(plan, expected, draw)


def _undated(plan: CespPlan, draw: Draw):
    """No date was ever entered: some practise all the same, many have broken off."""
    _later(plan, draw)
    plan.expected, plan.precision = None, DatePrecision.DAY


def _new_contract(plan: CespPlan, draw: Draw):
    studies = draw.choice([1, 2, 3, 3, 4, 5, 6, 7, 8])
    diploma = draw.day(
        datetime.date(plan.signature.year + studies, 9, 15), datetime.date(plan.signature.year + studies, 11, 30)
    )
    plan.diploma = diploma
    expected = draw.after(diploma, 20, 300)
    if draw.chance(0.7):
        plan.expected, plan.precision = _expected(expected, draw)
    if draw.chance(0.05) and plan.expected:
        plan.deferral = Period(diploma + ONE_DAY, add_months(diploma, 12))
        plan.expected, expected = add_months(plan.expected, 12), add_months(expected, 12)
    _follow_expectation(plan, expected, draw)


BY_OUTCOME = {
    INSTALLED: _installed,
    TO_COME: _to_come,
    LATE: _late,
    BROKEN: _broken,
    LATER: _later,
    UNDATED: _undated,
}


def _expected(day: datetime.date, draw: Draw) -> tuple[datetime.date, str]:
    """A date as it is known: to the day, to the month or to the year, then the last day of either."""
    precision = draw.pick({DatePrecision.DAY: 3, DatePrecision.MONTH: 3, DatePrecision.YEAR: 1})
    if precision == DatePrecision.MONTH:
        return add_months(day.replace(day=1), 1) - ONE_DAY, precision
    if precision == DatePrecision.YEAR:
        return datetime.date(day.year, 12, 31), precision
    return day, precision


def _defer(plan: CespPlan, draw: Draw) -> bool:
    """Grant a deferral decided by 2016 to a contract already out of studies then; False when it cannot be."""
    first = max(datetime.date(2015, 9, 1), plan.signature + ONE_DAY * 300)
    last = datetime.date(2016, 10, 31)
    if first > last:
        return False
    plan.diploma = draw.day(first, last)
    plan.deferral = Period(plan.diploma + ONE_DAY, plan.expected - ONE_DAY)
    return True


def _follow_expectation(plan: CespPlan, expected: datetime.date, draw: Draw):
    """Install, break off or put off: after 2016 and after the diploma in any case."""
    fate = draw.random()
    first = max(NEW_YEAR_2017, plan.diploma + ONE_DAY)
    if fate < 0.82:
        plan.installation = max(first, draw.after(expected, -60, 150))
    elif fate < 0.93:
        earliest = max(NEW_YEAR_2017, plan.signature + ONE_DAY * DAYS_BEFORE_A_BREACH)
        plan.breach = draw.day(earliest, max(earliest, draw.after(expected, 0, 400)))
    else:
        plan.installation = max(first, draw.after(expected, 300, 900))
    _keep_deferral_before(plan)


def _keep_deferral_before(plan: CespPlan):
    """A deferral ends before the practice or the breach that follows it."""
    end = plan.installation or plan.breach
    if plan.deferral is None or end is None or plan.deferral.last_day < end:
        return
    if plan.installation:
        plan.installation = plan.deferral.last_day + ONE_DAY
    elif end > plan.deferral.start:
        plan.deferral.last_day = end - ONE_DAY
    else:
        plan.deferral = None


def _set_status(plan: CespPlan, draw: Draw):
    """Who finishes late signed as a student; dentistry interns and PADHUE only after the reform of 2020."""
    if plan.discipline == Discipline.DENTISTRY:
        interns = plan.signature >= CESP_DENTISTRY_INTERNS_START and draw.chance(0.3)
        plan.status = SignatoryStatus.INTERN if interns else SignatoryStatus.STUDENT
    elif plan.signature.year >= PADHUE_FROM_YEAR and draw.chance(0.06):
        plan.status = SignatoryStatus.PADHUE
    elif plan.diploma is None:
        plan.status = draw.choice([SignatoryStatus.STUDENT, SignatoryStatus.INTERN])
    else:
        is_student = (plan.diploma - plan.signature).days >= STUDENT_FROM_DAYS
        plan.status = SignatoryStatus.STUDENT if is_student else SignatoryStatus.INTERN


def _set_suspension(plan: CespPlan, draw: Draw):
    """A suspension lies between the signature and the diploma (C11) or the breach."""
    end = min(day for day in (plan.diploma, plan.breach, datetime.date.max) if day)
    room = (end - plan.signature).days if end != datetime.date.max else 0
    if room < 500 or not draw.chance(0.06):
        return
    start = draw.after(plan.signature, 70, room - 300)
    plan.suspension = Period(start, draw.after(start, 59, 200))


def _set_placements(plan: CespPlan, places: Places, draw: Draw):
    """One place, sometimes two in turn or side by side; some leave when they have served."""
    start = plan.installation
    months = max(24, whole_months(add_months(plan.signature.replace(day=1), 1), plan.diploma - ONE_DAY))
    served = add_months(start, months)
    last_day = draw.after(served, 0, 200) if draw.chance(0.35) else None
    first = plan.place or places.practice_commune(plan.region, draw).code
    shape = draw.random()
    if shape < 0.12:
        moved = draw.after(start, 200, 600)
        gap = draw.choice([0, 0, 30, 75])
        then = places.practice_commune(plan.region, draw).code
        plan.placements = [
            PlacementPlan(start, moved, first),
            PlacementPlan(moved + ONE_DAY * (1 + gap), last_day and last_day + ONE_DAY * gap, then),
        ]
    elif shape < 0.17:
        beside = places.practice_commune(plan.region, draw).code
        plan.placements = [PlacementPlan(start, last_day, first, 60), PlacementPlan(start, last_day, beside, 40)]
    else:
        plan.placements = [PlacementPlan(start, last_day, first)]
