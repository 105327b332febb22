"""The pages of the bilans, drawn from a hand-written snapshot: what they show, refuse and never show."""

import csv
import datetime
import io

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects, assertTemplateUsed

from bilans import document, outputs
from bilans.build import BilanError
from bilans.views import pages, reading
from tests.bilans.sample import sample_bilan

EMAIL = "camille.fictif@example.fr"


@pytest.fixture
def asked(monkeypatch):
    """Replace the engine by the sample; return the dates that it is asked for."""
    calls = []

    def build(year, *, as_of=None, horizon=None):
        calls.append((year, as_of, horizon))
        if as_of and as_of.year != year:
            raise BilanError(f"La date demandée n’est pas en {year}.", f"The date is not within {year}.")
        return sample_bilan()

    monkeypatch.setattr(document, "build_bilan", build)
    monkeypatch.setattr(document, "compare", lambda left_out: [])
    for module in (pages, reading):
        monkeypatch.setattr(module, "available_years", lambda user: [2017, 2016])
    return calls


@pytest.fixture
def reader(client, db, asked):
    """A browser signed in with an account that has no role."""
    client.force_login(get_user_model().objects.create_user(EMAIL, last_name="Patronyme"))
    return client


NATIONAL = reverse("bilans:national", args=[2016])
REUNION = reverse("bilans:region", args=[2016, "04"])
PUBLISHED = reverse("bilans:published", args=[2016])
CSV = reverse("bilans:download", args=[2016, "csv"])
SCHEMA = reverse("bilans:schema")


@pytest.mark.parametrize("path", [reverse("bilans:years"), NATIONAL, REUNION, PUBLISHED, CSV, SCHEMA])
def test_a_visitor_is_sent_to_the_sign_in_page(client, db, path):
    assertRedirects(client.get(path), f"{reverse('login')}?next={path}", fetch_redirect_response=False)


@pytest.mark.parametrize("path", [reverse("bilans:years"), NATIONAL, REUNION, PUBLISHED, CSV, SCHEMA])
def test_pages_are_only_read(reader, path):
    assert reader.post(path).status_code == 405


@pytest.mark.parametrize("path", [reverse("bilans:years"), NATIONAL, REUNION, PUBLISHED])
def test_pages_have_nothing_inline_and_no_name_of_a_person(reader, path):
    content = reader.get(path).content.decode()

    assert not any(inline in content for inline in (" style=", "<style", "onclick", "javascript:"))
    assert content.count("<script") == content.count('<script type="module"') + content.count("<script nomodule")
    assert "Patronyme" not in content


def test_years_are_listed_without_a_thousands_separator(reader):
    response = reader.get(reverse("bilans:years"))

    assertContains(response, NATIONAL)
    assertContains(response, "</span> 2016</a>")


def test_national_page_prints_its_dates_its_targets_and_its_coverage(reader):
    response = reader.get(NATIONAL)

    assertContains(response, "<h1>Bilan 2016 du pacte territoire santé</h1>", html=True)
    assertContains(response, "31\u00a0décembre 2018")
    assertContains(response, "105,6\u202f%")
    assertContains(response, "atteint en retard")
    assertContains(response, "18\u00a0régions sur\u00a018")
    assertContains(response, 'id="def-cesp_signed"')


def test_national_page_gives_each_reason_in_words(reader):
    response = reader.get(NATIONAL)

    assertContains(response, "Antilles-Guyane (chiffre commun)")
    assertContains(response, "voir Antilles-Guyane")
    assertContains(response, "non concerné")
    assertContains(response, "non transmis")


def test_dates_of_the_address_are_those_of_the_bilan(reader, asked):
    response = reader.get(NATIONAL, {"date": "2016-06-30", "horizon": "2017-12-31"})

    assert response.status_code == 200
    assert asked == [(2016, datetime.date(2016, 6, 30), datetime.date(2017, 12, 31))]
    assertContains(response, f"{REUNION}?date=2016-06-30&amp;horizon=2017-12-31")


@pytest.mark.parametrize("path", [NATIONAL, REUNION])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param({"date": "2016-13-45"}, "La date demandée n’existe pas", id="date-impossible"),
        pytest.param({"horizon": "demain"}, "L’horizon demandé n’existe pas", id="horizon-illisible"),
        pytest.param({"date": "2018-01-01"}, "La date demandée n’est pas en 2016.", id="refus-du-calcul"),
    ],
)
def test_wrong_dates_are_refused_with_one_sentence(reader, path, query, sentence):
    response = reader.get(path, query)

    assertContains(response, sentence, count=1, status_code=400)
    assertContains(response, "31\u00a0décembre 2016", status_code=400)
    assertContains(response, "Erreur", status_code=400)


