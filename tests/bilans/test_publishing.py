"""Publication: once, frozen, of what the regions sent; a correction beside it, with its reason."""

import datetime
import json
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from bilans import publishing
from bilans.editions import AlteredEdition, canonical, find_edition, read_edition, sha256
from bilans.enums import ReturnState
from bilans.figures import all_figures, differences
from bilans.models import Edition, RegionalReturn
from bilans.publishing import PublicationError, correct, publish
from tests.bilans.ground import END_2016, campaign_with
from tests.factories import (
    CespContractFactory,
    CommitmentFactory,
    CountingGroupFactory,
    FacultyFactory,
    McsEngagementFactory,
    ObservationFactory,
    PactFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    RegionFactory,
    ReturnNarrativeFactory,
    StructureFactory,
    StructureStatusEventFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return UserFactory(first_name="Claire", last_name="Zzmonteil")


@pytest.fixture
def sent(region):
    """The region of the referent, which has sent its return."""
    return region


def open_house(region, on=datetime.date(2016, 5, 2)):
    house = StructureFactory(lead_region=region)
    StructureStatusEventFactory(structure=house, status="ouverte", on=on)
    return house


def the_region(bilan, region) -> dict:
    return next(row for row in bilan["regions"] if row["code"] == region.pk)


def test_an_edition_is_the_canonical_text_of_what_it_says_and_its_hash(region, administrator):
    edition = publish(campaign_with(sent=[region]), by=administrator)

    stored = Edition.objects.get()
    assert stored.number == edition.number == "1.0"
    assert stored.snapshot == canonical(json.loads(stored.snapshot))
    assert stored.sha256 == sha256(stored.snapshot)
    assert json.loads(stored.snapshot)["edition"] == "1.0"
    assert ": " not in stored.snapshot.split('"definition"')[0]


def test_a_region_that_has_not_sent_is_out_of_every_total(region, other_region, administrator):
    open_house(region)
    for _ in range(2):
        open_house(other_region)
        PtmgContractFactory(signing_region=other_region, commune__region=other_region)
        McsEngagementFactory(region=other_region, active=True)
    bilan = read_edition(publish(campaign_with(sent=[region], waiting=[other_region]), by=administrator))

    figures = {code: bilan["national"][code]["value"] for code in ("msp_open", "ptmg_signed", "mcs_active")}
    assert figures == {"msp_open": 1, "ptmg_signed": 0, "mcs_active": 0}
    assert bilan["national"]["msp_open"]["coverage"] == {"regions": 1, "of": 2}
    missing = the_region(bilan, other_region)
    assert (missing["sent"], missing["figures"]["msp_open"], missing["missing"]["msp_open"]) == (
        False,
        None,
        "not_submitted",
    )
    assert set(missing["missing"].values()) == {"not_submitted"}
    assert the_region(bilan, region)["figures"]["msp_open"] == 1


@pytest.mark.parametrize(("senders", "signed"), [(1, 1), (0, None)])
def test_a_counting_group_is_out_only_when_none_of_its_members_has_sent(region, administrator, senders, signed):
    group = CountingGroupFactory()
    members = RegionFactory.create_batch(2, counting_group=group)
    CespContractFactory(faculty=FacultyFactory(counting_group=group, regions=members), signature_date=END_2016)
    campaign = campaign_with(sent=[region, *members[:senders]], waiting=members[senders:])

    bilan = read_edition(publish(campaign, by=administrator))

    [row] = bilan["groups"]
    assert row["figures"]["cesp_signed"] == signed
    assert bilan["national"]["cesp_signed"]["value"] == (signed or 0)
    assert row["missing"].get("cesp_signed") == (None if senders else "not_submitted")


def test_a_declared_figure_of_a_region_that_has_not_sent_is_not_printed(region, other_region, administrator):
    ObservationFactory(indicator="gp_count", region=other_region, date=END_2016, value=412)

    bilan = read_edition(publish(campaign_with(sent=[region], waiting=[other_region]), by=administrator))

    assert the_region(bilan, other_region)["figures"]["gp_count"] is None
    assert bilan["national"]["gp_count"]["coverage"] == {"regions": 0, "of": 2}


def test_nothing_is_published_without_a_return(region, administrator):
    campaign = campaign_with(waiting=[region])

    with pytest.raises(PublicationError, match="Aucune région n’a transmis"):
        publish(campaign, by=administrator)
    assert not Edition.objects.exists()


def test_a_bilan_is_published_once(region, administrator):
    campaign = campaign_with(sent=[region])
    publish(campaign, by=administrator)

    with pytest.raises(PublicationError, match="déjà publié.*1.0.*Claire Zzmonteil"):
        publish(campaign, by=UserFactory())
    assert Edition.objects.count() == 1


def test_publication_locks_what_was_sent_and_nothing_else(region, other_region, administrator):
    publish(campaign_with(sent=[region], waiting=[other_region]), by=administrator)

    states = dict(RegionalReturn.objects.values_list("region", "state"))
    assert states == {region.pk: ReturnState.LOCKED, other_region.pk: ReturnState.TO_DO}


def test_a_token_that_names_no_figure_stops_the_publication(region, administrator):
    campaign = campaign_with(sent=[region])
    ReturnNarrativeFactory(regional_return=campaign.returns.get(), achievements="Nous avons {{ msp_ouvertes }} MSP.")

    with pytest.raises(PublicationError, match="msp_ouvertes.*vouliez-vous écrire"):
        publish(campaign, by=administrator)
    assert campaign.returns.get().state == ReturnState.SENT


def test_the_texts_are_frozen_with_their_figures(region, administrator):
    open_house(region)
    pact = PactFactory(presented_on=datetime.date(2012, 12, 13))
    commitment = CommitmentFactory(pact=pact)
    campaign = campaign_with(sent=[region])
    ReturnNarrativeFactory(
        regional_return=campaign.returns.get(), commitment=commitment, achievements="Déjà {{ msp_open }} MSP."
    )

    bilan = read_edition(publish(campaign, by=administrator))

    [narrative] = the_region(bilan, region)["chapter"]["narratives"]
    assert narrative["achievements"] == "Déjà 1 MSP."


@pytest.mark.parametrize(
    "text",
    [
        "Merci au Dr Zzpatronyme pour son engagement.",
        "Zzprenom Zzpatronyme ouvre la maison de santé.",
        "La réussite de ZZPATRONYME Zzprénom est saluée.",
        "Le dossier est suivi par Claire Zzmonteil.",
    ],
)
def test_no_name_of_a_person_enters_a_snapshot(region, administrator, text):
    ProfessionalFactory(first_name="Zzprénom", last_name="Zzpatronyme")
    campaign = campaign_with(sent=[region])
    ReturnNarrativeFactory(regional_return=campaign.returns.get(), difficulties=text)

    with pytest.raises(PublicationError, match="Aucun nom de personne"):
        publish(campaign, by=administrator)


def test_no_name_of_a_person_enters_by_the_source_of_a_figure(region, administrator):
    campaign = campaign_with(sent=[region])
    ObservationFactory(indicator="gp_count", region=region, date=END_2016, value=40, source="Dr Zzpatronyme")

    with pytest.raises(PublicationError, match="Aucun nom de personne"):
        publish(campaign, by=administrator)


def test_records_full_of_names_leave_none_in_a_snapshot(region, administrator):
    person = ProfessionalFactory(first_name="Zzprenom", last_name="Zzpatronyme")
    CespContractFactory(professional=person, followup_region=region)
    PtmgContractFactory(professional=person, signing_region=region)
    StructureFactory(lead_region=region, manager="Zzgerant", name="Maison Zznom")

    edition = publish(campaign_with(sent=[region]), by=administrator)

    assert "zz" not in edition.snapshot.lower()


@pytest.mark.parametrize("change", [{"number": "1.9"}, {"snapshot": "{}"}, {"sha256": "0" * 64}, {"reason": "x"}])
def test_the_database_refuses_any_change_to_an_edition(region, administrator, change):
    edition = publish(campaign_with(sent=[region]), by=administrator)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).delete()


