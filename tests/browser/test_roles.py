"""Each role, in a real browser: signs in, reads the bilan of 2016, and opens what is theirs."""

import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from pts_admin.demo import accounts

pytestmark = pytest.mark.browser
ROLES = [
    pytest.param(accounts.REFERENT_BRETAGNE, id="référent"),
    pytest.param(accounts.READER_BRETAGNE, id="lecteur-régional"),
    pytest.param(accounts.NATIONAL_ADMIN, id="administrateur-national"),
    pytest.param(accounts.COMMITTEE_MEMBER, id="membre-du-comité"),
    pytest.param(accounts.DATA_PROTECTION_OFFICER, id="délégué"),
]
READERS = [accounts.REFERENT_BRETAGNE, accounts.READER_BRETAGNE, accounts.NATIONAL_ADMIN]
OTHERS = [accounts.COMMITTEE_MEMBER, accounts.DATA_PROTECTION_OFFICER]
MARK = "(fictif)"
"""What the demonstration adds to every name of a person."""


def open_bilan(page: Page):
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Bilans").click()
    page.get_by_role("link", name="Bilan 2016").click()


def card(page: Page, label: str):
    """The key figure of that name."""
    return page.locator(".pts-card").filter(has=page.get_by_text(label, exact=True))


def figure_of(page: Page, label: str) -> str:
    return card(page, label).locator(".pts-card__value").inner_text()


def latest(page: Page, indicator: str) -> str:
    """The figure of a region's page at the date of the bilan, in the line of an indicator."""
    line = page.get_by_role("row").filter(has=page.locator(f"a[href*='/expliquer/{indicator}/']"))
    return line.get_by_role("cell").last.inner_text()


def count(page: Page, **asked: str) -> str:
    """How many contracts the register says it lists."""
    page.goto(f"/suivi/contrats/?{urlencode(asked)}")
    words = page.locator("#resultats").inner_text()
    return re.sub(" contrats?$", "", words.replace("Aucun", "0"))


@pytest.mark.parametrize("email", ROLES)
def test_each_role_reads_the_bilan_of_2016(visit, email):
    page = visit(email)

    open_bilan(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Bilan 2016 du pacte territoire santé")
    expect(card(page, "CESP signés")).to_contain_text("1\u202f795")
    expect(page.get_by_role("table", name="Objectifs du pacte")).to_contain_text("105,6\u202f%")
    page.get_by_role("table", name="Principaux chiffres par région").get_by_role("link", name="Bretagne").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bretagne")
    expect(card(page, "CESP signés")).to_be_visible()


@pytest.mark.parametrize("email", OTHERS)
def test_those_who_read_no_record_are_offered_none(visit, email):
    page = visit(email)

    for address in ("/", "/bilans/", "/bilans/2016/", "/bilans/2016/regions/53/", "/bilans/2016/chiffres-publies/"):
        page.goto(address)
        expect(page.get_by_role("link", name="Registre des contrats")).to_have_count(0)
        assert MARK not in page.content()
    assert page.goto("/suivi/contrats/").status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Accès refusé")


def test_the_committee_reads_no_open_year(visit):
    page = visit(accounts.COMMITTEE_MEMBER)
    today = timezone.localdate().year

    assert page.goto(f"/bilans/{today}/").status == 404
    assert page.goto(f"/bilans/{today - 1}/").status == 404
    assert page.goto("/bilans/2016/").status == 200


def test_a_referent_filters_the_register(visit):
    page = visit(accounts.REFERENT_BRETAGNE)
    page.goto("/bilans/2016/regions/53/")
    signed = figure_of(page, "CESP signés")

    page.get_by_role("link", name="Registre des contrats").first.click()
    page.get_by_label("Région").select_option("Bretagne")
    page.get_by_label("Situation au").fill("2016-12-31")
    page.get_by_role("button", name="Filtrer").click()

    expect(page.locator("#resultats")).to_have_text(f"{signed} contrats")
    expect(page.get_by_role("table")).to_contain_text(MARK)
    page.get_by_role("link", name="Signataire").click()
    expect(page.get_by_role("columnheader", name="Signataire")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#resultats")).to_have_text(f"{signed} contrats")
    page.get_by_role("table").locator("tbody a").first.click()
    assert "/admin/contracts/cespcontract/" in page.url


@pytest.mark.parametrize("email", READERS)
def test_the_register_shows_its_reader_no_more_than_their_regions(visit, email):
    page = visit(email)

    total = count(page, date="31/12/2016")

    assert (total == "1\u202f795") == (email == accounts.NATIONAL_ADMIN)


@pytest.mark.parametrize("code", ["76", "53", "11", "04"])
def test_the_register_counts_as_the_bilan_does(visit, code):
    page = visit(accounts.NATIONAL_ADMIN)
    page.goto(f"/bilans/2016/regions/{code}/")
    indicators = ("cesp_signed", "cesp_installed", "cesp_broken", "ptmg_signed", "ptmg_running")
    signed, installed, broken, ptmg_signed, ptmg_running = (latest(page, indicator) for indicator in indicators)

    asked = {"date": "2016-12-31", "region": code}
    assert count(page, **asked) == signed
    assert count(page, **asked, titre="exercice") == installed
    assert count(page, **asked, titre="suivi", etat="rompu") == broken
    assert count(page, **asked, type="PTMG") == ptmg_signed
    running = [count(page, **asked, type="PTMG", etat=state) for state in ("annee_1", "annee_2")]
    assert sum(map(int, running)) == int(ptmg_running)


def test_a_wrong_date_is_explained_beside_its_field(visit):
    page = visit(accounts.REFERENT_BRETAGNE)

    assert page.goto("/suivi/contrats/?date=31/02/2016").status == 400

    field = page.get_by_label("Situation au")
    expect(field).to_have_attribute("aria-invalid", "true")
    described_by = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{described_by}")).to_contain_text("cette date n’existe pas")
