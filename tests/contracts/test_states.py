"""The state of a contract on a day: each state, the first and last day of it, and which one wins."""

from datetime import date

import pytest

from contracts.enums import CespEventType, CespState, PtmgEndReason, PtmgKind, PtmgRenewal, PtmgState
from contracts.models import CespContract, PtmgContract
from tests.measures.ground import Ground
from tests.measures.records import breach, cesp, event, placement, ptmg

SIGNED_ON = date(2014, 10, 1)
SUSPENDED = (CespEventType.SUSPENSION, date(2015, 3, 1), date(2015, 8, 31))
DEFERRED = (CespEventType.DEFERRAL, date(2017, 1, 1), date(2017, 12, 31))


@pytest.fixture(autouse=True)
def ground(db):
    Ground().save()


def cesp_state(contract, day):
    return CespContract.objects.with_state(day).get(pk=contract.pk).state


def ptmg_state(contract, day):
    return PtmgContract.objects.with_state(day).get(pk=contract.pk).state


@pytest.mark.parametrize(
    ("diploma", "day", "expected"),
    [
        pytest.param(None, SIGNED_ON, CespState.IN_TRAINING, id="signed-that-day"),
        pytest.param(None, date(2024, 1, 1), CespState.IN_TRAINING, id="no-diploma"),
        pytest.param(date(2016, 11, 1), date(2016, 10, 31), CespState.IN_TRAINING, id="eve-of-the-diploma"),
        pytest.param(date(2016, 11, 1), date(2016, 11, 1), CespState.TRAINED, id="day-of-the-diploma"),
    ],
)
def test_training_ends_on_the_day_of_the_diploma(diploma, day, expected):
    contract = cesp(SIGNED_ON, diploma_date=diploma)

    assert cesp_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2015, 2, 28), CespState.IN_TRAINING, id="eve"),
        pytest.param(date(2015, 3, 1), CespState.SUSPENDED, id="first-day"),
        pytest.param(date(2015, 8, 31), CespState.SUSPENDED, id="last-day"),
        pytest.param(date(2015, 9, 1), CespState.IN_TRAINING, id="day-after"),
    ],
)
def test_a_suspension_runs_to_its_last_day(day, expected):
    contract = cesp(SIGNED_ON)
    event(contract, *SUSPENDED)

    assert cesp_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2016, 12, 31), CespState.TRAINED, id="eve"),
        pytest.param(date(2017, 1, 1), CespState.DEFERRED, id="first-day"),
        pytest.param(date(2017, 12, 31), CespState.DEFERRED, id="last-day"),
        pytest.param(date(2018, 1, 1), CespState.TRAINED, id="day-after"),
    ],
)
def test_a_deferral_runs_to_its_last_day(day, expected):
    contract = cesp(SIGNED_ON, diploma_date=date(2016, 11, 1))
    event(contract, *DEFERRED)

    assert cesp_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2016, 12, 31), CespState.TRAINED, id="eve"),
        pytest.param(date(2017, 1, 1), CespState.IN_PRACTICE, id="first-day"),
        pytest.param(date(2017, 6, 30), CespState.IN_PRACTICE, id="last-day"),
        pytest.param(date(2017, 7, 1), CespState.INTERRUPTED, id="day-after"),
        pytest.param(date(2017, 9, 1), CespState.IN_PRACTICE, id="another-place"),
    ],
)
def test_practice_is_interrupted_between_two_places(day, expected):
    contract = cesp(SIGNED_ON, diploma_date=date(2016, 11, 1))
    placement(contract, date(2017, 1, 1), date(2017, 6, 30))
    placement(contract, date(2017, 9, 1))

    assert cesp_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2018, 12, 31), CespState.IN_PRACTICE, id="last-day-of-the-commitment"),
        pytest.param(date(2019, 1, 1), CespState.ENDED, id="day-after"),
    ],
)
def test_a_commitment_is_over_the_day_after_its_last_day(day, expected):
    contract = cesp(SIGNED_ON, allowance_last_day=date(2015, 9, 30), diploma_date=date(2016, 11, 1))
    placement(contract, date(2017, 1, 1))

    assert cesp_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2018, 5, 31), CespState.IN_PRACTICE, id="eve"),
        pytest.param(date(2018, 6, 1), CespState.BROKEN, id="that-day"),
        pytest.param(date(2024, 1, 1), CespState.BROKEN, id="for-ever"),
    ],
)
def test_a_contract_is_broken_from_the_day_of_the_breach(day, expected):
    contract = cesp(SIGNED_ON, diploma_date=date(2016, 11, 1))
    placement(contract, date(2017, 1, 1))
    breach(contract, date(2018, 6, 1))

    assert cesp_state(contract, day) == expected


def test_a_breach_wins_over_the_end_of_the_commitment():
    contract = cesp(SIGNED_ON, allowance_last_day=date(2015, 9, 30))
    placement(contract, date(2015, 10, 1))
    breach(contract, date(2017, 9, 30))

    assert cesp_state(contract, date(2020, 1, 1)) == CespState.BROKEN


