"""One's own entry undone the same day: as a new change, all or nothing."""

import datetime
import re
import uuid

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from accounts.enums import Role
from accounts.models import Membership
from contracts.models import CespEvent
from regions import rules, undo
from regions.put_back import CannotPutBack
from regions.rules import Problem, Rules, RuleViolation
from structures.models import Structure, StructureHeadcount, StructureSite
from tests import factories as f
from tests.contracts.test_actions_admin import actions_on
from tests.wall_ground import as_posted, everything, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(region):
    return f.StructureFactory(lead_region=region, name="MSP du Parc")


def change(client, record, **values):
    address = url(type(record), "change", record.pk)
    assert client.post(address, as_posted(client.get(address)) | values).status_code == 302


def context_of(record, label: str = "update") -> Context:
    return record.history.filter(pgh_label=label).latest("pgh_id").pgh_context


def somebody_else():
    """A change of its own: within one transaction, as a test is, the last context would go on."""
    return pghistory.context(user=None)


def undo_url(context) -> str:
    return reverse("admin:undo", args=[context.pk])


def state(before: dict) -> dict:
    return {label: rows for label, rows in before.items() if label != "accounts.User"}


# Undo


def test_an_author_undoes_a_change_of_a_record_with_its_lines(browser, structure, region):
    kept = f.FundingFactory(structure=structure, amount=100)
    gone = f.StructureSiteFactory(structure=structure, commune=f.CommuneFactory(region=region))
    structure.served_communes.set([gone.commune])
    before = everything()
    data = as_posted(browser.get(url(Structure, "change", structure.pk)))
    new_line = {
        "headcounts-TOTAL_FORMS": "1",
        "headcounts-0-as_of": "2016-01-01",
        "headcounts-0-profession": "medecin_generaliste",
        "headcounts-0-persons": "3",
    }
    changes = {"name": "X", "fundings-0-amount": "200", "sites-0-DELETE": "on", "served_communes": []}
    browser.post(url(Structure, "change", structure.pk), data | changes | new_line)
    assert (StructureHeadcount.objects.count(), StructureSite.objects.count()) == (1, 0)
    assert not structure.served_communes.exists()

    response = browser.post(undo_url(context_of(structure)), follow=True)

    assert "La saisie est annulée." in response.content.decode()
    assert state(everything()) == state(before)
    assert list(structure.served_communes.all()) == [gone.commune]
    assert kept.history.count() == 3
    metadata = structure.history.latest("pgh_id").pgh_context.metadata
    assert metadata["action"].startswith("Annulation de la saisie du ")


def test_a_creation_and_a_deletion_are_undone(browser, structure):
    add = url(Structure, "add")
    browser.post(add, as_posted(browser.get(add)) | {"type": "MSP", "name": "MSP créée par erreur"})
    created = Structure.objects.get(name="MSP créée par erreur")
    browser.post(undo_url(context_of(created, "insert")))
    assert list(Structure.objects.all()) == [structure]

    browser.post(url(Structure, "delete", structure.pk), {"post": "yes"})
    assert not Structure.objects.exists()
    deletion = Structure.pgh_event_model.objects.get(pgh_obj_id=structure.pk, pgh_label="delete").pgh_context
    browser.post(undo_url(deletion))

    assert Structure.objects.get().name == "MSP du Parc"


def test_an_undo_is_offered_after_a_change_and_in_the_history(browser, structure):
    address = url(Structure, "change", structure.pk)

    said = browser.post(address, as_posted(browser.get(address)) | {"name": "X"}, follow=True).content.decode()

    link = undo_url(context_of(structure))
    assert f'<a href="{link}">annuler cette saisie</a>' in said
    assert link in browser.get(url(Structure, "history", structure.pk)).content.decode()
    assert "Annuler cette saisie" in browser.get(link).content.decode()


def test_saving_without_a_change_offers_no_undo(browser, structure):
    change(browser, structure, name="X")
    browser.get(reverse("admin:index"))  # tells once that the change is saved
    address = url(Structure, "change", structure.pk)

    said = browser.post(address, as_posted(browser.get(address)), follow=True).content.decode()

    assert "annuler cette saisie" not in said


def test_an_undo_is_asked_for_before_it_is_done(browser, structure):
    change(browser, structure, name="X")

    browser.get(undo_url(context_of(structure)))

    structure.refresh_from_db()
    assert structure.name == "X"


