"""A referent's morning, from the sign-in to a contract that leaves for another region.

Whatever day it is, the dates are counted from it so that the figures of the ledger can be told beforehand. The student
is entered here, by the forms, and the referent who takes a second factor is theirs alone: no other test knows either.
"""

import base64
import datetime

import pytest
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from pts_admin.demo import accounts

pytestmark = pytest.mark.browser
LAST_NAME, FIRST_NAME = "AUBÉPINE-TEST", "Solène"
STUDENT = f"{LAST_NAME} {FIRST_NAME}"
NUMBER = "MATIN-0001"
REASON = "Remplacements réguliers dans la commune avant l’installation."
NOTE = "Suit son conjoint, muté à Brest."


def first_of_month(day: datetime.date, months_before: int) -> datetime.date:
    """The first day of the month, so many months before that of `day`."""
    months = day.year * 12 + day.month - 1 - months_before
    return datetime.date(months // 12, months % 12 + 1, 1)


TODAY = timezone.localdate()
DIPLOMA = first_of_month(TODAY, 14)
INSTALLATION = first_of_month(TODAY, 3) + datetime.timedelta(days=1)
"""The second day of a month: three whole months before any day of this one."""
ALLOWANCE_START = first_of_month(DIPLOMA, 40)
SIGNATURE = ALLOWANCE_START - datetime.timedelta(days=1)
SERVED = (TODAY - INSTALLATION).days + 1


def typed(day: datetime.date) -> str:
    """A day as a person types it in a field of text."""
    return f"{day:%d/%m/%Y}"


def campaign_of(day: datetime.date) -> str:
    """The university year of a signature."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{first + 1}"


def test_a_referent_s_morning(visit):
    here = visit(accounts.REFERENT_AURA)
    key, recovery_code = choose_second_factor(here)
    sign_in_with_a_code(here, key)
    # The other tests sign in with the password alone, in whatever order they run.
    give_up_second_factor(here, recovery_code)
    enter_the_student(here)
    enter_her_contract(here)

    find(here, "aubepine")
    record_the_diploma(here)
    record_the_installation(here)
    justify_what_is_late(here)
    ask_for_the_transfer(here)

    there = visit(accounts.REFERENT_BRETAGNE)
    expect_contracts(there, 0)
    accept_the_transfer(there)
    offer = there.get_by_role("link", name="annuler cette saisie").get_attribute("href")
    expect_contracts(there, 1)
    undo(there, offer)
    expect_contracts(there, 0)


def choose_second_factor(page: Page) -> tuple[bytes, str]:
    """Choose a second factor from the page of the account; gives its key and a recovery code."""
    page.goto("/compte/")
    page.get_by_role("link", name="Activer la double authentification").click()
    key = base64.b32decode(page.locator(".pts-secret").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par l’application").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    recovery_code = page.locator(".pts-codes code").first.inner_text()
    page.get_by_role("link", name="J’ai noté mes codes").click()
    page.get_by_role("button", name="Se déconnecter").first.click()
    return key, recovery_code


def give_up_second_factor(page: Page, recovery_code: str):
    """Go back to the password alone, against a recovery code."""
    page.goto("/compte/double-authentification/desactiver/")
    page.get_by_label("Code de vérification").fill(recovery_code)
    page.get_by_role("button", name="Désactiver").click()
    expect(page.get_by_role("main")).to_contain_text("La double authentification est désactivée.")


def sign_in_with_a_code(page: Page, key: bytes):
    """Sign in anew: the password alone opens nothing, the next code does."""
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(accounts.REFERENT_AURA)
    page.get_by_label("Mot de passe").fill(accounts.DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/compte/verification/**")
    page.goto("/admin/contracts/cespcontract/")
    page.wait_for_url("**/compte/verification/**")
    page.get_by_label("Code de vérification").fill(f"{totp(key, drift=1):06}")
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_role("link", name="Ma région").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma région : Auvergne-Rhône-Alpes")


def pick(page: Page, label: str, search: str, choice: str):
    """Find a record as somebody does at the keyboard: open the field, type, and take what is offered."""
    page.get_by_role("combobox", name=label).focus()
    page.keyboard.press("Enter")
    page.keyboard.type(search)
    option = page.locator(".select2-results__option").filter(has_text=choice)
    expect(option).to_have_count(1)
    expect(option.first).to_be_visible()
    option.click()
    expect(page.get_by_role("combobox", name=label)).to_contain_text(choice)


def save(page: Page):
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def expect_message(page: Page, words: str):
    """Read what the page says was done."""
    expect(page.locator(".messagelist")).to_contain_text(words)


def enter_the_student(page: Page):
    page.goto("/admin/contracts/professional/add/")
    page.get_by_label("Nom :", exact=True).fill(LAST_NAME)
    page.get_by_label("Prénom").fill(FIRST_NAME)
    page.get_by_label("Année de naissance").fill(str(TODAY.year - 30))
    save(page)
    expect_message(page, STUDENT)


def enter_her_contract(page: Page):
    page.goto("/admin/contracts/cespcontract/add/")
    pick(page, "Signataire", "aubepine", STUDENT)
    page.get_by_label("N° de contrat CNG").fill(NUMBER)
    page.get_by_label("Filière").select_option("médecine")
    page.get_by_label("Statut à la signature").select_option("étudiant")
    page.get_by_label("Campagne").fill(campaign_of(SIGNATURE))
    page.get_by_label("Date de signature").fill(typed(SIGNATURE))
    pick(page, "UFR de signature", "grenoble", "Grenoble")
    page.get_by_label("Début de l’allocation").fill(typed(ALLOWANCE_START))
    save(page)
    expect_message(page, f"« {NUMBER} » est enregistré")


def find(page: Page, name: str):
    """Search the contracts by the name of a student, and open the one there is."""
    page.goto("/admin/contracts/cespcontract/")
    page.get_by_role("searchbox").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text(STUDENT)
    page.get_by_role("link", name=NUMBER).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NUMBER)


def expect_ledger(page: Page, **figures: str):
    """Read the figures of the ledger, each under its name."""
    for label, words in figures.items():
        figure = page.locator(".pts-ledger__figure").filter(has=page.get_by_text(label.replace("_", " "), exact=True))
        expect(figure).to_contain_text(words)


def record_the_diploma(page: Page):
    expect_ledger(page, Dus="54 mois", Servis="0 mois", Restants="54 mois", Fin_projetée="inconnue")
    page.get_by_role("link", name="Enregistrer le diplôme").click()
    page.get_by_label("Date du diplôme").fill(DIPLOMA.isoformat())
    save(page)
    expect_message(page, "Le diplôme est enregistré.")
    expect_ledger(page, Allocation_reçue="40 mois", Dus="40 mois", Servis="0 mois", Restants="40 mois")


def record_the_installation(page: Page):
    page.get_by_role("link", name="Enregistrer une installation").click()
    page.get_by_label("Installé à partir du").fill(INSTALLATION.isoformat())
    pick(page, "Commune", "38710", "Mens (38226)")
    page.get_by_label("Tarifs conventionnels").select_option("Oui")
    save(page)
    expect_message(page, "L’installation est enregistrée.")
    expect_ledger(page, Dus="40 mois", Servis="3 mois", Restants="37 mois")
    expect_ledger(page, Servis=f"{SERVED} jours")
    expect(page.get_by_role("region", name="État aujourd’hui")).to_contain_text("En exercice")


def justify_what_is_late(page: Page):
    anomaly = page.locator(".pts-anomaly").filter(has_text="Plus de six mois entre le diplôme et l’exercice")
    anomaly.locator("summary").click()
    anomaly.get_by_label("Motif").fill(REASON)
    anomaly.get_by_role("button", name="Justifier").click()
    expect(anomaly).to_contain_text("Justifiée")
    expect(anomaly).to_contain_text(REASON)
    expect(anomaly.get_by_role("button", name="Retirer la justification")).to_be_visible()


def ask_for_the_transfer(page: Page):
    page.get_by_role("link", name="Transférer vers une autre région").click()
    page.get_by_label("Région d’accueil :", exact=True).select_option("Bretagne")
    page.get_by_label("Date d’effet souhaitée").fill(TODAY.isoformat())
    page.get_by_label("Note à la région d’accueil").fill(NOTE)
    save(page)
    expect_message(page, "La demande de transfert est envoyée")
    expect(page.get_by_text("en attente", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Transférer vers une autre région")).to_have_count(0)


def expect_contracts(page: Page, number: int):
    """How many contracts of the student the referent finds in their list."""
    page.goto("/admin/contracts/cespcontract/?q=aubepine")
    expect(page.locator("#result_list tbody tr")).to_have_count(number)


def accept_the_transfer(page: Page):
    page.goto("/")
    waiting = page.get_by_role("listitem").filter(has_text="Transferts à accepter ou à refuser")
    expect(waiting).to_contain_text("en attente")
    waiting.get_by_role("link", name=NUMBER).click()
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    page.get_by_role("link", name="Accepter le transfert").click()
    save(page)
    expect_message(page, "Le transfert est accepté.")


def undo(page: Page, offer: str):
    """Take back what was done today, from the link that was offered then: the request waits for its answer again."""
    page.goto(offer)
    page.get_by_role("button", name="Annuler cette saisie").click()
    expect_message(page, "La saisie est annulée.")
    page.goto("/")
    expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
