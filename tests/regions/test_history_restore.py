"""A previous state of a record restored by a national administrator: as a new change, all or nothing."""

import datetime
import html
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from regions import rules
from regions.rules import Problem, Rules
from structures.models import Structure, StructureSite
from tests import factories as f
from tests.regions.test_history_undo import state
from tests.wall_ground import everything, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(region):
    return f.StructureFactory(lead_region=region, name="MSP du Parc")


@pytest.fixture
def national(client_of):
    """The browser of a national administrator."""
    return client_of(f.UserFactory(role=Role.NATIONAL_ADMIN))


def restore_url(record, moment: datetime.datetime, pk=None) -> str:
    address = reverse("admin:restore", args=[record._meta.app_label, record._meta.model_name, pk or record.pk])
    return f"{address}?etat={moment.isoformat().replace('+', '%2B')}"


def moment_of_last_event(record) -> datetime.datetime:
    return record.history.latest("pgh_id").pgh_created_at


@pytest.mark.django_db(transaction=True)
def test_a_record_and_its_parts_are_given_back_a_state_they_had(national):
    structure = f.StructureFactory(name="MSP du Parc")
    changed, gone = f.FundingFactory(structure=structure, amount=100), f.FundingFactory(structure=structure, amount=50)
    commune = f.CommuneFactory()
    structure.served_communes.set([commune])
    site = f.StructureSiteFactory(structure=structure)
    district = f.SiteDistrictFactory(site=site)
    before, then = everything(), timezone.now()
    Structure.objects.filter(pk=structure.pk).update(name="X")
    type(changed).objects.filter(pk=changed.pk).update(amount=300)
    type(gone).objects.filter(pk=gone.pk).delete()
    StructureSite.objects.filter(pk=site.pk).delete()
    f.FundingFactory(structure=structure, amount=75)
    structure.served_communes.set([f.CommuneFactory()])

    page = html.unescape(national.get(restore_url(structure, then)).content.decode())
    response = national.post(restore_url(structure, then), {"reason": "Saisie sur la mauvaise fiche"}, follow=True)

    assert "«\u00a0X\u00a0» → «\u00a0MSP du Parc\u00a0»" in page
    assert "L’état choisi est restauré." in response.content.decode()
    after = everything()
    for label in ("structures.Structure", "structures.Funding", "structures.StructureSite", "structures.SiteDistrict"):
        assert after[label] == before[label], label
    assert list(structure.served_communes.all()) == [commune]
    assert district.history.count() == 3
    metadata = structure.history.latest("pgh_id").pgh_context.metadata
    assert metadata["reason"] == "Saisie sur la mauvaise fiche"
    assert metadata["action"].startswith("Restauration de l’état du ")


@pytest.mark.django_db(transaction=True)
def test_a_deleted_record_is_restored_from_the_journal(national):
    structure = f.StructureFactory(name="MSP du Parc")
    funding = f.FundingFactory(structure=structure)
    pk = structure.pk
    national.post(url(Structure, "delete", pk), {"post": "yes"})
    deletion = Structure.pgh_event_model.objects.get(pgh_obj_id=pk, pgh_label="delete")
    journal = national.get(reverse("admin:journal-change", args=[deletion.pgh_context_id]))
    (link,) = [item["restore_url"] for item in journal.context["deleted"]]

    national.post(link, {"reason": "Supprimée par erreur"})

    assert Structure.objects.get().name == "MSP du Parc"
    assert type(funding).objects.get().pk == funding.pk


@pytest.mark.django_db(transaction=True)
def test_a_state_that_a_rule_or_a_constraint_refuses_is_not_half_restored(national, monkeypatch):
    first = f.StructureFactory(name="MSP du Parc", finess_et="750000018")
    then = moment_of_last_event(first)
    Structure.objects.filter(pk=first.pk).update(finess_et="", name="X")
    f.StructureFactory(finess_et="750000018")
    before = state(everything())

    by_constraint = national.post(restore_url(first, then), {"reason": "x"}, follow=True).content.decode()
    Structure.objects.exclude(pk=first.pk).update(finess_et="")
    judge = Rules(lambda record: [Problem("T9", "Non.")] if record.name == "MSP du Parc" else [], lambda record: None)
    monkeypatch.setitem(rules._JUDGES, Structure, judge)
    by_rule = national.post(restore_url(first, then), {"reason": "x"}, follow=True).content.decode()

    assert "Rien n’a été restauré. Une structure porte déjà ce numéro FINESS" in by_constraint
    assert "Rien n’a été restauré. Non. (T9)" in by_rule
    first.refresh_from_db()
    assert (first.name, first.finess_et) == ("X", "")
    assert len(before["structures.Structure"]) == Structure.objects.count()


def test_a_restoration_needs_a_reason_and_a_national_administrator(client_of, browser, national_admin, structure):
    Structure.objects.filter(pk=structure.pk).update(name="X")
    address = restore_url(structure, timezone.now())

    assert browser.get(address).status_code == 403
    assert browser.post(address, {"reason": "x"}).status_code == 403
    assert "Restaurer l’état" not in browser.get(url(Structure, "history", structure.pk)).content.decode()
    assert client_of(national_admin).post(address, {"reason": ""}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_history_offers_the_states_before_the_present_one(national):
    structure = f.StructureFactory()
    then = moment_of_last_event(structure)
    Structure.objects.filter(pk=structure.pk).update(name="X")

    page = national.get(url(Structure, "history", structure.pk))

    present, before = [unquote(change["restore_url"]) for change in page.context["changes"]]
    assert present == ""
    assert before == unquote(restore_url(structure, then))
    assert page.content.decode().count("Restaurer l’état d’alors") == 1


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        pytest.param("", "Ce champ est obligatoire.", id="none"),
        pytest.param("Dossier 1 84 12 76 451 089 46", "Aucun numéro de sécurité sociale ici", id="nir"),
        pytest.param("a\u202eb", "un caractère invisible", id="invisible"),
    ],
)
def test_a_reason_is_refused_at_its_field_and_nothing_is_restored(
    client_of, national_admin, structure, reason, sentence
):
    then = moment_of_last_event(structure)
    Structure.objects.filter(pk=structure.pk).update(name="X")

    response = client_of(national_admin).post(restore_url(structure, then), {"reason": reason})

    (error,) = response.context["form"].errors["reason"]
    assert sentence in error
    assert Structure.objects.get().name == "X"


@pytest.mark.django_db(transaction=True)
def test_a_part_alone_is_restored_from_its_address(national):
    site = f.StructureSiteFactory(address="1 rue Haute")
    then = moment_of_last_event(site)
    StructureSite.objects.filter(pk=site.pk).update(address="X")

    assert national.get(restore_url(site, then)).status_code == 200
    response = national.post(restore_url(site, then), {"reason": "x"}, follow=True)

    assert response.status_code == 200
    assert StructureSite.objects.get().address == "1 rue Haute"


def test_forged_states_are_404(client_of, national_admin, structure):
    client = client_of(national_admin)
    now = timezone.now()
    long_ago = now - datetime.timedelta(days=9000)

    for address in (
        restore_url(structure, long_ago),
        restore_url(structure, now, pk=999_999),
        restore_url(structure, now, pk="abc"),
        restore_url(structure, now).split("?")[0],
        restore_url(structure, now).split("?")[0] + "?etat=x",
        restore_url(f.SpecialtyFactory(), now),
        reverse("admin:restore", args=["rien", "rien", "1"]),
    ):
        assert client.get(address).status_code == 404, address