def test_practice_wins_over_a_deferral():
    contract = cesp(SIGNED_ON, diploma_date=date(2016, 11, 1))
    event(contract, *DEFERRED)
    placement(contract, date(2017, 6, 1))

    assert cesp_state(contract, date(2017, 6, 1)) == CespState.IN_PRACTICE


def test_an_interruption_wins_over_a_deferral():
    contract = cesp(SIGNED_ON, diploma_date=date(2016, 11, 1))
    event(contract, *DEFERRED)
    placement(contract, date(2017, 1, 1), date(2017, 1, 31))

    assert cesp_state(contract, date(2017, 6, 1)) == CespState.INTERRUPTED


def test_a_deferral_wins_over_a_suspension():
    contract = cesp(SIGNED_ON)
    event(contract, *SUSPENDED)
    event(contract, CespEventType.DEFERRAL, date(2015, 6, 1), date(2015, 6, 30))

    assert cesp_state(contract, date(2015, 6, 15)) == CespState.DEFERRED


def test_a_suspension_wins_over_the_diploma():
    contract = cesp(SIGNED_ON, diploma_date=date(2015, 6, 1))
    event(contract, *SUSPENDED)

    assert cesp_state(contract, date(2015, 7, 1)) == CespState.SUSPENDED


def test_a_breach_without_practice_wins_over_training():
    contract = cesp(SIGNED_ON)
    breach(contract, SIGNED_ON)

    assert cesp_state(contract, SIGNED_ON) == CespState.BROKEN


def test_a_contract_signed_later_is_not_among_those_signed_by_a_day():
    cesp(SIGNED_ON)

    assert not CespContract.objects.signed_by(date(2014, 9, 30)).exists()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2014, 1, 9), PtmgState.SIGNED, id="eve-of-the-start"),
        pytest.param(date(2014, 1, 10), PtmgState.FIRST_YEAR, id="start"),
        pytest.param(date(2015, 1, 9), PtmgState.FIRST_YEAR, id="last-day-of-the-first-year"),
        pytest.param(date(2015, 1, 10), PtmgState.SECOND_YEAR, id="first-day-of-the-second-year"),
        pytest.param(date(2016, 1, 9), PtmgState.SECOND_YEAR, id="last-day"),
        pytest.param(date(2016, 1, 10), PtmgState.EXPIRED, id="day-after"),
    ],
)
def test_a_renewed_ptmg_has_two_years(day, expected):
    contract = ptmg(date(2014, 1, 1), date(2016, 1, 9), start=date(2014, 1, 10), renewal=PtmgRenewal.TACIT)

    assert ptmg_state(contract, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2017, 2, 27), PtmgState.FIRST_YEAR, id="last-day-of-the-first-year"),
        pytest.param(date(2017, 2, 28), PtmgState.SECOND_YEAR, id="day-after"),
    ],
)
def test_the_first_year_of_a_ptmg_begun_on_a_leap_day(day, expected):
    contract = ptmg(date(2016, 2, 29), date(2018, 2, 27), renewal=PtmgRenewal.TACIT)

    assert ptmg_state(contract, day) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, PtmgState.EXPIRED, id="at-its-term"),
        pytest.param({"renewal": PtmgRenewal.REFUSED_BY_DOCTOR}, PtmgState.NOT_RENEWED, id="refused-by-the-doctor"),
        pytest.param({"renewal": PtmgRenewal.REFUSED_BY_AGENCY}, PtmgState.NOT_RENEWED, id="refused-by-the-agency"),
        pytest.param(
            {"last_day": date(2014, 6, 30), "end_reason": PtmgEndReason.BREACH_BY_DOCTOR},
            PtmgState.BROKEN,
            id="broken-by-the-doctor",
        ),
        pytest.param(
            {"last_day": date(2014, 6, 30), "end_reason": PtmgEndReason.NOT_ELIGIBLE},
            PtmgState.BROKEN,
            id="no-longer-eligible",
        ),
        pytest.param(
            {"last_day": date(2014, 6, 30), "end_reason": PtmgEndReason.DEATH}, PtmgState.EXPIRED, id="no-breach"
        ),
    ],
)
def test_how_a_ptmg_ended(values, expected):
    contract = ptmg(date(2014, 1, 1), date(2014, 12, 31), **values)

    assert ptmg_state(contract, date(2015, 1, 1)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2014, 6, 30), PtmgState.FIRST_YEAR, id="real-last-day"),
        pytest.param(date(2014, 7, 1), PtmgState.BROKEN, id="day-after"),
    ],
)
def test_a_ptmg_ends_on_the_earlier_of_its_last_days(day, expected):
    contract = ptmg(last_day=date(2014, 6, 30), end_reason=PtmgEndReason.BREACH_BY_AGENCY)

    assert ptmg_state(contract, day) == expected


def test_a_longer_kind_is_past_its_first_year_without_renewal():
    contract = ptmg(date(2016, 1, 1), date(2018, 12, 31), kind=PtmgKind.PTMA)

    assert ptmg_state(contract, date(2018, 6, 1)) == PtmgState.SECOND_YEAR
