"""A browser on the running site; each test signs in as somebody, and fails on what the browser complains of."""

import pytest
from playwright.sync_api import Page, sync_playwright

from pts_admin.demo.accounts import DEMO_PASSWORD
from tests.browser.site import running_site
from tests.ensure_browser import ADVICE, find_browser

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of the site, with the demonstration."""
    with running_site(tmp_path_factory.mktemp("site") / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def chromium(site):
    """A browser. It lasts for a module and no more: Playwright's event loop would forbid Django its database."""
    path = find_browser()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(site, chromium):
    """A function: a page of a new visitor, signed in with the e-mail given."""
    contexts, complaints = [], []

    def arrive(email: str = "", viewport=DESKTOP, **options) -> Page:
        context = chromium.new_context(base_url=site, locale="fr-FR", viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        if email:
            sign_in(page, email)
        return page

    yield arrive

    for context in contexts:
        context.close()
    assert complaints == []


def listen(page: Page, complaints: list[str]):
    """Note the errors of the console, the scripts that fail, and the files that are not there."""

    def hear(message):
        # A page refused on purpose is told apart by its status; files are watched below.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def receive(response):
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", receive)


def sign_in(page: Page, email: str):
    """Sign in as a person does, and wait for the home page."""
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/")
