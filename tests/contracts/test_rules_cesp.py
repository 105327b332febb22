"""The error rules of a CESP, each on both sides of its boundary, without a database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import CespEventType, DecidedBy, FacultyOpinion, PracticeMode
from contracts.rules import cesp as rules
from contracts.rules.said import ELSEWHERE
from regions.enums import ZoneClass
from tests import factories as f
from tests.contracts.loaded import DIPLOMA, ONE_DAY, SIGNED, cesp, happened, placed, ptmg, told

BREACH = CespEventType.BREACH
DEFERRAL = CespEventType.DEFERRAL
DECIDED = {
    "type": DEFERRAL,
    "start": DIPLOMA,
    "decision_date": DIPLOMA,
    "decided_by": DecidedBy.ARS,
    "faculty_opinion": FacultyOpinion.FAVOURABLE,
    "faculty_opinion_date": DIPLOMA,
}


def test_a_plain_contract_has_no_problem():
    facts = cesp(zones=True)
    placed(facts, start=DIPLOMA, last_day=DIPLOMA + 800 * ONE_DAY)
    happened(facts, start=SIGNED, last_day=DIPLOMA)
    happened(facts, **DECIDED)

    assert rules.judge(facts) == []


@pytest.mark.parametrize(
    ("campaign", "problems"),
    [
        pytest.param("2013-2014", [], id="two years in a row"),
        pytest.param("2013-2013", [("C3", "campaign", None)], id="one year"),
        pytest.param("2013-2015", [("C3", "campaign", None)], id="three years"),
        pytest.param("2013", [], id="no campaign: a constraint refuses it"),
    ],
)
def test_c3_the_years_of_a_campaign_follow_each_other(campaign, problems):
    assert told(rules.campaign_of_two_years, cesp(campaign=campaign)) == problems


@pytest.mark.parametrize("year", [1, 1949, 2101, 2999])
def test_an_impossible_year_is_refused_at_its_date(year):
    facts = cesp()
    placement = placed(facts, start=datetime.date(year, 3, 1))
    facts.contract.allowance_start = datetime.date(year, 3, 1)

    problems = rules.judge(facts)

    assert [(p.code, p.field, p.part) for p in problems] == [
        ("date", "allowance_start", None),
        ("date", "start", placement),
    ]
    assert f"01/03/{year:04d}" in problems[0].message


@pytest.mark.parametrize("day", [datetime.date(1950, 1, 1), datetime.date(2100, 12, 31)])
def test_the_first_and_the_last_plausible_days_are_accepted(day):
    facts = cesp(expected_installation_date=day)

    assert rules.judge(facts) == []


@pytest.mark.parametrize(
    ("ends", "gap", "problems"),
    [
        pytest.param({}, 900, [("C4", "professional", None)], id="no known end"),
        pytest.param({"breach": 100}, 99, [("C4", "professional", None)], id="eve of the breach"),
        pytest.param({"breach": 100}, 100, [], id="day of the breach"),
        pytest.param({"commitment": 800}, 800, [("C4", "professional", None)], id="last day of the commitment"),
        pytest.param({"commitment": 800}, 801, [], id="day after the commitment"),
    ],
)
def test_c4_one_contract_in_force_at_a_time(ends, gap, problems):
    first = cesp(commitment_end=SIGNED + ends["commitment"] * ONE_DAY if "commitment" in ends else None)
    if "breach" in ends:
        happened(first, type=BREACH, start=SIGNED + ends["breach"] * ONE_DAY)
    second = cesp(signature_date=SIGNED + gap * ONE_DAY, others=[first])

    assert told(rules.one_contract_at_a_time, second) == problems


def test_c4_both_contracts_are_refused_whichever_is_written():
    first, second = cesp(), cesp(signature_date=SIGNED + 400 * ONE_DAY)
    first.others, second.others = [second], [first]

    assert told(rules.one_contract_at_a_time, first) == told(rules.one_contract_at_a_time, second)
    assert told(rules.one_contract_at_a_time, first) != []


def test_c4_a_contract_of_another_region_is_only_said_to_exist():
    first = cesp()
    here, elsewhere = cesp(others=[first], followup_region=first.contract.followup_region), cesp(others=[first])

    [told_here], [told_elsewhere] = map(rules.one_contract_at_a_time, (here, elsewhere))

    assert "15/11/2013" in told_here.message
    assert told_elsewhere.message == ELSEWHERE


def test_c4_whoever_writes_one_contract_must_read_the_other_to_be_told_more():
    first = cesp()
    second = cesp(others=[first], followup_region=first.contract.followup_region)
    placed(second, region=f.RegionFactory.build())

    [problem] = rules.one_contract_at_a_time(second)

    assert problem.message == ELSEWHERE


@pytest.mark.parametrize(
    ("start", "refused"),
    [
        pytest.param(DIPLOMA - ONE_DAY, True, id="eve"),
        pytest.param(DIPLOMA, False, id="day of the diploma"),
    ],
)
def test_c5_no_practice_before_the_diploma(start, refused):
    facts = cesp()
    placement = placed(facts, start=start)

    assert told(rules.practice_after_the_diploma, facts) == ([("C5", "start", placement)] if refused else [])


def test_c5_without_a_diploma_is_no_error():
    facts = cesp(diploma_date=None)
    placed(facts)

    assert told(rules.practice_after_the_diploma, facts) == []


@pytest.mark.parametrize(
    ("second_start", "second_pct", "refused"),
    [
        pytest.param(f.DAY, 40, False, id="100 % together"),
        pytest.param(f.DAY, 41, True, id="101 % together"),
        pytest.param(f.DAY + 100 * ONE_DAY, 41, True, id="last common day"),
        pytest.param(f.DAY + 101 * ONE_DAY, 100, False, id="one after the other"),
    ],
)
def test_c6_shares_of_activity_sum_to_a_hundred_at_most(second_start, second_pct, refused):
    facts = cesp()
    placed(facts, activity_pct=60, last_day=f.DAY + 100 * ONE_DAY)
    second = placed(facts, start=second_start, activity_pct=second_pct)

    assert told(rules.one_activity_in_all, facts) == ([("C6", "activity_pct", second)] if refused else [])


def test_c6_a_breach_ends_what_was_left_open():
    facts = cesp()
    placed(facts)
    happened(facts, type=BREACH, start=f.DAY + 10 * ONE_DAY)
    placed(facts, start=f.DAY + 10 * ONE_DAY)

    assert told(rules.one_activity_in_all, facts) == []


PERIODS = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 15)), st.integers(1, 100)), max_size=5
)


@given(PERIODS)
def test_c6_objects_exactly_when_some_day_goes_over(periods):
    facts = cesp()
    for start, length, share in periods:
        first = f.DAY + start * ONE_DAY
        last = None if length is None else first + length * ONE_DAY
        placed(facts, start=first, last_day=last, activity_pct=share)

    most = max(
        (
            sum(
                p.activity_pct
                for p in facts.placements
                if p.start <= day and (p.last_day is None or day <= p.last_day)
            )
            for day in (f.DAY + n * ONE_DAY for n in range(60))
        ),
        default=0,
    )
    assert bool(told(rules.one_activity_in_all, facts)) == (most > 100)


@pytest.mark.parametrize(("answer", "refused"), [(True, False), (None, False), (False, True)])
def test_c7_only_a_place_known_not_to_be_eligible_is_refused(answer, refused):
    facts = cesp(zones=answer)
    placement = placed(facts)

    assert told(rules.eligible_place, facts) == ([("C7", "commune", placement)] if refused else [])


def test_c7_the_day_is_that_of_the_choice_else_the_start():
    facts = cesp(zones=True)
    placed(facts, choice_date=DIPLOMA, zone_class_at_choice=ZoneClass.ZIP)
    placed(facts)

    assert told(rules.eligible_place, facts) == []
    assert facts.zones.asked == [("CESP", DIPLOMA, "ZIP"), ("CESP", f.DAY, "")]


@pytest.mark.parametrize(("answer", "refused"), [(True, False), (None, False), (False, True)])
def test_c7_a_ranked_place_is_judged_on_the_day_it_was_chosen(answer, refused):
    facts = cesp(zones=answer)
    dated, undated = (
        f.CespChoiceFactory.build(contract=facts.contract, rank=rank, chosen_on=day, commune=f.CommuneFactory.build())
        for rank, day in ((1, DIPLOMA), (2, None))
    )
    facts.choices = [dated, undated]

    assert told(rules.eligible_choices, facts) == ([("C7", "commune", dated)] if refused else [])
    assert facts.zones.asked == [("CESP", DIPLOMA, "")]


def test_c8_a_place_is_ranked_once():
    facts = cesp()
    commune = f.CommuneFactory.build()
    places = ["Cabinet Été", "cabinet ete ", "Maison de santé"]
    facts.choices = [
        f.CespChoiceFactory.build(contract=facts.contract, rank=rank, commune=commune, place=place)
        for rank, place in enumerate(places, start=1)
    ]

    assert told(rules.places_ranked_once, facts) == [("C8", "commune", facts.choices[1])]


@pytest.mark.parametrize("mode", PracticeMode)
@pytest.mark.parametrize("tariffs", [True, None, False])
def test_c9_private_practice_keeps_to_the_tariffs(mode, tariffs):
    facts = cesp()
    placement = placed(facts, mode=mode, convention_tariffs=tariffs)

    refused = mode != PracticeMode.SALARIED and tariffs is False
    assert told(rules.tariffs_in_private_practice, facts) == (
        [("C9", "convention_tariffs", placement)] if refused else []
    )


@pytest.mark.parametrize(
    ("missing", "fields"),
    [
        pytest.param({}, [], id="decided"),
        pytest.param({"faculty_opinion": ""}, ["faculty_opinion"], id="no opinion"),
        pytest.param({"faculty_opinion_date": None}, ["faculty_opinion_date"], id="undated opinion"),
        pytest.param({"decision_date": None}, ["decision_date"], id="undated decision"),
        pytest.param({"decided_by": DecidedBy.CNG}, ["decided_by"], id="decided by the CNG"),
        pytest.param({"decision_date": DIPLOMA - ONE_DAY}, ["decision_date"], id="decided before the opinion"),
    ],
)
def test_c10_a_deferral_has_its_opinion_then_its_decision(missing, fields):
    facts = cesp()
    event = happened(facts, **DECIDED | missing)

    assert told(rules.decided_deferrals, facts) == [("C10", field, event) for field in fields]


@pytest.mark.parametrize(
    ("start", "last_day", "field"),
    [
        pytest.param(SIGNED, DIPLOMA, None, id="from the signature to the diploma"),
        pytest.param(SIGNED - ONE_DAY, DIPLOMA, "start", id="before the signature"),
        pytest.param(SIGNED, DIPLOMA + ONE_DAY, "last_day", id="after the diploma"),
        pytest.param(SIGNED, None, "last_day", id="still open at the diploma"),
    ],
)
def test_c11_a_suspension_lies_within_the_studies(start, last_day, field):
    facts = cesp()
    event = happened(facts, start=start, last_day=last_day)

    found = told(rules.suspensions_within_the_studies, facts) + told(rules.events_after_the_signature, facts)
    assert found == ([("C11", field, event)] if field else [])


def test_c11_during_the_studies_a_suspension_may_be_open():
    facts = cesp(diploma_date=None)
    happened(facts, start=SIGNED)

    assert told(rules.suspensions_within_the_studies, facts) == []


def test_c11_no_reason_is_kept():
    facts = cesp()
    event = happened(facts, start=SIGNED, last_day=DIPLOMA, breach_reason="affection_handicap")

    assert told(rules.suspensions_within_the_studies, facts) == [("C11", "breach_reason", event)]


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        pytest.param(True, False, id="two agreements"),
        pytest.param(None, True, id="waiting"),
        pytest.param(False, True, id="refused"),
    ],
)
def test_c12_a_change_of_follow_up_needs_two_agreements(accepted, refused):
    facts = cesp()
    change = f.CespFollowUpFactory.build(contract=facts.contract)
    facts.follow_ups = [change]
    facts.transfers = [
        f.TransferRequestFactory.build(contract=facts.contract, to_region=change.region, accepted=accepted)
    ]

    assert told(rules.agreed_changes_of_follow_up, facts) == ([("C12", "region", change)] if refused else [])


def test_c12_each_change_has_its_own_agreement():
    facts = cesp()
    home, away = facts.contract.followup_region, f.RegionFactory.build()
    facts.follow_ups = [
        f.CespFollowUpFactory.build(contract=facts.contract, region=region, start=f.DAY + n * ONE_DAY)
        for n, region in enumerate([home, away, home, away])
    ]
    facts.transfers = [
        f.TransferRequestFactory.build(contract=facts.contract, from_region=a, to_region=b, accepted=True)
        for a, b in [(away, home), (home, away)]
    ]

    assert told(rules.agreed_changes_of_follow_up, facts) == [("C12", "region", facts.follow_ups[3])]


@pytest.mark.parametrize(
    ("start", "refused"),
    [pytest.param(f.DAY - ONE_DAY, False, id="eve"), pytest.param(f.DAY, True, id="day of the breach")],
)
def test_c13_nothing_begins_from_a_breach_on(start, refused):
    facts = cesp()
    happened(facts, type=BREACH, start=f.DAY)
    placement, event = placed(facts, start=start), happened(facts, type=DEFERRAL, start=start)

    assert told(rules.nothing_after_the_breach, facts) == (
        [("C13", "start", placement), ("C13", "start", event)] if refused else []
    )


@pytest.mark.parametrize(
    ("end", "refused"),
    [pytest.param(f.DAY, False, id="last day"), pytest.param(f.DAY - ONE_DAY, True, id="day after")],
)
def test_c13_a_breach_does_not_follow_the_end_of_the_commitment(end, refused):
    facts = cesp(commitment_end=end)
    breach = happened(facts, type=BREACH, start=f.DAY)

    assert told(rules.nothing_after_the_breach, facts) == ([("C13", "start", breach)] if refused else [])


def test_c13_a_breach_follows_the_signature():
    facts = cesp()
    breach = happened(facts, type=BREACH, start=SIGNED - ONE_DAY)

    assert told(rules.events_after_the_signature, facts) == [("C13", "start", breach)]


@pytest.mark.parametrize(
    ("last_day", "refused"),
    [pytest.param(f.DAY - ONE_DAY, False, id="touches"), pytest.param(f.DAY - 2 * ONE_DAY, True, id="apart")],
)
def test_p11_a_cesp_keeps_what_its_ptmg_needs(last_day, refused):
    facts = cesp()
    placed(facts, start=DIPLOMA, last_day=last_day)
    facts.ptmg = [ptmg(professional=facts.contract.professional).contract]

    assert told(rules.contracts_that_follow, facts) == ([("P11", "", None)] if refused else [])
