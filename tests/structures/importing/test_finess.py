"""The raw extraction of FINESS: invented establishments, in the form of the true file."""

import datetime

import pytest

from imports.reading import FileRefused
from regions.import_columns import KNOWN_ELSEWHERE
from structures.importing.finess import may_be_the_same
from structures.models import Structure, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.imports.checked import checked, checker, faults, imported, outcomes
from tests.imports.files import csv_bytes

pytestmark = pytest.mark.django_db

NUMBER, LEGAL_ENTITY = fictitious_finess(1), fictitious_finess(900)
OPENING = ["finess", "etalab", "111", "2026-05-12"]
WIDTH = 32


@pytest.fixture(autouse=True)
def commune(region):
    """The commune 01451, in the département 01 of the region."""
    departement = f.DepartementFactory(code="01", region=region)
    return f.CommuneFactory(code="01451", name="Viriat", departement=departement, region=region)


def establishment(number=NUMBER, **cells) -> list[str]:
    """A line of the extraction."""
    places = {"record": 0, "number": 1, "entity": 2, "short": 3, "name": 4, "commune": 12, "departement": 13}
    places |= {"category": 18, "opened": 28}
    told = {"record": "structureet", "number": number, "entity": LEGAL_ENTITY, "short": "MSP VAL"}
    told |= {"name": "MAISON DE SANTÉ DU VAL", "commune": "451", "departement": "01", "category": "603"}
    told |= {"opened": "2016-09-01"} | cells
    row = [""] * WIDTH
    for name, cell in told.items():
        row[places[name]] = cell
    return row


