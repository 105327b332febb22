"""The history of a record and its parts, and the journal of everything: who, when, what, through what."""

import html
import re

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import CespContract, CespPlacement, Professional
from structures.models import Structure, StructureSite
from tests import factories as f
from tests.wall_ground import MINE, SECRET, as_posted, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(region):
    return f.StructureFactory(lead_region=region, name="MSP du Parc", type="MSP")


def change(client, record, **values):
    address = url(type(record), "change", record.pk)
    assert client.post(address, as_posted(client.get(address)) | values).status_code == 302


def history(client, record, **asked) -> str:
    response = client.get(url(type(record), "history", record.pk), asked)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_the_history_says_who_which_field_from_what_to_what_and_through_which_page(browser, referent, structure):
    change(browser, structure, type="POLE", name="Pôle du Parc", university_since="2016-02-01")

    text = history(browser, structure)

    assert str(referent) in text
    assert "Fiche : structure" in text
    assert "<strong>Nom</strong> : « MSP du Parc » → « Pôle du Parc »" in text
    assert "<strong>Type</strong> : « maison de santé (MSP) » → « pôle de santé »" in text
    assert "<strong>Label universitaire depuis le</strong> : « vide » → « 01/02/2016 »" in text
    assert "search_name" not in text
    assert "Nom sans accents" not in text


def test_what_no_page_did_is_told_too(browser, structure):
    with pghistory.context(batch=12):
        Structure.objects.filter(pk=structure.pk).update(manager="Mairie")
    with pghistory.context(action="Renouvellement du contrat"):
        Structure.objects.filter(pk=structure.pk).update(manager="Hôpital")

    text = history(browser, structure)

    assert "Import n° 12" in text
    assert "Renouvellement du contrat" in text
    assert "Hors de l’application" in text  # its creation, by the test itself


def test_the_parts_of_a_record_and_their_deletion_are_in_its_history(browser, structure, region):
    site = f.StructureSiteFactory(structure=structure, commune=f.CommuneFactory(region=region), address="3 rue Basse")
    district = f.SiteDistrictFactory(site=site)
    pk, district_pk = site.pk, district.pk
    site.delete()

    text = history(browser, structure)

    assert f"Ajout – site n° {pk}" in text
    assert f"Suppression – site n° {pk}" in text
    assert "<strong>Adresse</strong> : « 3 rue Basse » </li>" in text
    assert f"Suppression – quartier d’un site n° {district_pk}" in text


def test_links_added_and_removed_are_in_the_history(browser, structure, region):
    here, there = (f.CommuneFactory(region=region, name=name) for name in ("Ici", "Là-bas"))
    structure.served_communes.set([here])
    change(browser, structure, served_communes=[there.pk])

    text = history(browser, structure)

    assert f"<strong>Communes desservies</strong> : « vide » → « {here} »" in text
    assert f"<strong>Communes desservies</strong> : « {here} » → « vide »" in text
    assert f"<strong>Communes desservies</strong> : « vide » → « {there} »" in text


def test_a_record_of_another_region_is_never_named(browser, region, others):
    contract = f.CespContractFactory(followup_region=region)
    placement = f.CespPlacementFactory(contract=contract, commune=f.CommuneFactory(region=region))
    CespPlacement.objects.filter(pk=placement.pk).update(structure=others[Structure])

    text = history(browser, contract)

    assert "<strong>Structure</strong> : « vide » → « une fiche supprimée, ou que vous ne voyez pas »" in text
    assert SECRET not in text


def test_the_history_of_another_region_s_record_does_not_exist(browser, others):
    for model in (Structure, CespContract, Professional, StructureSite):
        assert browser.get(url(model, "history", others[model].pk)).status_code == 404


def test_a_former_follow_up_region_reads_the_history_of_its_contract(browser, region, other_region):
    contract = f.CespContractFactory(followup_region=region, cng_number="CNG-1")
    f.CespFollowUpFactory(contract=contract, region=other_region, start="2015-01-01")

    text = history(browser, contract)

    assert "CNG-1" in text
    assert "changement de suivi" in text


def test_a_transfer_between_two_other_regions_is_not_shown_to_a_region_that_reads_the_contract(
    client_of, browser, national_admin, region, other_region
):
    contract = f.CespContractFactory(faculty=f.FacultyFactory(regions=[region]), followup_region=other_region)
    f.TransferRequestFactory(contract=contract, from_region=other_region, note="entre elles")

    assert "entre elles" not in history(browser, contract)
    assert "entre elles" in history(client_of(national_admin), contract)


@pytest.mark.parametrize("asked", ["x", "2016-13-01", "2016-01-01T00:00:00", "\x00"])
def test_a_forged_place_in_the_history_is_a_404(browser, structure, asked):
    assert browser.get(url(Structure, "history", structure.pk), {"avant": asked}).status_code == 404


def test_reference_data_says_that_it_has_no_history(browser):
    assert "pas d’historique" in history(browser, f.SpecialtyFactory())


