"""The error rules of the PTMG family, each on both sides of its boundary, without a database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import PtmgEndReason, PtmgKind, PtmgRenewal
from contracts.rules import ptmg as rules
from contracts.rules.said import ELSEWHERE
from tests import factories as f
from tests.contracts.loaded import ONE_DAY, ptmg, told

START = datetime.date(2016, 1, 15)


def signed(*, days=366, start=START, **contract):
    """A contract of so many days."""
    return ptmg(signature_date=start, planned_last_day=start + (days - 1) * ONE_DAY, **contract)


def test_a_plain_contract_has_no_problem():
    assert rules.judge(signed(zones=True)) == []


def test_an_impossible_year_is_refused_at_its_date():
    [problem] = rules.judge(signed(notice_date=datetime.date(2999, 1, 1)))

    assert (problem.code, problem.field) == ("date", "notice_date")


@pytest.mark.parametrize(
    ("kind", "renewal", "last_accepted"),
    [
        pytest.param(PtmgKind.PTMG, "", datetime.date(2017, 1, 14), id="PTMG"),
        pytest.param(PtmgKind.PTMG, PtmgRenewal.REFUSED_BY_DOCTOR, datetime.date(2017, 1, 14), id="PTMG not renewed"),
        pytest.param(PtmgKind.PTMG, PtmgRenewal.TACIT, datetime.date(2018, 1, 14), id="PTMG renewed"),
        pytest.param(PtmgKind.PTMA, "", datetime.date(2019, 1, 14), id="PTMA"),
        pytest.param(PtmgKind.CDE, PtmgRenewal.TACIT, datetime.date(2019, 1, 14), id="CDE is not renewed"),
        pytest.param(PtmgKind.PIAS, PtmgRenewal.TACIT, datetime.date(2022, 1, 14), id="PIAS renewed"),
    ],
)
def test_p2_the_term_of_a_kind(kind, renewal, last_accepted):
    on_time = ptmg(kind=kind, renewal=renewal, signature_date=START, planned_last_day=last_accepted)
    too_late = ptmg(kind=kind, renewal=renewal, signature_date=START, planned_last_day=last_accepted + ONE_DAY)

    assert told(rules.term, on_time) == []
    assert told(rules.term, too_late) == [("P2", "planned_last_day", None)]
    assert f"{last_accepted:%d/%m/%Y}" in next(rules.term(too_late)).message


def test_p2_a_renewed_ptma_has_no_last_term():
    assert told(rules.term, signed(kind=PtmgKind.PTMA, days=4000, renewal=PtmgRenewal.TACIT)) == []


@pytest.mark.parametrize(("second", "refused"), [(365, False), (366, True)])
def test_p3_731_days_in_all(second, refused):
    first = signed(days=366)
    facts = signed(days=second, start=START + 3000 * ONE_DAY, others=[first.contract])

    assert told(rules.days_of_ptmg, facts) == ([("P3", "planned_last_day", None)] if refused else [])


def test_p3_only_ptmg_count():
    ptma = signed(days=1000, kind=PtmgKind.PTMA)

    assert told(rules.days_of_ptmg, ptma) == []
    assert told(rules.days_of_ptmg, signed(others=[ptma.contract])) == []


def test_p3_a_contract_ended_early_counts_its_own_days():
    first = signed(days=366, last_day=START)

    assert told(rules.days_of_ptmg, signed(days=730, others=[first.contract])) == []
    assert told(rules.days_of_ptmg, signed(days=731, others=[first.contract])) != []


def test_p3_another_region_is_not_told():
    first = signed(days=700)
    here = signed(days=366, others=[first.contract], signing_region=first.contract.signing_region)
    elsewhere = signed(days=366, others=[first.contract])

    assert "1066 jours" in next(rules.days_of_ptmg(here)).message
    assert next(rules.days_of_ptmg(elsewhere)).message == ELSEWHERE


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 400)), min_size=1, max_size=5))
def test_p3_counts_the_days_until_the_earlier_end(contracts):
    rows = [
        signed(days=days, last_day=START + (real - 1) * ONE_DAY if real else None).contract for days, real in contracts
    ]
    facts = ptmg()
    facts.contract, facts.others = rows[0], rows[1:]

    total = sum(min(days, real) if real else days for days, real in contracts)
    assert bool(told(rules.days_of_ptmg, facts)) == (total > 731)


@pytest.mark.parametrize(
    ("registered", "refused"),
    [
        pytest.param(None, False, id="not registered"),
        pytest.param(datetime.date(2015, 1, 16), False, id="less than a year"),
        pytest.param(datetime.date(2015, 1, 15), True, id="a year"),
    ],
)
def test_p4_settled_for_less_than_a_year(registered, refused):
    facts = signed(first_registration_date=registered)

    assert told(rules.recent_installation, facts) == ([("P4", "first_registration_date", None)] if refused else [])


@pytest.mark.parametrize(
    ("kind", "refused"), [(PtmgKind.PTMA, True), (PtmgKind.CDE, True), (PtmgKind.PIAS, False), (PtmgKind.PTMR, False)]
)
def test_p4_holds_for_those_who_settle(kind, refused):
    facts = signed(kind=kind, first_registration_date=datetime.date(2000, 1, 1))

    assert bool(told(rules.recent_installation, facts)) == refused


@pytest.mark.parametrize(
    ("answer", "derogation", "refused"),
    [
        pytest.param(True, "", False, id="eligible"),
        pytest.param(None, "", False, id="unknown"),
        pytest.param(False, "", True, id="not eligible"),
        pytest.param(False, "Accord du DG.", False, id="derogation"),
        pytest.param(False, "  ", True, id="empty derogation"),
    ],
)
def test_p5_a_commune_known_not_to_be_eligible_needs_a_derogation(answer, derogation, refused):
    facts = signed(zones=answer, derogation=derogation)

    assert told(rules.eligible_commune, facts) == ([("P5", "commune", None)] if refused else [])


def test_p5_is_judged_on_the_day_of_signature():
    facts = signed(zones=True, zone_class_at_signature="ZAC")

    assert told(rules.eligible_commune, facts) == []
    assert facts.zones.asked == [("PTMG", START, "ZAC")]


@pytest.mark.parametrize(("gap", "refused"), [(365, True), (366, False)])
def test_p6_no_two_contracts_on_one_day_whatever_the_kind(gap, refused):
    first = signed(days=366, kind=PtmgKind.PTMA)
    facts = signed(start=START + gap * ONE_DAY, others=[first.contract])

    assert told(rules.one_contract_at_a_time, facts) == ([("P6", "start", None)] if refused else [])


def test_p6_another_region_is_not_told():
    first = signed()
    here = signed(others=[first.contract], signing_region=first.contract.signing_region)

    assert "15/01/2016 au 14/01/2017" in next(rules.one_contract_at_a_time(here)).message
    assert next(rules.one_contract_at_a_time(signed(others=[first.contract]))).message == ELSEWHERE


NOTICE = datetime.date(2016, 4, 30)


@pytest.mark.parametrize(
    ("reason", "last_day", "refused"),
    [
        pytest.param(PtmgEndReason.BREACH_BY_DOCTOR, datetime.date(2016, 6, 29), True, id="eve"),
        pytest.param(PtmgEndReason.BREACH_BY_DOCTOR, datetime.date(2016, 6, 30), False, id="two months"),
        pytest.param(PtmgEndReason.BREACH_BY_AGENCY, NOTICE, True, id="by the agency"),
        pytest.param(PtmgEndReason.NOT_ELIGIBLE, NOTICE, False, id="not eligible"),
        pytest.param(PtmgEndReason.NEW_RULES, NOTICE, False, id="new rules"),
        pytest.param(PtmgEndReason.DEATH, NOTICE, False, id="death"),
        pytest.param(PtmgEndReason.BREACH_BY_DOCTOR, None, False, id="not ended yet"),
    ],
)
def test_p7_two_months_of_notice(reason, last_day, refused):
    facts = signed(end_reason=reason, notice_date=NOTICE, last_day=last_day)

    assert told(rules.notice, facts) == ([("P7", "last_day", None)] if refused else [])


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        pytest.param(-100, -1, False, id="ends the eve"),
        pytest.param(-100, -2, True, id="ends before"),
        pytest.param(366, None, False, id="starts the day after"),
        pytest.param(367, None, True, id="starts later"),
        pytest.param(-100, None, False, id="still runs"),
    ],
)
def test_p11_the_practice_of_the_cesp_touches_the_contract(first, last, refused):
    origin = f.CespContractFactory.build()
    practice = [(START + first * ONE_DAY, None if last is None else START + last * ONE_DAY)]
    facts = signed(professional=origin.professional, origin=origin, origin_practice=practice)
    origin.professional_id = facts.contract.professional_id = 7

    assert told(rules.origin, facts) == ([("P11", "origin_cesp", None)] if refused else [])


def test_p11_the_cesp_is_that_of_the_doctor():
    origin = f.CespContractFactory.build()
    facts = signed(origin=origin, origin_practice=[(START, None)])
    origin.professional_id, facts.contract.professional_id = 7, 8

    assert told(rules.origin, facts) == [("P11", "origin_cesp", None)]


def test_p11_asks_nothing_without_a_cesp():
    assert told(rules.origin, signed()) == []
