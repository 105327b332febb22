"""Files of professionals: what a line writes, what refuses it, and how its person is found."""

import pytest

from accounts.enums import Role
from contracts.importing.people import TAKEN_IN_FILE
from contracts.importing.professionals import NO_NUMBER, REGION_MISSING
from contracts.models import Professional
from imports.enums import Outcome
from tests import factories as f
from tests.importing import ERASE, check, csv_of, faults, outcomes, written

pytestmark = pytest.mark.django_db


def test_a_line_writes_the_person(ground, referent):
    f.SpecialtyFactory(name="Médecine générale")
    line = ground.line(
        "professionals",
        profession="autre spécialité",
        specialite="MEDECINE GENERALE",
        courriel="dr.durand@example.fr",
        telephone="01 99 00 12 34",
    )

    written("professionals", csv_of(line | {"profession": "autre_specialite"}), referent)

    person = Professional.objects.get()
    assert (person.rpps, person.search_name, person.birth_year) == ("10001234567", "durand camille", 1980)
    assert (str(person.specialty), person.email) == ("Médecine générale", "dr.durand@example.fr")
    assert person.created_in_region == ground.region


def test_whoever_writes_in_one_region_enters_persons_there(ground, referent):
    written("professionals", csv_of(ground.line("professionals", region="")), referent)

    assert Professional.objects.get().created_in_region == ground.region


def test_whoever_writes_in_several_says_which(ground, other_region):
    user = f.UserFactory(role=Role.REFERENT, role__regions=[ground.region, other_region])

    lines = check("professionals", csv_of(ground.line("professionals", region="")), user)

    assert faults(lines) == [(2, "region", REGION_MISSING)]


def test_the_region_of_a_known_person_does_not_change(ground, other_region, national_admin):
    written("professionals", csv_of(ground.line("professionals")), national_admin)

    line = ground.line("professionals", region=other_region.code)
    assert outcomes(check("professionals", csv_of(line), national_admin)) == [Outcome.UNCHANGED]
    line |= {"nom": "Martin"}
    assert outcomes(written("professionals", csv_of(line), national_admin)) == [Outcome.UPDATED]
    assert Professional.objects.get().created_in_region == ground.region


def test_a_name_is_corrected_by_its_rpps(ground, referent):
    written("professionals", csv_of(ground.line("professionals", nom="LEFEVRE")), referent)

    lines = written("professionals", csv_of(ground.line("professionals", nom="Lefèvre")), referent)

    assert outcomes(lines) == [Outcome.UPDATED]
    assert Professional.objects.get().last_name == "Lefèvre"


def test_without_an_rpps_the_name_and_the_year_find_the_person(ground, referent):
    written("professionals", csv_of(ground.line("professionals", rpps="", nom="Lefèvre")), referent)

    line = ground.line("professionals", nom="LEFEVRE")
    assert outcomes(written("professionals", csv_of(line), referent)) == [Outcome.UPDATED]
    assert Professional.objects.get().rpps == "10001234567"
    assert outcomes(check("professionals", csv_of(line), referent)) == [Outcome.UNCHANGED]


def test_blank_cells_keep_or_erase(ground, referent):
    full = {"courriel": "dr.durand@example.fr", "profession": "autre"}
    written("professionals", csv_of(ground.line("professionals", **full)), referent)
    file = csv_of(ground.line("professionals", courriel="", profession=""))

    assert outcomes(check("professionals", file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("professionals", file, referent, blank=ERASE)) == [Outcome.UPDATED]
    person = Professional.objects.get()
    assert (person.email, person.profession) == ("", "medecin_generaliste")


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"rpps": "", "annee_naissance": ""}, "rpps", NO_NUMBER),
        ({"rpps": "123"}, "rpps", "n’est pas un numéro de 11 caractères"),
        ({"rpps": "1000123456A"}, "rpps", "Un numéro RPPS a onze chiffres"),
        ({"annee_naissance": "1880"}, "annee_naissance", "1920"),
        ({"profession": "astronaute"}, "profession", "n’est pas une valeur connue"),
        ({"specialite": "astronautique"}, "specialite", "n’est pas une spécialité du registre"),
        ({"courriel": "durand"}, "courriel", "adresse"),
        ({"nom": "Durand\u202e"}, "nom", "caractère invisible"),
        ({"region": "Atlantide"}, "region", "n’est pas une région de votre périmètre"),
    ],
)
def test_a_refusal_is_told_at_its_column(ground, referent, changes, column, sentence):
    [line] = check("professionals", csv_of(ground.line("professionals", **changes)), referent)

    assert [fault.column for fault in line.faults] == [column]
    assert sentence in line.faults[0].sentence


def test_h1_a_number_goes_to_one_person_of_the_file(ground, referent):
    written("professionals", csv_of(ground.line("professionals", rpps="")), referent)
    known = ground.line("professionals")
    new = ground.line("professionals", nom="Martin", rpps="8 10001234567")

    lines = check("professionals", csv_of(known, new), referent)

    assert faults(lines) == [(3, "rpps", TAKEN_IN_FILE)]
