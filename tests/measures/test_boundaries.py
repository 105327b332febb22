"""Figures on the very days on which something begins or ends: persons and their contracts."""

from datetime import date

import pytest

from contracts.enums import CespEventType, McsKind, PtmgKind, PtmgRenewal
from measures.compute import compute_figures
from regions.enums import Discipline
from regions.models import Region
from tests.factories import CespFollowUpFactory, McsSuspensionFactory, ProfessionalFactory
from tests.measures.ground import GROUP, GROUPED_REGIONS, ONE_DAY, WITHOUT_FACULTY, Ground
from tests.measures.records import breach, cesp, event, mcs, placement, ptmg

D = date(2016, 12, 31)
EVE, NEXT = date(2016, 12, 30), date(2017, 1, 1)
SIGNED_ON = date(2014, 10, 1)


@pytest.fixture(autouse=True)
def ground(db):
    ground = Ground()
    ground.save()
    return ground


def national(code, *days, horizon=date(2018, 12, 31)):
    """The national figure on each of these days."""
    figures = compute_figures(list(days), horizon=max(horizon, *days))
    return [figures.national(code, day) for day in days]


def regional(code, region, *days, horizon=date(2018, 12, 31)):
    figures = compute_figures(list(days), horizon=max(horizon, *days))
    return [figures.regional(code, region, day) for day in days]


@pytest.mark.parametrize(
    "signed_on",
    [
        pytest.param(D, id="last-day-of-the-year"),
        pytest.param(NEXT, id="first-day-of-the-year"),
        pytest.param(date(2016, 2, 29), id="leap-day"),
    ],
)
def test_a_contract_counts_from_the_day_of_its_signature(signed_on):
    cesp(signed_on)

    assert national("cesp_signed", signed_on - ONE_DAY, signed_on) == [0, 1]


def test_the_disciplines_are_counted_apart():
    cesp(SIGNED_ON, "odo-paris", discipline=Discipline.DENTISTRY)

    assert (national("cesp_signed_dentistry", D), national("cesp_signed_medicine", D)) == ([1], [0])


@pytest.mark.parametrize("code", ["cesp_installed", "cesp_installed_ever", "install_aided"])
def test_a_placement_that_starts_the_day_after_is_not_yet_one(code):
    placement(cesp(SIGNED_ON), NEXT)

    assert national(code, D, NEXT) == [0, 1]


def test_one_whose_placement_starts_the_day_after_is_still_awaited():
    placement(cesp(SIGNED_ON), NEXT)

    assert national("cesp_no_date", D, NEXT) == [1, 0]


def test_a_placement_counts_on_its_last_day():
    placement(cesp(SIGNED_ON), date(2016, 1, 1), D)

    assert national("cesp_installed", D, NEXT) == [1, 0]


def test_one_whose_placement_is_over_was_installed():
    placement(cesp(SIGNED_ON), date(2016, 1, 1), EVE)

    assert national("cesp_installed_ever", D) == [1]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("cesp_installed", [1, 0], id="no-longer-installed"),
        pytest.param("cesp_broken", [0, 1], id="broken"),
        pytest.param("cesp_signed_net", [1, 0], id="deducted"),
        pytest.param("cesp_signed", [1, 1], id="still-signed"),
        pytest.param("cesp_installed_ever", [1, 1], id="was-installed"),
        pytest.param("cesp_allocated", [1, 0], id="no-more-allowance"),
    ],
)
def test_a_breach_takes_effect_on_its_day(code, expected):
    contract = cesp(SIGNED_ON)
    placement(contract, date(2016, 1, 1))
    breach(contract, D)

    assert national(code, EVE, D) == expected


@pytest.mark.parametrize(
    ("code", "values"),
    [
        pytest.param("cesp_no_date", {}, id="no-date"),
        pytest.param("cesp_late", {"expected_installation_date": EVE}, id="late"),
        pytest.param("cesp_to_come", {"expected_installation_date": date(2017, 6, 1)}, id="to-come"),
    ],
)
def test_nobody_awaits_a_broken_contract(code, values):
    breach(cesp(SIGNED_ON, **values), D)

    assert national(code, EVE, D) == [1, 0]


