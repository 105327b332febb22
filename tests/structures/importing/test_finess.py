"""The raw extraction of FINESS: invented establishments, in the form of the true file."""

import datetime
import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from imports.drafts import NEW
from imports.enums import Outcome
from imports.reading import FileRefused
from regions.import_columns import KNOWN_ELSEWHERE
from structures.importing.finess import FINESS_EXTRACTION, may_be_the_same
from structures.models import Structure, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.imports.checked import checked, checker, faults, imported, outcomes
from tests.imports.files import csv_bytes
from tests.imports.sending import ask, page, send

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


@pytest.fixture
def val(region, commune):
    """A structure of the commune, without a FINESS."""
    structure = f.StructureFactory(name="Maison de santé du Val", lead_region=region)
    f.StructureSiteFactory(structure=structure, commune=commune)
    return structure


def test_a_structure_without_a_number_is_proposed_and_not_written(referent, val):
    drafts = imported("finess", extraction(establishment(name="MSP DU VAL")), referent)

    [(line, column, said)] = faults(drafts)
    assert (line, column) == (2, "finess_et")
    assert "« Maison de santé du Val »" in said.replace("\u00a0", " ")
    assert f"donnez-lui le numéro {NUMBER}" in said
    assert (drafts[0].outcome, drafts[0].proposals) == (Outcome.PROPOSED, ((val.pk, "Maison de santé du Val"),))
    assert Structure.objects.get().finess_et == ""


def test_the_structure_that_was_confirmed_gets_the_number(referent, val):
    content = extraction(establishment(name="MSP DU VAL"))

    [draft] = imported("finess", content, referent, accepted={2: val.pk})

    val.refresh_from_db()
    assert (draft.outcome, val.finess_et, val.name) == (Outcome.UPDATED, NUMBER, "Maison de santé du Val")
    assert outcomes(checked("finess", content, referent)) == ["inchange"], "known by its number from now on"


def test_another_structure_is_created_when_it_is_said_to_be_another(referent, val):
    [draft] = imported("finess", extraction(establishment(name="MSP DU VAL")), referent, accepted={2: NEW})

    val.refresh_from_db()
    assert (draft.outcome, val.finess_et) == (Outcome.CREATED, "")
    assert Structure.objects.count() == 2


def test_a_structure_goes_to_one_line_only(referent, val):
    content = extraction(establishment(name="MSP DU VAL"), establishment(fictitious_finess(2), name="Maison du Val"))

    asked = checked("finess", content, referent)
    first, second = checked("finess", content, referent, accepted={2: val.pk})
    both = checked("finess", content, referent, accepted={2: val.pk, 3: val.pk})

    assert outcomes(asked) == ["propose", "propose"]
    assert (first.outcome, second.outcome, second.proposals) == (Outcome.UPDATED, Outcome.CREATED, ())
    assert [column for _, column, _ in faults(both)] == [""]
    assert "Les lignes 2 et 3 ont la même clé" in faults(both)[0][2]


def test_a_structure_given_to_a_line_of_a_later_block_is_not_asked_about(referent, val):
    content = extraction(establishment(name="MSP DU VAL"), establishment(fictitious_finess(2), name="Maison du Val"))

    blocks = checker("finess", content, referent, accepted={3: val.pk}).blocks(1)

    assert [draft.outcome for block in blocks for draft in block] == [Outcome.CREATED, Outcome.UPDATED]


def test_an_answer_that_was_not_proposed_is_no_answer(referent, region, other_region, val):
    elsewhere = f.StructureFactory(name="Maison de santé du Val", lead_region=other_region)

    [draft] = checked("finess", extraction(establishment(name="MSP DU VAL")), referent, accepted={2: elsewhere.pk})

    assert (draft.outcome, draft.current) == (Outcome.PROPOSED, None)


def test_a_structure_that_the_user_does_not_write_is_not_proposed(referent, other_region, commune):
    f.StructureFactory(name="MSP du Val", lead_region=other_region)
    known = f.StructureFactory(name="MSP du Val", lead_region=other_region)
    f.StructureSiteFactory(structure=known, commune=f.CommuneFactory(code="01999", region=other_region))

    [draft] = checked("finess", extraction(establishment(name="MSP DU VAL")), referent)

    assert (draft.outcome, draft.proposals) == (Outcome.CREATED, ())


