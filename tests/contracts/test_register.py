"""The register of contracts: who opens it, what each reader finds in it, and how it bears wrong questions."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from contracts.enums import CespEventType, PtmgKind
from tests.factories import (
    CespContractFactory,
    CespEventFactory,
    CespFollowUpFactory,
    CespPlacementFactory,
    CommuneFactory,
    FacultyFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db
REGISTER = reverse("contracts:register")
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def national(client_of, national_admin):
    return client_of(national_admin)


def names(response) -> list[str]:
    """The signatories of the page, in its order."""
    return [line.name.split()[0] for line in response.context["lines"]]


def signed_by(last_name: str, **values):
    return CespContractFactory(professional__last_name=last_name, **values)


# Who opens it


def test_a_visitor_is_sent_to_the_sign_in_page(client):
    assertRedirects(client.get(REGISTER), f"{reverse('login')}?next={REGISTER}", fetch_redirect_response=False)


@pytest.mark.parametrize("persona", ["committee_member", "data_protection_officer", "user_without_role"])
def test_those_who_read_no_record_are_refused(request, client_of, persona):
    signed_by("Secret")

    response = client_of(request.getfixturevalue(persona)).get(REGISTER)

    assertContains(response, "Accès refusé", status_code=403)
    assertNotContains(response, "Secret", status_code=403)


@pytest.mark.parametrize("persona", ["referent", "regional_reader", "national_admin"])
def test_those_who_read_records_open_it(request, client_of, region, persona):
    contract = signed_by("Lisible", followup_region=region)

    response = client_of(request.getfixturevalue(persona)).get(REGISTER)

    assertContains(response, "Lisible")
    assertContains(response, reverse("admin:contracts_cespcontract_change", args=[contract.pk]))


def test_it_is_only_read(national):
    assert national.post(REGISTER).status_code == 405


# The wall


@pytest.mark.parametrize("kind", ["CESP", "PTMG"])
def test_a_referent_finds_the_contracts_of_the_own_region_only(client_of, referent, region, other_region, kind):
    for place, name in ((region, "Visible"), (other_region, "Cachee")):
        signed_by(name, followup_region=place)
        PtmgContractFactory(professional__last_name=name, signing_region=place)

    client = client_of(referent)

    for asked in ({}, {"region": other_region.pk}, {"q": "cachee"}, {"tri": "nom"}, {"date": "2020-01-01"}):
        assertNotContains(client.get(REGISTER, {"type": kind} | asked), "Cachee")
    assert names(client.get(REGISTER, {"type": kind})) == ["Visible"]


def test_choices_tell_nothing_but_the_names_of_the_regions(client_of, referent, other_region):
    faculty = FacultyFactory(name="UFR-secrete", regions=[other_region])
    commune = CommuneFactory(name="Commune-secrete", region=other_region)
    CespPlacementFactory(commune=commune, contract__faculty=faculty, contract__cng_number="NUMERO-SECRET")

    response = client_of(referent).get(REGISTER)

    assertContains(response, other_region.name)
    for secret in ("UFR-secrete", "Commune-secrete", "NUMERO-SECRET"):
        assertNotContains(response, secret)


def test_former_regions_are_no_choice(national):
    RegionFactory(name="Ancienne-région", valid_to=datetime.date(2015, 12, 31))

    assertNotContains(national.get(REGISTER), "Ancienne-région")


# Filters


def test_it_lists_what_was_signed_by_the_day(national):
    for shift, name in ((-1, "Veille"), (0, "Jour"), (1, "Lendemain")):
        signed_by(name, signature_date=datetime.date(2016, 6, 1) + ONE_DAY * shift)

    assert names(national.get(REGISTER, {"date": "01/06/2016", "tri": "signature"})) == ["Veille", "Jour"]


def test_its_day_is_today_by_default(national):
    signed_by("Present", signature_date=timezone.localdate())
    signed_by("Futur", signature_date=timezone.localdate() + ONE_DAY)

    assert names(national.get(REGISTER)) == ["Present"]


@pytest.mark.parametrize("dates", [("2014-01-01", "2014-12-31"), ("01/01/2014", "31/12/2014")])
def test_the_period_of_signature_includes_both_ends(national, dates):
    for day in (
        datetime.date(2013, 12, 31),
        datetime.date(2014, 1, 1),
        datetime.date(2014, 12, 31),
        datetime.date(2015, 1, 1),
    ):
        signed_by(f"Le-{day:%d-%m-%Y}", signature_date=day)

    response = national.get(REGISTER, {"du": dates[0], "au": dates[1], "tri": "signature"})

    assert names(response) == ["Le-01-01-2014", "Le-31-12-2014"]
    assertContains(response, 'value="2014-01-01"')


def test_a_faculty_of_several_regions_counts_for_each(national):
    one, other, neither = RegionFactory(), RegionFactory(), RegionFactory()
    signed_by("Partage", faculty=FacultyFactory(regions=[one, other]))

    found = [names(national.get(REGISTER, {"region": region.pk})) for region in (one, other, neither)]

    assert found == [["Partage"], ["Partage"], []]


def test_the_region_that_follows_is_that_of_the_day(national):
    first, then = RegionFactory(), RegionFactory()
    contract = signed_by("Suivi", followup_region=first)
    CespFollowUpFactory(contract=contract, region=then, start=datetime.date(2016, 6, 1))

    def followed(region, day):
        return names(national.get(REGISTER, {"region": region.pk, "titre": "suivi", "date": day}))

    assert followed(first, "2016-05-31") == followed(then, "2016-06-01") == ["Suivi"]
    assert followed(first, "2016-06-01") == followed(then, "2016-05-31") == []


def test_the_region_of_practice_is_that_of_the_main_placement(national):
    side, main = CommuneFactory(), CommuneFactory()
    contract = signed_by("Exerce", trained=True)
    CespPlacementFactory(contract=contract, commune=side, start=datetime.date(2015, 2, 1), activity_pct=40)
    CespPlacementFactory(contract=contract, commune=main, start=datetime.date(2015, 3, 1), activity_pct=60)
    signed_by("Etudie")

    def practised(**asked):
        return names(national.get(REGISTER, {"titre": "exercice"} | asked))

    assert practised(region=main.region_id) == ["Exerce"]
    assert practised(region=side.region_id) == []
    assert practised() == ["Exerce"]
    assert practised(region=side.region_id, date="2015-02-28") == ["Exerce"]


def test_a_broken_contract_is_practised_nowhere(national):
    contract = signed_by("Rompu", trained=True)
    CespPlacementFactory(contract=contract, start=datetime.date(2015, 2, 1))
    CespEventFactory(contract=contract, breach=True, start=datetime.date(2016, 6, 1))

    assert names(national.get(REGISTER, {"titre": "exercice", "date": "2016-05-31"})) == ["Rompu"]
    assert names(national.get(REGISTER, {"titre": "exercice", "date": "2016-06-01"})) == []
    assertNotContains(national.get(REGISTER, {"date": "2016-06-01"}), "Commune Z")


def test_the_state_is_that_of_the_day(national):
    contract = signed_by("Suspendu")
    CespEventFactory(
        contract=contract,
        type=CespEventType.SUSPENSION,
        start=datetime.date(2016, 1, 1),
        last_day=datetime.date(2016, 6, 30),
    )

    def states(day):
        return [line.state for line in national.get(REGISTER, {"date": day}).context["lines"]]

    assert states("2016-06-30") == ["formation – allocation suspendue"]
    assert states("2016-07-01") == ["en formation"]
    assert names(national.get(REGISTER, {"etat": "suspendu", "date": "2016-06-30"})) == ["Suspendu"]
    assert names(national.get(REGISTER, {"etat": "suspendu", "date": "2016-07-01"})) == []


def test_each_kind_of_the_ptmg_family_has_its_list(national):
    PtmgContractFactory(professional__last_name="Generaliste")
    PtmgContractFactory(
        professional__last_name="Debutant",
        kind=PtmgKind.CDE,
        signature_date=datetime.date(2021, 1, 1),
        planned_last_day=datetime.date(2023, 12, 31),
    )

    assert names(national.get(REGISTER, {"type": "PTMG"})) == ["Generaliste"]
    assert names(national.get(REGISTER, {"type": "CDE"})) == ["Debutant"]
    assert names(national.get(REGISTER, {"type": "PIAS"})) == []
    assert names(national.get(REGISTER, {"type": "CDE", "etat": "annee_2", "date": "2022-06-01"})) == ["Debutant"]


def test_a_ptmg_belongs_to_the_agency_that_signs_or_to_the_region_of_practice(national):
    signing, practice = RegionFactory(), RegionFactory()
    PtmgContractFactory(signing_region=signing, commune=CommuneFactory(region=practice))

    def count(region, capacity):
        response = national.get(REGISTER, {"type": "PTMG", "region": region.pk, "titre": capacity})
        return len(response.context["lines"])

    assert [count(signing, "signature"), count(signing, "exercice")] == [1, 0]
    assert [count(practice, "signature"), count(practice, "exercice")] == [0, 1]


@pytest.mark.parametrize(
    "asked", ["gwenaelle", "GWENAËLLE", "Le Goff gwena", "le goff", "l’hoir", "L'HOIR", "2014-0042", "fictif-2014"]
)
def test_a_search_ignores_accents_and_apostrophes_and_finds_numbers(national, asked):
    person = ProfessionalFactory(last_name="Le Goff L'Hoir", first_name="Gwenaëlle")
    CespContractFactory(professional=person, cng_number="FICTIF-2014-0042")
    signed_by("Autre", cng_number="FICTIF-2015-0001")

    assert names(national.get(REGISTER, {"q": asked})) == ["Le"]


@pytest.mark.parametrize("asked", ["%", "_", "\\", "inconnu"])
def test_a_search_takes_no_pattern(national, asked):
    signed_by("Nom")

    assertContains(national.get(REGISTER, {"q": asked}), "Aucun contrat")


# Order and pages


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param("nom", ["Arnaud", "Émile", "Zoé"], id="nom-sans-accents"),
        pytest.param("-nom", ["Zoé", "Émile", "Arnaud"], id="nom-inversé"),
        pytest.param("numero", ["Zoé", "Arnaud", "Émile"], id="numéro"),
        pytest.param("signature", ["Émile", "Zoé", "Arnaud"], id="signature"),
        pytest.param("-signature", ["Arnaud", "Zoé", "Émile"], id="signature-inversée"),
        pytest.param("etat", ["Émile", "Arnaud", "Zoé"], id="état"),
        pytest.param("professional__email", ["Arnaud", "Zoé", "Émile"], id="colonne-interdite"),
        pytest.param("\x00", ["Arnaud", "Zoé", "Émile"], id="octet-nul"),
    ],
)
def test_lines_are_sorted_by_the_columns_that_offer_it(national, order, expected):
    signed_by("Zoé", cng_number="A", signature_date=datetime.date(2014, 1, 1), trained=True)
    signed_by("Émile", cng_number="C", signature_date=datetime.date(2013, 1, 1), allowance_start="2013-01-01")
    broken = signed_by("Arnaud", cng_number="B", signature_date=datetime.date(2015, 1, 1))
    CespEventFactory(contract=broken, breach=True, start=datetime.date(2016, 1, 1))

    ordered = names(national.get(REGISTER, {"tri": order}))

    # « en formation », « forme », « rompu »
    assert ordered == (["Émile", "Zoé", "Arnaud"] if order == "etat" else expected)


def test_pages_hold_fifty_lines_and_the_count_is_said(national, region):
    CespContractFactory.create_batch(51, followup_region=region, faculty=FacultyFactory())

    first, second = national.get(REGISTER), national.get(REGISTER, {"page": 2, "tri": "nom"})

    assertContains(first, "51 contrats")
    assert len(first.context["lines"]) == 50
    assert len(second.context["lines"]) == 1
    assertContains(second, 'href="?page=1&amp;tri=nom"')
    assertContains(first, "Lignes 1 à 50 sur")


def test_an_empty_register_says_so(national):
    assertContains(national.get(REGISTER), "Aucun contrat")
    assertContains(national.get(REGISTER), "Aucun contrat CESP de votre périmètre")


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99999", "9" * 5000, "\x00", "1.5", ""])
def test_an_impossible_page_is_the_nearest_one(national, page):
    signed_by("Seul")

    assert names(national.get(REGISTER, {"page": page})) == ["Seul"]


# Wrong questions


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"date": "31/02/2016"}, "cette date n’existe pas", id="date-impossible"),
        pytest.param({"date": "hier"}, "cette date n’existe pas", id="date-en-lettres"),
        pytest.param({"date": "2999-01-01"}, "est dans le futur", id="date-future"),
        pytest.param({"date": "0001-01-01"}, "Aucun contrat n’existait avant 2010", id="date-ancienne"),
        pytest.param({"du": "2016-13-01"}, "cette date n’existe pas", id="période"),
        pytest.param({"du": "2016-02-01", "au": "2016-01-31"}, "finit avant de commencer", id="période-inversée"),
        pytest.param({"type": "XYZ"}, "Ce type de contrat n’existe pas.", id="type"),
        pytest.param({"type": "\x00"}, "Ce type de contrat n’existe pas.", id="type-nul"),
        pytest.param({"region": "999"}, "Cette région n’existe pas.", id="région"),
        pytest.param({"region": "\x00"}, "Cette région n’existe pas.", id="région-nulle"),
        pytest.param({"region": "5" * 10000}, "Cette région n’existe pas.", id="région-longue"),
        pytest.param({"titre": "adoption"}, "Ce rattachement n’est pas", id="rattachement"),
        pytest.param({"type": "PTMG", "titre": "suivi"}, "Ce rattachement n’est pas", id="rattachement-d-un-cesp"),
        pytest.param({"etat": "annee_1"}, "Cet état n’est pas", id="état-d-un-ptmg"),
        pytest.param({"type": "PTMG", "etat": "en_exercice"}, "Cet état n’est pas", id="état-d-un-cesp"),
        pytest.param({"q": "a\x00b"}, "nul", id="recherche-nulle"),
        pytest.param({"q": "a" * 10000}, "80\u00a0caractères au plus", id="recherche-longue"),
        pytest.param({"date": "1" * 10000}, "cette date n’existe pas", id="date-longue"),
    ],
)
def test_a_wrong_question_gets_a_sentence_and_no_line(national, asked, sentence):
    signed_by("Quiconque")

    response = national.get(REGISTER, asked)

    assertContains(response, sentence, count=1, status_code=400)
    assertContains(response, "Erreur", status_code=400)
    assertNotContains(response, "Quiconque", status_code=400)


@pytest.mark.parametrize(
    "asked", ["type=%FF%FE", "q=%C3%28", "unknown=1", "q=<script>alert(1)</script>", "tri=" + "n" * 10000]
)
def test_strange_addresses_never_fail(national, asked):
    response = national.get(f"{REGISTER}?{asked}")

    assert response.status_code in (200, 400)
    assert "<script>alert" not in response.content.decode()


def test_a_name_is_printed_and_not_interpreted(national):
    signed_by("<b>Gras</b>")

    assertContains(national.get(REGISTER), "&lt;b&gt;Gras")


# The work asked of the database


@pytest.mark.parametrize("kind", ["CESP", "PTMG"])
@pytest.mark.parametrize("asked", [{}, {"tri": "nom"}, {"etat": "rompu"}], ids=["sans-filtre", "tri", "état"])
def test_queries_do_not_grow_with_the_lines(client_of, referent, region, kind, asked):
    client = client_of(referent)

    def queries(new_records):
        for _ in range(new_records):
            contract = CespContractFactory(faculty=FacultyFactory(regions=[region]), trained=True)
            CespPlacementFactory(contract=contract)
            CespEventFactory(contract=CespContractFactory(followup_region=region), breach=True)
            PtmgContractFactory(signing_region=region)
            PtmgContractFactory(signing_region=region, last_day=datetime.date(2015, 6, 1), end_reason="rupture_ars")
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(REGISTER, {"type": kind} | asked).context["lines"]) >= new_records
        return len(captured)

    assert queries(1) == queries(19) <= 13


def test_states_are_read_for_the_lines_of_the_page_only(national):
    CespContractFactory()

    with CaptureQueriesContext(connection) as captured:
        national.get(REGISTER, {"tri": "nom"})

    with_state = [query["sql"] for query in captured if "contracts_cesp_commitment_end" in query["sql"]]
    assert len(with_state) == 1
    assert '"contracts_cespcontract"."id" IN (' in with_state[0]
