"""Files whose headers are not ours: columns proposed, chosen, remembered."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from contracts.importing.cesp import CESP
from contracts.importing.professionals import PROFESSIONALS
from imports.enums import BatchState
from imports.mappings import fingerprint, proposed
from imports.models import ColumnMapping
from tests import factories as f
from tests.imports.files import csv_bytes
from tests.imports.sending import HEADERS, ask, line, page, post, send

pytestmark = pytest.mark.django_db

THEIRS = ["Identifiant du dossier", *(f"Champ {number}" for number in range(1, len(HEADERS)))]


@pytest.fixture
def content(region):
    return csv_bytes([THEIRS, line(region, f.FacultyFactory(regions=[region]), 1)])


def chosen(*names: str) -> dict[str, str]:
    """What the form sends when each position is given a column."""
    return {f"colonne_{position}": name for position, name in enumerate(names)}


def test_near_headers_and_aliases_are_proposed():
    headers = ["N° contrat CNG", "Nom de famille", "Prénoms", "date signature", "Couleur", ""]

    found = proposed(CESP, headers, {})

    assert found == {0: "", 1: "nom", 2: "prenom", 3: "date_signature", 4: "", 5: ""} | {0: found[0]}
    assert found[0] in ("", "numero_cng")


def test_the_columns_of_the_directory_of_professionals_are_known():
    """Those of « PS_LibreAcces_Personne_activite », whose labels drift in accents and capitals."""
    headers = ["Type d'identifiant PP", "Identifiant PP", "Identification nationale PP", "Nom d'exercice"]
    headers += ["Prénom d’Exercice", "Téléphone (coord. structure)"]
    headers += ["Téléphone 2 (coord. structure)", "Adresse e-mail (coord. structure)", ""]

    found = {headers[position]: name for position, name in proposed(PROFESSIONALS, headers, {}).items() if name}

    assert found == {
        "Identifiant PP": "rpps",
        "Nom d'exercice": "nom",
        "Prénom d’Exercice": "prenom",
        "Téléphone (coord. structure)": "telephone",
        "Adresse e-mail (coord. structure)": "courriel",
    }


def test_what_was_chosen_is_never_proposed_otherwise():
    assert proposed(CESP, ["nom", "prenoms"], {0: "", 1: "nom"}) == {0: "", 1: "nom"}


def test_a_file_without_our_headers_leads_to_its_columns_then_is_read(browser, content):
    response = post(browser, content)

    assert response.url.endswith("/colonnes/")
    assert "Aucune clé dans ce fichier" in browser.get(response.url).content.decode()
    batch = send(browser, content)
    assert batch.state == BatchState.REFUSED
    ask(browser, "columns", batch, **chosen(*HEADERS))

    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.refused) == (BatchState.CHECKED, 1, 0)
    assert "choisies à la main" in page(browser, batch)


def test_two_headers_cannot_give_one_column(browser, content):
    batch = send(browser, content)

    response = ask(browser, "columns", batch, **chosen("numero_cng", "nom", "nom"))

    assert response.status_code == 400
    assert "Deux colonnes donnent" in response.content.decode()
    assert not ColumnMapping.objects.exists()


def test_the_key_must_be_there(browser, content):
    batch = send(browser, content)

    response = ask(browser, "columns", batch, **chosen("", "nom", "prenom"))

    assert response.status_code == 400
    assert "Aucune clé dans ce fichier" in response.content.decode()


def test_a_choice_that_does_not_exist_is_refused(browser, content):
    response = ask(browser, "columns", send(browser, content), **chosen("numero_cng", "<script>"))

    assert response.status_code == 400
    assert "Ce choix n’existe pas." in response.content.decode()


def test_the_choice_is_remembered_for_the_same_headers_of_the_same_user(browser, content, region, client_of):
    ask(browser, "columns", send(browser, content), **chosen(*HEADERS))
    another = csv_bytes([THEIRS, line(region, f.FacultyFactory(regions=[region]), 2)])

    assert send(browser, another).created == 1
    reordered = csv_bytes([THEIRS[::-1], line(region, f.FacultyFactory(regions=[region]), 3)[::-1]])
    assert send(browser, reordered).state == BatchState.REFUSED
    colleague = client_of(f.UserFactory(role=Role.REFERENT, role__regions=[region]))
    assert send(colleague, another).state == BatchState.REFUSED


def test_a_second_choice_replaces_the_first(browser, content):
    batch = send(browser, content)
    ask(browser, "columns", batch, **chosen(*HEADERS))
    ask(browser, "columns", batch, **chosen("numero_cng"))

    assert ColumnMapping.objects.get().columns["1"] == ""
    batch.refresh_from_db()
    assert batch.mapping["0"] == "numero_cng"


def test_a_written_file_keeps_its_columns(browser, content):
    batch = send(browser, content)
    ask(browser, "columns", batch, **chosen(*HEADERS))
    ask(browser, "write", batch)

    response = browser.get(reverse("imports:columns", args=[batch.pk]))

    assert response.status_code == 302
    ask(browser, "columns", batch, **chosen("numero_cng"))
    batch.refresh_from_db()
    assert batch.mapping["1"] == "nom"


def test_headers_are_the_same_whatever_their_accents_and_case():
    assert fingerprint(["Prénom", "NOM"]) == fingerprint(["prenom", "nom"])
    assert fingerprint(["prenom", "nom"]) != fingerprint(["nom", "prenom"])