def extraction(*rows, encoding="utf-8") -> bytes:
    return csv_bytes([OPENING, *rows], encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("opened", ["2016-09-01", "01/09/2016"])
def test_an_establishment_becomes_a_structure(referent, region, commune, encoding, opened):
    imported("finess", extraction(establishment(opened=opened), encoding=encoding), referent)

    structure = Structure.objects.get()
    assert (structure.type, structure.name) == ("MSP", "MAISON DE SANTÉ DU VAL")
    assert (structure.finess_et, structure.finess_ej) == (NUMBER, LEGAL_ENTITY)
    assert structure.lead_region == region
    assert list(StructureStatusEvent.objects.values_list("status", "on")) == [("ouverte", datetime.date(2016, 9, 1))]
    site = StructureSite.objects.get()
    assert (site.commune, site.opened_on, site.main_since) == (commune, *[datetime.date(2016, 9, 1)] * 2)


def test_the_same_extraction_again_changes_nothing(referent):
    content = extraction(establishment(), establishment(fictitious_finess(2), name="", category="124"))

    assert outcomes(imported("finess", content, referent)) == ["cree", "cree"]
    assert outcomes(imported("finess", content, referent)) == ["inchange", "inchange"]
    assert set(Structure.objects.values_list("type", "name")) == {
        ("MSP", "MAISON DE SANTÉ DU VAL"),
        ("CDS", "MSP VAL"),
    }


def test_what_is_no_row_of_the_import_is_counted_and_no_more(referent, other_region):
    f.CommuneFactory(code="01452", region=other_region)
    content = extraction(
        establishment(),
        establishment(fictitious_finess(2), category="355", opened="jamais", departement="ZZ"),
        establishment(fictitious_finess(3), category="620"),
        establishment(fictitious_finess(4), commune="452", name="SECRET-AUTRE-REGION"),
        ["geolocalisation", NUMBER, "1", "2"],
    )

    checking = checker("finess", content, referent)
    [[draft]] = checking.blocks()

    assert (draft.line, draft.faults) == (2, [])
    assert checking.notices()[0].startswith("2 lignes d’autres catégories d’établissement")
    assert {notice[:8] for notice in checking.notices()[1:]} == {"1 ligne "}
    assert "SECRET" not in " ".join(checking.notices())


def test_a_national_administrator_takes_every_region(national_admin, other_region):
    f.CommuneFactory(code="01452", region=other_region)
    content = extraction(establishment(), establishment(fictitious_finess(4), commune="452"))

    imported("finess", content, national_admin)

    assert other_region in {structure.lead_region for structure in Structure.objects.all()}


@pytest.mark.parametrize(
    ("departement", "insee", "commune", "expected"),
    [
        pytest.param("9B", "972", "207", "97207", id="martinique"),
        pytest.param("9A", "971", "123", "97701", id="saint-barthelemy"),
        pytest.param("9A", "971", "127", "97801", id="saint-martin"),
        pytest.param("2A", "", "004", "2A004", id="corse"),
        pytest.param("1", "", "4", "01004", id="lost-zeros"),
    ],
)
def test_a_commune_is_read_in_its_departement(referent, region, departement, insee, commune, expected):
    f.CommuneFactory(code=expected, region=region)
    if insee:
        f.FinessDepartementFactory(code=departement, insee_code=insee)

    imported("finess", extraction(establishment(departement=departement, commune=commune)), referent)

    assert StructureSite.objects.get().commune_id == expected


def test_a_known_structure_is_only_completed(referent, region, commune):
    known = f.StructureFactory(name="Maison du Val", type="POLE", finess_et=NUMBER, lead_region=region)
    f.StructureSiteFactory(structure=known, commune=commune)

    imported("finess", extraction(establishment()), referent)

    known.refresh_from_db()
    assert (known.name, known.type, known.finess_ej) == ("Maison du Val", "POLE", LEGAL_ENTITY)
    assert StructureStatusEvent.objects.get(structure=known).status == "ouverte"


def test_a_structure_without_a_number_is_proposed_and_not_written(referent, region, commune):
    known = f.StructureFactory(name="Maison de santé du Val", lead_region=region)
    f.StructureSiteFactory(structure=known, commune=commune)

    drafts = imported("finess", extraction(establishment(name="MSP DU VAL")), referent)

    [(line, column, said)] = faults(drafts)
    assert (line, column) == (2, "finess_et")
    assert "« Maison de santé du Val »" in said.replace("\u00a0", " ")
    assert f"donnez-lui le numéro {NUMBER}" in said
    assert Structure.objects.get().finess_et == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Maison de santé du Val", "MSP DU VAL", True, id="generic-words"),
        pytest.param("Maison de santé", "MAISON DE SANTÉ", True, id="only-generic-words"),
        pytest.param("MSP du Val d’Or", "MSP VAL OR", True, id="fewer-words"),
        pytest.param("Maison de santé des Lilas", "MSP DU VAL", False, id="another"),
        pytest.param("Maison de santé", "MSP DU VAL", False, id="nothing-to-compare"),
    ],
)
def test_which_names_may_be_the_same(one, other, expected):
    assert may_be_the_same(one, other) is expected


def test_a_structure_of_another_region_is_not_told(referent, other_region):
    f.StructureFactory(name="SECRET-AUTRE-REGION", finess_et=NUMBER, lead_region=other_region)

    drafts = checked("finess", extraction(establishment()), referent)

    assert faults(drafts) == [(2, "", KNOWN_ELSEWHERE)]
    assert drafts[0].current is None


def test_a_number_that_lost_its_zero_is_refused_with_the_whole_one(referent):
    [draft] = checked("finess", extraction(establishment(NUMBER[1:])), referent)

    [fault] = draft.faults
    assert (fault.column, fault.suggestion) == ("finess_et", NUMBER)


def test_an_unknown_commune_of_the_region_is_refused(referent):
    assert [
        where for _, where, _ in faults(checked("finess", extraction(establishment(commune="999")), referent))
    ] == ["commune"]


def test_another_file_is_refused_at_once(referent):
    with pytest.raises(FileRefused, match="première ligne"):
        checker("finess", csv_bytes([["type", "nom"], ["MSP", "Maison"]]), referent)