def test_a_row_changed_since_is_left_and_told(browser, structure):
    kept = f.FundingFactory(structure=structure, amount=100)
    change(browser, structure, **{"name": "X", "fundings-0-amount": "200"})
    entry = context_of(structure)
    with somebody_else():
        type(kept).objects.filter(pk=kept.pk).update(amount=300)

    response = browser.post(undo_url(entry), follow=True)

    structure.refresh_from_db()
    kept.refresh_from_db()
    assert (structure.name, kept.amount) == ("MSP du Parc", 300)
    assert f"laissé en l’état\u00a0: financement n° {kept.pk}" in response.content.decode()


def test_a_record_that_others_need_since_is_left(browser, structure, region):
    add = url(Structure, "add")
    browser.post(add, as_posted(browser.get(add)) | {"type": "POLE", "name": "Pôle"})
    pole = Structure.objects.get(name="Pôle")
    with somebody_else():
        f.StructureAttachmentFactory(structure=structure, parent=pole)

    response = browser.post(undo_url(context_of(pole, "insert")), follow=True)

    assert Structure.objects.filter(pk=pole.pk).exists()
    assert "Rien n’a été annulé." in response.content.decode()


def test_an_undo_can_be_undone(browser, structure):
    change(browser, structure, name="X")
    browser.post(undo_url(context_of(structure)))

    browser.post(undo_url(context_of(structure)))

    structure.refresh_from_db()
    assert structure.name == "X"


def test_nothing_is_undone_twice(browser, structure):
    change(browser, structure, name="X")
    entry = context_of(structure)
    browser.post(undo_url(entry))

    response = browser.post(undo_url(entry), follow=True)

    assert "Il n’y a plus rien à annuler" in response.content.decode()
    structure.refresh_from_db()
    assert structure.name == "MSP du Parc"


def test_only_the_author_undoes(client_of, browser, national_admin, structure, region):
    change(browser, structure, name="X")
    entry = context_of(structure)
    colleague = f.UserFactory(role=Role.REFERENT, role__regions=[region])

    for user in (colleague, national_admin):
        for answer in (client_of(user).get(undo_url(entry)), client_of(user).post(undo_url(entry))):
            assert answer.status_code == 404
    with pytest.raises(undo.NotUndoable, match="Seul l’auteur"):
        undo.undo(entry, by=colleague)
    structure.refresh_from_db()
    assert structure.name == "X"


