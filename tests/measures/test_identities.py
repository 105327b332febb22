"""Identities between figures that hold on any day, whatever the records (domain §8)."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import CespState
from contracts.models import CespContract
from measures.compute import compute_figures
from structures.enums import StructureStatus
from tests.measures.ground import GROUP, ONE_DAY, REGIONS
from tests.measures.oracle import BY_FACULTY, COUNTS, Rows
from tests.measures.oracle_contracts import broken, cesp_state, started, waiting
from tests.measures.oracle_rows import each_day
from tests.measures.oracle_structures import comes_from_requalification, counted_as_msp, entries, exits, status_on
from tests.measures.strategies import LAST, PROPERTY, worlds

pytestmark = pytest.mark.django_db
OPEN = StructureStatus.OPEN


@st.composite
def worlds_and_day(draw, **sizes):
    world = draw(worlds(**sizes))
    return world, draw(st.sampled_from([day for day in world.days() if day <= LAST]))


def attached_and_detached(rows, first, last):
    """How many pôles, open the day before and that day, came into the count of open MSP, less those that left it."""
    return sum(
        counted_as_msp(rows, structure, OPEN, day) - counted_as_msp(rows, structure, OPEN, day - ONE_DAY)
        for structure in rows.structures.values()
        for day in each_day(first, last)
        if status_on(rows, structure, day - ONE_DAY) == status_on(rows, structure, day) == OPEN
    )


def requalified(rows, day):
    """Entries in the count of open MSP that are no opening, less the exits that are no closing."""
    entered = sum(comes_from_requalification(rows, structure, event) for structure, event in entries(rows, day))
    left = sum(event.status != StructureStatus.CLOSED for _, event in exits(rows, day))
    return entered - left


@PROPERTY
@given(worlds_and_day(contracts=0))
def test_open_msp_are_those_of_the_year_before_and_the_movements_since(example):
    world, day = example
    year_before = datetime.date(day.year - 1, 12, 31)

    with world.saved():
        rows, figures = Rows(), compute_figures([year_before, day], horizon=day)
        movements = figures.national("msp_opened", day) - figures.national("msp_closed", day)
        movements += requalified(rows, day) + attached_and_detached(rows, year_before + ONE_DAY, day)

        assert figures.national("msp_open", day) == figures.national("msp_open", year_before) + movements


@PROPERTY
@given(worlds_and_day(structures_made=0))
def test_every_signed_contract_is_in_one_of_the_eight_states(example):
    world, day = example

    with world.saved():
        signed = compute_figures([day], horizon=day).national("cesp_signed", day)
        found = Counter(CespContract.objects.signed_by(day).with_state(day).values_list("state", flat=True))

        assert signed == sum(found[state] for state in CespState)


@PROPERTY
@given(worlds_and_day(structures_made=0))
def test_the_state_of_each_contract_is_that_of_the_rows(example):
    world, day = example

    with world.saved():
        rows = Rows()
        found = dict(CespContract.objects.signed_by(day).with_state(day).values_list("pk", "state"))
        wanted = {
            contract.pk: cesp_state(rows, contract, day)
            for contract in rows.contracts
            if contract.signature_date <= day
        }

        assert found == wanted


@PROPERTY
@given(worlds_and_day(structures_made=0))
def test_signatures_are_those_of_the_regions_and_groups(example):
    world, day = example

    with world.saved():
        figures = compute_figures([day], horizon=day)

        for code in BY_FACULTY:
            regions = [figures.regional(code, region, day) or 0 for region in REGIONS]
            assert figures.national(code, day) == sum(regions) + figures.grouped(code, GROUP, day), code


@PROPERTY
@given(worlds_and_day(structures_made=0))
def test_those_who_practise_are_in_one_region_each(example):
    world, day = example

    with world.saved():
        figures = compute_figures([day], horizon=day)
        regions = [figures.regional("cesp_installed", region, day) for region in REGIONS]

        assert figures.national("cesp_installed", day) == sum(regions) + figures.unlocated("cesp_installed", day)


@PROPERTY
@given(worlds_and_day(structures_made=0), st.integers(0, 1000))
def test_the_awaited_installations_are_late_to_come_beyond_or_undated(example, length):
    (world, day), horizon = example, example[1] + ONE_DAY * length

    with world.saved():
        rows, figures = Rows(), compute_figures([day], horizon=horizon)
        awaited = [contract.expected_installation_date for contract in waiting(rows, day)]
        beyond = sum(expected is not None and expected > horizon for expected in awaited)
        told = sum(figures.national(code, day) for code in ("cesp_to_come", "cesp_late", "cesp_no_date"))

        assert told + beyond == len(awaited)


@PROPERTY
@given(worlds_and_day(structures_made=0))
def test_a_signed_contract_is_awaited_begun_or_broken_before_it_began(example):
    world, day = example

    with world.saved():
        rows, figures = Rows(), compute_figures([day], horizon=datetime.date.max)
        awaited = sum(figures.national(code, day) for code in ("cesp_to_come", "cesp_late", "cesp_no_date"))
        never_begun = [
            contract for contract in rows.contracts if broken(rows, contract, day) and not started(rows, contract, day)
        ]

        assert figures.national("cesp_signed", day) == (
            awaited + figures.national("cesp_installed_ever", day) + len(never_begun)
        )


@PROPERTY
@given(worlds_and_day())
def test_the_nation_counts_nothing_twice(example):
    world, day = example

    with world.saved():
        figures = compute_figures([day], horizon=day)

        for code in COUNTS:
            places = [figures.regional(code, region, day) or 0 for region in REGIONS]
            places += [figures.grouped(code, GROUP, day) or 0, figures.unlocated(code, day)]
            assert max(places) <= figures.national(code, day) <= sum(places), code


@PROPERTY
@given(worlds_and_day(), st.data())
def test_a_figure_does_not_depend_on_the_other_days_asked_for(example, data):
    (world, day), others = example, data.draw(st.sets(st.sampled_from(example[0].days()), max_size=3))

    with world.saved():
        alone = compute_figures([day], horizon=LAST)
        among = compute_figures(sorted(others | {day}), horizon=LAST)

        assert {code: alone.national(code, day) for code in COUNTS} == {
            code: among.national(code, day) for code in COUNTS
        }
