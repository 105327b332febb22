"""The return of a region: who writes it and until when, what is checked before sending, how it is reviewed."""

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bilans.campaign import cockpit
from bilans.enums import ReturnState
from bilans.models import FigureReview, GapExplanation, RegionalReturn, ReturnNarrative
from bilans.returns import state
from bilans.returns.contents import declared_indicators
from measures.models import Observation, RegionalAction
from tests.factories import (
    CampaignFactory,
    CommitmentFactory,
    CommuneFactory,
    DepartementFactory,
    PactFactory,
    PtmgContractFactory,
    RegionalActionFactory,
    RegionalReturnFactory,
    ReturnNarrativeFactory,
    StructureFactory,
    StructureStatusEventFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def campaign(today):
    return CampaignFactory(year=2016, opens_on=today - ONE_DAY, due_on=today + 10 * ONE_DAY)


@pytest.fixture
def commitment():
    return CommitmentFactory(
        pact=PactFactory(presented_on=datetime.date(2015, 11, 26)), number=3, indicators=["msp_open"]
    )


@pytest.fixture
def row(campaign, region, commitment):
    return RegionalReturnFactory(campaign=campaign, region=region)


@pytest.fixture
def writer(client_of, referent):
    return client_of(referent)


@pytest.fixture
def reviewer(client_of, national_admin):
    return client_of(national_admin)


@pytest.fixture
def houses(region):
    """Twelve houses opened in 2016, none before: a gap to explain."""
    for _ in range(12):
        house = StructureFactory(lead_region=region)
        StructureStatusEventFactory(structure=house, status="ouverte", on=datetime.date(2016, 5, 2))


SOURCE = {"gp_count-source": "Répertoire", "training_supervisors-source": "Faculté"}


def url(name, row, *args):
    return reverse(f"bilans:{name}", args=[row.campaign.year, row.region_id, *args])


def write_narrative(client, row, number=3, seen=None, **texts):
    """Write the texts of a commitment in the form as it is shown, or as it was shown with the mark `seen`."""
    page = url("return-narrative", row, number)
    shown = client.get(page).context["form"].initial["seen"] if seen is None else seen
    return client.post(page, {"seen": shown} | texts, follow=True)


def send(client, row, **data):
    return client.post(url("return-sending", row), data, follow=True)


# Writing


def test_the_first_text_makes_a_draft_of_the_return(writer, row):
    assertContains(
        write_narrative(writer, row, achievements="Trente réunions ont eu lieu."), "Le récit est enregistré"
    )

    row.refresh_from_db()
    assert row.state == ReturnState.DRAFT
    assert row.narratives.get().achievements == "Trente réunions ont eu lieu."


@pytest.mark.parametrize(
    "text", ["<b>gras</b>", "<script>alert(1)</script>", "une balise </p> égarée", "<img src=x onerror=y>"]
)
def test_a_text_holds_words_only(writer, row, text):
    response = write_narrative(writer, row, achievements=text)

    assertContains(response, "Du texte seulement", status_code=400)
    assert not ReturnNarrative.objects.exists()


def test_a_sign_of_comparison_is_no_tag(writer, row):
    write_narrative(writer, row, achievements="Délai < 30 minutes, et 3<4.")

    assert row.narratives.get().achievements == "Délai < 30 minutes, et 3<4."


def test_a_narrative_of_50_000_characters_is_refused_and_shown_again(writer, row):
    text = "mot " * 12_500

    response = write_narrative(writer, row, achievements=text)

    assertContains(response, "10000", status_code=400)
    assertContains(response, text[:400], status_code=400)
    assert not ReturnNarrative.objects.exists()


def test_a_browser_cuts_no_text_that_is_pasted(writer, row):
    assertNotContains(writer.get(url("return-narrative", row, 3)), "maxlength")


def test_two_people_on_one_commitment_are_told_and_lose_nothing(writer, row, client_of):
    page = url("return-narrative", row, 3)
    seen = writer.get(page).context["form"].initial["seen"]
    colleague = client_of(UserFactory(role="referent", role__regions=[row.region]))
    write_narrative(colleague, row, achievements="Le texte d’une collègue.")

    refused = write_narrative(writer, row, seen=seen, achievements="Mon texte.")

    assertContains(refused, "Ce récit a été modifié entre-temps", status_code=409)
    assertContains(refused, "Le texte d’une collègue.", status_code=409)
    assertContains(refused, "Mon texte.", status_code=409)
    assert row.narratives.get().achievements == "Le texte d’une collègue."
    again = refused.context["form"]["seen"].value()
    write_narrative(writer, row, seen=again, achievements="Nos deux textes.")
    assert row.narratives.get().achievements == "Nos deux textes."


def test_an_unknown_token_is_kept_and_pointed_out_at_once(writer, row):
    response = write_narrative(writer, row, achievements="Déjà {{ msp_ouvertes }} maisons.")

    assertContains(response, "ne désigne aucun chiffre")
    assert row.narratives.exists()


def test_a_figure_typed_by_hand_is_pointed_out_at_once(writer, row, houses):
    response = write_narrative(writer, row, achievements="La région compte 9 MSP ouvertes.")

    assertContains(response, "9 MSP")
    assertContains(response, "{{\u00a0msp_open\u00a0}}")


def test_gaps_are_shown_with_those_to_explain_and_kept(writer, row, houses):
    page = writer.get(url("return-figures", row))
    assertContains(page, "12, contre 0 fin\u00a02015 (+12)")
    assertContains(page, "à expliquer")

    writer.post(url("return-figures", row), {"msp_open-last_year": "Douze projets anciens ont abouti."})

    assert row.explanations.get(indicator="msp_open").text == "Douze projets anciens ont abouti."
    writer.post(url("return-figures", row), {"msp_open-last_year": ""})
    assert not GapExplanation.objects.exists()


def test_a_computed_figure_cannot_be_typed(writer, row, houses):
    writer.post(url("return-figures", row), {"msp_open": "99", "msp_open-value": "99"})

    assertContains(writer.get(url("return-figures", row)), "12, contre 0")


@pytest.mark.parametrize(
    ("state_", "value", "kept", "words"),
    [
        ("value", "412", 412, ""),
        ("value", "3 412", 3412, ""),
        ("", "412", 412, ""),
        ("nil", "", None, ""),
        ("not_submitted", "", None, ""),
        ("not_applicable", "", None, ""),
        ("value", "", "refused", "Indiquez la valeur"),
        ("nil", "3", "refused", "n’a pas de valeur"),
        ("value", "-1", "refused", "pas négatif"),
        ("value", "beaucoup", "refused", "nombre"),
        ("value", "66,5", "refused", "unités entières"),
    ],
)
def test_a_declared_figure_is_a_value_or_the_reason_of_its_absence(writer, row, state_, value, kept, words):
    response = writer.post(url("return-declared", row), {"gp_count-state": state_, "gp_count-value": value} | SOURCE)

    if kept == "refused":
        assertContains(response, words, status_code=400)
        assert not Observation.objects.exists()
    else:
        observation = Observation.objects.get(indicator="gp_count", region=row.region)
        assert (observation.value, observation.date) == (kept, row.campaign.reference_date)
        assert observation.state == (state_ or "value")


@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        ("internship_gp_pct", "66,5", ""),
        ("telemedicine_pilot", "1", ""),
        ("telemedicine_pilot", "7", "1 pour oui, 0 pour non"),
        ("gp_density_per_100k", "152,4", ""),
    ],
)
def test_a_declared_figure_is_of_its_unit(writer, row, indicator, value, words):
    data = {f"{indicator}-value": value, f"{indicator}-source": "Enquête"}

    response = writer.post(url("return-declared", row), data)

    assertContains(response, words, status_code=400 if words else 302)


