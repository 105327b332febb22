"""What is refused in a structure with its parts (T1, T2, T6, T7, T8, T10)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.rules import RuleViolation, checked, problems_of
from structures.enums import StructureStatus as Status
from structures.enums import StructureType
from structures.models import Structure
from structures.rules import judge, loaded
from tests import factories as f
from tests.structures.life import day, live
from tests.wall_ground import as_posted

pytestmark = pytest.mark.django_db

TODAY = day("2020-06-15")


def refused(structure) -> list[tuple[str, str]]:
    """The codes and fields of what is refused in `structure`, in the order of the rules."""
    return [(problem.code, problem.field) for problem in judged(structure)]


def judged(structure):
    return judge(loaded(Structure.objects.all()).get(pk=structure.pk), TODAY)


def sentence(structure) -> str:
    [problem] = judged(structure)
    return problem.message


# T1


@pytest.mark.parametrize(
    "states",
    [
        pytest.param("emergence elaboration valide ouverte fermee", id="whole-life"),
        pytest.param("elaboration ouverte", id="a-step-skipped-forward"),
        pytest.param("ouverte", id="only-the-opening-is-known"),
        pytest.param("emergence abandonne", id="given-up-early"),
        pytest.param("valide abandonne", id="given-up-late"),
        pytest.param("ouverte requalifie", id="requalified"),
    ],
)
def test_t1_states_follow_one_another(states):
    assert refused(live(states)) == []


@pytest.mark.parametrize(
    ("states", "said"),
    [
        pytest.param("valide elaboration", "passerait de «\u00a0projet de santé validé\u00a0»", id="backward"),
        pytest.param("ouverte valide", "passerait de «\u00a0en fonctionnement\u00a0»", id="open-to-validated"),
        pytest.param(
            "ouverte abandonne", "ne s’abandonne pas\u00a0: choisissez «\u00a0fermée\u00a0»", id="open-given-up"
        ),
        pytest.param("ouverte fermee valide", "passerait de «\u00a0fermée\u00a0»", id="closed-to-validated"),
        pytest.param("ouverte requalifie ouverte", "la fiche qui lui succède", id="after-requalification"),
        pytest.param("abandonne", "ne peut pas être le premier état connu", id="given-up-first"),
        pytest.param(
            "valide valide", "est déjà «\u00a0projet de santé validé\u00a0» depuis le 10/01/2010", id="twice"
        ),
    ],
)
def test_t1_a_state_out_of_order_is_refused(states, said):
    structure = live(states)

    [problem] = judged(structure)

    assert (problem.code, problem.field) == ("T1", "status")
    assert problem.part == structure.status_events.last()
    assert said in problem.message


@pytest.mark.parametrize("states", ["ouverte fermee ouverte", "valide abandonne elaboration"])
def test_t1_going_on_after_an_end_needs_a_reason(states):
    structure = live(states)

    assert refused(structure) == [("T1", "reason")]

    structure.status_events.filter(pk=structure.status_events.last().pk).update(reason="Nouvelle équipe.")
    assert refused(structure) == []


def test_t1_what_a_structure_becomes_opens_once_it_is_requalified():
    origin = live("ouverte")
    heir = live("ouverte", requalified_from=origin, type=StructureType.POLE)
    assert refused(heir) == [("T1", "requalified_from")]

    requalified = f.StructureStatusEventFactory(structure=origin, status=Status.REQUALIFIED, on=day("2010-01-11"))
    assert "ouvre le 10/01/2010, avant la requalification" in sentence(heir)

    heir.status_events.update(on=requalified.on)
    origin.sites.update(closed_on=requalified.on)
    assert refused(heir) == refused(origin) == []


def test_t1_a_requalified_structure_stays_so_while_another_follows():
    origin = live("ouverte requalifie")
    heir = f.StructureFactory(requalified_from=origin)
    assert refused(origin) == refused(heir) == []

    origin.status_events.get(status=Status.REQUALIFIED).delete()

    assert "gardez l’état «\u00a0requalifié\u00a0»" in sentence(origin)


def test_t1_a_letter_of_intent_then_the_project_then_the_aci():
    cpts = live("valide", type=StructureType.CPTS, intent_letter_on=day("2010-01-09"), aci_signed_on=day("2010-01-11"))
    assert refused(cpts) == []

    Structure.objects.update(intent_letter_on=day("2010-01-11"), aci_signed_on=day("2010-01-09"))

    assert refused(cpts) == [("T1", "intent_letter_on"), ("T1", "aci_signed_on")]


def test_t1_a_house_has_no_letter_of_intent():
    assert refused(live("valide", intent_letter_on=day("2010-01-09"))) == [("T1", "intent_letter_on")]


# T2


def test_t2_what_opens_has_a_site():
    structure = f.StructureFactory(opened=day("2016-02-29"))
    assert refused(structure) == [("T2", "status")]

    f.StructureSiteFactory(structure=structure)

    assert refused(structure) == []


def test_t2_a_project_needs_no_site_yet():
    structure = f.StructureFactory()
    f.StructureStatusEventFactory(structure=structure, status=Status.VALIDATED)

    assert refused(structure) == []


# T5


def test_t5_any_number_of_sites():
    structure = live("ouverte")
    for _ in range(4):
        f.StructureSiteFactory(structure=structure, opened_on=day("2011-01-01"))

    assert refused(structure) == []


# T6

ALLOWED = [("MSP", "POLE"), ("CDS", "POLE"), ("ESP", "POLE"), ("ESP", "CPTS"), ("CDS_ANTENNE", "CDS")]


@pytest.mark.parametrize("kind", StructureType.values)
@pytest.mark.parametrize("parent", StructureType.values)
def test_t6_a_structure_belongs_to_what_may_hold_its_type(kind, parent):
    attachment = f.StructureAttachmentFactory(structure__type=kind, parent__type=parent)

    is_refused = (kind, parent) not in ALLOWED

    assert refused(attachment.structure) == ([("T6", "parent")] if is_refused else [])
    assert refused(attachment.parent) == ([("T6", "type")] if is_refused else [])


def test_t6_attachments_cannot_turn_in_a_loop():
    inside = f.StructureAttachmentFactory(structure__type=StructureType.MSP, parent__type=StructureType.POLE)
    f.StructureAttachmentFactory(structure=inside.parent, parent=inside.structure)

    assert refused(inside.parent) == [("T6", "parent")]
    assert refused(inside.structure) == [("T6", "type")]


def test_t6_the_structure_of_another_region_is_not_named():
    attachment = f.StructureAttachmentFactory(structure__name="Zzsecret", parent__type=StructureType.MSP)

    assert "Zzsecret" not in sentence(attachment.parent)


# T7


def district_of(site, **dates):
    district = f.PriorityDistrictFactory(**dates)
    district.communes.add(site.commune)
    return f.SiteDistrictFactory(site=site, district=district)


def test_t7_the_list_of_the_district_holds_while_the_site_is_open():
    structure = live("ouverte fermee")
    site = structure.sites.get()
    assert (site.opened_on, site.closed_on) == (day("2010-01-10"), day("2010-01-11"))

    placed = district_of(site, valid_from=site.opened_on)
    assert refused(structure) == []

    placed.district.valid_from = site.closed_on
    placed.district.save()
    assert refused(structure) == [("T7", "district")]


def test_t7_the_last_day_of_a_list_counts():
    structure = live("ouverte")
    opened = structure.sites.get().opened_on

    placed = district_of(structure.sites.get(), valid_from=day("2005-01-01"), valid_to=opened)
    assert refused(structure) == []

    placed.district.valid_to = opened - datetime.timedelta(days=1)
    placed.district.save()
    assert "n’était pas en vigueur pendant que ce site était ouvert" in sentence(structure)


def test_t7_a_site_is_in_a_district_of_its_commune():
    structure = live("ouverte")
    placed = district_of(structure.sites.get(), valid_from=day("2005-01-01"))

    placed.district.communes.set([f.CommuneFactory()])

    assert refused(structure) == [("T7", "district")]
    assert judged(structure)[0].part == placed


# T8


def test_t8_supervisors_are_among_the_persons():
    structure = live("ouverte")
    headcount = f.StructureHeadcountFactory(structure=structure, persons=3, supervisors=3)
    assert refused(structure) == []

    headcount.supervisors = 4
    headcount.save()

    assert refused(structure) == [("T8", "supervisors")]


# T9


def test_t9_validated_is_not_open():
    labelled = live("valide")

    assert refused(labelled) == []
    assert not Structure.objects.open_on(TODAY).exists()


# T10


@pytest.mark.parametrize("states", ["fermee ouverte", "valide fermee ouverte"])
def test_t10_a_closing_before_the_opening_is_refused(states):
    [problem, *_] = judged(live(states, sites=False))

    assert (problem.code, problem.field) == ("T10", "on")
    assert "précède l’ouverture" in problem.message


@pytest.mark.parametrize("states", ["fermee", "elaboration fermee"])
def test_t10_only_what_has_opened_closes(states):
    assert "ou choisissez «\u00a0abandonné\u00a0»" in sentence(live(states, sites=False))


@pytest.mark.parametrize("end", ["fermee", "requalifie"])
def test_t10_the_end_of_a_structure_ends_its_sites(end):
    structure = live(f"ouverte {end}", close_sites=False)
    other = f.StructureSiteFactory(structure=structure, opened_on=day("2010-01-10"), closed_on=day("2010-01-11"))

    [problem] = judged(structure)

    site = structure.sites.exclude(pk=other.pk).get()
    assert (problem.code, problem.field, problem.part) == ("T10", "closed_on", site)
    assert site.commune.name in problem.message
    assert "11/01/2010" in problem.message


def test_t10_a_site_closed_the_day_after_is_one_day_too_late():
    structure = live("ouverte fermee", close_sites=False)

    structure.sites.update(closed_on=day("2010-01-12"))

    assert refused(structure) == [("T10", "closed_on")]


def test_t10_no_site_opens_after_the_end_and_some_may_once_open_again():
    structure = live("ouverte fermee")
    late = f.StructureSiteFactory(structure=structure, opened_on=day("2010-02-01"))
    assert refused(structure) == [("T10", "closed_on")]

    f.StructureStatusEventFactory(structure=structure, status=Status.OPEN, on=late.opened_on, reason="Reprise.")

    assert refused(structure) == []


# Dates


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("2020-06-16", "est dans le futur", id="tomorrow"),
        pytest.param("0201-06-15", "le 15/06/0201 n’est pas plausible", id="a-slip"),
    ],
)
def test_a_fact_is_dated_today_at_the_latest(written, said):
    structure = f.StructureFactory()
    f.StructureStatusEventFactory(structure=structure, on=day(written))
    site = f.StructureSiteFactory(structure=structure, opened_on=day(written))
    headcount = f.StructureHeadcountFactory(structure=structure, as_of=day(written))

    problems = judged(structure)

    assert [(problem.field, problem.part) for problem in problems] == [
        ("on", structure.status_events.get()),
        ("opened_on", site),
        ("as_of", headcount),
    ]
    assert all(said in problem.message for problem in problems)


def test_an_end_may_be_announced_for_ten_years_at_most():
    structure = live("ouverte fermee")
    structure.status_events.filter(status=Status.CLOSED).update(on=day("2030-06-15"))
    structure.sites.update(closed_on=day("2030-06-15"))
    assert refused(structure) == []

    structure.sites.update(closed_on=day("2030-06-16"))

    assert ("date", "closed_on") in refused(structure)


# The judge


def test_many_structures_are_judged_in_as_many_queries_as_one():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for structure in loaded(Structure.objects.all()):
                judge(structure, TODAY)
        return len(captured)

    def add():
        structure = live("valide ouverte")
        district_of(structure.sites.get())
        f.StructureAttachmentFactory(structure=structure)
        f.StructureHeadcountFactory(structure=structure)
        f.StructureFactory(requalified_from=structure)

    add()
    few = queries()
    for _ in range(3):
        add()

    assert queries() == few


def test_a_part_is_judged_with_its_structure_and_undone_with_its_sentence():
    structure = live("valide")
    placed = district_of(structure.sites.get(), valid_from=day("2005-01-01"))

    def open_and_lose_the_site():
        with checked(placed):
            f.StructureStatusEventFactory(structure=structure, status=Status.OPEN, on=day("2016-02-29"))
            structure.sites.get().delete()

    with pytest.raises(RuleViolation, match=r"au moins un site.*\(T2\)"):
        open_and_lose_the_site()
    assert problems_of(placed) == []
    assert structure.status_on(TODAY) == Status.VALIDATED


def test_the_form_shows_each_sentence_at_its_line(browser, region):
    structure = live("ouverte", lead_region=region)
    address = f"/admin/structures/structure/{structure.pk}/change/"
    page = browser.get(address)
    closing = {
        "status_events-TOTAL_FORMS": 2,
        "status_events-1-structure": structure.pk,
        "status_events-1-status": "fermee",
        "status_events-1-on": "2016-02-29",
    }

    response = browser.post(address, as_posted(page) | closing)

    [sites] = [line.formset for line in response.context["inline_admin_formsets"] if line.formset.prefix == "sites"]
    assert "est encore ouvert" in sites.forms[0].errors["closed_on"][0]
    assert structure.status_on(TODAY) == Status.OPEN
