"""The figures below a region: every record in its département, in a territory or nowhere, none lost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from measures.compute import compute_figures
from measures.places import PLACED, placed_counts
from regions.models import Departement, Region
from tests.factories import (
    CommuneFactory,
    DepartementFactory,
    McsEngagementFactory,
    PtmgContractFactory,
    RegionFactory,
)
from tests.measures.ground import REGIONS
from tests.measures.strategies import PROPERTY
from tests.measures.test_against_oracle import worlds_and_days

pytestmark = pytest.mark.django_db
D = datetime.date(2016, 12, 31)
END_2017 = datetime.date(2017, 12, 31)


@pytest.fixture
def region():
    return RegionFactory()


def read():
    return placed_counts(D, horizon=D)


def commune_of(region):
    """A commune of `region`, in a département of its own."""
    return CommuneFactory(region=region, departement=DepartementFactory(region=region))


def test_a_record_is_in_the_departement_of_its_commune(region):
    north, south = commune_of(region), commune_of(region)
    PtmgContractFactory(signing_region=region, commune=north)
    PtmgContractFactory.create_batch(2, signing_region=region, commune=south)

    found = read().by_departement("ptmg_signed", region.pk)

    assert found == {north.departement_id: 1, south.departement_id: 2}


def test_a_record_of_the_region_practised_beyond_its_border_keeps_its_own_departement(region):
    beyond = commune_of(RegionFactory())
    PtmgContractFactory(signing_region=region, commune=beyond)

    counts = read()

    assert counts.by_departement("ptmg_signed", region.pk) == {beyond.departement_id: 1}
    assert counts.by_departement("ptmg_signed", beyond.region_id) == {}


def test_a_record_whose_commune_has_no_departement_is_nowhere(region):
    PtmgContractFactory(signing_region=region, commune=CommuneFactory(region=region, departement=None))

    assert read().by_departement("ptmg_signed", region.pk) == {None: 1}


def test_an_engagement_is_in_the_departement_of_its_practice(region):
    practice = commune_of(region)
    McsEngagementFactory(region=region, practice_commune=practice, active=True)

    assert read().by_departement("mcs_active", region.pk) == {practice.departement_id: 1}


def test_a_territory_counts_what_its_communes_hold(region):
    inside, also_inside, outside = (commune_of(region) for _ in range(3))
    for commune in (inside, also_inside, outside):
        PtmgContractFactory(signing_region=region, commune=commune)

    counts = read()

    assert counts.within("ptmg_signed", region.pk, {inside.pk, also_inside.pk}) == 2
    assert counts.within("ptmg_signed", region.pk, set()) == 0
    assert counts.within("ptmg_signed", RegionFactory().pk, {inside.pk}) == 0


def test_the_day_is_included(region):
    commune = commune_of(region)
    for signed_on in (D, D + datetime.timedelta(days=1)):
        PtmgContractFactory(
            signing_region=region, commune=commune, signature_date=signed_on, planned_last_day=END_2017
        )

    assert read().within("ptmg_signed", region.pk, {commune.pk}) == 1


@PROPERTY
@given(worlds_and_days())
def test_sums_are_conserved_region_by_region(example):
    world, days, horizon = example

    with world.saved():
        give_departements()
        codes = set(Departement.objects.values_list("code", flat=True))
        figures = compute_figures(days, horizon=horizon)
        for day in days:
            counts = placed_counts(day, horizon=horizon)
            for code in PLACED:
                for region in REGIONS:
                    found = counts.by_departement(code, region)
                    assert sum(found.values()) == figures.tally.value(code, region, day), (code, day, region)
                    assert set(found) <= codes | {None}


def give_departements():
    """Put each commune in a département of its own, but the last one of each region, in none."""
    for region in Region.objects.filter(code__in=REGIONS):
        for rank, commune in enumerate(list(region.communes.all())[:-1] or region.communes.all()):
            commune.departement = DepartementFactory(code=f"{region.pk}{rank}", region=region, old_region=region)
            commune.save()


@pytest.mark.parametrize("records", [1, 12])
def test_the_places_take_as_many_queries_whatever_the_number_of_records(region, records):
    for _ in range(records):
        PtmgContractFactory(signing_region=region, commune=commune_of(region))

    with CaptureQueriesContext(connection) as captured:
        read()

    assert len(captured) == 7