def test_the_answers_are_given_on_the_page_and_kept_with_the_batch(browser, val):
    content = extraction(establishment(name="MSP DU VAL"), establishment(fictitious_finess(2), name="Les Lilas"))
    batch = send(browser, content, kind="finess")

    assert (batch.created, batch.refused, batch.proposed, batch.held_back) == (1, 0, 1, 1)
    seen = page(browser, batch)
    assert "C’est «\u00a0Maison de santé du Val\u00a0»" in seen
    assert f'name="ligne_2"\n           value="{val.pk}"' in seen
    assert ask(browser, "answers", batch, ligne_2="999999").status_code == 302
    batch.refresh_from_db()
    assert batch.answers == {}

    ask(browser, "answers", batch, ligne_2=str(val.pk), ligne_3=str(val.pk))
    batch.refresh_from_db()
    assert (batch.created, batch.updated, batch.proposed, batch.answers) == (1, 1, 0, {"2": val.pk})
    ask(browser, "write", batch)
    val.refresh_from_db()
    assert val.finess_et == NUMBER


def test_a_row_to_confirm_is_not_written_with_the_valid_ones(browser, val):
    content = extraction(establishment(name="MSP DU VAL"), establishment(fictitious_finess(2), name="Les Lilas"))
    batch = send(browser, content, kind="finess")

    ask(browser, "write", batch)
    assert Structure.objects.count() == 1
    ask(browser, "write", batch, partiel="oui")

    assert set(Structure.objects.values_list("name", "finess_et")) == {
        ("Maison de santé du Val", ""),
        ("Les Lilas", fictitious_finess(2)),
    }


def test_the_command_refuses_what_a_page_would_ask(referent, val, tmp_path):
    path, out, err = tmp_path / "finess.csv", io.StringIO(), io.StringIO()
    path.write_bytes(
        extraction(establishment(name="MSP DU VAL"), establishment(fictitious_finess(2), name="Les Lilas"))
    )

    with pytest.raises(SystemExit) as exit:
        call_command("import_records", "finess", path, user=referent.email, partial=True, stdout=out, stderr=err)

    assert exit.value.code == 1
    answer = json.loads(out.getvalue().splitlines()[-1])
    assert {name: answer[name] for name in ("rows", "created", "refused", "written")} == {
        "rows": 2,
        "created": 1,
        "refused": 1,
        "written": True,
    }
    assert "Ligne 2" in err.getvalue()
    assert Structure.objects.get(name="Les Lilas").finess_et == fictitious_finess(2)


def test_the_columns_of_the_extraction_are_shown_with_what_they_hold_and_may_be_changed(browser):
    content = extraction(establishment(), establishment(fictitious_finess(2)))
    batch = send(browser, content, kind="finess")
    assert (batch.created, "MAISON DE SANTÉ DU VAL" in page(browser, batch)) == (2, True)

    seen = browser.get(reverse("imports:columns", args=[batch.pk])).content.decode()
    assert f"{NUMBER}, {fictitious_finess(2)}" in seen
    assert "E – colonne 5" in seen
    usual = {f"colonne_{column.position}": column.name for column in FINESS_EXTRACTION.in_file}
    ask(browser, "columns", batch, **usual | {"colonne_4": "", "colonne_3": "nom"})

    batch.refresh_from_db()
    assert batch.created == 2
    seen = page(browser, batch)
    assert ("MSP VAL" in seen, "MAISON DE SANTÉ DU VAL" in seen) == (True, False)


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


def test_a_number_that_lost_its_zero_is_read_with_it_and_that_is_told(referent):
    """The key of the whole number is right: it leaves no doubt."""
    other = establishment(fictitious_finess(3)[1:], category="355")
    content = extraction(establishment(NUMBER[1:]), establishment(fictitious_finess(2)), other)
    checking = checker("finess", content, referent)
    [[mended, whole]] = checking.blocks()

    assert (mended.faults, whole.faults) == ([], [])
    assert checking.register.value(mended, "finess_et") == NUMBER
    assert mended.notes == (
        ("finess_et", f"Zéro rétabli\u00a0: «\u00a0{NUMBER[1:]}\u00a0» est lu «\u00a0{NUMBER}\u00a0»."),
    )
    assert whole.notes == ()
    assert checking.notices()[-1] == "Colonne «\u00a0finess_et\u00a0»\u00a0: zéro du début rétabli sur 1 ligne."


def test_a_number_whose_key_is_wrong_gets_no_zero(referent):
    wrong = f"{(int(NUMBER) + 1) % 10**8:08}"

    [draft] = checked("finess", extraction(establishment(wrong)), referent)

    assert [(fault.column, fault.suggestion) for fault in draft.faults] == [("finess_et", "")]


def test_an_unknown_commune_of_the_region_is_refused(referent):
    assert [
        where for _, where, _ in faults(checked("finess", extraction(establishment(commune="999")), referent))
    ] == ["commune"]


def test_another_file_is_refused_at_once(referent):
    with pytest.raises(FileRefused, match="première ligne"):
        checker("finess", csv_bytes([["type", "nom"], ["MSP", "Maison"]]), referent)
