"""Files of CESP: what a line writes, what refuses it, and how its contract is found."""

import datetime

import pytest

from contracts.enums import CespEventType, DatePrecision, Profession
from contracts.importing.cesp import NEEDED_WITH_DAY, NEEDS_DAY, NO_NUMBER
from contracts.models import CespContract, CespEvent, CespPlacement, Professional
from contracts.rules import cesp as rules
from imports.enums import Outcome
from regions.enums import Discipline
from tests import factories as f
from tests.importing import ERASE, check, csv_of, faults, outcomes, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed(ground):
    """A function: a line whose signatory has a diploma and practises."""

    def line(**changes):
        own = {
            "date_diplome": "01/11/2018",
            "date_installation": "01/02/2019",
            "commune_installation": ground.commune.name,
            "mode_exercice": "libéral",
        }
        return ground.line("cesp", **own | changes)

    return line


def test_a_line_writes_the_contract_with_its_parts(ground, installed, referent):
    structure = f.StructureFactory(lead_region=ground.region, finess_et="350005179")
    written(
        "cesp",
        csv_of(installed(finess_structure="350005179", date_rupture="01/03/2019", motif_rupture="manquement")),
        referent,
    )

    placement, breach = CespPlacement.objects.get(), CespEvent.objects.get()
    assert (placement.region, placement.structure, placement.activity_pct) == (ground.region, structure, 100)
    assert (breach.type, breach.start) == (CespEventType.BREACH, datetime.date(2019, 3, 1))
    assert Professional.objects.get().profession == Profession.GP


def test_a_dentist_is_one(ground, referent):
    faculty = f.FacultyFactory(regions=[ground.region], discipline=Discipline.DENTISTRY)

    written("cesp", csv_of(ground.line("cesp", filiere="odontologie", ufr=faculty.code)), referent)

    assert Professional.objects.get().profession == Profession.DENTIST


def test_without_a_number_the_person_and_the_campaign_find_the_contract(ground, referent):
    written("cesp", csv_of(ground.line("cesp", numero_cng="")), referent)

    same = ground.line("cesp", numero_cng="", nom="DURAND", fin_allocation="31/12/2019")
    assert outcomes(written("cesp", csv_of(same), referent)) == [Outcome.UPDATED]
    assert CespContract.objects.get().allowance_last_day == datetime.date(2019, 12, 31)


def test_a_line_with_and_one_without_the_number_are_one_contract(ground, referent):
    written("cesp", csv_of(ground.line("cesp")), referent)

    lines = check("cesp", csv_of(ground.line("cesp"), ground.line("cesp", numero_cng="")), referent)

    assert faults(lines) == [(3, "", "Les lignes 2 et 3 ont la même clé\u00a0: gardez-en une seule.")]


def test_blank_cells_keep_or_erase(installed, referent):
    written("cesp", csv_of(installed(fin_allocation="31/10/2018", date_rupture="01/03/2019")), referent)
    blank = dict.fromkeys(
        ("fin_allocation", "date_installation", "commune_installation", "mode_exercice", "date_rupture"), ""
    )
    file = csv_of(installed(**blank))

    assert outcomes(check("cesp", file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("cesp", file, referent, blank=ERASE)) == [Outcome.UPDATED]
    assert CespContract.objects.get().allowance_last_day is None
    assert not CespPlacement.objects.exists()
    assert not CespEvent.objects.exists()


def test_an_expected_date_read_from_a_file_is_a_day(ground, referent):
    written("cesp", csv_of(ground.line("cesp", date_prevue_installation="31/12/2021")), referent)
    CespContract.objects.update(expected_installation_precision=DatePrecision.YEAR)

    written("cesp", csv_of(ground.line("cesp", region_prevue=ground.region.code)), referent)
    assert CespContract.objects.get().expected_installation_precision == DatePrecision.YEAR
    written("cesp", csv_of(ground.line("cesp", date_prevue_installation="15/11/2021")), referent)
    assert CespContract.objects.get().expected_installation_precision == DatePrecision.DAY


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"numero_cng": "", "annee_naissance": ""}, "numero_cng", NO_NUMBER),
        ({"commune_installation": "Bourg"}, "commune_installation", None),
        ({"mode_exercice": "mixte"}, "mode_exercice", NEEDS_DAY),
        ({"motif_rupture": "deces"}, "motif_rupture", NEEDS_DAY),
        ({"date_installation": "01/02/2019", "mode_exercice": "mixte"}, "commune_installation", NEEDED_WITH_DAY),
        ({"campagne": "2016-2018"}, "campagne", "(C3)"),
        ({"date_signature": "01/07/2010"}, "date_signature", "(C1)"),
        ({"filiere": "odontologie", "statut_signature": "interne"}, "date_signature", "(C2)"),
        ({"fin_allocation": "31/12/2016"}, "fin_allocation", "La fin de l’allocation précède son début"),
        ({"date_diplome": "01/12/2016"}, "date_diplome", "Le diplôme précède la signature"),
        ({"date_rupture": "01/12/2016"}, "date_rupture", "(C13)"),
    ],
)
def test_a_refusal_is_told_at_its_column(ground, referent, changes, column, sentence):
    [line] = check("cesp", csv_of(ground.line("cesp", **changes)), referent)

    assert [fault.column for fault in line.faults] == [column]
    assert (sentence or "n’est pas une commune") in line.faults[0].sentence


def test_c5_practice_before_the_diploma_is_told_at_the_installation(installed, referent):
    lines = check("cesp", csv_of(installed(date_diplome="02/02/2019")), referent)

    assert [(column, "(C5)" in sentence) for _, column, sentence in faults(lines)] == [("date_installation", True)]


def test_c4_two_lines_of_one_person_in_force_together_are_both_refused(ground, referent):
    second = ground.line("cesp", numero_cng="CNG-2", date_signature="15/01/2017")

    lines = check("cesp", csv_of(ground.line("cesp"), second), referent)

    assert [(line, column, sentence[-4:]) for line, column, sentence in faults(lines)] == [
        (2, "", "(C4)"),
        (3, "", "(C4)"),
    ]


def test_an_update_is_judged_with_what_no_column_gives(installed, referent):
    """The last day of the placement is not in the file: the day that starts it cannot follow it."""
    written("cesp", csv_of(installed()), referent)
    CespPlacement.objects.update(last_day=datetime.date(2019, 6, 30))

    lines = check("cesp", csv_of(installed(date_installation="01/07/2019")), referent)

    assert [column for _, column, _ in faults(lines)] == ["date_installation"]
    assert "La fin de l’exercice précède son début" in faults(lines)[0][2]


def test_a_file_says_what_the_form_says(ground, installed, referent):
    line = installed(date_diplome="02/02/2019")
    told = [sentence for _, _, sentence in faults(check("cesp", csv_of(line), referent))]
    written("cesp", csv_of(line | {"date_diplome": "01/11/2018"}), referent)
    contract = CespContract.objects.get()
    contract.diploma_date = datetime.date(2019, 2, 2)
    contract.save()

    assert told == [str(problem) for problem in rules.problems(contract)]
