"""The help page, the icon, and the words of the admin."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.urls import reverse

from bilans.typography import french_text
from pts_admin.help import CHAPTERS
from tests.our_models import our_models

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "locale/fr/LC_MESSAGES/django"
DJANGOS = Path(django.__file__).parent / "contrib/admin/locale/fr/LC_MESSAGES/django.mo"
CODES = [rule.code for chapter in CHAPTERS for rule in chapter.rules]


def catalogue(path: Path) -> dict:
    """The compiled translations at `path`, less their header."""
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    return {key: words for key, words in found.items() if key}


def page(client) -> str:
    return client.get(reverse("help")).content.decode()


@pytest.mark.parametrize(
    "role", ["referent", "regional_reader", "national_admin", "committee_member", "data_protection_officer"]
)
def test_every_role_reads_the_help(client_of, role, request):
    response = client_of(request.getfixturevalue(role)).get(reverse("help"))

    assert response.status_code == 200


def test_a_visitor_signs_in_first(client, db):
    assert client.get(reverse("help")).url == f"{reverse('login')}?next={reverse('help')}"


def test_every_entry_of_the_summary_leads_somewhere(browser):
    html = page(browser)

    entries = set(re.findall(r'href="#([\w-]+)"', html))
    assert "transfert" in entries
    assert entries - set(re.findall(r'id="([\w-]+)"', html)) == set()


def test_the_help_says_every_rule_once():
    documented = set(re.findall(r"^\| ([A-Z]\d+) \|", (ROOT / "docs/rules.md").read_text(), re.MULTILINE))
    held = {
        found[1].upper()
        for model in our_models()
        for constraint in model._meta.constraints
        if (found := re.match(r"([a-z]\d+)_", constraint.name))
    }

    assert len(set(CODES)) == len(CODES)
    assert (documented | held) - set(CODES) == set()


def test_the_help_shows_each_sentence(browser):
    html = page(browser)

    assert all(french_text(rule.sentence) in html for chapter in CHAPTERS for rule in chapter.rules)


def test_the_help_gives_the_address_of_the_deployment(browser, settings):
    settings.PTS_CONTACT = "aide@example.fr"

    assert 'href="mailto:aide@example.fr"' in page(browser)


def test_every_page_of_the_admin_links_to_the_help(browser):
    assert f'href="{reverse("help")}"' in browser.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(("theme", "icon"), [("etat", "favicon.ico"), ("neutre", "favicon.svg")])
def test_a_browser_finds_the_icon_at_its_usual_address(client, settings, theme, icon):
    settings.PTS_THEME = theme

    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response.url.startswith("/static/")
    assert response.url.endswith(icon)


def test_the_neutral_theme_shows_nothing_of_the_state_in_the_admin(browser, settings):
    settings.PTS_THEME = "neutre"

    html = browser.get(reverse("admin:index")).content.decode()

    assert "Ministère" not in html
    assert "pts/favicon" in html


def test_our_words_replace_words_that_django_has():
    assert set(catalogue(OURS.with_suffix(".mo"))) - set(catalogue(DJANGOS)) == set()


def test_the_words_that_are_compiled_are_those_that_are_written():
    written = re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', OURS.with_suffix(".po").read_text(), re.MULTILINE)

    assert set(catalogue(OURS.with_suffix(".mo")).values()) == set(written)


def test_the_admin_speaks_of_records(browser):
    html = browser.get(reverse("admin:contracts_cespcontract_add")).content.decode()

    assert "Enregistrer et saisir une autre fiche" in html
    assert "objet" not in re.sub(r"<[^>]+>", "", html)
