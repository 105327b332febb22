"""The pages of the bilans on the real figures: what each role reads, refuses and never sees."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bilans.charts.draw import recent
from bilans.publishing import publish
from structures.enums import StructureStatus
from tests.bilans.ground import campaign_with
from tests.factories import (
    CespContractFactory,
    CespEventFactory,
    CespPlacementFactory,
    CommuneFactory,
    DepartementFactory,
    FacultyFactory,
    McsEngagementFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    PublishedFigureFactory,
    RegionFactory,
    StructureFactory,
    StructureSiteFactory,
    StructureStatusEventFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
PERSONAS = ["referent", "regional_reader", "national_admin", "committee_member", "data_protection_officer"]
SECRETS = NAME, FIRST_NAME, NOTE, MANAGER = "Zzpatronyme", "Zzprenom", "Zznote", "Zzgerant"
YEARS = reverse("bilans:years")
NATIONAL = reverse("bilans:national", args=[2016])
PUBLISHED = reverse("bilans:published", args=[2016])


def region_page(region) -> str:
    return reverse("bilans:region", args=[2016, region.pk])


def add_records(region, count: int):
    """Records of every kind in `region`, each signed by somebody with a name not to be read."""
    faculty = FacultyFactory(regions=[region])
    for _ in range(count):
        person = ProfessionalFactory(last_name=NAME, first_name=FIRST_NAME)
        contract = CespContractFactory(professional=person, faculty=faculty, followup_region=region, trained=True)
        CespPlacementFactory(contract=contract, commune__region=region, start=datetime.date(2015, 6, 1))
        CespEventFactory(contract=contract, note=NOTE)
        PtmgContractFactory(professional=person, signing_region=region)
        McsEngagementFactory(professional=person, region=region, active=True)
        structure = StructureFactory(lead_region=region, manager=MANAGER)
        StructureSiteFactory(structure=structure, commune__region=region)
        StructureStatusEventFactory(structure=structure, status=StructureStatus.OPEN)


@pytest.fixture
def records(region, national_admin):
    """Two contracts of each kind, a target that they go beyond, and a figure printed that disagrees; published."""
    add_records(region, 2)
    TargetFactory(value=1)
    PublishedFigureFactory(value=5)
    publish(campaign_with(sent=[region]), by=national_admin)


@pytest.fixture
def pages(region) -> list[str]:
    return [YEARS, NATIONAL, region_page(region), PUBLISHED]


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_role_reads_the_bilan(request, client_of, records, region, persona):
    client = client_of(request.getfixturevalue(persona))

    national = client.get(NATIONAL)

    assertContains(national, "Bilan 2016 du pacte territoire santé")
    assertContains(national, "200\u202f%")
    assertContains(client.get(region_page(region)), region.name)
    assertContains(client.get(PUBLISHED), "\u22123")
    assertContains(client.get(YEARS), NATIONAL)


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_names_a_person(request, client_of, records, pages, persona):
    client = client_of(request.getfixturevalue(persona))

    for page in pages:
        text = client.get(page).content.decode()
        assert not [secret for secret in SECRETS if secret in text], page


@pytest.mark.parametrize("name", ["national", "published", "comparison"])
def test_the_committee_reads_the_published_bilans_alone(
    client_of, committee_member, referent, national_admin, region, name
):
    publish(campaign_with(sent=[region]), by=national_admin)
    published, live = (reverse(f"bilans:{name}", args=[year]) for year in (2016, 2015))

    committee, agency = client_of(committee_member), client_of(referent)

    assert [committee.get(published).status_code, committee.get(live).status_code] == [200, 404]
    assert [agency.get(published).status_code, agency.get(live).status_code] == [200, 200]


def test_the_committee_reads_the_latest_edition_and_the_agencies_the_live_bilan(
    client_of, committee_member, referent, national_admin, region
):
    publish(campaign_with(sent=[region]), by=national_admin)
    PtmgContractFactory(signing_region=region)

    committee, agency = client_of(committee_member), client_of(referent)

    assertContains(committee.get(NATIONAL), "Édition 1.0, publiée le")
    assert committee.get(NATIONAL).context["bilan"]["national"]["ptmg_signed"]["value"] == 0
    assert agency.get(NATIONAL).context["bilan"]["national"]["ptmg_signed"]["value"] == 1
    assert (
        agency.get(reverse("bilans:national", args=[2016, "1.0"])).context["bilan"]
        == committee.get(NATIONAL).context["bilan"]
    )
    assert agency.get(reverse("bilans:national", args=[2016, "1.4"])).status_code == 404


def test_the_live_chapter_shows_the_departements_as_the_published_one_will(client_of, referent, region):
    for rank in range(2):
        departement = DepartementFactory(region=region, old_region=region, name=f"Département n{rank}")
        PtmgContractFactory.create_batch(
            5, signing_region=region, commune=CommuneFactory(region=region, departement=departement)
        )

    page = client_of(referent).get(region_page(region))

    assertContains(page, "Par département")
    assertContains(page, "Département n1")


def test_the_committee_reads_no_chapter_of_the_open_year(client_of, committee_member, records, region):
    address = reverse("bilans:region", args=[timezone.localdate().year, region.pk])

    assert client_of(committee_member).get(address).status_code == 404


def test_the_committee_is_offered_neither_the_open_year_nor_the_register(client_of, committee_member):
    today = str(timezone.localdate().year)

    for page in (YEARS, reverse("home")):
        response = client_of(committee_member).get(page)
        assertNotContains(response, reverse("bilans:national", args=[today]))
        assertNotContains(response, reverse("contracts:register"))
        assertNotContains(response, reverse("admin:index"))


def test_a_chart_that_cannot_be_drawn_is_named_and_the_page_answers(client_of, referent, records, region, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no engine")

    monkeypatch.setattr("bilans.charts.draw.vl_convert.vegalite_to_svg", fail)
    recent.clear()
    PtmgContractFactory(signing_region=region, signature_date=datetime.date(2014, 3, 1))

    response = client_of(referent).get(region_page(region))

    assertContains(response, "n’a pas pu être dessiné")
    assertContains(response, "Évolution, mesure par mesure")


def test_a_pdf_that_cannot_be_made_is_said_in_a_sentence(client_of, referent, records, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no engine")

    monkeypatch.setattr("bilans.outputs.pdf.typst.compile", fail)

    response = client_of(referent).get(reverse("bilans:download", args=[2016, "pdf"]))

    assert response.status_code == 503
    assert "PDF" in response.content.decode()


@pytest.mark.parametrize("name", ["national", "comparison", "published"])
@pytest.mark.parametrize("year", [2010, 2011])
def test_a_year_without_data_is_read_all_the_same(client_of, referent, name, year):
    assert client_of(referent).get(reverse(f"bilans:{name}", args=[year])).status_code == 200


@pytest.mark.parametrize("file_format", ["pdf", "xlsx", "ods", "csv", "json"])
def test_a_year_without_data_has_its_files(client_of, referent, file_format):
    assert client_of(referent).get(reverse("bilans:download", args=[2010, file_format])).status_code == 200


def test_a_bilan_before_2016_reads_in_the_regions_of_its_time(client_of, referent, region):
    client = client_of(referent)
    DepartementFactory(region=region, old_region=RegionFactory(name="Ancienne", valid_to=datetime.date(2015, 12, 31)))

    before = client.get(reverse("bilans:national", args=[2015]))
    today = client.get(reverse("bilans:national", args=[2015]), {"regions": "nouvelles"})
    after = client.get(reverse("bilans:national", args=[2016]))

    assertContains(before, "Ancienne")
    assertNotContains(after, "Ancienne")
    assertNotContains(today, "Ancienne")
    asked = client.get(reverse("bilans:national", args=[2016]), {"regions": "anciennes"})
    assertContains(asked, "Ancienne")
    assertContains(asked, "?regions=anciennes")


def test_without_a_role_there_is_no_bilan(client_of, user_without_role, records, region):
    client = client_of(user_without_role)

    assertContains(client.get(YEARS), "Aucun bilan")
    for page in (NATIONAL, region_page(region), PUBLISHED):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", ["national", "region", "published", "register"])
def test_queries_do_not_grow_with_the_records(client_of, national_admin, region, page):
    client = client_of(national_admin)
    PublishedFigureFactory()
    add_records(region, 3)
    address = {
        "national": NATIONAL,
        "region": region_page(region),
        "published": PUBLISHED,
        "register": reverse("contracts:register"),
    }[page]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries()
    add_records(region, 57)

    assert queries() == few


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"date": "2009-12-31"}, "n’est pas dans l’année 2016", id="avant-2010"),
        pytest.param({"date": "2999-01-01"}, "est dans le futur", id="future"),
        pytest.param({"date": "2017-01-01"}, "n’est pas dans l’année 2016", id="autre-année"),
        pytest.param({"date": "2016-02-30"}, "n’existe pas", id="impossible"),
        pytest.param({"horizon": "2016-12-30"}, "précède la date des chiffres", id="horizon-avant-la-date"),
        pytest.param({"date": "\x00"}, "n’existe pas", id="octet-nul"),
        pytest.param({"horizon": "2" * 10000}, "n’existe pas", id="interminable"),
    ],
)
def test_wrong_dates_get_a_sentence(client_of, referent, records, region, asked, sentence):
    client = client_of(referent)

    for page in (NATIONAL, region_page(region)):
        assertContains(client.get(page, asked), sentence, count=1, status_code=400)


@pytest.mark.parametrize("year", [1999, 2009, 2999, 10**30])
def test_an_unknown_year_is_not_found(client_of, referent, region, year):
    client = client_of(referent)

    for name, more in (("national", []), ("published", []), ("region", [region.pk])):
        response = client.get(reverse(f"bilans:{name}", args=[year, *more]))
        assertContains(response, f"Il n’y a pas de bilan {year} à consulter.", status_code=404)


def test_an_unknown_region_is_not_found(client_of, referent):
    response = client_of(referent).get(reverse("bilans:region", args=[2016, "999"]))

    assertContains(response, "Aucune région ne porte le code", status_code=404)


def test_every_page_forbids_what_is_inline(client_of, national_admin, records, pages):
    client = client_of(national_admin)

    for page in [*pages, reverse("home"), reverse("contracts:register"), reverse("bilans:national", args=[1999])]:
        policy = client.get(page).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, page
        assert "unsafe" not in policy, page
