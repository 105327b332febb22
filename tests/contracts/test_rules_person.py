"""One person, one record (H1, H2)."""

import random

import pytest
from stdnum import luhn

from anomalies.engine import anomalies_of
from contracts.models import Professional
from contracts.rules.person import false_rpps
from tests import factories as f

pytestmark = pytest.mark.django_db

LIKE = {"last_name": "Œuvrard-Léger", "first_name": "Zoé", "birth_year": 1990}


def warned(person) -> list[str]:
    return [anomaly.rule.code for anomaly in anomalies_of(person, f.DAY)]


def test_h1_a_wrong_key_is_that_of_luhn():
    draw = random.Random(2016)
    numbers = [f"{draw.randrange(10**11):011d}" for _ in range(500)]
    numbers += [number[:-1] + luhn.calc_check_digit(number[:-1]) for number in numbers[:250]]
    Professional.objects.bulk_create(
        Professional(rpps=number, last_name="N", first_name="P") for number in dict.fromkeys(numbers)
    )

    wrong = Professional.objects.filter(false_rpps()).values_list("rpps", flat=True)

    assert set(wrong) == {number for number in numbers if not luhn.is_valid(number)}
    assert 250 < len(wrong) < 500


def test_h1_a_student_without_a_number_is_fine():
    assert warned(f.ProfessionalFactory()) == []
    assert warned(f.ProfessionalFactory(rpps="99900000011")) == []
    assert warned(f.ProfessionalFactory(rpps="99900000012")) == ["H1-cle"]


def test_h2_the_same_name_year_and_ufr_point_out_both():
    faculty = f.FacultyFactory()
    first = f.CespContractFactory(professional=f.ProfessionalFactory(**LIKE), faculty=faculty).professional
    like = LIKE | {"last_name": "OEUVRARD-LEGER", "first_name": "zoe"}
    second = f.CespContractFactory(professional=f.ProfessionalFactory(**like), faculty=faculty).professional

    assert warned(first) == warned(second) == ["H2"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"birth_year": 1991}, id="another year"),
        pytest.param({"birth_year": None}, id="no year"),
        pytest.param({"first_name": "Zoéline"}, id="another name"),
    ],
)
def test_h2_a_different_identity_is_another_person(other):
    first, second = f.ProfessionalFactory(**LIKE), f.ProfessionalFactory(**LIKE | other)

    assert warned(first) == warned(second) == []


def test_h2_two_ufr_are_two_persons_and_an_unknown_one_may_be_any():
    first = f.CespContractFactory(professional=f.ProfessionalFactory(**LIKE)).professional
    f.CespContractFactory(professional=f.ProfessionalFactory(**LIKE))
    assert warned(first) == []

    without_ufr = f.ProfessionalFactory(**LIKE)
    assert warned(first) == warned(without_ufr) == ["H2"]


def test_h2_two_numbers_are_two_persons_and_a_missing_one_may_be_any():
    first = f.ProfessionalFactory(**LIKE, rpps="99900000011")
    f.ProfessionalFactory(**LIKE, rpps="99900000029")
    assert warned(first) == []

    f.ProfessionalFactory(**LIKE)
    assert warned(first) == ["H2"]


def test_h2_the_advice_names_nobody():
    person = f.ProfessionalFactory(**LIKE)
    hidden = f.ProfessionalFactory(**LIKE, created_in_region=f.RegionFactory())

    [anomaly] = anomalies_of(person, f.DAY)

    assert "administration nationale" in anomaly.rule.advice
    assert hidden.created_in_region.name not in anomaly.rule.advice
