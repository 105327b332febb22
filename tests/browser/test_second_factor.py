"""Choosing a second factor, in a real browser: the code is drawn, typed, then asked for."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import expect

from pts_admin.demo import accounts
from tests.browser.conftest import PHONE, sign_in

pytestmark = pytest.mark.browser


def violations(page) -> list[str]:
    """The rules of accessibility that the page breaks."""
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_a_reader_chooses_a_second_factor_and_gives_it_up(visit):
    page = visit(accounts.READER_BRETAGNE, viewport=PHONE)
    page.goto("/compte/")
    page.get_by_role("link", name="Activer la double authentification").click()
    expect(page.get_by_role("img", name="Code à photographier")).to_be_visible()
    assert violations(page) == []

    key = base64.b32decode(page.locator(".pts-secret").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par l’application").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Activer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    codes = page.locator(".pts-codes code").all_inner_texts()
    assert len(codes) == 10
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les codes").click()
    assert codes[0] in download.value.path().read_text()

    page.get_by_role("link", name="J’ai noté mes codes").click()
    page.context.clear_cookies()
    sign_in_with(page, codes[0])
    page.goto("/compte/double-authentification/desactiver/")
    page.get_by_label("Code de vérification").fill(codes[1])
    page.get_by_role("button", name="Désactiver").click()
    expect(page.get_by_role("status")).to_contain_text("désactivée")

    page.context.clear_cookies()
    sign_in(page, accounts.READER_BRETAGNE)


def sign_in_with(page, code: str):
    """Sign in with the password, then a recovery code."""
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(accounts.READER_BRETAGNE)
    page.get_by_label("Mot de passe").fill(accounts.DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.get_by_label("Code de vérification").fill(code)
    assert violations(page) == []
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("status").or_(page.get_by_text("Codes restants")).first).to_contain_text("9")
