"""What looks wrong in a structure on a day (T1 to T8), to the day."""

import datetime

import pytest

from anomalies.engine import anomalies_of
from structures.enums import StructureStatus as Status
from structures.enums import StructureType
from structures.models import Structure
from tests import factories as f
from tests.structures.life import FIRST_DAY, ONE_DAY, day, live

pytestmark = pytest.mark.django_db

OPENED = FIRST_DAY + ONE_DAY
"""When « valide ouverte » opens."""
BEFORE_THE_FINESS_IS_DUE = day("2010-07-10")
"""The last day of six months from `OPENED`."""


def codes(structure, on=BEFORE_THE_FINESS_IS_DUE) -> list[str]:
    """The warnings of `structure` on day `on`."""
    return [anomaly.rule.code for anomaly in anomalies_of(structure, on) if not anomaly.is_justified]


def test_an_ordinary_life_has_no_anomaly():
    assert codes(live("elaboration valide ouverte")) == []


def test_t1_requalified_and_nothing_follows():
    structure = live("valide ouverte requalifie")
    assert codes(structure) == ["T1"]
    assert codes(structure, OPENED) == []

    f.StructureFactory(requalified_from=structure)

    assert codes(structure) == []


def test_t2_the_date_of_validation_is_unknown():
    structure = live("elaboration ouverte")
    assert codes(structure) == ["T2"]
    assert codes(structure, FIRST_DAY) == []

    f.StructureStatusEventFactory(structure=structure, status=Status.VALIDATED, on=FIRST_DAY - ONE_DAY)

    assert codes(structure) == []


def test_t2_neither_a_branch_nor_what_a_structure_becomes_has_a_project_of_its_own():
    branch = live("ouverte", type=StructureType.CDS_BRANCH)
    f.StructureAttachmentFactory(structure=branch, parent__type=StructureType.CDS, start=OPENED)
    origin = live("valide ouverte requalifie")
    heir = live("ouverte", requalified_from=origin, finess_et="530990011")

    assert codes(branch) == codes(heir) == []


@pytest.mark.parametrize("kind", [StructureType.MSP, StructureType.CDS])
def test_t3_open_for_more_than_six_months_without_finess(kind):
    structure = live("valide ouverte", type=kind)
    assert codes(structure, BEFORE_THE_FINESS_IS_DUE) == []
    assert codes(structure, BEFORE_THE_FINESS_IS_DUE + ONE_DAY) == ["T3"]

    Structure.objects.update(finess_et="530990011")

    assert codes(structure, BEFORE_THE_FINESS_IS_DUE + ONE_DAY) == []


@pytest.mark.parametrize("kind", [StructureType.POLE, StructureType.PTA, StructureType.ESP])
def test_t3_other_types_have_no_number(kind):
    assert codes(live("valide ouverte", type=kind), day("2015-01-01")) == []


def test_t3_a_closed_structure_is_not_asked_for_its_number():
    assert codes(live("valide ouverte fermee"), day("2015-01-01")) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2013-01-09", [], id="last-day-of-36-months"),
        pytest.param("2013-01-10", ["T4"], id="the-day-after"),
    ],
)
def test_t4_validated_for_36_months_and_not_open(on, expected):
    assert codes(live("valide"), day(on)) == expected


@pytest.mark.parametrize("states", ["valide ouverte", "valide abandonne", "elaboration"])
def test_t4_says_nothing_of_other_states(states):
    assert "T4" not in codes(live(states), day("2015-01-01"))


def test_t5_open_without_an_open_site():
    structure = live("valide ouverte")
    site = structure.sites.get()
    assert codes(structure) == []

    site.closed_on = BEFORE_THE_FINESS_IS_DUE
    site.save()

    assert codes(structure, BEFORE_THE_FINESS_IS_DUE - ONE_DAY) == []
    assert codes(structure) == ["T5"]


def test_t6_the_branch_of_no_centre():
    branch = live("ouverte", type=StructureType.CDS_BRANCH)
    assert codes(branch) == ["T6"]

    f.StructureAttachmentFactory(
        structure=branch, parent__type=StructureType.CDS, start=OPENED, last_day=BEFORE_THE_FINESS_IS_DUE
    )

    assert codes(branch) == []
    assert codes(branch, BEFORE_THE_FINESS_IS_DUE + ONE_DAY) == ["T6"]


def test_t7_the_list_of_the_district_is_over():
    structure = live("valide ouverte", finess_et="530990011")
    placed = f.SiteDistrictFactory(site=structure.sites.get(), district__valid_to=day("2023-12-31"))
    assert codes(structure, day("2023-12-31")) == []
    assert codes(structure, day("2024-01-01")) == ["T7"]

    f.SiteDistrictFactory(site=placed.site, district__valid_from=day("2024-01-01"))

    assert codes(structure, day("2024-01-01")) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day("2011-11-09"), [], id="last-day-of-18-months"),
        pytest.param(day("2011-11-10"), ["T8"], id="the-day-after"),
    ],
)
def test_t8_a_headcount_older_than_18_months(on, expected):
    structure = live("valide ouverte", finess_et="530990011")
    f.StructureHeadcountFactory(structure=structure, as_of=day("2010-05-10"))

    assert codes(structure, on) == expected

    f.StructureHeadcountFactory(structure=structure, as_of=on - datetime.timedelta(days=30))
    assert codes(structure, on) == []


def test_t8_nobody_is_asked_for_a_headcount_never_taken():
    assert "T8" not in codes(live("valide ouverte", finess_et="530990011"), day("2020-01-01"))
