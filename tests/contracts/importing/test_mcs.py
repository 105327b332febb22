"""Files of SAMU correspondents: what a line writes, what refuses it, and how its engagement is found."""

import datetime

import pytest

from contracts.importing.mcs import SCHEME_MISSING, SEVERAL_ENGAGEMENTS
from contracts.models import McsEngagement, Professional
from contracts.rules.said import ELSEWHERE
from imports.enums import Outcome
from tests import factories as f
from tests.importing import ERASE, check, csv_of, faults, outcomes, written

pytestmark = pytest.mark.django_db


def test_a_line_writes_the_engagement(ground, referent):
    line = ground.line(
        "mcs", commune=ground.commune.code, date_formation="01/03/2016", medecin_pompier="oui", date_fin="31/12/2016"
    )

    written("mcs", csv_of(line | {"commune": ground.commune.name}), referent)

    engagement = McsEngagement.objects.get()
    assert (engagement.samu, engagement.practice_commune) == (ground.samu, ground.commune)
    assert engagement.firefighter_doctor is True
    assert engagement.last_day == datetime.date(2016, 12, 31)


def test_an_affiliated_doctor_needs_neither_samu_nor_rpps(ground, referent):
    line = ground.line("mcs", type="apparenté", dispositif="AMLUV", samu_finess="", rpps="")
    line |= {"type": "apparente"}
    written("mcs", csv_of(line), referent)

    assert outcomes(check("mcs", csv_of(line), referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("mcs", csv_of(line | {"rpps": "10001234567"}), referent)) == [Outcome.UPDATED]
    assert Professional.objects.get().rpps == "10001234567"


def test_the_doctor_the_samu_and_the_type_find_the_engagement(ground, referent):
    written("mcs", csv_of(ground.line("mcs")), referent)

    corrected = ground.line("mcs", date_contrat="16/01/2016")
    assert outcomes(written("mcs", csv_of(corrected), referent)) == [Outcome.UPDATED]
    assert McsEngagement.objects.get().contract_signed_on == datetime.date(2016, 1, 16)


def test_an_engagement_that_was_over_is_another(ground, referent):
    written("mcs", csv_of(ground.line("mcs", date_fin="31/12/2016")), referent)

    assert outcomes(written("mcs", csv_of(ground.line("mcs", date_contrat="01/01/2017")), referent)) == [
        Outcome.CREATED
    ]


def test_the_date_of_the_contract_tells_several_engagements_apart(ground, referent):
    first = ground.line("mcs", date_fin="31/12/2016")
    second = ground.line("mcs", date_contrat="01/01/2017")
    file = csv_of(first, second)
    written("mcs", file, referent)

    assert outcomes(check("mcs", file, referent)) == [Outcome.UNCHANGED] * 2
    lines = check("mcs", csv_of(ground.line("mcs", date_contrat="", date_equipement="01/02/2016")), referent)
    assert faults(lines) == [(2, "date_contrat", SEVERAL_ENGAGEMENTS)]


def test_a_line_that_ends_one_engagement_lets_another_begin(ground, referent):
    written("mcs", csv_of(ground.line("mcs")), referent)
    file = csv_of(ground.line("mcs", date_fin="31/12/2016"), ground.line("mcs", date_contrat="01/01/2017"))

    assert outcomes(written("mcs", file, referent)) == [Outcome.UPDATED, Outcome.CREATED]


def test_blank_cells_keep_or_erase(ground, referent):
    written("mcs", csv_of(ground.line("mcs", date_equipement="01/02/2016", medecin_pompier="oui")), referent)
    file = csv_of(ground.line("mcs", date_equipement="", medecin_pompier=""))

    assert outcomes(check("mcs", file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("mcs", file, referent, blank=ERASE)) == [Outcome.UPDATED]
    engagement = McsEngagement.objects.get()
    assert (engagement.equipped_on, engagement.firefighter_doctor) == (None, False)


def test_a_volunteer_known_by_the_register_alone_keeps_a_first_date(ground, referent):
    """No column gives the day of a volunteer: the rules read it all the same."""
    person = f.ProfessionalFactory(rpps="10001234567", last_name="Durand", created_in_region=ground.region)
    f.McsEngagementFactory(professional=person, region=ground.region, samu=ground.samu)
    line = ground.line("mcs", date_contrat="")

    assert outcomes(check("mcs", csv_of(line), referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("mcs", csv_of(line | {"date_fin": "31/12/2016"}), referent)) == [Outcome.UPDATED]
    early = check("mcs", csv_of(line | {"date_fin": "09/03/2015"}), referent)
    assert [column for _, column, _ in faults(early)] == ["date_fin"]
    assert "La sortie précède l’entrée" in faults(early)[0][2]


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"date_contrat": ""}, "date_contrat", "Indiquez au moins une date"),
        ({"type": "apparente"}, "dispositif", SCHEME_MISSING),
        ({"dispositif": "AMLUV"}, "dispositif", "(M2)"),
        ({"date_fin": "14/01/2016"}, "date_fin", "La sortie précède l’entrée"),
        ({"samu_finess": "350005179"}, "samu_finess", "aucun siège de SAMU"),
        ({"samu_finess": "SAMU 35"}, "samu_finess", "n’est pas un numéro de 9 caractères"),
        ({"medecin_pompier": "peut-être"}, "medecin_pompier", "ni oui ni non"),
        ({"date_contrat": "15/01/2101"}, "date_contrat", "2101"),
    ],
)
def test_a_refusal_is_told_at_its_column(ground, referent, changes, column, sentence):
    [line] = check("mcs", csv_of(ground.line("mcs", **changes)), referent)

    assert [fault.column for fault in line.faults] == [column]
    assert sentence in line.faults[0].sentence


def test_m1_trainings_in_order_with_what_the_register_knows(ground, referent):
    written("mcs", csv_of(ground.line("mcs")), referent)
    McsEngagement.objects.update(training_start=datetime.date(2016, 2, 1))

    lines = check("mcs", csv_of(ground.line("mcs", date_formation="31/01/2016")), referent)

    assert [(column, sentence[-4:]) for _, column, sentence in faults(lines)] == [("date_formation", "(M1)")]


def test_m3_two_lines_with_one_samu_are_told(ground, referent):
    affiliated = ground.line("mcs", type="apparente", dispositif="AMLUV", date_contrat="01/02/2016")

    lines = check("mcs", csv_of(ground.line("mcs"), affiliated), referent)

    assert [(line, column, sentence[-4:]) for line, column, sentence in faults(lines)] == [
        (2, "samu_finess", "(M3)"),
        (3, "samu_finess", "(M3)"),
    ]


def test_m3_an_engagement_of_another_region_is_only_existant(ground, other_region, referent):
    person = f.ProfessionalFactory(rpps="10001234567", last_name="Durand", created_in_region=other_region)
    f.McsEngagementFactory(
        professional=person, region=other_region, samu=ground.samu, kind="apparente", affiliated_scheme="AMLUV"
    )

    lines = check("mcs", csv_of(ground.line("mcs")), referent)

    assert faults(lines) == [(2, "samu_finess", f"{ELSEWHERE} (M3)")]
