"""What holds of every ledger, whatever the dates; and the ledger agrees with the SQL of the figures and the states."""

from decimal import Decimal

import pytest
from django.db.models import DateField, F, Func, Value
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.enums import CespState
from contracts.ledger import EndBasis, ledger_of
from contracts.models import CespContract
from contracts.obligation import ONE_DAY
from regions.periods import whole_months
from tests.contracts.in_memory import RATES, SIGNED_ON, breach, contract, deferral, placement, suspension
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
        assert found.owed_in_full >= found.owed_months


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


@pytest.mark.django_db
@given(st.data())
@settings(PROPERTY, max_examples=60)
def test_the_ledger_agrees_with_the_sql_of_the_figures(data):
    world = data.draw(worlds(structures_made=0))
    on = data.draw(st.sampled_from(world.days()))
    with world.saved():
        contracts = (
            CespContract.objects.signed_by(on)
            .with_state(on)
            .annotate(ended_on=_CommitmentEnd(F("pk"), Value(on)))
            .prefetch_related("events", "placements")
        )
        for made in contracts:
            found = ledger_of(made, on, RATES)
            broken, ended = made.state == CespState.BROKEN, made.state == CespState.ENDED
            assert found.is_broken == broken
            assert found.is_over == ended
            if made.ended_on is not None and not broken:
                assert found.projected_end == made.ended_on
                assert found.end_basis is EndBasis.WRITTEN
            assert (found.first_practice_day is not None) == any(
                place.start <= found.counted_until for place in made.placements.all()
            )
