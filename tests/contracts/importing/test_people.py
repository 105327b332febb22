"""Whom a line is about: matched, completed, never taken for another."""

import pytest

from contracts.importing.people import (
    NAME_MISSING,
    OTHER_PERSON,
    SEVERAL_PERSONS,
    TAKEN,
    TAKEN_IN_FILE,
)
from contracts.models import CespContract, Professional
from contracts.rules.said import ELSEWHERE
from imports.enums import Outcome
from tests import factories as f
from tests.importing import check, csv_of, faults, outcomes, write, written

pytestmark = pytest.mark.django_db

RPPS, OTHER_RPPS = "10001234567", "10001234575"


def test_two_lines_about_one_person_create_one_person(ground, referent):
    first = ground.line("cesp", numero_cng="CNG-1", date_rupture="20/12/2016")
    second = ground.line("cesp", numero_cng="CNG-2", nom="DURAND", date_signature="15/01/2017")

    written("cesp", csv_of(first, second), referent)

    person = Professional.objects.get()
    assert (person.last_name, person.birth_year, person.created_in_region) == ("Durand", 1992, ground.region)
    assert person.cesp_contracts.count() == 2


@pytest.mark.parametrize("size", [1, 1000])
def test_what_any_line_says_of_a_new_person_is_kept(ground, referent, size):
    silent = ground.line("cesp", rpps=RPPS, annee_naissance="", date_rupture="20/12/2016")
    telling = ground.line("cesp", rpps=RPPS, numero_cng="CNG-2", date_signature="15/01/2017")
    file = csv_of(silent, telling)

    written("cesp", file, referent, size=size)

    assert Professional.objects.get().birth_year == 1992
    assert outcomes(check("cesp", file, referent)) == [Outcome.UNCHANGED] * 2


@pytest.mark.parametrize(
    ("changes", "place"), [({"nom": "Martin"}, "rpps"), ({"annee_naissance": "1993"}, "annee_naissance")]
)
def test_lines_that_contradict_each_other_about_a_person_are_refused(ground, referent, changes, place):
    first = ground.line("cesp", rpps=RPPS, date_rupture="20/12/2016")
    second = ground.line("cesp", rpps=RPPS, numero_cng="CNG-2", date_signature="15/01/2017", **changes)

    assert faults(check("cesp", csv_of(first, second), referent)) == [(3, place, OTHER_PERSON)]


@pytest.mark.parametrize("kind", ["cesp", "ptmg", "mcs"])
def test_a_known_rpps_of_another_region_is_attached_and_not_written(kind, ground, other_region, referent):
    person = f.ProfessionalFactory(
        rpps=RPPS, last_name="DURAND", first_name="Camille", birth_year=1992, created_in_region=other_region
    )
    before = Professional.objects.values().get()

    written(kind, csv_of(ground.line(kind, rpps=RPPS)), referent)

    assert Professional.objects.values().get() == before
    assert person.pgh_event_model.objects.filter(pgh_obj=person).count() == 1
    assert outcomes(check(kind, csv_of(ground.line(kind, rpps=RPPS)), referent)) == [Outcome.UNCHANGED]


def test_a_person_is_completed_by_the_line_that_binds_them(ground, referent):
    person = f.ProfessionalFactory(
        last_name="Durand", first_name="Camille", birth_year=1992, created_in_region=ground.region
    )
    file = csv_of(ground.line("cesp", rpps=RPPS))

    written("cesp", file, referent)

    person.refresh_from_db()
    assert person.rpps == RPPS
    assert CespContract.objects.get().professional == person
    assert outcomes(check("cesp", file, referent)) == [Outcome.UNCHANGED]


@pytest.mark.parametrize("kind", ["cesp", "ptmg", "mcs"])
def test_an_rpps_under_another_name_is_refused(kind, ground, referent):
    f.ProfessionalFactory(rpps=RPPS, last_name="Martin", created_in_region=ground.region)

    assert faults(check(kind, csv_of(ground.line(kind, rpps=RPPS)), referent)) == [(2, "rpps", OTHER_PERSON)]


def test_a_new_person_has_a_name(ground, referent):
    lines = check("cesp", csv_of(ground.line("cesp", nom="", prenom="")), referent)

    assert faults(lines) == [(2, "nom", NAME_MISSING), (2, "prenom", NAME_MISSING)]


@pytest.mark.parametrize("kind", ["cesp", "professionals"])
def test_namesakes_born_the_same_year_want_an_rpps(kind, ground, referent):
    year = int(ground.line(kind)["annee_naissance"])
    for _ in range(2):
        f.ProfessionalFactory(
            last_name="Durand", first_name="Camille", birth_year=year, created_in_region=ground.region
        )

    lines = check(kind, csv_of(ground.line(kind, rpps="")), referent)

    assert faults(lines) == [(2, "rpps", SEVERAL_PERSONS)]


def test_two_rpps_are_two_persons(ground, referent):
    f.ProfessionalFactory(
        rpps=OTHER_RPPS, last_name="Durand", first_name="Camille", birth_year=1992, created_in_region=ground.region
    )

    written("cesp", csv_of(ground.line("cesp", rpps=RPPS)), referent)

    assert Professional.objects.count() == 2


@pytest.mark.parametrize("is_seen", [True, False])
def test_h1_the_rpps_of_another_is_not_given_to_a_known_person(ground, elsewhere, referent, is_seen):
    written("cesp", csv_of(ground.line("cesp")), referent)
    f.ProfessionalFactory(rpps=RPPS, created_in_region=ground.region if is_seen else elsewhere.region)

    lines = check("cesp", csv_of(ground.line("cesp", rpps=RPPS)), referent)

    assert faults(lines) == [(2, "rpps", TAKEN if is_seen else ELSEWHERE)]


@pytest.mark.parametrize("size", [1, 1000])
def test_h1_two_lines_do_not_give_one_rpps_to_two_persons(ground, referent, size):
    written("cesp", csv_of(ground.line("cesp")), referent)
    known = ground.line("cesp", rpps=RPPS)
    new = ground.line("cesp", numero_cng="CNG-2", nom="Martin", rpps=RPPS)

    lines = write("cesp", csv_of(known, new), referent, size=size)

    assert faults(lines) == [(3, "rpps", TAKEN_IN_FILE if size > 1 else OTHER_PERSON)]