def test_a_declared_figure_has_its_source_which_the_bilan_prints(writer, row, sent_row):
    sent_row.state = ReturnState.DRAFT
    sent_row.save()
    refused = writer.post(url("return-declared", row), {"gp_count-value": "412"})
    writer.post(url("return-declared", row), {"gp_count-value": "412", "gp_count-source": "Répertoire, mai 2016"})

    assertContains(refused, "d’où vient ce chiffre", status_code=400)
    for page in (
        reverse("bilans:region", args=[2016, row.region_id]),
        reverse("bilans:explanation", args=[2016, "gp_count", row.region_id]),
    ):
        assertContains(writer.get(page), "Répertoire, mai 2016")


def test_a_percentage_does_not_go_beyond_100(writer, row):
    response = writer.post(
        url("return-declared", row), {"internship_gp_pct-state": "value", "internship_gp_pct-value": "130"}
    )

    assertContains(response, "ne dépasse pas 100", status_code=400)


def test_actions_are_added_changed_and_withdrawn(writer, row, commitment):
    data = {"commitment": commitment.pk, "title": "Équipement", "start": "2016-03-01", "funding": "350 000"}
    writer.post(url("return-add-action", row), data)
    action = RegionalAction.objects.get()
    assert (action.region, action.title, action.funding) == (row.region, "Équipement", 350000)

    writer.post(url("return-action", row, action.pk), data | {"title": "Équipement des cabinets"})
    action.refresh_from_db()
    assert action.title == "Équipement des cabinets"

    writer.post(url("return-action", row, action.pk), {"retirer": "1"})
    assert not RegionalAction.objects.exists()


