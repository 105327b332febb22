"""Files of the PTMG family: what a line writes, what refuses it, and how its contract is found."""

import datetime

import pytest

from contracts.models import CespContract, Professional, PtmgContract
from contracts.rules import ptmg as rules
from imports.enums import Outcome
from regions.enums import ZoneClass
from tests import factories as f
from tests.importing import ERASE, check, csv_of, faults, outcomes, written

pytestmark = pytest.mark.django_db

SIGNED = datetime.date(2016, 1, 15)


def zone(commune, zone_class, start=SIGNED):
    """Give `commune` a class from `start` on, which opens a PTMG when it is « déficitaire »."""
    unit = f.ZoneUnitCommuneFactory(commune=commune).unit
    f.EligibleZoneClassFactory(aid="PTMG", start=datetime.date(2013, 1, 1))
    return f.ZoneClassificationFactory(
        unit=unit, scheme=f.ZoningSchemeFactory(valid_from=start), zone_class=zone_class, start=start
    )


def codes(lines):
    """Where lines are refused, and by which rule."""
    return [(line, column, sentence[-3:-1]) for line, column, sentence in faults(lines)]


def test_the_least_line_is_completed_as_the_form_does(ground, referent):
    zone(ground.commune, ZoneClass.DEFICIT)
    written("ptmg", csv_of(ground.line("ptmg")), referent)

    contract = PtmgContract.objects.get()
    assert (contract.start, contract.planned_last_day) == (SIGNED, datetime.date(2017, 1, 14))
    assert (contract.region, contract.sector) == (ground.region, "1")
    assert contract.zone_class_at_signature == ZoneClass.DEFICIT


@pytest.mark.parametrize(
    ("kind", "renewal", "signed", "last_day"),
    [
        ("PTMG", "tacite", "15/01/2016", datetime.date(2018, 1, 14)),
        ("PTMA", "", "15/01/2016", datetime.date(2019, 1, 14)),
        ("PIAS", "tacite", "15/01/2016", datetime.date(2022, 1, 14)),
        ("CDE", "tacite", "15/01/2021", datetime.date(2024, 1, 14)),
    ],
)
def test_the_planned_end_is_by_default_that_of_the_longest_term(ground, referent, kind, renewal, signed, last_day):
    line = ground.line("ptmg", type=kind, renouvellement=renewal, date_signature=signed)

    written("ptmg", csv_of(line), referent)

    assert PtmgContract.objects.get().planned_last_day == last_day


def test_z4_the_class_kept_at_the_signature_is_not_rewritten(ground, referent):
    classification = zone(ground.commune, ZoneClass.DEFICIT)
    written("ptmg", csv_of(ground.line("ptmg")), referent)
    classification.zone_class = ZoneClass.OUT
    classification.save()

    assert outcomes(written("ptmg", csv_of(ground.line("ptmg", date_fin="30/06/2016")), referent)) == [Outcome.UPDATED]
    assert PtmgContract.objects.get().zone_class_at_signature == ZoneClass.DEFICIT


def test_without_a_number_the_rpps_and_the_date_find_the_contract(ground, referent):
    written("ptmg", csv_of(ground.line("ptmg", numero="")), referent)

    same = ground.line("ptmg", numero="", date_fin="30/06/2016")
    assert outcomes(written("ptmg", csv_of(same), referent)) == [Outcome.UPDATED]
    assert PtmgContract.objects.get().last_day == datetime.date(2016, 6, 30)


def test_without_an_rpps_either_the_name_the_region_and_the_date_do(ground, referent):
    line = ground.line("ptmg", numero="", rpps="")
    written("ptmg", csv_of(line), referent)

    assert outcomes(check("ptmg", csv_of(line), referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("ptmg", csv_of(line | {"rpps": "10001234567"}), referent)) == [Outcome.UPDATED]
    assert Professional.objects.get().rpps == "10001234567"


def test_blank_cells_keep_or_erase(ground, referent):
    full = {
        "date_debut": "01/02/2016",
        "date_fin_prevue": "31/12/2016",
        "date_fin": "30/06/2016",
        "motif_fin": "echeance",
    }
    written("ptmg", csv_of(ground.line("ptmg", **full)), referent)
    file = csv_of(ground.line("ptmg", **dict.fromkeys(full, "")))

    assert outcomes(check("ptmg", file, referent)) == [Outcome.UNCHANGED]
    assert outcomes(written("ptmg", file, referent, blank=ERASE)) == [Outcome.UPDATED]
    contract = PtmgContract.objects.get()
    assert (contract.start, contract.planned_last_day) == (SIGNED, datetime.date(2017, 1, 14))
    assert (contract.last_day, contract.end_reason) == (None, "")


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"date_signature": "15/08/2013"}, "date_signature", "(P1)"),
        ({"date_fin_prevue": "15/01/2017"}, "date_fin_prevue", "au plus tard le 14/01/2017"),
        ({"type": "PIAS", "renouvellement": "tacite", "date_fin_prevue": "15/01/2022"}, "date_fin_prevue", "(P2)"),
        ({"secteur": "2"}, "secteur", "(P8)"),
        ({"date_debut": "14/01/2016"}, "date_fin_prevue", "Les dates se suivent"),
        ({"date_fin": "14/01/2016"}, "date_fin", "Les dates se suivent"),
        ({"type": ""}, "type", "obligatoire"),
        ({"commune": "75056x"}, "commune", "n’est pas une commune"),
        ({"finess_structure": "350005179"}, "finess_structure", "aucune structure que vous voyez"),
        ({"renouvellement": "peut-être"}, "renouvellement", "n’est pas une valeur connue"),
    ],
)
def test_a_refusal_is_told_at_its_column(ground, referent, changes, column, sentence):
    [line] = check("ptmg", csv_of(ground.line("ptmg", **changes)), referent)

    assert [fault.column for fault in line.faults] == [column]
    assert sentence in line.faults[0].sentence