def test_an_unknown_entry_is_a_404(browser):
    assert browser.get(reverse("admin:undo", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("done", "asked", "allowed"),
    [
        # The day is that of Paris: in winter, midnight there is 23:00 UTC.
        pytest.param("2016-03-01T22:30:00+00:00", "2016-03-01T22:59:59+00:00", True, id="avant-minuit"),
        pytest.param("2016-03-01T22:30:00+00:00", "2016-03-01T23:00:00+00:00", False, id="minuit"),
        pytest.param("2016-03-01T23:30:00+00:00", "2016-03-02T22:59:00+00:00", True, id="le-même-jour-à-Paris"),
    ],
)
def test_an_entry_is_undone_the_same_day_only(browser, referent, structure, done, asked, allowed):
    change(browser, structure, name="X")
    entry = context_of(structure)
    Context.objects.filter(pk=entry.pk).update(created_at=datetime.datetime.fromisoformat(done))
    entry.refresh_from_db()

    sentence = undo.why_not(entry, by=referent, now=datetime.datetime.fromisoformat(asked))

    assert sentence == (None if allowed else "Une saisie s’annule le jour même seulement.")


def test_yesterday_s_entry_stays(browser, structure):
    change(browser, structure, name="X")
    entry = context_of(structure)
    Context.objects.filter(pk=entry.pk).update(created_at=timezone.now() - datetime.timedelta(days=1))

    response = browser.post(undo_url(entry), follow=True)

    assert "le jour même seulement" in response.content.decode()
    assert undo_url(entry) not in browser.get(url(Structure, "history", structure.pk)).content.decode()
    structure.refresh_from_db()
    assert structure.name == "X"


def test_an_author_who_may_no_longer_write_undoes_nothing(browser, referent, structure):
    change(browser, structure, name="X")
    entry = context_of(structure)
    Membership.objects.filter(user=referent).update(role=Role.REGIONAL_READER)

    response = browser.post(undo_url(entry), follow=True)

    assert "Vous ne pouvez plus modifier ces fiches" in response.content.decode()
    structure.refresh_from_db()
    assert structure.name == "X"


def test_an_import_is_not_undone_by_this_door(referent, structure):
    with pghistory.context(user=referent.pk, batch=3) as context:
        Structure.objects.filter(pk=structure.pk).update(name="X")

    assert undo.why_not(Context.objects.get(pk=context.id), by=referent) == undo.AN_IMPORT


def test_a_rule_that_objects_keeps_everything(browser, structure, monkeypatch):
    change(browser, structure, name="X")
    entry = context_of(structure)
    refusal = Problem("T9", "Le nom ne peut pas revenir.")
    judge = Rules(lambda record: [refusal] if record.name == "MSP du Parc" else [], lambda record: None)
    monkeypatch.setitem(rules._JUDGES, Structure, judge)

    response = browser.post(undo_url(entry), follow=True)

    assert "Rien n’a été annulé. Le nom ne peut pas revenir. (T9)" in response.content.decode()
    structure.refresh_from_db()
    assert structure.name == "X"


def test_a_constraint_that_objects_keeps_everything(referent, region):
    one = f.StructureFactory(lead_region=region, finess_et="750000018")
    other = f.StructureFactory(lead_region=region, finess_et="")
    with pghistory.context(user=referent.pk) as context:
        Structure.objects.filter(pk=one.pk).update(finess_et="")
    with somebody_else():
        Structure.objects.filter(pk=other.pk).update(finess_et="750000018")

    with pytest.raises(CannotPutBack, match="Une structure porte déjà ce numéro FINESS"):
        undo.revert(Context.objects.get(pk=context.id), by=referent)
    assert set(Structure.objects.values_list("finess_et", flat=True)) == {"", "750000018"}


def test_a_whole_batch_is_reverted_with_few_queries(referent, region):
    existing = f.StructureFactory.create_batch(3, lead_region=region, manager="avant")
    before = list(Structure.objects.order_by("pk").values())

    def batch(count: int) -> Context:
        with pghistory.context(user=referent.pk, batch=1) as context:
            Structure.objects.filter(pk__in=[row.pk for row in existing]).update(manager="après")
            f.StructureFactory.create_batch(count, lead_region=region)
        return Context.objects.get(pk=context.id)

    costs = []
    assert referent.memberships_today  # read once a request, whatever the batch
    for count in (2, 30):
        context = batch(count)
        with CaptureQueriesContext(connection) as captured:
            result = undo.revert(context, by=referent, check=None)
        costs.append(len(captured))
        assert result.count(Structure) == 3 + count
        assert list(Structure.objects.order_by("pk").values()) == before
    assert costs[0] == costs[1]


def test_each_guided_action_is_undone_by_its_author(browser, region):
    for code, record, data in actions_on(region):
        before = state(everything())
        done = browser.post(url(type(record), "action", record.pk, code), data, follow=True).content.decode()
        (link,) = re.findall(r'href="([^"]+)">annuler cette saisie', done)
        assert state(everything()) != before, code

        response = browser.post(link, follow=True)

        assert "La saisie est annulée." in response.content.decode(), (code, response.content.decode())
        assert state(everything()) == before, code


def test_what_a_person_undoes_is_behind_the_wall(browser, referent, structure, other_region):
    with pghistory.context(user=referent.pk) as context:
        Structure.objects.filter(pk=structure.pk).update(lead_region=other_region)

    response = browser.post(reverse("admin:undo", args=[context.id]), follow=True)

    assert "Vous ne pouvez plus modifier ces fiches" in response.content.decode()
    structure.refresh_from_db()
    assert structure.lead_region == other_region


def test_the_rules_judge_a_revert_unless_told_otherwise(referent, region, monkeypatch):
    contract = f.CespContractFactory(followup_region=region)
    with pghistory.context(user=referent.pk) as context:
        event = f.CespEventFactory(contract=contract)
    judge = Rules(lambda record: [] if record.events.exists() else [Problem("C0", "Non.")], lambda record: None)
    monkeypatch.setitem(rules._JUDGES, type(contract), judge)
    entry = Context.objects.get(pk=context.id)

    with pytest.raises(RuleViolation):
        undo.revert(entry, by=referent)
    assert CespEvent.objects.get() == event

    undo.revert(entry, by=referent, check=None)
    assert not CespEvent.objects.exists()