@pytest.mark.parametrize(
    ("start", "last_day", "is_told"),
    [
        (None, None, True),
        (datetime.date(2014, 1, 1), None, True),
        (datetime.date(2014, 1, 1), datetime.date(2015, 12, 31), False),
        (datetime.date(2014, 1, 1), datetime.date(2016, 1, 1), True),
        (datetime.date(2016, 12, 31), None, True),
        (datetime.date(2017, 1, 1), None, False),
    ],
)
def test_a_bilan_tells_the_actions_under_way_in_its_year(writer, row, commitment, start, last_day, is_told):
    RegionalActionFactory(region=row.region, commitment=commitment, title="Une maison", start=start, last_day=last_day)

    assert ("hors de ce bilan" in writer.get(url("return-actions", row)).text) is not is_told
    assert ("Une maison" in writer.get(url("return-preview", row)).text) is is_told


def test_the_action_of_another_region_is_not_found(writer, row, other_region):
    other = RegionalActionFactory(region=other_region)

    assert writer.post(url("return-action", row, other.pk), {"retirer": "1"}).status_code == 404
    assert RegionalAction.objects.exists()


def test_only_territories_of_the_region_are_offered(writer, row, other_region):
    own, other = TerritoryFactory(region=row.region), TerritoryFactory(region=other_region)

    refused = writer.post(url("return-illustrations", row), {"territories": [own.pk, other.pk]})
    writer.post(url("return-illustrations", row), {"territories": [own.pk], "highlight_indicator": "msp_open"})

    assert refused.status_code == 400
    row.refresh_from_db()
    assert list(row.territories.all()) == [own]
    assert row.highlight_indicator == "msp_open"


# Who, and until when


@pytest.mark.parametrize("name", ["return-figures", "return-declared", "return-illustrations", "return-sending"])
def test_a_reader_and_a_national_administrator_write_nothing_for_a_region(
    client_of, regional_reader, national_admin, row, name
):
    for user in (regional_reader, national_admin):
        client = client_of(user)
        assert client.get(url(name, row)).status_code == 200
        assert client.post(url(name, row), {}).status_code == 403
    assert RegionalReturn.objects.get().state == ReturnState.TO_DO


def test_the_return_of_another_region_is_not_found(writer, campaign, other_region):
    assert writer.get(url("return", RegionalReturnFactory(campaign=campaign, region=other_region))).status_code == 404


@pytest.mark.parametrize(
    ("due", "extended", "is_open"),
    [(0, None, True), (-1, None, False), (-1, 0, True), (-5, -1, False), (3, None, True)],
)
def test_a_return_is_written_until_its_last_day_included(row, today, due, extended, is_open):
    row.campaign.opens_on = today - 30 * ONE_DAY
    row.campaign.due_on = today + due * ONE_DAY
    row.extended_until = None if extended is None else today + extended * ONE_DAY

    assert (state.why_closed(row, today) == "") is is_open


def test_a_return_is_not_written_before_its_campaign_opens(row, today):
    row.campaign.opens_on = today + ONE_DAY

    assert "ouvre le" in state.why_closed(row, today)


