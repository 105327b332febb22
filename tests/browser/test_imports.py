"""A referent imports a file of Excel: refused rows sent back corrected, written, undone; and the look of each page."""

import pytest
from playwright.sync_api import Page, expect

from imports import tasks
from pts_admin.demo import accounts
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_access import overflow, violations
from tests.factories.identifiers import fictitious_finess
from tests.imports.files import csv_bytes
from tests.imports.sending import HEADERS

pytestmark = pytest.mark.browser
BRETAGNE, UFR = "53", "med-rennes"
THEIRS = ["Dossier", "Nom de famille", "Prénoms", "Né en"]


def row(number: str, **cells: str) -> list[str]:
    """A line of a file of CESP, accents included."""
    usual = [number, "ÉVÊQUE-TEST", "Zoé", "1992", "medecine", "etudiant", "2016-2017", UFR, BRETAGNE]
    usual += ["15/12/2016", "01/01/2017", "31/10/2020"]
    return list((dict(zip(HEADERS, usual, strict=True)) | cells).values())


def file_of(*rows) -> bytes:
    """A CSV as Excel writes it in France."""
    return csv_bytes([HEADERS, *rows], encoding="cp1252")


def send(page: Page, content: bytes, name: str):
    """Choose a file and send it."""
    page.goto("/imports/cesp/")
    page.get_by_label("Fichier").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Importer")


def counted(page: Page) -> str:
    """What the page says of the rows, in one line."""
    return " ".join(page.get_by_label("Lignes du fichier").inner_text().split())