@pytest.mark.parametrize(
    ("expected_on", "late", "to_come"),
    [
        pytest.param(D, 1, 0, id="that-day"),
        pytest.param(NEXT, 0, 1, id="day-after"),
        pytest.param(date(2018, 12, 31), 0, 1, id="horizon"),
        pytest.param(date(2019, 1, 1), 0, 0, id="beyond-the-horizon"),
    ],
)
def test_an_installation_is_late_or_to_come_by_the_horizon(expected_on, late, to_come):
    cesp(SIGNED_ON, expected_installation_date=expected_on)

    assert (national("cesp_late", D), national("cesp_to_come", D)) == ([late], [to_come])


def test_an_installation_to_come_goes_to_the_expected_region():
    cesp(SIGNED_ON, expected_installation_date=NEXT, expected_practice_region_id="94")

    assert regional("cesp_to_come", "94", D) == [1]


def test_an_installation_to_come_without_a_region_goes_to_the_follow_up():
    cesp(SIGNED_ON, followed_in="75", expected_installation_date=NEXT)

    assert regional("cesp_to_come", "75", D) == [1]


@pytest.mark.parametrize(("region", "expected"), [("11", [1, 0]), ("75", [0, 1])])
def test_a_contract_moves_on_the_day_its_follow_up_changes(region, expected):
    CespFollowUpFactory(contract=cesp(SIGNED_ON, followed_in="11"), region=Region.objects.get(code="75"), start=D)

    assert regional("cesp_no_date", region, EVE, D) == expected


def test_the_allowance_is_not_paid_on_the_day_of_the_diploma():
    cesp(SIGNED_ON, diploma_date=D, allowance_last_day=D)

    assert national("cesp_allocated", EVE, D) == [1, 0]


def test_the_allowance_is_paid_on_its_first_and_last_day():
    cesp(SIGNED_ON, allowance_start=EVE, allowance_last_day=D)

    assert national("cesp_allocated", EVE - ONE_DAY, EVE, D, NEXT) == [0, 1, 1, 0]


def test_the_allowance_is_not_paid_from_the_first_to_the_last_day_of_a_suspension():
    event(cesp(SIGNED_ON), CespEventType.SUSPENSION, EVE, D)

    assert national("cesp_allocated", EVE - ONE_DAY, EVE, D, NEXT) == [1, 0, 0, 1]


def test_one_whose_installation_is_deferred_is_still_awaited():
    event(cesp(SIGNED_ON), CespEventType.DEFERRAL, EVE, D)

    assert national("cesp_no_date", EVE, D, NEXT) == [1, 1, 1]


@pytest.mark.parametrize(
    ("allowance", "start", "last_day"),
    [
        pytest.param((SIGNED_ON, date(2014, 12, 31)), date(2015, 1, 1), D, id="two-years-at-least"),
        pytest.param(
            (SIGNED_ON, date(2017, 9, 30)), date(2017, 10, 1), date(2020, 9, 30), id="as-long-as-the-allowance"
        ),
        pytest.param((SIGNED_ON, date(2015, 9, 30)), date(2016, 2, 29), date(2018, 2, 27), id="from-a-leap-day"),
        pytest.param(
            (date(2016, 10, 1), date(2018, 9, 30)), date(2015, 10, 1), date(2018, 9, 30), id="not-before-the-allowance"
        ),
    ],
)
def test_a_commitment_is_over_the_day_after_its_last_day(allowance, start, last_day):
    placement(cesp(SIGNED_ON, allowance_start=allowance[0], allowance_last_day=allowance[1]), start)

    assert national("cesp_ended", last_day, last_day + ONE_DAY) == [0, 1]


@pytest.mark.parametrize(
    ("suspension_ends", "last_day"),
    [
        pytest.param(date(2015, 1, 29), date(2020, 9, 30), id="29-days-take-no-month-off"),
        pytest.param(date(2015, 1, 30), date(2020, 8, 31), id="30-days-take-a-month-off"),
    ],
)
def test_a_suspension_shortens_the_commitment_by_full_months(suspension_ends, last_day):
    contract = cesp(SIGNED_ON, allowance_last_day=date(2017, 9, 30))
    event(contract, CespEventType.SUSPENSION, date(2015, 1, 1), suspension_ends)
    placement(contract, date(2017, 10, 1))

    assert national("cesp_ended", last_day, last_day + ONE_DAY) == [0, 1]


