"""What is done to a structure: its states, opening, closing, requalification, sites."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from measures.compute import compute_figures
from regions.rules import Problem, Rules, RuleViolation
from regions.writing import AlreadyDone
from structures import actions
from structures.admin_actions import states_ahead
from structures.enums import StructureStatus, StructureType
from structures.models import Structure, StructureSite
from tests import factories as f
from tests.wall_ground import everything

pytestmark = pytest.mark.django_db

DAY = f.DAY
ONE_DAY = datetime.timedelta(days=1)
LATER = datetime.date(2016, 3, 10)


@pytest.fixture
def structure(region):
    return f.StructureFactory(lead_region=region)


@pytest.fixture
def open_structure(region):
    """An open MSP, with its main site and another."""
    # The key of this number is false, as in many an old record: that prevents nothing.
    structure = f.StructureFactory(lead_region=region, opened=DAY, finess_et="350000001")
    f.StructureSiteFactory(structure=structure, main=True)
    f.StructureSiteFactory(structure=structure, opened_on=DAY)
    return structure


def is_open(structure, on):
    return structure.status_on(on) == StructureStatus.OPEN


def figures(code, *days):
    computed = compute_figures(days, horizon=datetime.date(2018, 12, 31))
    return [computed.national(code, day) for day in days]


def test_t1_a_state_is_entered_once(structure, referent):
    facts = {"status": StructureStatus.PREPARING, "on": DAY}
    actions.change_state(structure, by=referent, **facts)

    with pytest.raises(AlreadyDone):
        actions.change_state(structure, by=referent, **facts)
    with pytest.raises(ValidationError, match="déjà dans cet état"):
        actions.change_state(structure, by=referent, **facts | {"on": LATER})
    with pytest.raises(ValidationError, match="déjà d’état ce jour-là"):
        actions.change_state(structure, by=referent, status=StructureStatus.VALIDATED, on=DAY)


@pytest.mark.parametrize(
    ("status", "ahead"),
    [
        (None, ["emergence", "elaboration", "valide"]),
        ("emergence", ["elaboration", "valide", "abandonne"]),
        ("valide", ["abandonne"]),
        ("ouverte", []),
        ("fermee", []),
    ],
)
def test_t1_only_the_states_ahead_are_offered(structure, status, ahead):
    if status:
        f.StructureStatusEventFactory(structure=structure, status=status, on=DAY)

    assert states_ahead(structure, DAY) == ahead


def test_t2_an_opening_makes_the_main_site_and_writes_the_validation_that_was_missing(structure, region, referent):
    commune = f.CommuneFactory(region=region)

    actions.open_structure(structure, by=referent, on=LATER, commune=commune, validated_on=DAY)

    site = structure.sites.get()
    assert (site.commune, site.opened_on, site.main_since) == (commune, LATER, LATER)
    assert structure.status_on(DAY) == StructureStatus.VALIDATED
    assert [is_open(structure, day) for day in (LATER - ONE_DAY, LATER)] == [False, True]
    with pytest.raises(AlreadyDone):
        actions.open_structure(structure, by=referent, on=LATER, commune=commune)
    assert structure.sites.count() == 1


def test_t2_a_structure_opens_in_one_of_its_sites(structure, referent):
    planned = f.StructureSiteFactory(structure=structure)

    with pytest.raises(ValidationError, match="T2"):
        actions.open_structure(structure, by=referent, on=DAY)
    actions.open_structure(structure, by=referent, on=DAY, site=planned)

    planned.refresh_from_db()
    assert (planned.opened_on, planned.main_since) == (DAY, DAY)


def test_a_site_of_another_structure_is_not_opened_through_this_one(structure, referent):
    with pytest.raises(StructureSite.DoesNotExist):
        actions.open_structure(structure, by=referent, on=DAY, site=f.StructureSiteFactory())

    assert not structure.status_events.exists()


def test_t10_a_closing_ends_all_sites_on_the_first_day_closed(open_structure, referent):
    actions.close(open_structure, by=referent, on=LATER)

    assert {site.closed_on for site in open_structure.sites.all()} == {LATER}
    assert open_structure.sites.get(main_since__isnull=False).main_last_day == LATER - ONE_DAY
    assert figures("msp_open", LATER - ONE_DAY, LATER) == [1, 0]
    assert figures("msp_sites", LATER - ONE_DAY, LATER) == [2, 0]
    with pytest.raises(AlreadyDone):
        actions.close(open_structure, by=referent, on=LATER)


def test_t10_a_structure_does_not_close_before_it_opens(open_structure, referent):
    f.StructureSiteFactory(structure=open_structure, opened_on=LATER)
    before = everything()

    with pytest.raises(ValidationError, match="pas en fonctionnement"):
        actions.close(open_structure, by=referent, on=DAY - ONE_DAY)
    with pytest.raises(ValidationError, match="fermeture du site précède"):
        actions.close(open_structure, by=referent, on=LATER - ONE_DAY)

    assert everything() == before


def test_t1_a_closed_structure_opens_again_with_a_reason_and_a_new_site(open_structure, referent):
    main = open_structure.sites.get(main_since__isnull=False)
    district = f.SiteDistrictFactory(site=main).district
    actions.close(open_structure, by=referent, on=LATER)
    again = LATER + datetime.timedelta(days=90)

    with pytest.raises(ValidationError, match="pourquoi"):
        actions.open_structure(open_structure, by=referent, on=again, site=main)
    actions.open_structure(open_structure, by=referent, on=again, site=main, reason="Deux médecins sont arrivés.")

    main.refresh_from_db()
    new = open_structure.sites.get(opened_on=again)
    assert (main.closed_on, new.commune, new.main_since) == (LATER, main.commune, again)
    assert [row.district for row in new.districts.all()] == [district]
    assert figures("msp_sites", LATER - ONE_DAY, LATER, again) == [2, 0, 1]


def test_an_added_main_site_takes_over_from_the_one_that_was(open_structure, referent, region):
    old = open_structure.sites.get(main_since__isnull=False)
    facts = {"commune": f.CommuneFactory(region=region), "opened_on": LATER}

    new = actions.add_site(open_structure, by=referent, is_main=True, **facts)

    old.refresh_from_db()
    assert (old.main_last_day, old.closed_on, new.main_since) == (LATER - ONE_DAY, None, LATER)
    with pytest.raises(AlreadyDone):
        actions.add_site(open_structure, by=referent, is_main=True, **facts)
    with pytest.raises(ValidationError, match="date d’ouverture"):
        actions.add_site(open_structure, by=referent, commune=old.commune, is_main=True)
    with pytest.raises(ValidationError, match="principal depuis le 10/03/2016"):
        actions.add_site(open_structure, by=referent, commune=old.commune, opened_on=LATER, is_main=True)


def test_a_planned_site_has_no_date(structure, referent, region):
    site = actions.add_site(structure, by=referent, commune=f.CommuneFactory(region=region), address="1 rue Haute")

    assert (site.opened_on, site.main_since, site.address) == (None, None, "1 rue Haute")


# Requalification


def test_requalifying_moves_the_finess_the_state_and_the_sites_to_a_linked_record(open_structure, referent):
    old_sites = list(open_structure.sites.order_by("pk"))

    new = actions.requalify(open_structure, by=referent, on=LATER, type=StructureType.POLE)

    open_structure.refresh_from_db()
    assert (open_structure.finess_et, new.finess_et, new.requalified_from) == ("", "350000001", open_structure)
    assert (new.type, new.name, new.lead_region) == (
        StructureType.POLE,
        open_structure.name,
        open_structure.lead_region,
    )
    assert [s.status_on(LATER) for s in (open_structure, new)] == [StructureStatus.REQUALIFIED, StructureStatus.OPEN]
    assert {site.closed_on for site in open_structure.sites.all()} == {LATER}
    assert [(site.commune, site.opened_on) for site in new.sites.order_by("pk")] == [
        (site.commune, LATER) for site in old_sites
    ]
    assert new.sites.get(main_since__isnull=False).commune == old_sites[0].commune


def test_a_requalified_structure_counts_once_and_neither_opens_nor_closes(open_structure, referent):
    actions.requalify(open_structure, by=referent, on=LATER, type=StructureType.POLE)

    assert figures("msp_open", LATER - ONE_DAY, LATER) == [1, 1]
    assert figures("msp_sites", LATER - ONE_DAY, LATER) == [2, 2]
    assert figures("msp_opened", datetime.date(2016, 12, 31)) == [0]
    assert figures("msp_closed", datetime.date(2016, 12, 31)) == [0]


def test_t6_a_requalified_centre_stays_in_its_pole_and_lets_its_branches_go(region, referent):
    centre = f.StructureFactory(type=StructureType.CDS, lead_region=region, opened=DAY)
    f.StructureSiteFactory(structure=centre, main=True)
    branch = f.StructureFactory(type=StructureType.CDS_BRANCH, lead_region=region)
    pole = f.StructureFactory(type=StructureType.POLE, lead_region=region)
    links = [
        f.StructureAttachmentFactory(structure=branch, parent=centre),
        f.StructureAttachmentFactory(structure=centre, parent=pole),
    ]

    new = actions.requalify(centre, by=referent, on=LATER, type=StructureType.MSP)

    assert [link.last_day for link in links if link.refresh_from_db() is None] == [LATER - ONE_DAY] * 2
    assert [(link.parent, link.start) for link in new.attachments.all()] == [(pole, LATER)]
    assert not branch.attachments.filter(last_day=None).exists()


def test_what_another_region_leads_is_not_moved_by_a_requalification(region, referent):
    centre = f.StructureFactory(type=StructureType.CDS, lead_region=region, opened=DAY)
    f.StructureAttachmentFactory(structure=f.StructureFactory(type=StructureType.CDS_BRANCH), parent=centre)
    before = everything()

    with pytest.raises(ValidationError, match="autre région"):
        actions.requalify(centre, by=referent, on=LATER, type=StructureType.MSP)

    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "become"), [(StructureType.POLE, StructureType.MSP), (StructureType.MSP, StructureType.CDS)]
)
def test_only_an_msp_and_a_centre_are_requalified(region, referent, kind, become):
    structure = f.StructureFactory(type=kind, lead_region=region, opened=DAY)

    with pytest.raises(ValidationError, match="rien d’autre"):
        actions.requalify(structure, by=referent, on=LATER, type=become)


def test_a_closed_structure_is_not_requalified_and_a_requalified_one_only_once(open_structure, referent, region):
    closed = f.StructureFactory(lead_region=region)
    f.StructureStatusEventFactory(structure=closed, status=StructureStatus.CLOSED, on=DAY)

    with pytest.raises(ValidationError, match="ni en projet"):
        actions.requalify(closed, by=referent, on=LATER, type=StructureType.POLE)
    actions.requalify(open_structure, by=referent, on=LATER, type=StructureType.POLE)
    with pytest.raises(AlreadyDone):
        actions.requalify(open_structure, by=referent, on=LATER, type=StructureType.POLE)


def test_nothing_is_half_written_when_a_rule_objects(open_structure, referent, monkeypatch):
    objection = Rules(
        problems=lambda record: [Problem("T3", "Non.")] if record.finess_et == "" else [], lock=lambda record: None
    )
    monkeypatch.setattr("regions.rules._JUDGES", {Structure: objection})
    before = everything()

    with pytest.raises(RuleViolation, match="T3"):
        actions.requalify(open_structure, by=referent, on=LATER, type=StructureType.POLE)

    assert everything() == before


def test_the_history_keeps_who_did_what(open_structure, referent):
    actions.close(open_structure, by=referent, on=LATER)

    context = open_structure.status_events.get(on=LATER).history.get().pgh_context.metadata
    assert context == {"user": referent.pk, "action": "Fermer"}
