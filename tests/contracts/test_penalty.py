"""C14: what a breach may cost, for each stage and each reason."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.enums import CespBreachReason
from contracts.penalty import FOR_INFORMATION, expected_penalty
from contracts.rates import cesp_rates
from contracts.reference import load_rates
from tests.contracts.in_memory import RATES, breach, contract, placement, suspension

DENUNCIATION = CespBreachReason.DENUNCIATION


def penalty(made, on, reason=DENUNCIATION):
    return expected_penalty(made, on, reason, RATES)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2014, 11, 1), 2000, id="C14 one month, the minimum"),
        pytest.param(date(2015, 8, 1), 2000, id="C14 ten months, the minimum exactly"),
        pytest.param(date(2015, 8, 31), 2000, id="C14 eve of eleven months"),
        pytest.param(date(2015, 9, 1), 2200, id="C14 eleven months"),
        pytest.param(date(2016, 10, 1), 4800, id="C14 two years"),
    ],
)
def test_before_the_diploma_the_penalty_goes_by_month_of_allowance(on, expected):
    assert penalty(contract(), on).penalty == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2016, 9, 30), 200 * 23, id="C14 eve of the diploma"),
        pytest.param(date(2016, 10, 1), 20000, id="C14 day of the diploma"),
        pytest.param(date(2017, 6, 1), 20000, id="C14 after the diploma"),
    ],
)
def test_from_the_diploma_on_the_penalty_is_fixed(on, expected):
    assert penalty(contract(diploma_date=date(2016, 10, 1)), on).penalty == expected


def test_c14_suspended_months_are_not_months_of_allowance():
    made = contract(suspension(date(2015, 1, 1), date(2015, 3, 1)))

    found = penalty(made, date(2016, 10, 1))

    assert (found.penalty, found.indemnity) == (200 * 22, 1200 * 22)


def test_c14_the_allowances_received_are_given_back():
    found = penalty(contract(), date(2016, 10, 1))

    assert found.includes_indemnity
    assert found.indemnity == Decimal(24 * 1200)
    assert found.amount == Decimal(24 * 1200 + 4800)
    assert found.explanation == (
        "Pénalité avant le diplôme\u00a0: 200\u00a0€ × 24 mois d’allocation, au moins 2\u202f000\u00a0€, soit "
        "4\u202f800\u00a0€. Allocations nettes à rembourser, ici leur montant brut\u00a0: 24 mois, soit "
        "28\u202f800\u00a0€. Information seulement\u00a0: le CNG arrête les sommes."
    )


@pytest.mark.parametrize("reason", [CespBreachReason.DEATH, CespBreachReason.HEALTH])
@pytest.mark.parametrize("on", [date(2015, 6, 1), date(2017, 6, 1)])
def test_c14_nothing_is_due_for_a_death_or_a_health_reason(reason, on):
    found = penalty(contract(diploma_date=date(2016, 10, 1)), on, reason)

    assert (found.penalty, found.indemnity, found.amount) == (0, 0, 0)
    assert not found.includes_indemnity
    assert found.explanation.endswith(FOR_INFORMATION)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"project_zone_id": 1, "project_zone_since": date(2014, 10, 1)}, 0, id="C14 36 months that day"),
        pytest.param({"project_zone_id": 1, "project_zone_since": date(2014, 10, 2)}, 7000, id="C14 a day short"),
        pytest.param({"project_zone_id": 1}, 7000, id="C14 unknown since"),
        pytest.param({"project_zone_since": date(2014, 10, 1)}, 7000, id="C14 no zone"),
    ],
)
def test_a_declassified_zone_lifts_the_penalty_after_three_years(values, expected):
    found = penalty(contract(**values), date(2017, 9, 30), CespBreachReason.ZONE_DECLASSIFIED)

    assert found.penalty == expected
    assert found.includes_indemnity


def test_c14_a_zone_unchanged_lifts_the_penalty_for_its_own_reason_only():
    made = contract(project_zone_id=1, project_zone_since=date(2010, 1, 1))

    assert penalty(made, date(2017, 9, 30), CespBreachReason.OTHER).penalty == 7000


@pytest.mark.parametrize(
    ("on", "is_known"),
    [
        pytest.param(date(2013, 11, 7), False, id="C14 eve of the rule"),
        pytest.param(date(2013, 11, 8), True, id="C14 first day of the rule"),
    ],
)
def test_the_rule_is_known_from_2013(on, is_known):
    made = contract(signature_date=date(2012, 1, 1), allowance_start=date(2012, 1, 1))

    found = penalty(made, on)

    assert (found.penalty is not None) == is_known
    assert (found.amount is not None) == is_known
    assert ("Aucun montant" in found.explanation) != is_known


def test_c13_a_breach_after_the_commitment_costs_nothing():
    made = contract(placement(date(2017, 1, 1)), allowance_last_day=date(2016, 9, 30), diploma_date=date(2016, 10, 1))

    assert penalty(made, date(2018, 12, 31)).penalty == 20000
    found = penalty(made, date(2019, 1, 1))
    assert found.amount == 0
    assert "a pris fin le 31/12/2018" in found.explanation


def test_a_contract_already_broken_costs_what_it_cost_that_day():
    made = contract(breach(date(2015, 10, 1)))

    assert penalty(made, date(2015, 10, 1)).amount == 12 * 1200 + 2400


@pytest.mark.django_db
def test_the_amounts_are_those_of_the_reference_data():
    load_rates()

    found = expected_penalty(contract(), date(2016, 10, 1), DENUNCIATION)

    assert found == penalty(contract(), date(2016, 10, 1))
    assert cesp_rates().amount("cesp-penalite-apres-diplome", date(2017, 1, 1)) == 20000
