"""What is drawn of a structure, and its state on a day."""

from datetime import date

import pytest

from regions.chosen_day import ChosenDay
from structures.enums import HeadcountProfession, StructureStatus, StructureType
from structures.timeline import ELSEWHERE, structure_state, structure_timeline, structure_with_parts
from tests import factories as f

pytestmark = pytest.mark.django_db

ON = date(2018, 6, 30)


@pytest.fixture
def structure(region):
    """Validated in 2014, open in 2015, closed in 2020; two sites, the second one from 2016 to the end of 2017."""
    made = f.StructureFactory(lead_region=region, university_since=date(2017, 1, 1))
    for status, on in [
        (StructureStatus.VALIDATED, date(2014, 1, 1)),
        (StructureStatus.OPEN, date(2015, 1, 1)),
        (StructureStatus.CLOSED, date(2020, 1, 1)),
    ]:
        f.StructureStatusEventFactory(structure=made, status=status, on=on)
    vannes, lorient = (f.CommuneFactory(name=name, region=region) for name in ("Vannes", "Lorient"))
    f.StructureSiteFactory(structure=made, commune=vannes, opened_on=date(2015, 1, 1), main_since=date(2015, 1, 1))
    f.StructureSiteFactory(structure=made, commune=lorient, opened_on=date(2016, 1, 1), closed_on=date(2018, 1, 1))
    return made


def drawn(structure, user):
    timeline = structure_timeline(structure_with_parts(structure.pk, user), ChosenDay(ON, False))
    return {lane.name: lane for lane in timeline.lanes}


def spans(lane):
    return [(bar.start, bar.last_day, bar.label) for bar in lane.bars]


@pytest.mark.parametrize(
    ("on", "words", "sites"),
    [
        pytest.param(date(2014, 12, 31), "projet de santé validé", "aucun", id="eve-of-the-opening"),
        pytest.param(date(2015, 1, 1), "en fonctionnement", "1\u00a0: Vannes", id="opening"),
        pytest.param(date(2017, 12, 31), "en fonctionnement", "2\u00a0: Vannes, Lorient", id="last-day-of-a-site"),
        pytest.param(date(2018, 1, 1), "en fonctionnement", "1\u00a0: Vannes", id="site-closed"),
        pytest.param(date(2019, 12, 31), "en fonctionnement", "1\u00a0: Vannes", id="eve-of-the-closing"),
    ],
)
def test_the_state_of_a_structure_and_its_open_sites(structure, on, words, sites):
    found = structure_state(structure, on)

    assert found.words == words
    assert dict(found.facts)["Sites ouverts"] == sites


def test_a_closed_structure_is_closed_from_its_closing_day(structure):
    assert structure_state(structure, date(2020, 1, 1)).words == "fermée"


def test_a_structure_without_an_event_has_no_state(structure):
    assert structure_state(structure, date(2013, 12, 31)).words == "sans état à cette date"


def test_the_lanes_of_a_structure(structure, referent):
    f.StructureHeadcountFactory(structure=structure, as_of=date(2017, 1, 1), persons=3)
    f.StructureHeadcountFactory(
        structure=structure, as_of=date(2017, 1, 1), persons=4, profession=HeadcountProfession.NURSE
    )

    found = drawn(structure, referent)

    assert spans(found["État"]) == [
        (date(2014, 1, 1), date(2014, 12, 31), "projet de santé validé"),
        (date(2015, 1, 1), date(2019, 12, 31), "en fonctionnement"),
        (date(2020, 1, 1), None, "fermée"),
    ]
    assert spans(found["Sites"]) == [
        (date(2015, 1, 1), None, "Vannes"),
        (date(2015, 1, 1), None, "principal\u00a0: Vannes"),
        (date(2016, 1, 1), date(2017, 12, 31), "Lorient"),
    ]
    assert spans(found["Label"]) == [(date(2017, 1, 1), None, "universitaire")]
    assert [(mark.on, mark.label) for mark in found["Événements"].marks] == [(date(2017, 1, 1), "7 professionnels")]


def test_a_structure_of_another_region_is_not_named(structure, referent, national_admin, region, other_region):
    own = f.StructureFactory(name="Pôle d’ici", type=StructureType.POLE, lead_region=region)
    hidden = f.StructureFactory(name="Pôle d’ailleurs", type=StructureType.POLE, lead_region=other_region)
    f.StructureAttachmentFactory(structure=structure, parent=own, start=date(2015, 1, 1), last_day=date(2015, 12, 31))
    f.StructureAttachmentFactory(structure=structure, parent=hidden, start=date(2016, 1, 1))
    attached = f.StructureFactory(name="Maison d’ailleurs", lead_region=other_region)
    f.StructureAttachmentFactory(structure=attached, parent=structure, start=date(2017, 1, 1))

    names = [label for _, _, label in spans(drawn(structure, referent)["Rattachements"])]
    all_names = [label for _, _, label in spans(drawn(structure, national_admin)["Rattachements"])]

    assert names == ["Pôle d’ici", ELSEWHERE]
    assert all_names == ["Pôle d’ici", "Pôle d’ailleurs", "Maison d’ailleurs"]
