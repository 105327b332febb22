"""What is drawn of a contract: the lanes, the bars and the marks of each fact."""

from datetime import date

import pytest

from contracts.enums import CespEventType, FacultyOpinion, PtmgEndReason, PtmgRenewal
from contracts.ledger import ledger_of
from contracts.timeline import cesp_timeline
from contracts.timeline_others import mcs_timeline, ptmg_timeline
from regions.chosen_day import ChosenDay
from regions.timeline import Look
from tests import factories as f
from tests.contracts.in_memory import RATES

pytestmark = pytest.mark.django_db

ON = date(2018, 6, 30)
CHOSEN = ChosenDay(ON, False)


def lanes(timeline):
    return {lane.name: lane for lane in timeline.lanes}


def spans(lane):
    return [(bar.start, bar.last_day, bar.label) for bar in lane.bars]


def marks(lane):
    return [(mark.on, mark.label) for mark in sorted(lane.marks, key=lambda mark: mark.on)]


def drawn(contract, transfers=(), on=ON):
    return lanes(cesp_timeline(contract, ledger_of(contract, on, RATES), transfers, ChosenDay(on, False)))


@pytest.fixture
def contract():
    """Allowance to September 2016, diploma in October, two places from 2017 on."""
    made = f.CespContractFactory(
        signature_date=date(2014, 10, 1),
        allowance_start=date(2014, 10, 1),
        allowance_last_day=date(2016, 9, 30),
        diploma_date=date(2016, 10, 15),
        followup_region=f.RegionFactory(name="Bretagne"),
    )
    places = [(date(2017, 1, 1), date(2017, 6, 30), "Vannes"), (date(2017, 7, 1), None, "Lorient")]
    for start, last_day, name in places:
        f.CespPlacementFactory(contract=made, start=start, last_day=last_day, commune=f.CommuneFactory(name=name))
    return made


def test_each_part_of_a_cesp_has_its_lane(contract):
    found = drawn(contract)

    assert spans(found["Allocation"]) == [(date(2014, 10, 1), date(2016, 9, 30), "allocation")]
    assert spans(found["Études"]) == [(date(2014, 10, 1), date(2016, 10, 14), "études")]
    assert spans(found["Exercice"]) == [
        (date(2017, 1, 1), date(2017, 6, 30), "Vannes"),
        (date(2017, 7, 1), None, "Lorient"),
    ]
    assert spans(found["Engagement"]) == [
        (date(2017, 1, 1), ON, "servi"),
        (date(2018, 7, 1), date(2018, 12, 31), "fin projetée 31/12/2018"),
    ]
    assert found["Engagement"].bars[1].look is Look.PLANNED
    assert marks(found["Événements"]) == [
        (date(2014, 10, 1), "signature"),
        (date(2016, 10, 15), "diplôme"),
        (date(2017, 1, 1), "installation"),
    ]


def test_days_without_a_place_are_not_drawn_as_served(contract):
    contract.placements.filter(last_day=None).update(start=date(2017, 9, 1))

    assert spans(drawn(contract)["Engagement"]) == [
        (date(2017, 1, 1), date(2017, 6, 30), "servi"),
        (date(2017, 9, 1), ON, "servi"),
        (date(2018, 7, 1), date(2019, 3, 3), "fin projetée 03/03/2019"),
    ]


def test_a_commitment_served_has_nothing_projected(contract):
    assert spans(drawn(contract, on=date(2020, 1, 1))["Engagement"]) == [
        (date(2017, 1, 1), date(2018, 12, 31), "servi")
    ]


def test_a_suspension_is_hatched_inside_the_allowance(contract):
    f.CespEventFactory(contract=contract, start=date(2015, 1, 1), last_day=date(2015, 3, 31))

    (allowance,) = drawn(contract)["Allocation"].bars

    assert [(part.start, part.last_day, part.look) for part in allowance.inside] == [
        (date(2015, 1, 1), date(2015, 3, 31), Look.HATCHED)
    ]


def test_the_places_ranked_on_a_day_are_one_mark(contract):
    for rank, name, day in ((2, "Redon", 1), (1, "Vannes", 1), (3, "Auray", None)):
        chosen_on = day and date(2016, 3, day)
        f.CespChoiceFactory(contract=contract, rank=rank, chosen_on=chosen_on, commune=f.CommuneFactory(name=name))

    (mark,) = [mark for mark in drawn(contract)["Événements"].marks if mark.label == "vœux"]

    assert (mark.on, mark.text) == (
        date(2016, 3, 1),
        "Lieux choisis par le signataire\u00a0: 1. Vannes, 2. Redon.",
    )


def test_the_opinion_on_a_deferral_is_a_mark(contract):
    opinion = {"faculty_opinion": FacultyOpinion.FAVOURABLE, "faculty_opinion_date": date(2016, 8, 1)}
    f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL, start=date(2016, 10, 15), **opinion)

    assert (date(2016, 8, 1), "avis de l’UFR") in marks(drawn(contract)["Événements"])