def test_a_history_costs_as_many_queries_whatever_its_length(client_of, national_admin, region):
    client = client_of(national_admin)

    def queries(times: int) -> int:
        structure = f.StructureFactory(lead_region=region)
        for number in range(times):
            site = f.StructureSiteFactory(structure=structure, commune=f.CommuneFactory(region=region))
            f.SiteDistrictFactory(site=site)
            structure.served_communes.add(site.commune)
            with pghistory.context(user=f.UserFactory().pk):
                StructureSite.objects.filter(pk=site.pk).update(address=f"rue {number}")
        with CaptureQueriesContext(connection) as captured:
            history(client, structure)
        return len(captured)

    queries(1)
    assert queries(2) == queries(8)


@pytest.mark.django_db(transaction=True)
def test_a_long_history_is_read_page_by_page_without_a_gap(client_of):
    structure = f.StructureFactory()
    for number in range(45):
        Structure.objects.filter(pk=structure.pk).update(manager=f"gestionnaire {number}.")
    client = client_of(f.UserFactory(role="administrateur_national"))
    address, seen = url(Structure, "history", structure.pk), []
    page = ""
    while page is not None:
        response = client.get(address + page)
        seen += re.findall(r"→ «.gestionnaire (\d+)\..»", html.unescape(response.content.decode()))
        page = response.context["next_page"]

    assert seen == [str(number) for number in reversed(range(45))]


# The journal


def journal(client, **asked) -> str:
    response = client.get(reverse("admin:journal"), asked)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


@pytest.mark.parametrize("persona", ["referent", "regional_reader", "committee_member", "user_without_role"])
def test_the_journal_is_closed_to_the_other_roles(client_of, persona, structure, request):
    client = client_of(request.getfixturevalue(persona))
    with pghistory.context(user=1) as context:
        Structure.objects.update(manager="x")

    for address in (reverse("admin:journal"), reverse("admin:journal-change", args=[context.id])):
        assert client.get(address, follow=True).status_code == 403
    assert reverse("admin:journal") not in client.get(reverse("admin:index"), follow=True).content.decode()


@pytest.mark.parametrize("persona", ["data_protection_officer", "national_admin"])
def test_the_journal_says_who_did_what_to_how_many_records(client_of, browser, referent, structure, persona, request):
    change(browser, structure, name="MSP de la Gare")
    client = client_of(request.getfixturevalue(persona))

    text = journal(client)

    assert str(referent) in text
    assert f"Modification : structure n° {structure.pk}" in text
    assert "Journal des modifications" in client.get(reverse("admin:index")).content.decode()


def test_the_data_protection_officer_reads_who_changed_what_and_no_value(
    client_of, browser, data_protection_officer, national_admin, structure
):
    change(browser, structure, name=SECRET)
    context = structure.history.get(pgh_label="update").pgh_context_id
    address = reverse("admin:journal-change", args=[context])

    officer = client_of(data_protection_officer).get(address).content.decode()
    national = client_of(national_admin).get(address).content.decode()

    assert "<strong>Nom</strong>" in officer
    assert SECRET not in officer
    assert SECRET in national


def test_the_journal_is_filtered_by_person_kind_and_day(client_of, national_admin, browser, referent, structure):
    change(browser, structure, name=MINE)
    client = client_of(national_admin)

    assert f"n° {structure.pk}" in journal(client, person=referent.email, kind="structures.Structure")
    assert f"n° {structure.pk}" not in journal(client, person="personne@example.fr")
    assert f"n° {structure.pk}" not in journal(client, kind="contracts.CespContract")
    assert f"n° {structure.pk}" not in journal(client, day="2001-01-01")
    assert "Aucune modification" in journal(client, day="31/31/2001")
    assert "Aucune modification" in journal(client, kind="auth.User", suite="x_y")


def test_a_change_of_links_alone_is_in_the_journal(client_of, browser, national_admin, structure, region):
    change(browser, structure, served_communes=[f.CommuneFactory(region=region).pk])

    assert f"Modification : structure n° {structure.pk}" in journal(client_of(national_admin))


@pytest.mark.django_db(transaction=True)
def test_a_long_journal_is_read_page_by_page_with_as_many_queries(client_of):
    structure = f.StructureFactory()
    for number in range(120):
        with pghistory.context(action=f"geste {number}."):
            Structure.objects.filter(pk=structure.pk).update(manager=f"{number}")
    client = client_of(f.UserFactory(role="administrateur_national"))
    seen, page, costs = [], "", []
    while page is not None:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("admin:journal") + (page or ""))
        costs.append(len(captured))
        assert not [query for query in captured if "COUNT(*)" in query["sql"] and "pghistory_context" in query["sql"]]
        seen += re.findall(r"geste (\d+)\.", response.content.decode())
        page = response.context["next_page"] or None

    assert seen == [str(number) for number in reversed(range(120))]
    assert len(set(costs)) == 1
