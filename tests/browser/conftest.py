"""A browser on the running site; each test signs in as somebody, and fails on what the browser complains of."""

import time

import pytest
from playwright.sync_api import Page, sync_playwright

from pts_admin.demo.accounts import DEMO_PASSWORD, DEMO_SECOND_FACTORS, demo_code
from tests.browser.site import running_site
from tests.ensure_tools import ADVICE, find_browser

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STEP = 30
"""Seconds that a code of the second factor lasts; it serves once."""
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


@pytest.fixture(scope="session")
def kept_sessions() -> dict[str, dict]:
    """The cookies of those who have given a code, by e-mail: to give one at each test would take half a minute."""
    return {}


@pytest.fixture
def visit(site, chromium, kept_sessions):
    """A function: a page of a new visitor, signed in with the e-mail given."""
    contexts, complaints = [], []

    def arrive(email: str = "", viewport=DESKTOP, **options) -> Page:
        kept = kept_sessions.get(email)
        context = chromium.new_context(base_url=site, locale="fr-FR", viewport=viewport, storage_state=kept, **options)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        if email and not (kept and is_home(page)):
            sign_in(page, email)
            if email in DEMO_SECOND_FACTORS:
                kept_sessions[email] = context.storage_state()
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


def is_home(page: Page) -> bool:
    """Open the home page, and say whether it did."""
    page.goto("/")
    return "next=" not in page.url


def sign_in(page: Page, email: str):
    """Sign in as a person does, with a code when it is asked for, and wait for the home page."""
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    if email in DEMO_SECOND_FACTORS:
        page.wait_for_url("**/compte/verification/**")
        page.get_by_label("Code de vérification").fill(fresh_code())
        page.get_by_role("button", name="Vérifier").click()
    page.wait_for_url(lambda url: url.endswith("/") and "/compte/" not in url and "/connexion/" not in url)


def fresh_code(used=[0]) -> str:  # noqa: B006 (what this process has used)
    """A code of the demonstration that has not served yet: the present one, the next, or wait for it."""
    wanted = max(int(time.time()) // STEP, used[0] + 1)
    time.sleep(max(0, (wanted - 1) * STEP - time.time()))
    used[0] = wanted
    return demo_code(wanted - int(time.time()) // STEP)