def test_a_deferral_has_its_lane_and_its_decision_a_mark(contract):
    f.CespEventFactory(
        contract=contract,
        type=CespEventType.DEFERRAL,
        start=date(2016, 10, 15),
        last_day=date(2016, 12, 31),
        decision_date=date(2016, 9, 1),
    )

    found = drawn(contract)

    assert spans(found["Report"]) == [(date(2016, 10, 15), date(2016, 12, 31), "report")]
    assert (date(2016, 9, 1), "décision (report)") in marks(found["Événements"])


def test_a_breach_ends_what_runs_on_its_eve(contract):
    f.CespEventFactory(contract=contract, breach=True, start=date(2017, 12, 1))

    found = drawn(contract)

    assert spans(found["Exercice"])[1] == (date(2017, 7, 1), date(2017, 11, 30), "Lorient")
    assert spans(found["Engagement"]) == [(date(2017, 1, 1), date(2017, 11, 30), "servi")]
    assert spans(found["Suivi"]) == [(date(2014, 10, 1), date(2017, 11, 30), "Bretagne")]
    assert (date(2017, 12, 1), "rupture") in marks(found["Événements"])


def test_one_agency_follows_after_the_other(contract):
    f.CespFollowUpFactory(contract=contract, region=f.RegionFactory(name="Normandie"), start=date(2015, 9, 1))

    assert spans(drawn(contract)["Suivi"]) == [
        (date(2014, 10, 1), date(2015, 8, 31), "Bretagne"),
        (date(2015, 9, 1), date(2018, 12, 31), "Normandie"),
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param({}, ["transfert demandé"], id="en attente"),
        pytest.param({"accepted": True}, ["transfert demandé", "transfert accepté"], id="accepté"),
        pytest.param({"accepted": False}, ["transfert demandé", "transfert refusé"], id="refusé"),
    ],
)
def test_a_transfer_is_marked_when_asked_and_when_answered(contract, answer, expected):
    if answer:
        answer |= {"answered_on": date(2017, 2, 1), "answered_by": f.UserFactory()}
    transfer = f.TransferRequestFactory(contract=contract, asked_on=date(2017, 1, 15), **answer)

    found = [label for _, label in marks(drawn(contract, [transfer])["Événements"]) if "transfert" in label]

    assert found == expected


def test_an_installation_to_come_is_projected_from_its_expected_day():
    made = f.CespContractFactory(trained=True, expected_installation_date=date(2018, 9, 1))

    found = drawn(made)

    assert spans(found["Engagement"]) == [(date(2018, 9, 1), date(2020, 8, 31), "fin projetée 31/08/2020")]
    assert (date(2018, 9, 1), "installation prévue") in marks(found["Événements"])


def test_a_ptmg_has_its_years_and_what_was_not_served():
    made = f.PtmgContractFactory(
        signature_date=date(2014, 1, 1),
        start=date(2014, 2, 1),
        planned_last_day=date(2016, 1, 31),
        renewal=PtmgRenewal.TACIT,
        renewal_date=date(2015, 2, 1),
        last_day=date(2015, 12, 31),
        end_reason=PtmgEndReason.BREACH_BY_DOCTOR,
        notice_date=date(2015, 10, 31),
        commune=f.CommuneFactory(name="Vannes"),
    )

    found = lanes(ptmg_timeline(made, CHOSEN))

    assert spans(found["Contrat"]) == [
        (date(2014, 2, 1), date(2015, 1, 31), "PTMG, année 1"),
        (date(2015, 2, 1), date(2015, 12, 31), "après la première année"),
        (date(2016, 1, 1), date(2016, 1, 31), "prévu"),
    ]
    assert spans(found["Exercice"]) == [(date(2014, 2, 1), date(2015, 12, 31), "Vannes")]
    assert marks(found["Événements"]) == [
        (date(2014, 1, 1), "signature"),
        (date(2015, 2, 1), "renouvellement tacite"),
        (date(2015, 10, 31), "préavis"),
        (date(2015, 12, 31), "fin\u00a0: rupture par le médecin"),
    ]


def test_an_engagement_has_its_training_and_its_suspensions():
    made = f.McsEngagementFactory(
        volunteer_since=date(2014, 1, 1), training_start=date(2014, 3, 1), training_on=date(2014, 5, 1)
    )
    f.McsSuspensionFactory(engagement=made, start=date(2015, 1, 1))

    found = lanes(mcs_timeline(made, CHOSEN))

    (engagement,) = found["Engagement"].bars
    assert (engagement.start, engagement.last_day) == (date(2014, 1, 1), None)
    assert [(part.start, part.last_day) for part in engagement.inside] == [(date(2015, 1, 1), None)]
    assert spans(found["Formation"]) == [(date(2014, 3, 1), date(2014, 5, 1), "formation initiale")]
    assert marks(found["Événements"]) == [(date(2014, 1, 1), "volontaire"), (date(2014, 5, 1), "formé")]