def test_a_diploma_before_the_allowance_leaves_two_years_to_serve():
    contract = cesp(SIGNED_ON, allowance_start=date(2014, 11, 1), diploma_date=date(2014, 10, 15))
    event(contract, CespEventType.SUSPENSION, SIGNED_ON)
    placement(contract, date(2015, 1, 1))

    assert national("cesp_ended", D, NEXT) == [0, 1]


def test_days_without_practice_put_the_end_of_a_commitment_off():
    contract = cesp(SIGNED_ON, allowance_last_day=date(2014, 12, 31))
    placement(contract, date(2015, 1, 1), date(2015, 3, 31))
    placement(contract, date(2015, 4, 11))

    assert national("cesp_ended", date(2017, 1, 10), date(2017, 1, 11)) == [0, 1]


def test_days_in_two_places_count_once_towards_a_commitment():
    contract = cesp(SIGNED_ON, allowance_last_day=date(2014, 12, 31))
    placement(contract, date(2015, 1, 1), activity_pct=50)
    placement(contract, date(2015, 1, 1), D, activity_pct=50)

    assert national("cesp_ended", D, NEXT) == [0, 1]


@pytest.mark.parametrize(
    ("percentages", "region"),
    [pytest.param((40, 60), "75", id="the-greater-part"), pytest.param((50, 50), "11", id="the-earlier-when-equal")],
)
def test_practice_in_two_regions_counts_in_the_main_one(percentages, region):
    contract = cesp(SIGNED_ON)
    placement(contract, date(2016, 1, 1), region="11", activity_pct=percentages[0])
    placement(contract, date(2016, 2, 1), region="75", activity_pct=percentages[1])

    assert regional("cesp_installed", region, D) == [1]


def test_an_installation_counts_where_it_began():
    contract = cesp(SIGNED_ON)
    placement(contract, date(2016, 1, 1), date(2016, 6, 30), region="11")
    placement(contract, date(2016, 7, 1), region="75")

    assert regional("cesp_installed_ever", "11", D) == [1]


def test_a_region_may_install_more_than_it_signs():
    placement(cesp(SIGNED_ON, "med-paris"), date(2016, 1, 1), region="75")

    assert (regional("cesp_signed", "75", D), regional("cesp_installed", "75", D)) == ([0], [1])


@pytest.mark.parametrize("region", [*GROUPED_REGIONS, WITHOUT_FACULTY])
def test_a_region_without_a_faculty_of_its_own_has_no_figure(region):
    cesp(SIGNED_ON, "med-antilles")

    assert regional("cesp_signed", region, D) == [None]


def test_the_signatures_of_a_group_count_once():
    cesp(SIGNED_ON, "med-antilles")
    figures = compute_figures([D], horizon=D)

    assert (figures.grouped("cesp_signed", GROUP, D), figures.national("cesp_signed", D)) == (1, 1)


def test_a_ptmg_runs_from_its_start_to_its_last_day():
    ptmg(date(2016, 1, 1), D, start=date(2016, 1, 2))

    assert national("ptmg_running", date(2016, 1, 1), date(2016, 1, 2), D, NEXT) == [0, 1, 1, 0]


def test_a_ptmg_runs_to_its_real_last_day():
    ptmg(date(2016, 1, 1), D, last_day=EVE)

    assert national("ptmg_running", EVE, D) == [1, 0]


def test_a_ptmg_counts_in_the_year_of_its_signature():
    ptmg(D, date(2017, 12, 30))

    assert national("ptmg_signed_year", EVE, D, NEXT) == [0, 1, 0]


@pytest.mark.parametrize(("code", "expected"), [("ptmg_signed", [1, 1]), ("ptmg_signed_year", [1, 0])])
def test_a_renewal_adds_no_signature(code, expected):
    ptmg(date(2016, 1, 1), date(2017, 12, 31), renewal=PtmgRenewal.TACIT, renewal_date=NEXT)

    assert national(code, D, NEXT) == expected


