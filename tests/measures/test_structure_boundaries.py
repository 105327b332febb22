"""Figures on the very days on which something begins or ends: structures, their sites, their labels."""

from datetime import date

import pytest

from measures.compute import compute_figures
from regions.models import Commune
from structures.enums import StructureStatus, StructureType
from tests.factories import StructureAttachmentFactory, StructureSiteFactory
from tests.measures.ground import ONE_DAY, Ground
from tests.measures.records import open_since, site, structure

D = date(2016, 12, 31)
EVE, NEXT = date(2016, 12, 30), date(2017, 1, 1)
OPENED_ON = date(2014, 1, 1)
OPEN, CLOSED = StructureStatus.OPEN, StructureStatus.CLOSED


@pytest.fixture(autouse=True)
def ground(db):
    Ground().save()


def national(code, *days):
    """The national figure on each of these days."""
    figures = compute_figures(list(days), horizon=days[-1])
    return [figures.national(code, day) for day in days]


def regional(code, region, *days):
    figures = compute_figures(list(days), horizon=days[-1])
    return [figures.regional(code, region, day) for day in days]


def pole_with_msp(start, last_day=None):
    """A pôle and an MSP, both open from the start, the second attached to the first over a period."""
    pole = open_since(OPENED_ON, kind=StructureType.POLE)
    StructureAttachmentFactory(structure=open_since(OPENED_ON), parent=pole, start=start, last_day=last_day)
    return pole


def test_an_msp_is_open_from_the_day_it_opens():
    open_since(D)

    assert national("msp_open", EVE, D) == [0, 1]


def test_the_day_of_closing_is_the_first_day_closed():
    open_since(OPENED_ON, (CLOSED, D))

    assert national("msp_open", EVE, D) == [1, 0]


def test_a_project_is_in_preparation_then_validated_then_open():
    structure(
        (StructureStatus.EMERGING, date(2016, 12, 28)),
        (StructureStatus.PREPARING, date(2016, 12, 29)),
        (StructureStatus.VALIDATED, EVE),
        (OPEN, D),
    )
    days = [date(2016, 12, 28), date(2016, 12, 29), EVE, D]

    assert national("msp_in_preparation", *days) == [0, 1, 0, 0]
    assert national("msp_validated", *days) == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (StructureType.CDS, "cds_open"),
        (StructureType.PTA, "pta_open"),
        (StructureType.ESP, "esp_open"),
        (StructureType.CPTS, "cpts_open"),
    ],
)
def test_each_kind_of_structure_has_its_own_line(kind, code):
    open_since(D, kind=kind)

    assert (national(code, EVE, D), national("msp_open", D)) == ([0, 1], [0])


def test_a_branch_is_not_a_health_centre():
    open_since(OPENED_ON, kind=StructureType.CDS_BRANCH)

    assert national("cds_open", D) == [0]


def test_a_pole_is_not_counted_while_an_open_msp_is_attached_to_it():
    pole_with_msp(EVE, D)

    assert national("msp_open", EVE - ONE_DAY, EVE, D, NEXT) == [2, 1, 1, 2]


def test_a_pole_is_counted_while_its_msp_is_not_open():
    pole = open_since(OPENED_ON, kind=StructureType.POLE)
    StructureAttachmentFactory(structure=open_since(D), parent=pole, start=OPENED_ON)

    assert national("msp_open", EVE, D) == [1, 1]


def test_attaching_an_msp_to_a_pole_closes_nothing():
    pole_with_msp(D)

    assert national("msp_closed", D) == [0]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("msp_opened", [0, 1, 0], id="opened"),
        pytest.param("msp_open", [0, 1, 1], id="open"),
    ],
)
def test_an_opening_counts_in_its_year(code, expected):
    open_since(D)

    assert national(code, EVE, D, NEXT) == expected


def test_a_closing_counts_in_its_year():
    open_since(OPENED_ON, (CLOSED, D))

    assert national("msp_closed", EVE, D, NEXT) == [0, 1, 0]


def test_a_structure_that_opens_again_counts_again():
    open_since(date(2016, 1, 1), (CLOSED, date(2016, 6, 1)), (OPEN, date(2016, 9, 1)))

    assert (national("msp_opened", D), national("msp_closed", D)) == ([2], [1])


