"""Names of persons in the texts of a bilan: by a title, or from the register and the accounts."""

import pytest

from bilans.names import names_in
from tests.factories import ProfessionalFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Merci au Dr Martin.", "Dr Martin"),
        ("Merci au docteur Martin.", "docteur Martin"),
        ("Merci au DR MARTIN.", "DR MARTIN"),
        ("Merci à MME MARTIN.", "MME MARTIN"),
        ("Merci à Mme le Goff.", "Mme le Goff"),
        ("Merci au professeur Le Bris.", "professeur Le Bris"),
        ("Merci à M. d’Alembert.", "M. d’Alembert"),
        ("Merci à M.\u00a0Jean Petit de Brest.", "M. Jean Petit"),
        ("Merci au docteur de Kersauson.", "docteur de Kersauson"),
        ("Pr. Émilie Noël", "Pr. Émilie Noël"),
    ],
)
def test_a_title_before_a_name_is_found(text, name):
    assert names_in([text]) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Madame la Ministre est venue.",
        "Monsieur le Préfet de Bretagne.",
        "Madame la directrice de l’ARS.",
        "le docteur en médecine",
        "Docteurs juniors, professeurs de Médecine générale",
        "Le médecin Martin ? Non : le cabinet de Martinique.",
        "Une réunion à 300 m. Paris suivra.",
        "Adresse : rue du Docteur-Roux",
        "",
    ],
)
def test_an_office_or_a_place_is_nobody(text):
    assert names_in([text]) == []


@pytest.mark.parametrize("text", ["Anne Zzle Goff", "ZZLE GOFF Anne", "merci à anne zzle goff !", "Zzle Goff\nAnne"])
def test_a_person_of_the_register_is_found_in_either_order(text):
    ProfessionalFactory(first_name="Anne", last_name="Zzle Goff")

    assert names_in([text]) == ["Anne Zzle Goff"]


def test_a_person_who_has_an_account_is_found():
    UserFactory(first_name="Zoé", last_name="Zzabri")

    assert names_in(["Relu par Zoé Zzabri."]) == ["Zoé Zzabri"]


def test_half_a_name_names_nobody():
    ProfessionalFactory(first_name="Anne", last_name="Zzle Goff")

    assert names_in(["Anne a dit", "Zzle Goff, commune"]) == []


def test_the_register_is_read_by_two_queries(django_assert_num_queries):
    ProfessionalFactory.create_batch(5)

    with django_assert_num_queries(2):
        names_in(["Bonjour Anne", "Zzle"] * 40)