def test_a_doctor_has_stayed_once_the_contract_is_over_and_the_answer_given():
    ptmg(date(2016, 1, 1), EVE, stayed_after="oui", stayed_after_on=D)

    assert national("ptmg_stayed", EVE, D) == [0, 1]


def test_an_answer_given_before_the_end_counts_after_it():
    ptmg(date(2016, 1, 1), EVE, stayed_after="oui", stayed_after_on=date(2016, 6, 1))

    assert national("ptmg_stayed", EVE, D) == [0, 1]


@pytest.mark.parametrize("code", ["ptmg_doctors", "guarantee_doctors"])
def test_a_doctor_with_two_contracts_counts_once(code):
    doctor = ProfessionalFactory()
    ptmg(date(2014, 1, 1), date(2014, 12, 31), professional=doctor)
    ptmg(date(2016, 1, 1), D, professional=doctor)

    assert national(code, D) == [1]


def test_a_ptma_gives_a_guarantee_and_is_no_ptmg():
    ptmg(date(2016, 1, 1), D, kind=PtmgKind.PTMA)

    assert (national("guarantee_doctors", D), national("ptmg_signed", D)) == ([1], [0])


def test_a_cesp_followed_by_a_ptmg_is_one_aided_installation():
    doctor = ProfessionalFactory()
    contract = cesp(SIGNED_ON, professional=doctor)
    placement(contract, date(2016, 1, 1))
    ptmg(date(2016, 1, 1), D, professional=doctor, origin_cesp=contract)

    assert (national("install_aided", D), national("ptmg_from_cesp", D)) == ([1], [1])


def test_an_installation_aided_in_two_regions_counts_once_in_each():
    doctor = ProfessionalFactory()
    placement(cesp(SIGNED_ON, professional=doctor), date(2016, 1, 1), region="11")
    ptmg(date(2016, 1, 1), D, region="75", professional=doctor)
    figures = compute_figures([D], horizon=D)

    assert [figures.regional("install_aided", region, D) for region in ("11", "75")] == [1, 1]
    assert figures.national("install_aided", D) == 1


@pytest.mark.parametrize("code", ["mcs_active", "mcs_signed"])
def test_a_correspondent_counts_from_the_contract_to_the_last_day(code):
    mcs(EVE, last_day=D)

    assert national(code, EVE - ONE_DAY, EVE, D, NEXT) == [0, 1, 1, 0]


def test_a_suspended_correspondent_is_not_active_and_is_still_under_contract():
    McsSuspensionFactory(engagement=mcs(), start=EVE, last_day=D)

    assert national("mcs_active", EVE - ONE_DAY, EVE, D, NEXT) == [1, 0, 0, 1]
    assert national("mcs_signed", EVE, D) == [1, 1]


def test_a_volunteer_is_in_training_until_trained():
    mcs(volunteer_since=EVE, training_on=NEXT, contract_signed_on=None)

    assert national("mcs_in_training", EVE - ONE_DAY, EVE, D, NEXT) == [0, 1, 1, 0]


def test_one_who_signed_without_training_is_not_active():
    mcs(training_on=None)

    assert (national("mcs_active", D), national("mcs_signed", D)) == ([0], [1])


def test_an_affiliated_scheme_is_a_line_of_its_own():
    mcs(kind=McsKind.AFFILIATED, affiliated_scheme="AMLUV")

    assert (national("mcs_affiliated", D), national("mcs_signed", D), national("mcs_active", D)) == ([1], [0], [0])


def test_a_doctor_of_two_samu_counts_once_in_each_region_and_once_in_all(ground):
    doctor = ProfessionalFactory()
    for samu in ground.samus:
        mcs(region=samu.region_id, samu=samu, professional=doctor)
    figures = compute_figures([D], horizon=D)

    assert [figures.regional("mcs_active", region, D) for region in ("11", "75")] == [1, 1]
    assert figures.national("mcs_active", D) == 1


def test_a_doctor_already_installed_counts_from_the_signature():
    ptmg(NEXT, date(2017, 12, 31), installation_date=date(2016, 6, 1))

    assert national("ptmg_installed", D, NEXT) == [0, 1]