def test_past_the_due_date_the_page_says_whom_to_ask_and_keeps_nothing(writer, row, today):
    type(row.campaign).objects.update(opens_on=today - 9 * ONE_DAY, due_on=today - ONE_DAY)

    response = write_narrative(writer, row, achievements="Trop tard.")

    assertContains(response, "demandez un délai à")
    assert not ReturnNarrative.objects.exists()


# Sending


def test_a_sent_return_is_no_longer_written(writer, row, referent):
    assertContains(send(writer, row), "Le retour est transmis")
    row.refresh_from_db()
    assert (row.state, row.sent_by) == (ReturnState.SENT, referent)

    write_narrative(writer, row, achievements="Encore un mot.")
    assert not ReturnNarrative.objects.exists()


def test_a_doubtful_figure_is_confirmed_before_sending(writer, row, commitment, houses):
    ReturnNarrativeFactory(regional_return=row, commitment=commitment, achievements="Déjà 9 MSP ouvertes.")

    assertContains(send(writer, row), "Confirmez que vous avez relu", status_code=400)
    row.refresh_from_db()
    assert row.state == ReturnState.TO_DO
    send(writer, row, confirmed="on")
    row.refresh_from_db()
    assert row.state == ReturnState.SENT


@pytest.mark.parametrize("text", ["Déjà {{ msp_ouvertes }} MSP.", "Le Dr Martin a ouvert un cabinet."])
def test_an_unknown_token_or_a_name_forbids_to_send(writer, row, commitment, text):
    ReturnNarrativeFactory(regional_return=row, commitment=commitment, achievements=text)

    response = send(writer, row, confirmed="on")

    assertContains(response, "À corriger avant de transmettre", status_code=400)
    row.refresh_from_db()
    assert row.state == ReturnState.TO_DO


def test_the_preview_shows_the_chapter_with_its_figures(writer, row, commitment, houses):
    ReturnNarrativeFactory(regional_return=row, commitment=commitment, achievements="Déjà {{ msp_open }} MSP.")

    assertContains(writer.get(url("return-preview", row)), "Déjà 12 MSP.")


def test_the_preview_shows_the_departements_as_the_published_chapter_will(writer, row, region):
    for rank in range(2):
        departement = DepartementFactory(region=region, old_region=region, name=f"Département n{rank}")
        commune = CommuneFactory(region=region, departement=departement)
        PtmgContractFactory.create_batch(5, signing_region=region, commune=commune)

    assertContains(writer.get(url("return-preview", row)), "Département n1")


def test_a_draft_is_on_no_page_of_the_bilan(writer, row, commitment):
    ReturnNarrativeFactory(regional_return=row, commitment=commitment, achievements="Un brouillon.")
    chapter = reverse("bilans:region", args=[2016, row.region_id])

    assertNotContains(writer.get(chapter), "Un brouillon.")
    send(writer, row)
    assertContains(writer.get(chapter), "Un brouillon.")


# Review


@pytest.fixture
def sent_row(row, referent, commitment):
    ReturnNarrativeFactory(
        regional_return=row, commitment=commitment, achievements="Un texte.", difficulties="Une difficulté."
    )
    row.state, row.sent_at, row.sent_by = ReturnState.SENT, timezone.now(), referent
    row.save()
    return row


def test_one_paragraph_is_sent_back_and_nothing_else_is_open(reviewer, writer, sent_row, referent):
    reviewer.post(url("send-back", sent_row), {"about": "3:difficulties", "message": "Précisez le lieu."})

    sent_row.refresh_from_db()
    assert sent_row.state == ReturnState.SENT_BACK
    assertContains(writer.get(url("return", sent_row)), "Précisez le lieu.")
    write_narrative(writer, sent_row, achievements="Changé.", difficulties="Une difficulté à Brest.")
    narrative = sent_row.narratives.get()
    assert (narrative.achievements, narrative.difficulties) == ("Un texte.", "Une difficulté à Brest.")
    writer.post(url("return-declared", sent_row), {"gp_count-state": "nil"})
    assert not Observation.objects.exists()


