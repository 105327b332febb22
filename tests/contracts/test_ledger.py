"""The obligation ledger of a CESP: each figure, on each side of the days that change it."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.ledger import EndBasis, ledger_of
from contracts.ledger_words import figures
from contracts.rates import CESP_ALLOWANCE, Rates
from tests.contracts.in_memory import RATES, breach, contract, deferral, placement, rate, suspension


def ledger(made, on, rates=RATES):
    return ledger_of(made, on, rates)


@pytest.mark.parametrize(
    ("on", "received"),
    [
        pytest.param(date(2014, 9, 30), 0, id="eve-of-the-allowance"),
        pytest.param(date(2014, 10, 30), 0, id="eve-of-a-whole-month"),
        pytest.param(date(2014, 10, 31), 1, id="first-whole-month"),
        pytest.param(date(2015, 9, 30), 12, id="a-year"),
        pytest.param(date(2020, 1, 1), 18, id="after-its-last-day"),
    ],
)
def test_whole_months_are_received(on, received):
    made = contract(allowance_last_day=date(2016, 3, 31))

    assert ledger(made, on).allowance_months == received


@pytest.mark.parametrize(
    ("diploma", "received"),
    [
        pytest.param(date(2015, 10, 1), 12, id="day-after-a-whole-month"),
        pytest.param(date(2015, 9, 30), 11, id="last-day-of-a-month"),
        pytest.param(date(2019, 1, 1), 18, id="after-the-allowance"),
    ],
)
def test_the_allowance_ends_on_the_eve_of_the_diploma(diploma, received):
    made = contract(allowance_last_day=date(2016, 3, 31), diploma_date=diploma)

    assert ledger(made, date(2020, 1, 1)).allowance_months == received


def test_the_allowance_ends_on_the_eve_of_a_breach():
    made = contract(breach(date(2015, 10, 1)))

    assert ledger(made, date(2020, 1, 1)).allowance_months == 12
    assert ledger(made, date(2015, 9, 30)).allowance_months == 12


@pytest.mark.parametrize(
    ("last_day", "received"),
    [
        pytest.param(date(2015, 1, 29), 12, id="29-days"),
        pytest.param(date(2015, 1, 30), 11, id="30-days"),
        pytest.param(date(2015, 2, 28), 11, id="59-days"),
        pytest.param(date(2015, 3, 1), 10, id="60-days"),
    ],
)
def test_thirty_suspended_days_take_off_a_month(last_day, received):
    made = contract(suspension(date(2015, 1, 1), last_day))

    found = ledger(made, date(2015, 9, 30))

    assert found.allowance_months == received
    assert found.suspended_days == (last_day - date(2014, 12, 31)).days


def test_a_day_suspended_twice_counts_once():
    made = contract(suspension(date(2015, 1, 1), date(2015, 1, 20)), suspension(date(2015, 1, 10), date(2015, 1, 29)))

    assert ledger(made, date(2015, 9, 30)).suspended_days == 29


def test_an_open_suspension_counts_to_the_day_itself():
    assert ledger(contract(suspension(date(2015, 1, 1))), date(2015, 1, 31)).suspended_days == 31


@pytest.mark.parametrize(
    ("last_day", "owed"),
    [
        pytest.param(date(2015, 9, 30), 24, id="one-year"),
        pytest.param(date(2016, 9, 30), 24, id="two-years"),
        pytest.param(date(2016, 10, 31), 25, id="a-month-more"),
    ],
)
def test_two_years_are_owed_at_the_least(last_day, owed):
    assert ledger(contract(allowance_last_day=last_day), date(2020, 1, 1)).owed_months == owed


def test_what_is_owed_grows_with_the_allowance():
    made = contract(allowance_last_day=date(2018, 9, 30))

    found = ledger(made, date(2017, 9, 30))

    assert (found.owed_months, found.owed_in_full) == (36, 48)


def test_a_deferral_changes_nothing_of_what_is_owed():
    """C10."""
    made = contract(
        deferral(date(2016, 10, 1), date(2017, 9, 30)), placement(date(2017, 10, 1)), diploma_date=date(2016, 10, 1)
    )

    found = ledger(made, date(2018, 1, 1))

    assert (found.deferred_months, found.deferred_days, found.owed_months) == (12, 365, 24)


SERVED = {"allowance_last_day": date(2016, 9, 30), "diploma_date": date(2016, 10, 1)}


@pytest.mark.parametrize(
    ("on", "served", "remaining", "days"),
    [
        pytest.param(date(2016, 12, 31), 0, 24, None, id="eve"),
        pytest.param(date(2017, 1, 1), 0, 24, 729, id="first-day"),
        pytest.param(date(2017, 1, 31), 1, 23, 699, id="first-month"),
        pytest.param(date(2018, 12, 30), 23, 1, 1, id="eve-of-the-end"),
        pytest.param(date(2018, 12, 31), 24, 0, 0, id="last-day"),
        pytest.param(date(2024, 1, 1), 24, 0, 0, id="years-after"),
    ],
)
def test_what_remains_is_what_is_owed_less_what_is_served(on, served, remaining, days):
    made = contract(placement(date(2017, 1, 1)), **SERVED)

    found = ledger(made, on)

    assert (found.served_months, found.remaining_months, found.remaining_days) == (served, remaining, days)
    assert found.projected_end == date(2018, 12, 31)


def test_days_without_a_place_put_the_end_off():
    made = contract(placement(date(2017, 1, 1), date(2017, 1, 31)), placement(date(2017, 2, 11)), **SERVED)

    found = ledger(made, date(2017, 3, 1))

    assert found.interrupted_days == 10
    assert found.projected_end == date(2019, 1, 10)
    assert found.end_basis is EndBasis.WRITTEN


def test_two_places_on_one_day_serve_one_day():
    made = contract(placement(date(2017, 1, 1), commune="Vannes"), placement(date(2017, 1, 10)), **SERVED)

    assert ledger(made, date(2017, 1, 31)).served_days == 31


def test_an_interrupted_practice_ends_at_the_earliest_if_it_began_again_at_once():
    made = contract(placement(date(2017, 1, 1), date(2017, 12, 31)), **SERVED)

    found = ledger(made, date(2018, 6, 30))

    assert (found.projected_end, found.end_basis) == (date(2019, 6, 30), EndBasis.UNINTERRUPTED)
    assert found.interrupted_days == 181


def test_a_practice_that_has_not_begun_is_projected_from_the_expected_day():
    made = contract(**SERVED, expected_installation_date=date(2017, 1, 1))

    before, after = ledger(made, date(2016, 11, 1)), ledger(made, date(2017, 5, 31))

    assert (before.projected_end, before.end_basis) == (date(2018, 12, 31), EndBasis.EXPECTED)
    assert after.projected_end == date(2019, 5, 31)


@pytest.mark.parametrize(
    ("made", "basis"),
    [
        pytest.param(contract(), EndBasis.NO_ALLOWANCE_END, id="no-end-of-the-allowance"),
        pytest.param(contract(**SERVED), EndBasis.NO_EXPECTED_DAY, id="no-expected-day"),
        pytest.param(contract(breach(date(2015, 1, 1)), **SERVED), EndBasis.BROKEN, id="broken"),
        pytest.param(contract(placement(date(9998, 1, 1)), **SERVED), EndBasis.UNINTERRUPTED, id="past-the-last-year"),
    ],
)
def test_no_end_is_projected(made, basis):
    found = ledger(made, date(2018, 1, 1))

    assert (found.projected_end, found.end_basis) == (None, basis)


def test_nothing_ends_while_the_allowance_runs():
    # 27 months of allowance are owed from its first day: both end together, but a suspension shortens what is owed.
    made = contract(
        suspension(date(2015, 1, 1), date(2015, 3, 31)),
        placement(date(2014, 10, 1)),
        allowance_last_day=date(2016, 12, 31),
    )

    found = ledger(made, date(2016, 12, 30))

    assert found.projected_end == date(2016, 12, 31)
    assert not found.is_over
    assert ledger(made, date(2017, 1, 1)).is_over


def test_a_breach_stops_everything_on_its_eve():
    """C13."""
    made = contract(placement(date(2017, 1, 1)), breach(date(2017, 7, 1)), **SERVED)

    found = ledger(made, date(2019, 1, 1))

    assert (found.served_months, found.remaining_months, found.served_days) == (6, 18, 181)
    assert found.counted_until == date(2017, 6, 30)
    assert found.at_stake_on == date(2017, 7, 1)


def test_each_month_is_paid_at_the_rate_of_its_first_day():
    rates = Rates(
        [
            rate(CESP_ALLOWANCE, 1000, date(2014, 1, 1), date(2014, 12, 31)),
            rate(CESP_ALLOWANCE, 1200, date(2015, 1, 1)),
        ]
    )

    assert ledger(contract(), date(2015, 3, 31), rates).allowance_amount == Decimal(3 * 1000 + 3 * 1200)
    suspended = contract(suspension(date(2014, 11, 1), date(2014, 11, 30)))
    assert ledger(suspended, date(2015, 3, 31), rates).allowance_amount == Decimal(2 * 1000 + 3 * 1200)


def test_an_amount_without_a_rate_is_unknown():
    found = ledger(contract(), date(2015, 3, 31), Rates([]))

    assert found.allowance_amount is None
    assert found.at_stake.amount is None
    words = {figure.label: figure for figure in figures(found)}
    assert words["En cas de rupture"].value == "inconnu"


@pytest.mark.parametrize(
    ("made", "on"),
    [
        pytest.param(contract(), date(2014, 10, 1), id="first-day"),
        pytest.param(contract(allowance_last_day=date(2018, 9, 30)), date(2016, 1, 1), id="allowance-running"),
        pytest.param(contract(placement(date(2017, 1, 1)), **SERVED), date(2017, 6, 1), id="in-practice"),
        pytest.param(contract(placement(date(2017, 1, 1)), **SERVED), date(2024, 6, 1), id="served"),
        pytest.param(contract(breach(date(2015, 6, 1))), date(2016, 6, 1), id="broken"),
        pytest.param(
            contract(placement(date(2017, 1, 1), date(2017, 2, 1)), **SERVED), date(2018, 1, 1), id="stopped"
        ),
    ],
)
def test_every_figure_says_how_it_was_counted(made, on):
    found = figures(ledger(made, on))

    assert len(found) == 9
    assert all(figure.value and figure.explanation.endswith(".") for figure in found)


def test_the_explanations_give_the_numbers_they_rest_on():
    made = contract(suspension(date(2015, 1, 1), date(2015, 3, 1)), placement(date(2017, 1, 1)), **SERVED)

    words = {figure.label: figure for figure in figures(ledger(made, date(2017, 12, 31)))}

    assert words["Allocation reçue"].value == "22\u00a0mois"
    assert "24\u00a0mois entiers depuis le 01/10/2014, moins 2\u00a0mois" in words["Allocation reçue"].explanation
    assert words["Allocation reçue"].detail == "26\u202f400\u00a0€ bruts"
    assert "60\u00a0jours de suspension" in words["Suspendus"].explanation
    assert "il reste 365\u00a0jours sur 730\u00a0jours" in words["Restants"].explanation
    assert words["Fin projetée"].value == "31/12/2018"
    assert "Rupture du 31/12/2017" in words["En cas de rupture"].explanation
