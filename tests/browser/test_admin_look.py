"""Every page of the admin: read by axe in both themes, narrow enough for a phone, in order on the console."""

from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from playwright.sync_api import Page, expect

from pts_admin.demo import accounts
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
ADDRESSES = {
    app: [f"/admin/{app}/{model._meta.model_name}/" for model in models]
    for app, models in groupby(
        sorted(admin.site._registry, key=lambda model: model._meta.label_lower), lambda model: model._meta.app_label
    )
}
# Sheets are not read again: axe would write some into the page, which our policy refuses.
AXE = {"preload": False, "resultTypes": ["violations"]}
LATER_ROWS = [["#result_list tbody tr:nth-child(n+4)"]]
FRAME = [[".fr-header"], [".pts-sidebar"], ["#footer"]]
"""What stands around every page: read on the lists, and left out of the pages of a record."""
LIGHT, DARK = ("light", DESKTOP), ("dark", PHONE)
MANY_KEYS = 120
"""More strokes of the tabulation key than any page needs: a keyboard that is trapped does not arrive."""


def troubles(page: Page, looks=(LIGHT, DARK), without=()) -> list:
    """What axe finds on a large light screen and on a dark phone, less what is `without`, and what is too wide."""
    found = []
    for theme, size in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-fr-theme", theme)
        found += violations(page, without)
        found += too_wide(page)
    return found


def violations(page: Page, without) -> list[tuple]:
    """What axe finds: the rule, and where."""
    found = Axe().run(page, context={"exclude": [*without]}, options=AXE).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def too_wide(page: Page) -> list[str]:
    """By how many pixels the page is wider than its screen, if it is."""
    pixels = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{pixels} pixels too wide"] if pixels > 0 else []


def pages_of(page: Page, listing: str):
    """The addresses of a model's pages that the visitor may open: list, addition, and those of the first record."""
    if page.goto(listing).status == 403:
        return
    yield listing
    first = page.locator("#result_list tbody th a").first
    record = first.get_attribute("href").split("?")[0] if first.count() else None
    yield f"{listing}add/"
    if record:
        yield record
        yield record.replace("/change/", "/history/")
        yield record.replace("/change/", "/delete/")


def tab_to(page: Page, target):
    """Press the tabulation key until `target` has the focus."""
    for _ in range(MANY_KEYS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("The keyboard does not reach it.")


@pytest.mark.parametrize(
    ("email", "looks"),
    [
        pytest.param(accounts.NATIONAL_ADMIN, (LIGHT, DARK), id="national"),
        pytest.param(accounts.REFERENT_BRETAGNE, (DARK,), id="référent"),
    ],
)
@pytest.mark.parametrize("app", ADDRESSES)
def test_every_page_is_in_order(visit, app, email, looks):
    page = visit(email)

    found, opened = {}, 0
    for listing in ADDRESSES[app]:
        for address in pages_of(page, listing):
            status = page.goto(address).status
            assert status in (200, 403), address
            if status == 200:
                opened += 1
                found[address] = troubles(page, looks, without=LATER_ROWS if address == listing else FRAME)

    assert {address: trouble for address, trouble in found.items() if trouble} == {}
    # Accounts are for national administrators alone.
    assert bool(opened) == (email == accounts.NATIONAL_ADMIN or app != "accounts")


@pytest.mark.parametrize("address", ["/admin/", "/admin/contracts/", "/admin/password_change/", "/aide/"])
def test_the_other_pages_are_in_order(visit, address):
    page = visit(accounts.REFERENT_BRETAGNE)

    page.goto(address)

    assert troubles(page) == []


def test_the_errors_of_a_form_lead_to_their_fields(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    page.goto("/admin/contracts/cespcontract/add/")

    page.get_by_role("button", name="Enregistrer", exact=True).click()

    errors = page.get_by_role("alert")
    expect(errors).to_contain_text("Campagne")
    assert troubles(page) == []
    errors.get_by_role("link", name="Campagne").click()
    expect(page.locator("#id_campaign")).to_be_focused()


def test_what_opens_over_a_form_is_in_order(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    page.goto("/admin/contracts/cespcontract/add/")

    page.locator(".field-signature_date").get_by_title("Choisir une date").click()
    expect(page.get_by_role("dialog", name="Calendrier").locator("visible=true")).to_have_count(1)
    assert troubles(page) == []
    page.keyboard.press("Escape")

    page.locator(".field-professional").get_by_role("combobox").click()
    search = page.locator(".select2-search--dropdown input")
    expect(search).to_be_focused()
    search.press_sequentially("fictif")
    expect(page.locator(".select2-results__option").nth(1)).to_be_visible()
    assert troubles(page) == []


def test_a_line_is_added_in_a_card_on_a_phone(visit):
    page = visit(accounts.REFERENT_BRETAGNE, viewport=PHONE)
    page.goto("/admin/structures/structure/add/")

    page.get_by_role("button", name="Ajouter : Site").click()

    added = page.locator("#sites-0")
    expect(added.get_by_text("Adresse")).to_be_visible()
    expect(added.get_by_role("combobox", name="Commune")).to_be_visible()
    assert troubles(page) == []


def test_a_record_is_reached_and_saved_with_the_keyboard(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    page.goto("/admin/structures/structure/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip-to-content-link")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Contrats", exact=True))
    page.keyboard.press("Enter")
    link = page.get_by_role("navigation", name="Menu de saisie").get_by_role("link", name="Professionnels")
    expect(link).to_be_visible()
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Professionnels")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content-start")).to_be_focused()
    tab_to(page, page.locator("#result_list tbody th a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/**")
    tab_to(page, page.locator("#id_birth_year"))
    page.keyboard.press("Control+A")
    page.keyboard.type("1988")
    tab_to(page, page.get_by_role("button", name="Enregistrer", exact=True))
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("les modifications sont enregistrées")


def test_a_filter_opens_shows_its_choice_and_closes(visit):
    page = visit(accounts.NATIONAL_ADMIN)
    page.goto("/admin/contracts/cespcontract/")
    region = page.locator("details.pts-filter").filter(has_text="ARS de suivi")

    region.locator("summary").click()
    page.keyboard.press("Escape")
    expect(region.get_by_role("link", name="Bretagne")).to_be_hidden()
    region.locator("summary").click()
    region.get_by_role("link", name="Bretagne").click()

    expect(region.locator("summary")).to_contain_text("Bretagne")
    expect(region.get_by_role("link", name="Corse")).to_be_hidden()
    page.get_by_role("link", name="Effacer les filtres").click()
    expect(region.locator("summary")).not_to_contain_text("Bretagne")


def test_the_theme_is_kept_from_the_site_to_the_admin_and_back(visit):
    page = visit(accounts.REFERENT_BRETAGNE, color_scheme="light")
    root = page.locator("html")

    for address, theme, other in (("/", "dark", "/admin/"), ("/admin/", "light", "/")):
        page.goto(address)
        page.get_by_role("button", name="Paramètres d’affichage").first.click()
        page.locator(f"label[for=fr-radios-theme-{theme}]").click()
        expect(root).to_have_attribute("data-fr-theme", theme)
        page.goto(other)
        expect(root).to_have_attribute("data-fr-theme", theme)


def test_the_menu_of_the_admin_opens_on_a_phone(visit):
    page = visit(accounts.REFERENT_BRETAGNE, viewport=PHONE)
    page.goto("/admin/contracts/professional/")

    page.get_by_role("button", name="Menu de saisie").click()
    page.get_by_role("navigation", name="Menu de saisie").get_by_role("link", name="Structures").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Structures")