def test_the_bytes_of_an_edition_never_change_whatever_happens_to_the_records(region, administrator):
    house = open_house(region)
    campaign = campaign_with(sent=[region])
    before = publish(campaign, by=administrator).snapshot

    house.delete()
    region.name = "Région renommée"
    region.save()
    TargetFactory(value=1)
    RegionalReturn.objects.update(highlight_indicator="msp_open")

    edition = find_edition(2016)
    assert edition.snapshot == before
    assert "Région renommée" not in str(read_edition(edition))


def test_a_text_that_is_not_the_one_hashed_is_refused(region, administrator, monkeypatch):
    edition = publish(campaign_with(sent=[region]), by=administrator)
    monkeypatch.setattr("bilans.editions.sha256", lambda text: "0" * 64)

    with pytest.raises(AlteredEdition):
        read_edition(edition)


# Corrections


def test_a_correction_stands_beside_what_it_corrects_with_its_reason_and_its_figures(region, administrator):
    campaign = campaign_with(sent=[region])
    first = publish(campaign, by=administrator)
    open_house(region)

    second = correct(campaign, of="1.0", reason="Une ouverture avait été oubliée.", by=administrator)

    bilan = read_edition(second)
    assert (second.number, bilan["edition"], bilan["corrects"]) == ("1.1", "1.1", "1.0")
    assert bilan["reason"] == second.reason == "Une ouverture avait été oubliée."
    corrected = {(row["indicator"], row["level"]): (row["before"], row["after"]) for row in bilan["corrections"]}
    assert corrected["msp_open", "region"] == corrected["msp_open", "france"] == (0, 1)
    assert find_edition(2016, "1.0").snapshot == first.snapshot
    assert find_edition(2016).number == "1.1"


