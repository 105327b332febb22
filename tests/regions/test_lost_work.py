"""Two people on one record: the second save is refused, both values are shown, nothing is overwritten."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.enums import Role
from contracts.models import CespEvent, McsEngagement, Specialty
from regions.concurrency import VERSION_FIELD
from structures.models import Structure, StructureHeadcount, StructureSite
from tests import factories as f
from tests.wall_ground import SECRET, as_posted, everything, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(region):
    """Another referent of the same region."""
    return f.UserFactory(role=Role.REFERENT, role__regions=[region], first_name="Awa", last_name="Diop")


@pytest.fixture
def structure(region):
    return f.StructureFactory(lead_region=region, name="MSP du Parc", manager="Mairie", note="Ancienne note")


def change(client, record, **values):
    """Open the form of `record`, and save it with `values`."""
    address = url(type(record), "change", record.pk)
    return client.post(address, as_posted(client.get(address)) | values)


def opened(client, record) -> dict:
    """The form of `record` as a browser holds it, to be sent later."""
    return as_posted(client.get(url(type(record), "change", record.pk)))


def send(client, record, data):
    return client.post(url(type(record), "change", record.pk), data)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_the_second_save_is_refused_with_both_values_and_the_author(client_of, browser, colleague, structure):
    data = opened(browser, structure)
    change(client_of(colleague), structure, name="MSP de la Gare")

    response = send(browser, structure, data | {"name": "MSP du Marché"})

    structure.refresh_from_db()
    assert response.status_code == 200
    assert structure.name == "MSP de la Gare"
    text = text_of(response)
    assert re.search(
        r"Modifié entre-temps par Awa Diop à \d+ h \d\d : « MSP de la Gare » \(vous aviez lu « MSP du Parc »\)", text
    )
    assert response.context["adminform"].form["name"].value() == "MSP du Marché"


def test_the_refusal_stands_above_what_the_page_says_of_the_record(client_of, browser, colleague, structure):
    data = opened(browser, structure)
    change(client_of(colleague), structure, name="MSP de la Gare")

    text = text_of(send(browser, structure, data | {"name": "MSP du Marché"}))

    assert text.index("À corriger avant d’enregistrer") < text.index("État aujourd’hui") < text.index("structure_form")


def test_saving_again_is_deliberate_and_keeps_ones_own_value(client_of, browser, colleague, structure):
    data = opened(browser, structure)
    change(client_of(colleague), structure, name="MSP de la Gare")
    refused = send(browser, structure, data | {"name": "MSP du Marché"})

    response = send(browser, structure, as_posted(refused))

    structure.refresh_from_db()
    assert response.status_code == 302
    assert structure.name == "MSP du Marché"


def test_a_field_not_touched_takes_its_present_value(client_of, browser, colleague, structure):
    data = opened(browser, structure)
    change(client_of(colleague), structure, manager="Hôpital", note="", served_population="1200")

    response = send(browser, structure, data | {"name": "MSP du Marché"})

    form = response.context["adminform"].form
    assert (form["manager"].value(), form["note"].value(), form["served_population"].value()) == (
        "Hôpital",
        "",
        "1200",
    )
    assert form["name"].value() == "MSP du Marché"
    assert "Modifié entre-temps" not in text_of(response)
    assert send(browser, structure, as_posted(response)).status_code == 302
    structure.refresh_from_db()
    assert (structure.name, structure.manager, structure.served_population) == ("MSP du Marché", "Hôpital", 1200)


def test_a_box_and_a_choice_not_touched_take_their_present_value(client_of, browser, colleague, region):
    engagement = f.McsEngagementFactory(region=region, equipment_waived=True)
    data = opened(browser, engagement)
    McsEngagement.objects.filter(pk=engagement.pk).update(equipment_waived=False, firefighter_doctor=True)

    response = send(browser, engagement, data | {"volunteer_since": "2015-01-01"})

    assert send(browser, engagement, as_posted_page(response)).status_code == 302
    engagement.refresh_from_db()
    assert (engagement.equipment_waived, engagement.firefighter_doctor) == (False, True)


def as_posted_page(response) -> dict:
    """What a browser sends from a form shown again: an unticked box is not sent."""
    form = response.context["adminform"].form
    boxes = {bound.html_name for bound in form if getattr(bound.field.widget, "input_type", "") == "checkbox"}
    data = as_posted(response)
    return {name: value for name, value in data.items() if not (name in boxes and value in ("false", "None", ""))}


def test_the_same_value_typed_twice_is_no_quarrel(client_of, browser, colleague, structure):
    data = opened(browser, structure)
    change(client_of(colleague), structure, name="MSP du Marché")

    response = send(browser, structure, data | {"name": "MSP du Marché"})

    assert "vous aviez lu" not in text_of(response)


def test_an_untouched_record_is_saved_at_once(browser, structure):
    assert change(browser, structure, name="MSP du Marché").status_code == 302


def test_a_linked_list_changed_meanwhile_is_not_overwritten(client_of, browser, colleague, structure, region):
    first, second, third = (f.CommuneFactory(region=region, name=name) for name in ("Ici", "Là", "Ailleurs"))
    structure.served_communes.set([first])
    data = opened(browser, structure)
    change(client_of(colleague), structure, served_communes=[first.pk, second.pk])

    untouched = send(browser, structure, data | {"name": "MSP du Marché"})
    touched = send(browser, structure, data | {"served_communes": [first.pk, third.pk]})

    assert set(untouched.context["adminform"].form["served_communes"].value()) == {first.pk, second.pk}
    assert "Modifié entre-temps par Awa Diop à" in text_of(touched)
    assert "(vous aviez lu « Ici" in text_of(touched)
    assert set(structure.served_communes.all()) == {first, second}


@pytest.mark.parametrize("forged", [None, "", "x", "x:y:z", "\x00"])
def test_a_form_without_its_version_is_shown_again_and_saves_nothing(browser, structure, forged):
    data = opened(browser, structure) | {"name": "MSP du Marché"}
    del data[VERSION_FIELD]
    if forged is not None:
        data[VERSION_FIELD] = forged

    response = send(browser, structure, data)

    structure.refresh_from_db()
    assert response.status_code == 200
    assert structure.name == "MSP du Parc"
    assert "quelle version de la fiche vous avez lue" in text_of(response)
    assert "La fiche porte « MSP du Parc »" in text_of(response)
    assert send(browser, structure, as_posted(response)).status_code == 302


def test_the_version_of_another_record_or_user_is_none(client_of, browser, colleague, structure, region):
    other = f.StructureFactory(lead_region=region)
    data = opened(browser, structure)

    for version in (opened(browser, other)[VERSION_FIELD], opened(client_of(colleague), structure)[VERSION_FIELD]):
        response = send(browser, structure, data | {"name": "MSP du Marché", VERSION_FIELD: version})
        assert "quelle version de la fiche vous avez lue" in text_of(response)


def test_reference_data_without_history_is_compared_too(client_of, national_admin):
    specialty = f.SpecialtyFactory(name="Médecine")
    client = client_of(national_admin)
    data = opened(client, specialty)
    Specialty.objects.filter(pk=specialty.pk).update(name="Médecine générale")

    response = send(client, specialty, data | {"name": "Gériatrie"})

    specialty.refresh_from_db()
    assert specialty.name == "Médecine générale"
    assert "Modifié entre-temps : « Médecine générale » (vous aviez lu « Médecine »)" in text_of(response)


# The parts of a record


@pytest.fixture
def contract(region):
    return f.CespContractFactory(followup_region=region, signature_date="2013-01-01")


def line(data: dict, prefix: str, record) -> str:
    """The prefix of the line of `record` in `data`."""
    return next(
        name[:-3]
        for name, value in data.items()
        if re.fullmatch(rf"{prefix}-\d+-id", name) and value == str(record.pk)
    )


def test_a_line_changed_by_both_is_refused_at_its_field(client_of, browser, colleague, contract):
    event = f.CespEventFactory(contract=contract, note="a")
    data = opened(browser, contract)
    change(client_of(colleague), event, note="b")

    response = send(browser, contract, data | {f"{line(data, 'events', event)}-note": "c"})

    event.refresh_from_db()
    assert event.note == "b"
    assert re.search(
        r"Modifié entre-temps par Awa Diop à \d+ h \d\d : « b » \(vous aviez lu « a »\)", text_of(response)
    )
    assert send(browser, contract, as_posted(response)).status_code == 302
    event.refresh_from_db()
    assert event.note == "c"


def test_a_line_added_meanwhile_is_shown_and_kept(client_of, browser, colleague, contract):
    data = opened(browser, contract)
    added = f.CespEventFactory(contract=contract, note="ajoutée")

    response = send(browser, contract, data | {"cng_number": "CNG-9"})

    assert "Ligne ajoutée entre-temps (événement)" in text_of(response)
    again = as_posted(response)
    assert again[f"{line(again, 'events', added)}-note"] == "ajoutée"
    assert send(browser, contract, again).status_code == 302
    contract.refresh_from_db()
    assert (contract.cng_number, CespEvent.objects.get().note) == ("CNG-9", "ajoutée")


def test_a_line_deleted_meanwhile_and_not_touched_disappears(browser, contract):
    event, kept = (
        f.CespEventFactory(contract=contract),
        f.CespEventFactory(contract=contract, start="2014-05-01", last_day="2014-06-01"),
    )
    data = opened(browser, contract)
    event.delete()

    response = send(browser, contract, data | {"cng_number": "CNG-9"})

    assert "Ligne supprimée entre-temps (événement)" in text_of(response)
    assert send(browser, contract, as_posted(response)).status_code == 302
    assert list(CespEvent.objects.all()) == [kept]


def test_what_was_typed_on_a_line_deleted_meanwhile_becomes_a_new_line(browser, contract):
    event = f.CespEventFactory(contract=contract)
    data = opened(browser, contract)
    CespEvent.objects.all().delete()

    response = send(browser, contract, data | {f"{line(data, 'events', event)}-note": "saisie précieuse"})

    assert "gardée comme une nouvelle ligne" in text_of(response)
    assert not CespEvent.objects.exists()
    assert send(browser, contract, as_posted(response)).status_code == 302
    assert CespEvent.objects.get().note == "saisie précieuse"


def test_a_line_changed_meanwhile_is_not_deleted_unseen(client_of, browser, colleague, contract):
    event = f.CespEventFactory(contract=contract, note="a")
    data = opened(browser, contract)
    change(client_of(colleague), event, note="b")
    deletion = f"{line(data, 'events', event)}-DELETE"

    response = send(browser, contract, data | {deletion: "on"})

    assert CespEvent.objects.get().note == "b"
    assert "Enregistrez de nouveau pour la supprimer quand même." in text_of(response)
    assert send(browser, contract, as_posted(response) | {deletion: "on"}).status_code == 302
    assert not CespEvent.objects.exists()


def test_new_lines_survive_a_refusal_with_their_neighbours(browser, structure, region):
    site = f.StructureSiteFactory(structure=structure, commune=f.CommuneFactory(region=region))
    data = opened(browser, structure)
    StructureSite.objects.filter(pk=site.pk).update(address="1 rue Haute")
    new = {
        "headcounts-TOTAL_FORMS": "1",
        "headcounts-0-as_of": "2016-01-01",
        "headcounts-0-profession": "medecin_generaliste",
        "headcounts-0-persons": "3",
    }

    response = send(browser, structure, data | new)

    again = as_posted(response)
    assert again[f"{line(again, 'sites', site)}-address"] == "1 rue Haute"
    assert again["headcounts-0-persons"] == "3"
    assert not StructureHeadcount.objects.exists()


def test_a_forged_line_of_another_region_shows_and_changes_nothing(browser, contract, others):
    theirs = others[CespEvent]
    data = opened(browser, contract) | {
        "events-TOTAL_FORMS": "1",
        "events-INITIAL_FORMS": "1",
        "events-0-id": str(theirs.pk),
        "events-0-contract": str(contract.pk),
        "events-0-note": "x",
        VERSION_FIELD: "",
    }
    before = everything()

    response = send(browser, contract, data)

    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert everything() == before


def test_a_colleague_s_record_of_another_region_is_not_named(browser, contract, others, region):
    placement = f.CespPlacementFactory(contract=contract, commune=f.CommuneFactory(region=region))
    data = opened(browser, contract)
    type(placement).objects.filter(pk=placement.pk).update(structure=others[Structure])
    own = f.StructureFactory(lead_region=region)

    response = send(browser, contract, data | {f"{line(data, 'placements', placement)}-structure": str(own.pk)})

    assert "Modifié entre-temps" in text_of(response)
    sentences = [
        str(error)
        for formset in response.context["inline_admin_formsets"]
        for form in formset.formset
        for error in form.errors.values()
    ]
    assert any("une fiche supprimée, ou que vous ne voyez pas" in sentence for sentence in sentences)
    assert SECRET not in " ".join(sentences)


def test_a_record_deleted_meanwhile_keeps_what_was_typed_visible(browser, region):
    structure = f.StructureFactory(lead_region=region)
    data = opened(browser, structure)
    pk = structure.pk
    structure.delete()

    response = browser.post(url(Structure, "change", pk), data | {"name": "Nom précieux <b>"})

    assert response.status_code == 404
    assert "Cette fiche n’existe plus" in text_of(response)
    assert escape("Nom précieux <b>") in response.content.decode()


def test_a_record_that_was_never_shown_is_a_plain_404(browser, region, others):
    mine = opened(browser, f.StructureFactory(lead_region=region))

    for pk in (others[Structure].pk, 999_999):
        response = browser.post(url(Structure, "change", pk), mine)
        assert response.status_code == 404
        assert "vous aviez saisi" not in response.content.decode()


def test_a_record_given_to_another_region_meanwhile_is_gone_for_its_reader(browser, region, other_region, structure):
    data = opened(browser, structure)
    Structure.objects.filter(pk=structure.pk).update(lead_region=other_region, name=SECRET)

    response = send(browser, structure, data | {"name": "MSP du Marché"})

    assert response.status_code == 404
    assert SECRET not in response.content.decode()
    assert Structure.objects.get().name == SECRET


def test_a_change_without_conflict_costs_as_many_queries_whatever_the_lines(client_of, referent, region):
    counts = [queries_of_opening(client_of(referent), region, lines) for lines in (1, 4)]

    assert counts[0] == counts[1]


def queries_of_opening(client, region, lines: int) -> int:
    structure = f.StructureFactory(lead_region=region)
    f.FundingFactory.create_batch(lines, structure=structure)
    client.get(url(Structure, "change", structure.pk))
    with CaptureQueriesContext(connection) as queries:
        client.get(url(Structure, "change", structure.pk))
    return len(queries)


@pytest.mark.parametrize("name", ["rien", "name", "search_name"])
def test_a_forged_key_field_is_refused(browser, structure, name):
    address = url(Structure, "change", structure.pk) + f"?_to_field={name}"

    assert browser.get(address).status_code == 400
    assert browser.post(address, {"name": "x"}).status_code == 400