def test_a_file_is_corrected_sent_back_written_and_undone(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    send(page, file_of(row("IMP-1"), row("IMP-2", prenom="Chloé", filiere="medcine")), "excel.csv")

    assert counted(page) == "Créées 1 Modifiées 0 Inchangées 0 Refusées 1"
    expect(page.get_by_role("main")).to_contain_text("Windows-1252 (cp1252)")
    expect(page.get_by_role("button", name="Écrire la ligne")).to_be_disabled()
    expect(page.get_by_role("row").filter(has_text="IMP-2")).to_contain_text("Proposition : medecine")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lignes refusées à corriger").click()
    given_back = download.value.path().read_bytes()
    assert given_back.decode("cp1252").splitlines()[0].endswith("Erreur;Suggestion")
    page.get_by_role("button", name="Écrire seulement les lignes valides").click()
    expect(page.get_by_role("main")).to_contain_text("les lignes valides seulement")

    send(page, given_back.replace(b"medcine;", b"medecine;"), "corrige.csv")
    assert counted(page) == "Créées 1 Modifiées 0 Inchangées 0 Refusées 0"
    expect(page.get_by_role("row").filter(has_text="IMP-2")).to_contain_text("Chloé")
    page.get_by_role("button", name="Écrire la ligne").click()
    expect(page.get_by_text("écrit", exact=True)).to_be_visible()
    assert contracts(page) == 2

    undo(page, "corrige.csv")
    assert contracts(page) == 1
    undo(page, "excel.csv")
    assert contracts(page) == 0


def undo(page: Page, name: str):
    """Undo an import from the journal, by the keyboard."""
    page.goto("/imports/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("link", name="Annuler cet import").click()
    page.get_by_role("button", name="Annuler l’import").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("annulé", exact=True)).to_be_visible()


def contracts(page: Page) -> int:
    """How many contracts of the file the register has."""
    page.goto("/admin/contracts/cespcontract/?q=eveque-test")
    return page.locator("#result_list tbody tr").filter(has_text="IMP-").count()


@pytest.mark.parametrize(("scheme", "viewport"), [("light", DESKTOP), ("dark", PHONE)])
def test_each_page_of_an_import_is_for_everybody(visit, scheme, viewport):
    page = visit(accounts.REFERENT_AURA, color_scheme=scheme, viewport=viewport)

    def look():
        assert (violations(page), overflow(page)) == ([], 0), page.url

    page.goto("/imports/?etat=abandon")
    look()
    page.goto("/imports/cesp/")
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.get_by_role("button", name="Colonnes lues").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Clé de la ligne")).to_be_visible()
    look()
    send(page, b"%PDF-1.7", f"{scheme}.pdf")
    look()
    send(page, csv_bytes([[*THEIRS, scheme], ["IMP-3", "ÉVÊQUE-TEST", "Zoé", "1992", ""]]), "autres.csv")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Que contient chaque colonne")
    look()
    page.get_by_role("button", name="Vérifier avec ces colonnes").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.get_by_label("A – Dossier").select_option("numero_cng")
    page.get_by_role("button", name="Vérifier avec ces colonnes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("autres.csv")
    look()

    mine = {"ufr": "med-grenoble", "region_suivi": "84", "nom": f"RÊVE-TEST-{scheme}"}
    number = f"IMP-{scheme}"
    send(page, file_of(row(number, **mine), row(f"{number}-2", **mine | {"filiere": "medcine"})), f"{scheme}.csv")
    look()
    page.get_by_role("button", name="Écrire seulement les lignes valides").click()
    look()
    send(page, file_of(row(number, **mine, date_signature="16/12/2016", fin_allocation="")), f"{scheme}-2.csv")
    page.get_by_role("button", name="Voir ce que des cellules vides effaceraient").click()
    expect(page.get_by_role("main")).to_contain_text("valeurs effacées : 1")
    look()
    page.get_by_role("button", name="Abandonner").click()
    expect(page.get_by_role("status")).to_contain_text("abandonné")
    look()
    page.get_by_role("link", name=f"{scheme}.csv", exact=True).click()
    page.get_by_role("link", name="Annuler cet import").click()
    look()
    page.get_by_role("button", name="Annuler l’import").click()
    look()


def test_a_large_file_goes_on_by_itself_with_its_progress_shown(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    many = file_of(*(row(f"IMP-G-{number}", nom=f"ÉVÊQUE-GRAND-{number}") for number in range(9_500)))
    assert len(many) > tasks.LONG

    send(page, many, "grand.csv")
    expect(page.get_by_role("main")).to_contain_text("l’étape continue même si vous quittez cette page")
    assert (violations(page), overflow(page)) == ([], 0)
    expect(page.get_by_label("Lignes du fichier")).to_be_visible(timeout=60_000)
    assert counted(page) == "Créées 9 500 Modifiées 0 Inchangées 0 Refusées 0"

    page.get_by_role("button", name="Écrire les 9 500 lignes").click()
    expect(page.get_by_role("status")).to_contain_text("L’étape commence")
    expect(page.get_by_text("écrit", exact=True)).to_be_visible(timeout=60_000)
    undo(page, "grand.csv")
    page.goto("/admin/contracts/cespcontract/?q=eveque-grand")
    expect(page.get_by_role("main")).not_to_contain_text("IMP-G-")


def test_somebody_says_which_structure_an_establishment_is(visit):
    page = visit(accounts.REFERENT_BRETAGNE, viewport=PHONE)
    page.goto("/admin/structures/structure/?q=gahard")
    known = "Maison de santé de Gahard"
    assert page.get_by_role("link", name=known).count() == 1, "the demonstration has one, without a FINESS"
    cells = {0: "structureet", 1: fictitious_finess(7001), 4: "MSP DE GAHARD", 12: "118", 13: "35", 18: "603"}
    line = ";".join(cells.get(place, "") for place in range(32))

    page.goto("/imports/finess/")
    content = f"finess;etalab;111;2026-05-12\r\n{line}\r\n".encode()
    page.get_by_label("Fichier").set_input_files({"name": "finess.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Vérifier le fichier").click()
    page.get_by_text(f"C’est « {known} »").click()
    assert (violations(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Tenir compte de ces réponses").click()

    expect(page.get_by_role("main").locator("ins")).to_have_text(fictitious_finess(7001))
    page.get_by_role("button", name="Abandonner").click()
    expect(page.get_by_role("status")).to_contain_text("abandonné")
