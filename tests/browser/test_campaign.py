"""The making of a bilan, played from the référent to the committee; and the pages of the campaign for everybody."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pts_admin.demo import accounts
from tests.browser.conftest import PHONE
from tests.browser.test_access import overflow, violations

pytestmark = pytest.mark.browser
YEAR = 2019
RETURN = f"/bilans/{YEAR}/retours/53/"
NATIONAL_PAGES = [
    "/bilans/2016/retours/",
    "/bilans/2016/campagne/publication/",
    "/bilans/2016/campagne/avis/",
    "/bilans/2017/campagne/",
    "/bilans/2016/retours/06/delai/",
    "/bilans/2016/retours/53/renvoi/",
]
REGIONAL_PAGES = [
    "/bilans/2016/1.0/",
    "/bilans/2016/1.1/?regions=anciennes",
    "/bilans/2016/1.1/regions/",
    "/bilans/2016/1.1/regions/53/",
    "/bilans/2016/1.1/regions/06/",
    "/bilans/2016/1.0/changements/",
    "/bilans/2016/1.1/corrections/",
    "/bilans/2016/expliquer/msp_open/53/",
    "/bilans/2016/1.1/expliquer/cesp_signed/FR/",
    "/bilans/comparer/",
    "/bilans/2016/retours/53/",
    "/bilans/2016/retours/53/chiffres/",
    "/bilans/2016/retours/53/declares/",
    "/bilans/2016/retours/53/engagements/",
    "/bilans/2016/retours/53/engagements/3/",
    "/bilans/2016/retours/53/actions/",
    "/bilans/2016/retours/53/illustrations/",
    "/bilans/2016/retours/53/apercu/",
    "/bilans/2016/retours/53/envoi/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("email", "pages"),
    [(accounts.NATIONAL_ADMIN, NATIONAL_PAGES), (accounts.REFERENT_BRETAGNE, REGIONAL_PAGES)],
    ids=["administration", "région"],
)
def test_axe_finds_nothing_in_the_campaign(visit, scheme, email, pages):
    page = visit(email, color_scheme=scheme)

    for address in pages:
        assert page.goto(address).status == 200, address
        assert violations(page) == [], address


@pytest.mark.parametrize(
    ("email", "pages"), [(accounts.NATIONAL_ADMIN, NATIONAL_PAGES), (accounts.REFERENT_BRETAGNE, REGIONAL_PAGES)]
)
def test_no_page_of_the_campaign_scrolls_sideways_on_a_phone(visit, email, pages):
    page = visit(email, viewport=PHONE)

    for address in pages:
        page.goto(address)
        assert overflow(page) <= 0, address


def test_the_chapters_show_charts_and_maps_with_their_figures(visit):
    page = visit(accounts.COMMITTEE_MEMBER)
    page.goto("/bilans/2016/1.1/regions/53/")

    chart = page.get_by_role("img", name="MSP ouvertes").first
    expect(chart).to_be_visible()
    page.get_by_text("Les chiffres de ce graphique").first.click()
    expect(page.locator("details table").first).to_be_visible()


def test_a_bilan_goes_from_the_referent_to_the_committee(visit):
    """Opened, written, sent, sent back for one paragraph, accepted, published, read."""
    administrator = visit(accounts.NATIONAL_ADMIN)
    referent = visit(accounts.REFERENT_BRETAGNE)
    committee = visit(accounts.COMMITTEE_MEMBER)
    today = timezone.localdate()

    administrator.goto(f"/bilans/{YEAR}/campagne/")
    administrator.get_by_label("à rendre le").fill((today + datetime.timedelta(days=30)).isoformat())
    administrator.get_by_role("button", name="Ouvrir la campagne").click()
    expect(administrator.get_by_role("heading", level=1)).to_have_text(f"Campagne du bilan {YEAR}")
    expect(administrator.get_by_role("row").filter(has_text="Bretagne")).to_contain_text("à saisir")

    referent.goto("/bilans/retour/")
    expect(referent.get_by_role("heading", level=1)).to_contain_text("Bretagne")
    referent.goto(f"{RETURN}engagements/3/")
    referent.get_by_label("Réalisations").fill("La région compte 7 MSP ouvertes, et {{ cds_open }} centres de santé.")
    referent.get_by_label("Difficultés").fill("Trois projets attendent un médecin.")
    referent.get_by_role("button", name="Enregistrer le récit").click()
    expect(referent.get_by_role("main")).to_contain_text("Vous écrivez «\u00a07 MSP\u00a0»")
    referent.get_by_label("Réalisations").fill("La région compte {{ msp_open }} MSP ouvertes.")
    referent.get_by_role("button", name="Enregistrer le récit").click()
    expect(referent.get_by_text("À relire")).to_have_count(0)

    referent.goto(f"{RETURN}apercu/")
    expect(referent.get_by_role("main")).not_to_contain_text("msp_open")
    referent.goto(f"{RETURN}envoi/")
    referent.get_by_role("button", name="Transmettre le retour").click()
    expect(referent.get_by_role("main")).to_contain_text("Le retour est transmis")

    administrator.goto(f"{RETURN}renvoi/")
    administrator.get_by_label("Chiffre ou paragraphe").select_option("3:difficulties")
    administrator.get_by_label("Message à la région").fill("Quels projets ?")
    administrator.get_by_role("button", name="Renvoyer ce point").click()

    referent.goto(RETURN)
    expect(referent.get_by_role("main")).to_contain_text("Quels projets ?")
    referent.get_by_role("link", name="Ouvrir le paragraphe").click()
    expect(referent.get_by_label("Réalisations")).to_be_disabled()
    referent.get_by_label("Difficultés").fill("Trois projets du Trégor attendent un médecin.")
    referent.get_by_role("button", name="Enregistrer le récit").click()
    referent.goto(f"{RETURN}envoi/")
    referent.get_by_role("button", name="Transmettre le retour").click()

    administrator.goto(RETURN)
    administrator.get_by_role("button", name="Clore l’échange").click()
    administrator.get_by_role("button", name="Accepter le retour").click()
    expect(administrator.get_by_role("main")).to_contain_text("est accepté")
    assert committee.goto(f"/bilans/{YEAR}/").status == 404
    administrator.goto(f"/bilans/{YEAR}/campagne/publication/")
    expect(administrator.get_by_role("main")).to_contain_text("17 régions n’ont pas transmis")
    administrator.get_by_role("button", name="Publier l’édition 1.0").click()
    expect(administrator.get_by_role("main")).to_contain_text("L’édition 1.0 du bilan")

    committee.goto(f"/bilans/{YEAR}/")
    expect(committee.get_by_role("main")).to_contain_text("Édition 1.0, publiée le")
    expect(committee.get_by_role("main")).to_contain_text("1 région sur 18")
    committee.goto(f"/bilans/{YEAR}/1.0/regions/53/")
    expect(committee.get_by_role("main")).to_contain_text("Trois projets du Trégor attendent un médecin.")
    with committee.expect_download() as download:
        committee.goto(f"/bilans/{YEAR}/1.0/")
        committee.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == f"bilan-pts-{YEAR}-edition-1.0.pdf"
