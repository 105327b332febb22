"""The pages for everybody: on a phone, with a keyboard, with a screen reader, in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pts_admin.demo import accounts
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/?region=53",
    "/?region=06",
    "/suivi/a-faire/installations-en-retard/?region=84",
    "/suivi/anomalies/",
    "/suivi/anomalies/?etat=justifiees&regle=T4",
    "/suivi/anomalies/?regle=T99",
    "/bilans/",
    "/bilans/2016/",
    "/bilans/2016/?date=2016-02-30",
    "/bilans/2016/regions/03/",
    "/bilans/2016/regions/94/",
    "/bilans/2016/chiffres-publies/",
    "/suivi/contrats/",
    "/suivi/contrats/?type=PTMG&date=2016-12-31&page=2",
    "/suivi/contrats/?q=personne-de-ce-nom",
    "/suivi/contrats/?date=2999-01-01&region=ZZ&type=XYZ",
    "/compte/",
    "/compte/mot-de-passe/",
    "/compte/double-authentification/",
    "/compte/double-authentification/codes/",
    "/nulle-part/",
]

SETTLED = """Promise.all(document.getAnimations()
    .filter(animation => animation.effect.getComputedTiming().endTime < Infinity)
    .map(animation => animation.finished))"""


def violations(page) -> list[tuple]:
    """What axe finds once nothing moves any more, when colours are what they are to be: the rule, and where."""
    page.evaluate(SETTLED)
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def overflow(page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme):
    page = visit(accounts.NATIONAL_ADMIN, color_scheme=scheme)

    for address in PAGES:
        page.goto(address)
        assert violations(page) == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_sign_in_page(visit, scheme):
    page = visit(color_scheme=scheme)
    page.goto("/connexion/")
    assert violations(page) == []

    page.get_by_role("main").get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []


def test_no_page_scrolls_sideways_on_a_phone(visit):
    page = visit(accounts.NATIONAL_ADMIN, viewport=PHONE)

    for address in PAGES:
        page.goto(address)
        assert overflow(page) <= 0, address


def test_the_menu_opens_on_a_phone(visit):
    page = visit(accounts.REFERENT_BRETAGNE, viewport=PHONE)

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Registre des contrats").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Registre des contrats")


def test_the_keyboard_skips_to_the_content(visit):
    page = visit(accounts.COMMITTEE_MEMBER)
    page.goto("/bilans/2016/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Contenu")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#contenu")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_chosen_in_the_settings(visit, theme):
    page = visit(accounts.COMMITTEE_MEMBER)

    page.get_by_role("button", name="Paramètres d’affichage").first.click()
    page.locator(f"label[for=fr-radios-theme-{theme}]").click()

    expect(page.locator("html")).to_have_attribute("data-fr-theme", theme)