@pytest.mark.parametrize("name", ["national", "published"])
def test_a_year_without_a_bilan_is_not_found(reader, name):
    response = reader.get(reverse(f"bilans:{name}", args=[1999]))

    assertContains(response, "Il n’y a pas de bilan 1999 à consulter.", status_code=404)


def test_an_unknown_region_is_not_found(reader):
    response = reader.get(reverse("bilans:region", args=[2016, "<b>"]))

    assertContains(response, "Aucune région ne porte le code", status_code=404)
    assertContains(response, "&lt;b&gt;", status_code=404)


def test_a_region_with_more_installations_than_signatures_has_one_note(reader):
    assertContains(reader.get(REUNION), "Ce n’est pas une erreur", count=1)
    assertNotContains(reader.get(reverse("bilans:region", args=[2016, "84"])), "pas une erreur")


def test_the_published_page_says_when_nothing_is_recorded(reader):
    assertContains(reader.get(PUBLISHED), "Aucun chiffre publié n’est enregistré.")


def test_the_navigation_follows_the_rights(reader):
    response = reader.get(reverse("home"))

    assertContains(response, reverse("bilans:years"))
    assertContains(response, EMAIL)
    assertNotContains(response, reverse("admin:index"))
    assertNotContains(response, "/suivi/contrats/")


def test_signing_out_takes_a_form(reader):
    assert reader.get(reverse("logout")).status_code == 405
    assertRedirects(reader.post(reverse("logout")), reverse("login"))


def test_a_wrong_password_is_refused_in_french(client, db):
    response = client.post(reverse("login"), {"username": EMAIL, "password": "faux"})

    assertContains(response, "Adresse électronique ou mot de passe incorrect.")
    assertTemplateUsed(response, "registration/login.html")


def test_an_unknown_address_is_not_found_in_french(client, db):
    assertContains(client.get("/nulle-part/"), "Page introuvable", status_code=404)


@pytest.mark.parametrize("theme", ["etat", "neutre"])
def test_the_neutral_theme_shows_no_brand_of_the_state(client, db, settings, theme):
    settings.PTS_THEME = theme

    content = client.get(reverse("login")).content.decode()

    assert ("fr-logo" in content) == (theme == "etat")
    assert ("gouv.fr" in content) == (theme == "etat")


def download(browser, file_format, **query):
    return browser.get(reverse("bilans:download", args=[2016, file_format]), query)


@pytest.mark.parametrize("file_format", outputs.FORMATS)
def test_a_file_holds_the_same_document_as_the_page(reader, asked, monkeypatch, file_format):
    response = download(reader, file_format, date="2016-06-30")

    monkeypatch.setattr(document, "compare", lambda left_out: [])
    whole = document.whole_live_bilan(2016)
    content = outputs.FORMATS[file_format](whole)
    assert response.content == (content.encode() if isinstance(content, str) else content)
    assert asked[0] == (2016, datetime.date(2016, 6, 30), None)
    assert f'filename="bilan-pts-2016-au-2016-12-31.{file_format}"' in response["Content-Disposition"]
    assert response["Content-Type"].startswith(outputs.CONTENT_TYPES[file_format])


def test_the_page_leads_to_its_files_at_the_same_dates(reader):
    content = reader.get(NATIONAL, {"date": "2016-06-30"}).content.decode()

    for file_format in ("csv", "json"):
        assert f'href="/bilans/2016.{file_format}?date=2016-06-30"' in content


def test_a_file_of_wrong_dates_is_refused_in_a_sentence(reader):
    response = download(reader, "csv", date="2015-06-30")

    assert response.status_code == 400
    assert response.content.decode() == "La date demandée n’est pas en 2016."
    assert "n’existe pas ou n’est pas de la forme" in download(reader, "csv", date="2016-02-30").content.decode()


@pytest.mark.parametrize("path", ["/bilans/2016.exe", "/bilans/2014.csv", "/bilans/99999999999.json"])
def test_there_is_no_file_of_another_format_or_year(reader, path):
    assert reader.get(path).status_code == 404


def test_the_lines_of_the_csv_are_what_its_schema_says(reader):
    schema = reader.get(reverse("bilans:schema")).json()
    lines = list(csv.DictReader(io.StringIO(download(reader, "csv").content.decode()), delimiter=";"))

    assert [field["name"] for field in schema["fields"]] == list(lines[0])
    assert len({tuple(line[name] for name in schema["primaryKey"]) for line in lines}) == len(lines)
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        for written in (line[field["name"]] for line in lines):
            assert written or not constraints.get("required"), field["name"]
            assert not written or written in constraints.get("enum", [written]), field["name"]
            if written and field["type"] == "number":
                float(written.replace(field["decimalChar"], "."))
            elif written and field["type"] == "date":
                datetime.datetime.strptime(written, field["format"])  # noqa: DTZ007
    assert {bool(line["valeur"]) ^ bool(line["motif_absence"]) for line in lines} == {True}
