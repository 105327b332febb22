"""Random records, valid and written in bulk: few regions and few days, so that dates and places meet often."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from contracts.enums import CespEventType, McsKind, PracticeMode, PtmgKind, SignatoryStatus, StayedAfter
from contracts.models import (
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    McsEngagement,
    McsSuspension,
    PtmgContract,
)
from contracts.ptmg_kinds import RULES
from regions.enums import Discipline
from structures.enums import StructureStatus, StructureType
from structures.models import SiteDistrict, Structure, StructureAttachment, StructureSite, StructureStatusEvent
from tests.measures.ground import COMMUNES, DISTRICTS, ONE_DAY, REGIONS, SERVED_COMMUNES, Ground, World

PROPERTY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

FIRST, LAST = datetime.date(2013, 8, 16), datetime.date(2024, 12, 31)
EVENTFUL = [
    datetime.date(*parts)
    for parts in [
        (2013, 9, 1),
        (2013, 12, 31),
        (2014, 2, 28),
        (2014, 12, 31),
        (2015, 8, 31),
        (2015, 12, 31),
        (2016, 2, 29),
        (2016, 12, 31),
        (2017, 12, 31),
        (2018, 2, 28),
        (2020, 2, 29),
        (2023, 12, 31),
    ]
]
POOL = sorted({day + ONE_DAY * shift for day in EVENTFUL for shift in (-1, 0, 1)})

# Days and periods.


def days(first=FIRST, last=LAST):
    """A day from `first` on, most often one of those that other records have too."""
    pool = [day for day in POOL if first <= day <= last]
    any_day = st.dates(min(first, last), last)
    return st.one_of(st.sampled_from(pool), any_day) if pool else any_day


@st.composite
def periods(draw, first):
    """A start and a last day that may be unknown, or the start itself."""
    start = draw(days(first))
    return start, draw(st.one_of(st.none(), st.just(start), days(start)))


@st.composite
def successive_periods(draw, first, most=2):
    """Periods that never overlap, with or without days between them; the last one may be open."""
    bounds = sorted(draw(st.sets(days(first), max_size=2 * most)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    made = [(start, draw(st.sampled_from([end, start]))) for start, end in pairs]
    return [*made, (bounds[-1], None)] if len(bounds) % 2 else made


# CESP.


@st.composite
def cesp(draw, ground):
    """A contract with its follow-ups, its placements and its events, none of them before the signature."""
    signature = draw(days(last=datetime.date(2018, 12, 31)))
    contract = CespContract(
        professional=draw(st.sampled_from(ground.professionals)),
        faculty=draw(st.sampled_from(ground.faculties)),
        discipline=draw(st.sampled_from(Discipline.values)),
        signatory_status=SignatoryStatus.STUDENT,
        campaign="2016-2017",
        followup_region_id=draw(st.sampled_from(REGIONS)),
        signature_date=signature,
        allowance_start=draw(days(signature - 60 * ONE_DAY)),
        diploma_date=draw(st.one_of(st.none(), days(signature))),
        expected_installation_date=draw(st.one_of(st.none(), days(signature))),
        expected_practice_region_id=draw(st.one_of(st.none(), st.sampled_from(REGIONS))),
    )
    contract.allowance_last_day = draw(st.one_of(st.none(), days(contract.allowance_start)))
    breach = draw(st.one_of(st.none(), st.none(), days(signature)))
    return contract, [
        draw(follow_ups(contract)),
        draw(placements(contract, breach)),
        draw(events(contract))
        + [CespEvent(contract=contract, type=CespEventType.BREACH, start=breach)] * bool(breach),
    ]


@st.composite
def follow_ups(draw, contract):
    """Changes of the agency that follows the signatory, one at most on any day."""
    return [
        CespFollowUp(contract=contract, region_id=draw(st.sampled_from(REGIONS)), start=start)
        for start in sorted(draw(st.sets(days(contract.signature_date), max_size=3)))
    ]


@st.composite
def placements(draw, contract, breach):
    """Places of practice, at the same time or not; none begins on the day of the breach or later."""
    drawn = draw(st.lists(periods(contract.signature_date), max_size=3))
    return [
        CespPlacement(contract=contract, start=start, last_day=last_day, **draw(practice_places()))
        for start, last_day in drawn
        if breach is None or start < breach
    ]


@st.composite
def practice_places(draw):
    commune = draw(st.sampled_from(SERVED_COMMUNES))
    return {
        "commune_id": commune,
        "region_id": COMMUNES[commune],
        "activity_pct": draw(st.sampled_from([100, 50, 50, 20])),
        "mode": PracticeMode.SALARIED,
    }


@st.composite
def events(draw, contract):
    kinds = st.sampled_from([CespEventType.SUSPENSION, CespEventType.DEFERRAL])
    drawn = draw(st.lists(st.tuples(kinds, periods(contract.signature_date)), max_size=3))
    return [CespEvent(contract=contract, type=kind, start=start, last_day=last) for kind, (start, last) in drawn]


# PTMG.


@st.composite
def ptmg(draw, professional, contracts):
    """The contracts of one person, one after the other."""
    made = []
    for start, end in draw(successive_periods(FIRST)):
        signature = draw(days(last=start))
        kind = draw(st.sampled_from([kind for kind in RULES if _could_be_signed(kind, signature)]))
        commune = draw(st.sampled_from(SERVED_COMMUNES))
        answer = draw(st.sampled_from(["", StayedAfter.YES, StayedAfter.YES, StayedAfter.NO]))
        own_cesp = [contract for contract in contracts if contract.professional is professional]
        made.append(
            PtmgContract(
                professional=professional,
                kind=kind,
                signing_region_id=draw(st.sampled_from(REGIONS)),
                signature_date=signature,
                start=start,
                planned_last_day=end or LAST,
                last_day=draw(st.one_of(st.none(), days(start))),
                installation_date=draw(st.one_of(st.none(), days(signature))),
                commune_id=commune,
                region_id=COMMUNES[commune],
                origin_cesp=draw(st.sampled_from([None, *own_cesp])),
                stayed_after=answer,
                stayed_after_on=draw(days(start)) if answer else None,
            )
        )
    return made


def _could_be_signed(kind, on):
    rules = RULES[PtmgKind(kind)]
    return rules.first_signature <= on and (rules.last_signature is None or on <= rules.last_signature)


# MCS.


@st.composite
def mcs(draw, professional, samu):
    """An engagement, if it has a first date, with its suspensions."""
    names = ["volunteer_since", "training_start", "training_on", "contract_signed_on"]
    dates = {name: draw(st.one_of(st.none(), days())) for name in names}
    if not any(dates.values()):
        return []
    kind = draw(st.sampled_from([McsKind.MCS, McsKind.MCS, McsKind.AFFILIATED]))
    entry = min(date for date in dates.values() if date)
    engagement = McsEngagement(
        professional=professional,
        samu=samu,
        region_id=samu.region_id if samu else draw(st.sampled_from(REGIONS)),
        kind=kind,
        affiliated_scheme="AMLUV" if kind == McsKind.AFFILIATED else "",
        last_day=draw(st.one_of(st.none(), days(entry))),
        **dates,
    )
    suspensions = draw(st.lists(periods(entry), max_size=2))
    return [
        engagement,
        *[McsSuspension(engagement=engagement, start=start, last_day=last) for start, last in suspensions],
    ]


# Structures.


@st.composite
def structures(draw):
    """A structure with the successive states of its life, its sites and the districts they are in."""
    university = draw(st.one_of(st.just((None, None)), periods(FIRST)))
    structure = Structure(
        type=draw(st.sampled_from([*["MSP"] * 3, *["POLE"] * 3, *StructureType.values])),
        name="Structure fictive",
        lead_region_id=draw(st.sampled_from(REGIONS)),
        university_since=university[0],
        university_last_day=university[1],
    )
    states = draw(lives())
    dates = sorted(draw(st.sets(days(), min_size=len(states), max_size=len(states))))
    status_events = [
        StructureStatusEvent(structure=structure, status=status, on=on)
        for status, on in zip(states, dates, strict=True)
    ]
    sites = draw(structure_sites(structure))
    links = [
        SiteDistrict(site=site, district_id=code)
        for site in sites
        for code in sorted(draw(st.sets(st.sampled_from(sorted(DISTRICTS)))))
    ]
    return structure, [status_events, sites, links]


@st.composite
def lives(draw):
    """States in the order of T1, some of them passed over; a closed structure may open again."""
    before = [StructureStatus.EMERGING, StructureStatus.PREPARING, StructureStatus.VALIDATED]
    states = [status for status in before if draw(st.booleans())]
    running = [StructureStatus.OPEN]
    ends = [
        [],
        [StructureStatus.ABANDONED],
        running,
        running,
        [*running, StructureStatus.CLOSED],
        [*running, StructureStatus.REQUALIFIED],
        [*running, StructureStatus.CLOSED, *running],
        [*running, *running, StructureStatus.CLOSED, *running, StructureStatus.CLOSED],
    ]
    return states + draw(st.sampled_from(ends))


@st.composite
def structure_sites(draw, structure):
    """Sites, of which one at most is the main one on any day."""
    sites = []
    main_periods = draw(successive_periods(FIRST)) + [(None, None)] * draw(st.integers(0, 2))
    for main_since, main_last_day in main_periods:
        opened_on, closed_on = draw(st.one_of(st.just((None, None)), periods(FIRST)))
        sites.append(
            StructureSite(
                structure=structure,
                commune_id=draw(st.sampled_from(sorted(COMMUNES))),
                opened_on=opened_on,
                closed_on=closed_on,
                main_since=main_since,
                main_last_day=main_last_day,
            )
        )
    return sites


@st.composite
def attachments(draw, made):
    """Structures attached to others, each to one at most on any day."""
    return [
        StructureAttachment(structure=structure, parent=parent, start=start, last_day=last_day)
        for structure in made
        for start, last_day in draw(successive_periods(FIRST))
        for parent in [draw(st.sampled_from(made))]
        if parent is not structure
    ]


# Everything.


@st.composite
def worlds(draw, contracts=8, structures_made=10):
    """At most so many contracts and structures; PTMG and MCS of the same persons go with the contracts."""
    ground = Ground()
    signed = draw(st.lists(cesp(ground), max_size=contracts))
    persons = draw(st.lists(st.sampled_from(ground.professionals), unique_by=id, max_size=4)) if contracts else []
    made = draw(st.lists(structures(), max_size=structures_made))
    return World(ground, [*draw(commitments(ground, signed, persons)), *draw(places(made))])


@st.composite
def commitments(draw, ground, signed, persons):
    contracts = [contract for contract, _ in signed]
    ptmg_contracts = [contract for person in persons for contract in draw(ptmg(person, contracts))]
    engagements = [draw(mcs(person, samu)) for person in persons for samu in [*ground.samus, None]]
    return [
        contracts,
        *_merged(children for _, children in signed),
        ptmg_contracts,
        *_merged([engagement[:1], engagement[1:]] for engagement in engagements),
    ]


@st.composite
def places(draw, made):
    """Structures with their children; every second one may come from the requalification of the one before."""
    made_structures = [structure for structure, _ in made]
    origins, requalified = made_structures[::2], made_structures[1::2]
    for structure, origin in zip(requalified, origins, strict=False):
        structure.requalified_from = draw(st.sampled_from([None, origin]))
    attached = draw(attachments(made_structures)) if made else []
    return [origins, requalified, *_merged(children for _, children in made), attached]


def _merged(children):
    return [[record for records in kind for record in records] for kind in zip(*children, strict=True)]
