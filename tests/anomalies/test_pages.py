"""The anomalies of a user's regions, behind the wall, and the forms that justify one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from anomalies.models import Justification
from pts_admin.anomaly_pages import PAGE_SIZE
from tests.factories import JustificationFactory, MembershipFactory, StructureSiteFactory
from tests.structures.life import live
from tests.wall_ground import MINE, SECRET

pytestmark = pytest.mark.django_db

LIST = "/suivi/anomalies/"


@pytest.fixture
def mine(region):
    """A structure of the referent's region, validated long ago and not open (T4)."""
    return live("valide", lead_region=region, name=MINE)


@pytest.fixture
def theirs(other_region):
    """The same in another region."""
    return live("valide", lead_region=other_region, name=SECRET)


def justify_url(structure, code="T4"):
    return reverse("justify-anomaly", args=[code, structure.pk])


def withdraw_url(structure, code="T4"):
    return reverse("withdraw-justification", args=[code, structure.pk])


def text(response) -> str:
    return response.content.decode()


# The list


def test_the_list_holds_the_anomalies_of_the_own_regions(browser, mine, theirs):
    response = browser.get(LIST)

    assert MINE in text(response)
    assert "1 anomalie\n" in text(response)
    assert SECRET not in text(response)


@pytest.mark.parametrize(
    "query", ["?regle=T4", "?fiche=structures.Structure", "?etat=justifiees", "?page=2", "?region=zz"]
)
def test_no_filter_shows_another_region(browser, mine, theirs, query):
    JustificationFactory(record=theirs, rule="T4", reason=SECRET)

    assert SECRET not in text(browser.get(LIST + query))


def test_a_region_that_is_not_the_reader_s_is_refused(client_of, referent, mine, theirs, other_region):
    MembershipFactory(user=referent, role="referent", region=live("valide").lead_region)

    response = client_of(referent).get(LIST, {"region": other_region.pk})

    assert response.status_code == 400
    assert SECRET not in text(response)
    assert "ce choix n’existe pas" in text(response)


def test_a_structure_read_for_a_site_of_it_is_left_to_the_region_that_leads_it(browser, region, theirs):
    StructureSiteFactory(structure=theirs, commune__region=region)

    assert browser.get(f"/admin/structures/structure/{theirs.pk}/change/").status_code == 200
    assert SECRET not in text(browser.get(LIST))


def test_a_regional_reader_reads_and_justifies_nothing(client_of, regional_reader, mine):
    client = client_of(regional_reader)

    assert MINE in text(client.get(LIST))
    assert justify_url(mine) not in text(client.get(LIST))
    assert client.get(justify_url(mine)).status_code == 403
    assert client.post(justify_url(mine), {"reason": "Travaux."}).status_code == 403
    assert client.post(withdraw_url(mine)).status_code == 403
    assert not Justification.objects.exists()


def test_a_national_administrator_sees_every_region_or_one(client_of, national_admin, mine, theirs, region):
    client = client_of(national_admin)

    assert {MINE, SECRET} <= {line.name for line in client.get(LIST).context["lines"]}
    assert [line.name for line in client.get(LIST, {"region": region.pk}).context["lines"]] == [MINE]


@pytest.mark.parametrize("persona", ["committee_member", "data_protection_officer", "user_without_role"])
def test_who_reads_no_record_is_refused(client_of, persona, mine, request):
    client = client_of(request.getfixturevalue(persona))

    assert client.get(LIST).status_code == 403
    assert client.get(justify_url(mine)).status_code == 403


def test_filters_and_counts(browser, mine, region):
    live("elaboration ouverte", lead_region=region, name="sans projet", finess_et="530990011")

    everything = browser.get(LIST)
    assert {rule.code: number for rule, number in everything.context["rules"]} == {"T2": 1, "T4": 1}
    filtered = browser.get(LIST, {"regle": "T4"})
    assert [line.name for line in filtered.context["lines"]] == [MINE]
    assert len(filtered.context["rules"]) == 2, "the other rules stay one click away"
    browser.post(justify_url(mine), {"reason": "Travaux."})
    assert [line.name for line in browser.get(LIST).context["lines"]] == ["sans projet"]
    [held] = browser.get(LIST, {"etat": "justifiees"}).context["lines"]
    assert (held.name, held.justification.reason) == (MINE, "Travaux.")


@pytest.mark.parametrize("query", ["?regle=T99", "?fiche=auth.User", "?etat=x", "?regle=%00"])
def test_a_filter_that_does_not_exist_is_told(browser, mine, query):
    response = browser.get(LIST + query)

    assert response.status_code == 400
    assert "ce choix n’existe pas" in text(response)


def test_nothing_to_report(browser, region):
    assert "Rien à signaler" in text(browser.get(LIST))


def test_the_list_is_cut_in_pages(browser, region):
    for _ in range(PAGE_SIZE + 1):
        live("valide", lead_region=region)

    first, last = browser.get(LIST), browser.get(LIST, {"page": "2"})

    assert (len(first.context["lines"]), len(last.context["lines"])) == (PAGE_SIZE, 1)
    shown = {line.pk for line in [*first.context["lines"], *last.context["lines"]]}
    assert len(shown) == PAGE_SIZE + 1


@pytest.mark.parametrize("state", ["a_verifier", "justifiees"])
def test_the_list_costs_as_many_queries_whatever_its_length(browser, region, state):
    def queries(number) -> int:
        for _ in range(number):
            structure = live("valide", lead_region=region)
            if state == "justifiees":
                JustificationFactory(record=structure)
        browser.get(LIST, {"etat": state})
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST, {"etat": state})
        return len(captured)

    assert queries(1) == queries(8)