def test_only_what_a_region_can_mend_is_sent_back(reviewer, sent_row):
    offered = dict(reviewer.get(url("send-back", sent_row)).context["form"].fields["about"].choices)

    figures = dict(offered["Chiffres"])
    assert {"msp_open", "gp_count"} <= figures.keys()
    assert "numerus_clausus_increase_pct" not in figures


def test_one_declared_figure_is_sent_back_alone(reviewer, writer, sent_row):
    reviewer.post(url("send-back", sent_row), {"about": "gp_count", "message": "D’où vient-il ?"})

    writer.post(
        url("return-declared", sent_row),
        {"gp_count-value": "40", "training_supervisors-value": "12"} | SOURCE,
    )

    assert [row.indicator for row in Observation.objects.all()] == ["gp_count"]


def test_a_token_that_names_nothing_in_a_text_being_mended_breaks_no_page(reviewer, writer, sent_row):
    reviewer.post(url("send-back", sent_row), {"about": "3:difficulties", "message": "Quel lieu\u202f?"})
    write_narrative(writer, sent_row, difficulties="Il manque {{ msp_ouvertes }} MSP.")

    assertContains(writer.get(reverse("bilans:region", args=[2016, sent_row.region_id])), "{{ msp_ouvertes }}")
    assertContains(writer.get(url("return-preview", sent_row)), "ne désigne aucun chiffre")


def test_the_year_of_a_campaign_whose_day_has_not_come_is_read_at_today(writer, campaign, region, today):
    tomorrow = today + ONE_DAY
    type(campaign).objects.update(year=tomorrow.year, reference_date=tomorrow, horizon=tomorrow)

    assert writer.get(reverse("bilans:national", args=[today.year])).status_code == 200


def test_a_thread_goes_back_and_forth_until_the_reviewer_settles_it(reviewer, writer, sent_row):
    reviewer.post(url("send-back", sent_row), {"about": "msp_open", "message": "Ce chiffre surprend."})
    review = FigureReview.objects.get()

    writer.post(url("thread", sent_row, review.pk), {"message": "Trois ouvertures en décembre."})
    writer.post(url("thread", sent_row, review.pk), {"clore": "1", "message": "Clos."})
    assert FigureReview.objects.filter(resolved=True).count() == 0
    assertContains(send(writer, sent_row), "Le retour est transmis")
    assertContains(reviewer.post(url("accept", sent_row), follow=True), "n’est pas clos")
    reviewer.post(url("thread", sent_row, review.pk), {"clore": "1"})
    reviewer.post(url("accept", sent_row))

    sent_row.refresh_from_db()
    assert sent_row.state == ReturnState.VALIDATED
    assert set(FigureReview.objects.values_list("resolved", flat=True)) == {True}


def test_what_was_not_sent_is_neither_accepted_nor_sent_back(reviewer, row):
    reviewer.post(url("accept", row))
    reviewer.post(url("send-back", row), {"about": "msp_open", "message": "Ce chiffre surprend."})

    row.refresh_from_db()
    assert (row.state, FigureReview.objects.count()) == (ReturnState.TO_DO, 0)


def test_reviewing_writes_no_word_of_the_region(reviewer, sent_row):
    before = ReturnNarrative.objects.values().get()

    response = reviewer.post(url("return-narrative", sent_row, 3), {"achievements": "Réécrit à Paris."})

    assert response.status_code == 403
    assert ReturnNarrative.objects.values().get() == before


# Campaign


def test_a_campaign_opens_with_a_return_for_each_region(reviewer, region, other_region):
    data = {
        "reference_date": "2016-12-31",
        "horizon": "2018-12-31",
        "opens_on": "2017-01-09",
        "due_on": "2017-02-17",
    }
    reviewer.post(reverse("bilans:campaign", args=[2016]), data)

    assert set(RegionalReturn.objects.values_list("region", "state")) == {
        (region.pk, ReturnState.TO_DO),
        (other_region.pk, ReturnState.TO_DO),
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reference_date": "2015-12-31"}, "La date de référence tombe dans l’année du bilan"),
        ({"horizon": "2015-12-31"}, "L’horizon suit la date de référence"),
        ({"due_on": "2016-01-01"}, "l’échéance suit l’ouverture"),
        ({"due_on": "bientôt"}, "date valide"),
    ],
)
def test_impossible_dates_open_nothing(reviewer, region, wrong, words):
    data = {"reference_date": "2016-12-31", "horizon": "2018-12-31", "opens_on": "2017-01-09", "due_on": "2017-02-17"}

    response = reviewer.post(reverse("bilans:campaign", args=[2016]), data | wrong)

    assertContains(response, words, status_code=400)
    assert not RegionalReturn.objects.exists()