def test_p5_an_ineligible_commune_is_told_at_the_commune(ground, referent):
    zone(ground.commune, ZoneClass.OUT)

    lines = check("ptmg", csv_of(ground.line("ptmg")), referent)

    assert codes(lines) == [(2, "commune", "P5")]
    contract = f.PtmgContractFactory(
        signing_region=ground.region, commune=ground.commune, signature_date=SIGNED, planned_last_day=SIGNED
    )
    assert [sentence for _, _, sentence in faults(lines)] == [str(problem) for problem in rules.problems(contract)]


def test_p3_p6_another_contract_of_the_register_is_told(ground, referent):
    written("ptmg", csv_of(ground.line("ptmg")), referent)

    lines = check("ptmg", csv_of(ground.line("ptmg", numero="PTMG-2", date_signature="14/01/2017")), referent)

    assert codes(lines) == [(2, "date_debut", "P6")]


def test_p6_two_lines_of_one_file_are_told(ground, referent):
    lines = check(
        "ptmg",
        csv_of(ground.line("ptmg"), ground.line("ptmg", numero="PTMG-2", date_signature="14/01/2017")),
        referent,
    )

    assert codes(lines) == [(2, "date_debut", "P6"), (3, "date_debut", "P6")]


def test_p6_a_line_that_ends_one_contract_lets_another_begin(ground, referent):
    written("ptmg", csv_of(ground.line("ptmg")), referent)
    ended = ground.line("ptmg", date_fin="31/12/2016")
    next_one = ground.line("ptmg", numero="PTMG-2", date_signature="01/01/2017", date_fin_prevue="30/06/2017")

    assert outcomes(written("ptmg", csv_of(ended, next_one), referent)) == [Outcome.UPDATED, Outcome.CREATED]


def test_p3_731_days_in_all(ground, referent):
    renewed = ground.line("ptmg", renouvellement="tacite")
    one_more = ground.line("ptmg", numero="PTMG-2", date_signature="15/01/2018", date_fin_prevue="15/01/2018")

    assert codes(check("ptmg", csv_of(renewed, one_more), referent)) == [
        (2, "date_fin_prevue", "P3"),
        (3, "date_fin_prevue", "P3"),
    ]


def test_p6_two_contracts_that_move_together_are_written(ground, referent):
    first = ground.line("ptmg", date_debut="15/01/2016", date_fin_prevue="30/06/2016")
    second = ground.line(
        "ptmg", numero="PTMG-2", date_signature="01/07/2016", date_debut="01/08/2016", date_fin_prevue="31/12/2016"
    )
    written("ptmg", csv_of(first, second), referent)
    for last_day, start in (("30/07/2016", "31/07/2016"), ("30/06/2016", "01/07/2016"), ("30/08/2016", "31/08/2016")):
        moved = first | {"date_fin_prevue": last_day}, second | {"date_debut": start}

        assert outcomes(written("ptmg", csv_of(*moved), referent)) == [Outcome.UPDATED] * 2


@pytest.fixture
def origin(ground, referent):
    """A CESP, practised from 2015 to the eve of the PTMG."""
    written(
        "cesp",
        csv_of(
            ground.line(
                "cesp",
                campagne="2013-2014",
                date_signature="15/12/2013",
                debut_allocation="01/01/2014",
                date_diplome="01/11/2014",
                date_installation="01/01/2015",
                commune_installation=ground.commune.name,
                mode_exercice="liberal",
            )
        ),
        referent,
    )
    return CespContract.objects.get()


def test_p11_the_signatory_of_the_cesp_of_origin_is_the_doctor(ground, referent, origin):
    line = ground.line("ptmg", numero_cng_origine="CNG-1")

    written("ptmg", csv_of(line), referent)

    assert PtmgContract.objects.get().professional == origin.professional
    assert Professional.objects.get().rpps == line["rpps"]
    assert outcomes(check("ptmg", csv_of(line), referent)) == [Outcome.UNCHANGED]


def test_p11_the_cesp_of_somebody_else_is_refused(ground, referent, origin):
    lines = check("ptmg", csv_of(ground.line("ptmg", nom="Martin", numero_cng_origine="CNG-1")), referent)

    assert codes(lines) == [(2, "numero_cng_origine", "11")]
    assert "celui d’une autre personne" in faults(lines)[0][2]


def test_p11_a_cesp_without_practice_is_refused(ground, referent, origin):
    origin.placements.all().delete()

    lines = check("ptmg", csv_of(ground.line("ptmg", numero_cng_origine="CNG-1")), referent)

    assert codes(lines) == [(2, "numero_cng_origine", "11")]