def test_a_pole_that_opens_around_an_open_msp_is_no_opening():
    pole = open_since(D, kind=StructureType.POLE)
    StructureAttachmentFactory(structure=open_since(OPENED_ON), parent=pole, start=D)

    assert national("msp_opened", D) == [0]


def test_a_requalification_opens_and_closes_nothing():
    old = open_since(OPENED_ON, (StructureStatus.REQUALIFIED, D))
    open_since(D, kind=StructureType.POLE, requalified_from=old)

    assert (national("msp_opened", D), national("msp_closed", D), national("msp_open", EVE, D)) == ([0], [0], [1, 1])


def test_an_abandoned_project_is_no_closing():
    structure((StructureStatus.PREPARING, OPENED_ON), (StructureStatus.ABANDONED, D))

    assert national("msp_closed", D) == [0]


@pytest.mark.parametrize(("region", "expected"), [("11", [1, 0]), ("75", [0, 1])])
def test_an_msp_moves_on_the_day_its_main_site_changes(region, expected):
    msp = open_since(OPENED_ON, region="94")
    site(msp, "11", main_since=OPENED_ON, main_last_day=EVE)
    site(msp, "75", main_since=D)

    assert regional("msp_open", region, EVE, D) == expected


def test_an_msp_without_a_main_site_is_where_it_is_led_from():
    site(open_since(OPENED_ON, region="94"), "11")

    assert regional("msp_open", "94", D) == [1]


def test_an_msp_in_a_commune_that_no_agency_serves_is_where_it_is_led_from():
    msp = open_since(OPENED_ON, region="94")
    StructureSiteFactory(structure=msp, commune=Commune.objects.get(code="98735"), opened_on=D, main_since=D)

    assert (regional("msp_open", "94", D), national("msp_sites", D)) == ([1], [1])


def test_a_closing_counts_where_the_main_site_was_the_day_before():
    msp = open_since(OPENED_ON, (CLOSED, D), region="94")
    site(msp, "11", main_since=OPENED_ON, main_last_day=EVE)

    assert regional("msp_closed", "11", D) == [1]


def test_the_sites_of_an_msp_count_each_in_its_region():
    msp = open_since(OPENED_ON)
    site(msp, "11", main_since=OPENED_ON)
    site(msp, "75", opened_on=D)
    site(msp, "94", closed_on=D)

    assert national("msp_sites", EVE, D) == [2, 2]
    assert regional("msp_sites", "75", EVE, D) == [0, 1]


def test_the_sites_of_a_closed_msp_are_not_counted():
    site(open_since(OPENED_ON, (CLOSED, D)))

    assert national("msp_sites", EVE, D) == [1, 0]


LAST_OF_LIST, FIRST_OF_LIST = date(2023, 12, 31), date(2024, 1, 1)


@pytest.mark.parametrize(
    ("districts", "expected"),
    [
        pytest.param(["QP075001"], [1, 0], id="list-of-2015"),
        pytest.param(["QN07501M"], [0, 1], id="list-of-2024"),
        pytest.param(["QP075001", "QN07501M"], [1, 1], id="both-lists"),
        pytest.param([], [0, 0], id="none"),
    ],
)
def test_priority_districts_change_with_the_list(districts, expected):
    site(open_since(OPENED_ON), districts=districts)

    assert national("msp_qpv", LAST_OF_LIST, FIRST_OF_LIST) == expected


def test_a_site_in_a_priority_district_counts_until_the_day_it_closes():
    site(open_since(OPENED_ON), districts=["QP075001"], closed_on=D)

    assert national("msp_qpv", EVE, D) == [1, 0]


def test_a_university_label_counts_from_its_first_to_its_last_day():
    open_since(OPENED_ON, university_since=EVE, university_last_day=D)

    assert national("msp_univ", EVE - ONE_DAY, EVE, D, NEXT) == [0, 1, 1, 0]


def test_platforms_planned_or_open_count_together():
    structure(
        (StructureStatus.EMERGING, EVE - ONE_DAY),
        (StructureStatus.PREPARING, EVE),
        (OPEN, D),
        (CLOSED, NEXT),
        kind=StructureType.PTA,
    )

    assert national("pta_open_or_planned", EVE - ONE_DAY, EVE, D, NEXT) == [0, 1, 1, 0]