def test_the_cockpit_tells_state_completeness_and_lateness(row, national_admin, today):
    [before] = cockpit(row.campaign, national_admin, today)
    assert (before.completeness, before.days_late, before.is_awaited) == (0, 0, True)

    for indicator in declared_indicators():
        Observation.objects.create(
            indicator=indicator.code, region=row.region, date=row.campaign.reference_date, state="nil"
        )
    [after] = cockpit(row.campaign, national_admin, row.campaign.due_on + 3 * ONE_DAY)
    assert 50 < after.completeness < 100
    assert after.days_late == 3


def test_more_time_is_given_to_one_region_until_a_day(reviewer, writer, row, today):
    type(row.campaign).objects.update(opens_on=today - 9 * ONE_DAY, due_on=today - ONE_DAY)
    too_short = reviewer.post(url("extend", row), {"until": today - ONE_DAY, "reason": "Absence."})

    reviewer.post(url("extend", row), {"until": today + ONE_DAY, "reason": "Absence."})

    assertContains(too_short, "après l’échéance", status_code=400)
    write_narrative(writer, row, achievements="À temps.")
    assert row.narratives.exists()


def test_more_time_is_not_given_in_the_past(reviewer, row, today):
    type(row.campaign).objects.update(opens_on=today - 20 * ONE_DAY, due_on=today - 10 * ONE_DAY)

    past = reviewer.post(url("extend", row), {"until": today - ONE_DAY, "reason": "Absence."})
    reviewer.post(url("extend", row), {"until": today, "reason": "Absence."})

    assertContains(past, "Ce jour est passé", status_code=400)
    row.refresh_from_db()
    assert row.extended_until == today


def test_a_reminder_goes_to_each_referent_apart_and_names_nobody(reviewer, row, referent, mailoutbox):
    other = UserFactory(role="referent", role__regions=[row.region])

    reviewer.post(url("remind", row))

    assert sorted(message.to for message in mailoutbox) == sorted([[referent.email], [other.email]])
    assert f"/bilans/2016/retours/{row.region_id}/" in mailoutbox[0].body
    assert row.reminders.get().recipients == 2


def test_no_reminder_without_a_referent_or_once_sent(reviewer, campaign, other_region, sent_row, mailoutbox):
    alone = RegionalReturnFactory(campaign=campaign, region=other_region)

    assertContains(reviewer.post(url("remind", alone), follow=True), "Aucun référent n’a de compte")
    assertContains(reviewer.post(url("remind", sent_row), follow=True), "rien n’est attendu")
    assert mailoutbox == []


def test_a_mail_server_that_fails_loses_nothing(reviewer, row, referent, monkeypatch):
    def refuse(messages):
        raise OSError("no server")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda self, m: refuse(m))

    assertContains(reviewer.post(url("remind", row), follow=True), "n’a pas pu partir")
    assert not row.reminders.exists()


# Two people at once


@pytest.mark.django_db(transaction=True)
def test_a_text_is_not_written_in_a_return_that_is_being_sent(row, referent):
    """The one who writes waits for the one who sends, then is told."""
    sending, told = threading.Event(), []

    def write():
        try:
            sending.wait()
            with state.writing(RegionalReturn.objects.select_related("campaign").get(pk=row.pk)):
                ReturnNarrativeFactory(regional_return=row, achievements="Trop tard.")
        except state.ReturnRefusal as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    with state.writing(row) as held:
        sending.set()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        held.state, held.sent_at, held.sent_by = ReturnState.SENT, timezone.now(), referent
        held.save()
    thread.join()

    assert told == ["Ce retour est transmis\u00a0: il ne se modifie plus."]
    assert not ReturnNarrative.objects.exists()
