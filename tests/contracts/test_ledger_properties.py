"""What holds of every ledger, whatever the dates; and the ledger agrees with the SQL of the figures and the states."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import DateField, F, Func, Value
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.enums import CespEventType, CespState, PracticeMode, SignatoryStatus
from contracts.ledger import EndBasis, ledger_of
from contracts.models import CespContract, CespEvent, CespPlacement
from contracts.obligation import ONE_DAY
from regions.enums import Discipline
from regions.periods import whole_months
from tests.contracts.in_memory import RATES, SIGNED_ON, breach, contract, deferral, placement, suspension
from tests.measures.ground import Ground, World
from tests.measures.strategies import PROPERTY, days, periods, worlds


@st.composite
def contracts(draw):
    """A contract in memory, its children anywhere after its signature."""
    several = st.lists(periods(SIGNED_ON), max_size=3)
    broken_on = draw(st.one_of(st.none(), st.none(), days(SIGNED_ON)))
    return contract(
        *(suspension(*period) for period in draw(several)),
        *(deferral(*period) for period in draw(several)),
        *(placement(*period) for period in draw(several)),
        *([breach(broken_on)] if broken_on else []),
        allowance_last_day=draw(st.one_of(st.none(), days(SIGNED_ON))),
        diploma_date=draw(st.one_of(st.none(), days(SIGNED_ON))),
        expected_installation_date=draw(st.one_of(st.none(), days(SIGNED_ON))),
    )


@given(contracts(), days(SIGNED_ON))
@settings(PROPERTY, max_examples=200)
def test_the_figures_of_a_ledger_add_up(made, on):
    found = ledger_of(made, on, RATES)

    assert found.allowance_months == found.paid_months - found.suspended_months >= 0
    assert found.paid_months <= whole_months(SIGNED_ON, on)
    assert found.allowance_amount == found.allowance_months * Decimal(1200)
    assert found.owed_months == max(24, found.allowance_months)
    assert found.remaining_months == found.owed_months - found.served_months >= 0
    assert found.deferred_days <= (on - SIGNED_ON).days + 1
    if found.owed_days is None:
        assert (found.served_days, found.served_months, found.interrupted_days) == (0, 0, 0)
    else:
        elapsed = (found.counted_until - found.first_practice_day).days + 1
        assert found.remaining_days == found.owed_days - found.served_days >= 0
        assert found.interrupted_days >= 0
        assert found.served_days + found.interrupted_days <= elapsed
        assert (found.remaining_days == 0) == (found.remaining_months == 0)
    assert found.at_stake.amount >= 0


@given(contracts(), days(SIGNED_ON))
@settings(PROPERTY, max_examples=200)
def test_a_projected_end_is_consistent_with_what_remains(made, on):
    found = ledger_of(made, on, RATES)

    assert (found.projected_end is None) == (
        found.end_basis in (EndBasis.BROKEN, EndBasis.NO_ALLOWANCE_END, EndBasis.NO_EXPECTED_DAY)
    )
    assert found.is_broken == (found.end_basis is EndBasis.BROKEN)
    if found.is_over:
        assert found.projected_end < on
        assert found.remaining_months == 0
        assert found.at_stake.amount == 0
    elif found.projected_end is not None:
        assert found.projected_end >= on


@given(contracts(), days(SIGNED_ON))
@settings(PROPERTY, max_examples=200)
def test_what_is_owed_in_full_is_what_is_owed_once_the_allowance_is_over(made, on):
    """Not always more than what is owed before: the last days may complete 30 suspended ones."""
    found = ledger_of(made, on, RATES)

    assert (found.owed_in_full is None) == (found.allowance_last_day is None)
    if found.allowance_last_day:
        over = ledger_of(made, max(on, found.allowance_last_day), RATES)
        assert over.is_broken or over.owed_months == found.owed_in_full


@given(contracts(), days(SIGNED_ON), st.integers(1, 800))
@settings(PROPERTY, max_examples=100)
def test_what_was_received_and_served_never_shrinks(made, on, later):
    before, after = ledger_of(made, on, RATES), ledger_of(made, on + ONE_DAY * later, RATES)

    if not after.is_broken:
        assert before.suspended_days <= after.suspended_days
        assert before.deferred_days <= after.deferred_days
        assert before.served_days <= after.served_days
        assert before.interrupted_days <= after.interrupted_days


class _CommitmentEnd(Func):
    function = "contracts_cesp_commitment_end"
    output_field = DateField()


@st.composite
def periods_after(draw, first, days_after, longest):
    """A period that starts up to so many days after `first`, open or not."""
    start = first + ONE_DAY * draw(st.integers(0, days_after))
    return {
        "start": start,
        "last_day": draw(st.one_of(st.none(), st.integers(0, longest).map(lambda n: start + ONE_DAY * n))),
    }


@st.composite
def long_contracts(draw, ground):
    """A contract whose allowance lasts two to five years, most often served: what moves its end is not rare."""
    signature = draw(days(last=date(2014, 12, 31)))
    made = CespContract(
        professional=ground.professionals[0],
        faculty=ground.faculties[1],
        discipline=Discipline.MEDICINE,
        signatory_status=SignatoryStatus.STUDENT,
        campaign="2013-2014",
        followup_region_id="11",
        signature_date=signature,
        allowance_start=signature,
        allowance_last_day=signature + ONE_DAY * draw(st.integers(730, 1800)),
        diploma_date=draw(st.one_of(st.none(), st.integers(700, 2000).map(lambda n: signature + ONE_DAY * n))),
    )
    suspended = draw(st.lists(periods_after(signature, 1500, 300), max_size=3))
    practised = draw(st.lists(periods_after(signature, 2000, 2000), min_size=1, max_size=3))
    return made, [
        [CespEvent(contract=made, type=CespEventType.SUSPENSION, **period) for period in suspended],
        [
            CespPlacement(contract=made, commune_id="75056", region_id="11", mode=PracticeMode.SALARIED, **period)
            for period in practised
        ],
    ]


@st.composite
def long_worlds(draw):
    """Ten such contracts."""
    ground = Ground()
    drawn = draw(st.lists(long_contracts(ground), min_size=10, max_size=10))
    children = [[child for _, kinds in drawn for child in kinds[kind]] for kind in (0, 1)]
    return World(ground, [[made for made, _ in drawn], *children])


class _CommitmentEnd(Func):
    function = "contracts_cesp_commitment_end"
    output_field = DateField()


def assert_the_sql_says_the_same(on):
    """Every ledger on day `on` has the end and the state that the database counts."""
    contracts = CespContract.objects.signed_by(on).with_state(on).prefetch_related("events", "placements")
    for made in contracts.annotate(ended_on=_CommitmentEnd(F("pk"), Value(on))):
        found = ledger_of(made, on, RATES)
        assert found.is_broken == (made.state == CespState.BROKEN)
        assert found.is_over == (made.state == CespState.ENDED)
        if made.ended_on is not None and not found.is_broken:
            assert (found.projected_end, found.end_basis) == (made.ended_on, EndBasis.WRITTEN)


@pytest.mark.django_db
@given(st.data())
@settings(PROPERTY, max_examples=30)
def test_the_ledger_agrees_with_the_sql_whatever_the_records(data):
    world = data.draw(worlds(structures_made=0))
    with world.saved():
        assert_the_sql_says_the_same(data.draw(st.sampled_from(world.days())))


@pytest.mark.django_db
@given(long_worlds(), st.dates(date(2018, 1, 1), date(2026, 12, 31)))
@settings(PROPERTY, max_examples=30)
def test_the_ledger_agrees_with_the_sql_on_long_contracts(world, on):
    with world.saved():
        assert_the_sql_says_the_same(on)