# To justify


def test_a_referent_justifies_once_and_the_history_says_how(browser, referent, mine):
    response = browser.post(justify_url(mine), {"reason": "Travaux retardés.", "until": ""}, follow=True)

    made = Justification.objects.get()
    today = timezone.localdate()
    assert (made.rule, made.record, made.reason, made.by, made.at) == (
        "T4",
        mine,
        "Travaux retardés.",
        referent,
        today,
    )
    assert made.until == datetime.date(today.year, 12, 31)
    assert made.history.get().pgh_context.metadata["action"] == "Justifier une anomalie"
    assert response.redirect_chain[0][0] == f"/admin/structures/structure/{mine.pk}/change/#anomalies"
    assert f"Anomalie justifiée, jusqu’au 31/12/{today.year}." in text(response)


def test_a_double_click_makes_one(browser, mine):
    for _ in range(2):
        response = browser.post(justify_url(mine), {"reason": "Travaux."}, follow=True)

    assert Justification.objects.count() == 1
    assert "Cette anomalie était déjà justifiée" in text(response)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        pytest.param({"reason": "   "}, "Ce champ est obligatoire.", id="no-reason"),
        pytest.param({"reason": "x" * 401}, "400", id="too-long"),
        pytest.param({"reason": "Vu.\x00"}, "nul", id="nul"),
        pytest.param({"reason": "Vu.", "until": "2015-01-01"}, "Choisissez une date entre", id="past"),
        pytest.param({"reason": "Vu.", "until": "2999-01-01"}, "Choisissez une date entre", id="far"),
        pytest.param({"reason": "Vu.", "until": "demain"}, "date valide", id="no-date"),
    ],
)
def test_a_wrong_form_is_shown_again_with_its_sentence(browser, mine, posted, said):
    response = browser.post(justify_url(mine), posted)

    assert response.status_code == 400
    assert said in text(response)
    assert not Justification.objects.exists()


def test_the_form_says_what_is_justified_and_comes_back_to_the_list(browser, mine):
    page = browser.get(justify_url(mine), {"retour": "/suivi/anomalies/?regle=T4"})
    assert MINE in text(page)

    response = browser.post(justify_url(mine), {"reason": "Travaux.", "retour": "/suivi/anomalies/?regle=T4"})

    assert response.url == "/suivi/anomalies/?regle=T4"


@pytest.mark.parametrize("forged", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_it_comes_back_to_no_other_site(browser, mine, forged):
    response = browser.post(justify_url(mine), {"reason": "Travaux.", "retour": forged})

    assert response.url.startswith("/admin/structures/structure/")


def test_the_reason_of_last_year_is_offered_again(browser, mine):
    last_year = timezone.localdate().year - 1
    JustificationFactory(
        record=mine, reason="Recours.", at=datetime.date(last_year, 5, 1), until=datetime.date(last_year, 12, 31)
    )

    assert "Recours." in text(browser.get(justify_url(mine)))


def test_the_record_of_another_region_does_not_exist(browser, theirs):
    for response in (
        browser.get(justify_url(theirs)),
        browser.post(justify_url(theirs), {"reason": "Vu."}),
        browser.post(withdraw_url(theirs)),
    ):
        assert response.status_code == 404
        assert SECRET not in text(response)
    assert not Justification.objects.exists()


def test_a_record_that_is_only_read_is_refused(browser, region, theirs):
    StructureSiteFactory(structure=theirs, commune__region=region)

    assert browser.post(justify_url(theirs), {"reason": "Vu."}).status_code == 403
    assert browser.post(withdraw_url(theirs)).status_code == 403
    assert not Justification.objects.exists()


@pytest.mark.parametrize("code", ["T99", "t4", "%00"])
def test_a_forged_rule_is_refused(browser, mine, code):
    response = browser.post(f"/suivi/anomalies/{code}/{mine.pk}/justifier/", {"reason": "Vu."})

    assert response.status_code == 404
    assert not Justification.objects.exists()


def test_a_rule_that_does_not_point_out_the_record_justifies_nothing(browser, mine):
    response = browser.post(justify_url(mine, "T3"), {"reason": "Vu."}, follow=True)

    assert "n’est plus signalée" in text(response)
    assert not Justification.objects.exists()


def test_a_form_of_another_site_is_refused(client_of, referent, mine):
    client = client_of(referent)
    client.handler.enforce_csrf_checks = True

    assert client.post(justify_url(mine), {"reason": "Vu."}).status_code == 403


# To take back


def test_a_justification_is_taken_back_and_the_history_keeps_it(browser, mine):
    browser.post(justify_url(mine), {"reason": "Erreur."})
    made = Justification.objects.get()
    kept = made.history.model.objects.filter(pgh_obj_id=made.pk)

    response = browser.post(withdraw_url(mine), follow=True)

    assert "de nouveau à vérifier" in text(response)
    assert not Justification.objects.exists()
    assert kept.get(pgh_label="delete").pgh_context.metadata["action"] == "Retirer une justification"


def test_a_justification_is_not_taken_back_by_following_a_link(browser, mine):
    JustificationFactory(record=mine)

    assert browser.get(withdraw_url(mine)).status_code == 405
    assert Justification.objects.exists()


def test_there_is_nothing_to_take_back(browser, mine):
    assert "n’est pas justifiée" in text(browser.post(withdraw_url(mine), follow=True))
