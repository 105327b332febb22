"""The figures in the regions before 2016: each record in one of them, sums conserved."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from measures.compute import compute_figures
from measures.indicators import computed_codes
from measures.old_regions import old_counts, old_regions
from regions.models import Region
from tests.factories import (
    CespContractFactory,
    CespPlacementFactory,
    CommuneFactory,
    CountingGroupFactory,
    DepartementFactory,
    FacultyFactory,
    PtmgContractFactory,
    RegionFactory,
)
from tests.measures.ground import REGIONS
from tests.measures.strategies import PROPERTY
from tests.measures.test_against_oracle import worlds_and_days

pytestmark = pytest.mark.django_db
D = datetime.date(2016, 12, 31)
BEFORE = datetime.date(2015, 12, 31)


@pytest.fixture
def merged():
    """A region made of two: the old one of the north and that of the south, each with a commune."""
    region = RegionFactory()
    north, south = (RegionFactory(valid_to=BEFORE, name=name) for name in ("Nord", "Sud"))
    communes = []
    for old in (north, south):
        departement = DepartementFactory(region=region, old_region=old)
        communes.append(CommuneFactory(region=region, departement=departement))
    return region, {row.name: row for row in old_regions()}, communes


def read():
    return old_counts([D], horizon=D)


def test_a_placed_record_goes_through_its_departement(merged):
    region, old, (northern, southern) = merged
    PtmgContractFactory(signing_region=region, commune=northern)
    PtmgContractFactory.create_batch(2, signing_region=region, commune=southern)

    counts = read()

    assert [counts.value("ptmg_signed", old[name], D) for name in ("Nord", "Sud")] == [1, 2]
    assert counts.not_split("ptmg_signed", region.pk, D) == 0


def test_a_signature_goes_through_its_ufr(merged):
    region, old, (northern, southern) = merged
    CespContractFactory(faculty=FacultyFactory(regions=[region], commune=southern), followup_region=region)

    counts = read()

    assert [counts.value("cesp_signed", old[name], D) for name in ("Nord", "Sud")] == [0, 1]
    assert [counts.value("cesp_no_date", old[name], D) for name in ("Nord", "Sud")] == [0, 1]


def test_a_contract_followed_elsewhere_than_its_ufr_stays_in_the_region_that_follows(merged):
    region, old, _ = merged
    CespContractFactory(faculty=FacultyFactory(regions=[RegionFactory()]), followup_region=region)

    counts = read()

    assert [counts.value("cesp_no_date", old[name], D) for name in ("Nord", "Sud")] == [0, 0]
    assert counts.not_split("cesp_no_date", region.pk, D) == 1


def test_a_ptmg_practised_in_another_region_stays_in_the_one_that_signed(merged):
    region, old, _ = merged
    PtmgContractFactory(signing_region=region, commune=CommuneFactory(region=RegionFactory()))

    assert read().not_split("ptmg_signed", region.pk, D) == 1


def test_a_record_of_a_commune_without_departement_is_not_split(merged):
    region, *_ = merged
    PtmgContractFactory(signing_region=region, commune=CommuneFactory(region=region, departement=None))

    assert read().not_split("ptmg_signed", region.pk, D) == 1


def test_a_signature_in_a_ufr_without_departement_is_not_split(merged):
    region, *_ = merged
    commune = CommuneFactory(region=region, departement=None)
    CespContractFactory(faculty=FacultyFactory(regions=[region], commune=commune), followup_region=region)

    assert read().not_split("cesp_signed", region.pk, D) == 1


def test_a_signature_of_a_counting_group_is_given_to_none_of_its_regions():
    group = CountingGroupFactory()
    regions = RegionFactory.create_batch(2, counting_group=group)
    for region in regions:
        DepartementFactory(region=region, old_region=region)
    CespContractFactory(faculty=FacultyFactory(counting_group=group, regions=regions), followup_region=regions[0])

    counts = read()
    rows = [row for row in old_regions() if row.current in {region.pk for region in regions}]

    assert [counts.value("cesp_signed", row, D) for row in rows] == [0, 0]
    assert sorted(counts.value("cesp_no_date", row, D) for row in rows) == [0, 1]


def test_an_unchanged_region_keeps_all_its_records():
    region = RegionFactory()
    DepartementFactory(region=region, old_region=region)
    contract = CespContractFactory(followup_region=region)
    CespPlacementFactory(contract=contract, commune__region=region, start=BEFORE)
    [old] = [row for row in old_regions() if row.code == region.pk]

    counts = read()

    assert old.current == region.pk
    assert counts.value("cesp_installed_ever", old, D) == 1
    assert counts.not_split("cesp_installed_ever", region.pk, D) == 0


@pytest.mark.parametrize("records", [1, 12])
def test_the_old_regions_take_as_many_queries_whatever_the_number_of_records(merged, records):
    region, _, (northern, southern) = merged
    for commune in (northern, southern) * records:
        PtmgContractFactory(signing_region=region, commune=commune)

    with CaptureQueriesContext(connection) as captured:
        read()

    assert len(captured) == 9


@PROPERTY
@given(worlds_and_days())
def test_sums_are_conserved_region_by_region(example):
    world, days, horizon = example

    with world.saved():
        split_in_two()
        counts, figures, rows = (
            old_counts(days, horizon=horizon),
            compute_figures(days, horizon=horizon),
            old_regions(),
        )
        for code in computed_codes():
            for day in days:
                for region in REGIONS:
                    inside = sum(counts.value(code, row, day) for row in rows if row.current == region)
                    whole = inside + counts.not_split(code, region, day)
                    assert whole == figures.tally.value(code, region, day), (code, day, region)


def split_in_two():
    """Make each region of two old ones: its communes are in one or the other by turns, its last one in neither."""
    for rank, region in enumerate(Region.objects.filter(code__in=REGIONS)):
        old = Region.objects.create(code=f"O{rank}", name=f"Ancienne {rank}", valid_to=BEFORE)
        for half, (commune, old_region) in enumerate(zip(region.communes.all(), [region, old], strict=False)):
            commune.departement = DepartementFactory(code=f"{rank}D{half}", region=region, old_region=old_region)
            commune.save()
