"""The register and the bilan count alike, whatever the records and the day."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import AidKind
from contracts.filters import FOLLOW_UP, PRACTICE, SIGNATURE, filter_class
from contracts.models import CespContract, PtmgContract
from measures.compute import compute_figures
from tests.measures.ground import GROUP, GROUPED_REGIONS, REGIONS
from tests.measures.strategies import LAST, PROPERTY, worlds

pytestmark = pytest.mark.django_db
LISTS = [
    ("cesp_signed", AidKind.CESP, SIGNATURE, [""]),
    ("cesp_broken", AidKind.CESP, FOLLOW_UP, ["rompu"]),
    ("cesp_installed", AidKind.CESP, PRACTICE, [""]),
    ("ptmg_signed", AidKind.PTMG, SIGNATURE, [""]),
    ("ptmg_running", AidKind.PTMG, SIGNATURE, ["annee_1", "annee_2"]),
]
"""An indicator, and what to ask of the register to find the contracts that it counts."""


@st.composite
def worlds_and_day(draw):
    world = draw(worlds(structures_made=0))
    return world, draw(st.sampled_from([day for day in world.days() if day <= LAST]))


def listed(kind: str, capacity: str, states: list[str], day, region: str = "") -> int:
    """How many contracts the register announces."""
    contracts = (CespContract if kind == AidKind.CESP else PtmgContract).objects.all()
    total = 0
    for state in states:
        asked = QueryDict(mutable=True)
        asked.update({"type": kind, "titre": capacity, "etat": state, "date": day.isoformat(), "region": region})
        filters = filter_class(kind)(asked, contracts)
        assert filters.is_valid(), filters.errors
        total += filters.qs.count()
    return total


@PROPERTY
@given(worlds_and_day())
def test_the_register_lists_what_the_bilan_counts(example):
    world, day = example

    with world.saved():
        figures = compute_figures([day], horizon=day)
        for code, kind, capacity, states in LISTS:
            assert listed(kind, capacity, states, day) == figures.national(code, day), code
            for region in REGIONS:
                counted = figures.regional(code, region, day)
                if counted is None and region in GROUPED_REGIONS:
                    counted = figures.grouped(code, GROUP, day)
                assert listed(kind, capacity, states, day, region) == (counted or 0), (code, region)