def test_a_correction_lists_each_figure_that_differs_and_no_other(region, administrator):
    campaign = campaign_with(sent=[region])
    before = read_edition(publish(campaign, by=administrator))
    open_house(region, on=datetime.date(2015, 3, 1))
    after = read_edition(correct(campaign, of="1.0", reason="Oubli.", by=administrator))

    listed = {(row["indicator"], row["level"], row["code"], row["date"]) for row in after["corrections"]}
    old = {figure.place: figure.value for figure in all_figures(before)}
    assert listed == {figure.place for figure in all_figures(after) if old[figure.place] != figure.value}
    assert differences(after, after) == []


@pytest.mark.parametrize(
    ("of", "reason", "words"),
    [
        ("1.0", "  ", "a un motif"),
        ("1.3", "Erreur.", "n’est plus la dernière"),
        ("1.0", "Erreur.", "Rien n’a changé"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(region, administrator, of, reason, words):
    campaign = campaign_with(sent=[region])
    publish(campaign, by=administrator)

    with pytest.raises(PublicationError, match=words):
        correct(campaign, of=of, reason=reason, by=administrator)


def test_editions_are_numbered_beyond_nine(region, administrator):
    campaign = campaign_with(sent=[region])
    publish(campaign, by=administrator)
    for minor in range(11):
        open_house(region)
        correct(campaign, of=f"1.{minor}", reason="Encore une.", by=administrator)

    assert find_edition(2016).number == "1.11"


# Two administrators at once


def publish_together(campaign, users) -> list:
    """Publish `campaign` for each of `users`, at the same moment, each in a session of its own."""
    barrier, results = threading.Barrier(len(users)), []

    def run(user):
        try:
            barrier.wait()
            results.append(publish(campaign, by=user).number)
        except PublicationError as error:
            results.append(str(error))
        except DatabaseError as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_one_publishes_and_the_other_is_told(region):
    campaign = campaign_with(sent=[region])

    results = publish_together(campaign, UserFactory.create_batch(2))

    assert results[0] == "1.0"
    assert results[1].startswith("Le bilan 2016 est déjà publié")
    assert Edition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_would_go_as_far_as_writing(region, monkeypatch):
    campaign = campaign_with(sent=[region])
    both_checked = threading.Barrier(2)
    written = publishing._write

    def write(*args, **kwargs):
        both_checked.wait()
        return written(*args, **kwargs)

    monkeypatch.setattr(publishing, "_alone", lambda campaign: transaction.atomic())
    monkeypatch.setattr(publishing, "_write", write)

    # Both found nothing published; the constraint alone stops the second, with no sentence for whoever asked.
    assert publish_together(campaign, UserFactory.create_batch(2)) == ["1.0", "IntegrityError"]
