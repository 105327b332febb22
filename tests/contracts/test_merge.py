"""Two records of one person become one: nothing is lost, and the rules judge all that the person signed."""

import re

import pghistory.models
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from anomalies.models import Justification
from contracts.actions.merge import kept_in_place_of, merge_professionals, references
from contracts.models import CespContract, McsEngagement, Professional, PtmgContract
from regions.rules import Problem, Rules, RuleViolation
from tests import factories as f
from tests.our_models import factory_of, our_models
from tests.wall_ground import SECRET, everything, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(region):
    return f.ProfessionalFactory(created_in_region=region, last_name="Le Goff", email="")


@pytest.fixture
def duplicate(region):
    return f.ProfessionalFactory(
        created_in_region=region, last_name="Legoff", rpps="10000000001", birth_year=1988, email="c@example.fr"
    )


def test_every_reference_to_a_person_is_known():
    held = {
        (model, field.name)
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Professional
    }

    assert {(relation.related_model, relation.field.name) for relation in references()} == held
    assert {model for model, _ in held} == {CespContract, McsEngagement, PtmgContract}


@pytest.mark.parametrize("relation", references(), ids=lambda relation: relation.related_model.__name__)
def test_what_refers_to_the_duplicate_refers_to_the_record_kept(kept, duplicate, referent, relation):
    row = factory_of(relation.related_model)(**{relation.field.name: duplicate})

    merge_professionals(kept, duplicate=duplicate, by=referent)

    row.refresh_from_db()
    assert getattr(row, relation.field.name) == kept
    assert not Professional.objects.filter(pk=duplicate.pk).exists()


def test_the_blanks_of_the_record_kept_are_filled_and_its_values_kept(kept, duplicate, referent):
    merged = merge_professionals(kept, duplicate=duplicate, by=referent)

    merged.refresh_from_db()
    assert (merged.last_name, merged.rpps, merged.birth_year, merged.email) == (
        "Le Goff",
        "10000000001",
        1988,
        "c@example.fr",
    )


def test_a_value_of_the_duplicate_may_be_chosen(kept, duplicate, referent):
    merge_professionals(kept, duplicate=duplicate, by=referent, values={"last_name": "Legoff"})

    kept.refresh_from_db()
    assert kept.last_name == "Legoff"


def test_justifications_follow_the_person(kept, duplicate, referent):
    for person, rule in ((kept, "H2"), (duplicate, "H2"), (duplicate, "RPPS")):
        f.JustificationFactory(record=person, rule=rule, by=referent)

    merge_professionals(kept, duplicate=duplicate, by=referent)

    people = Justification.objects.filter(content_type=ContentType.objects.get_for_model(Professional))
    assert sorted(people.values_list("rule", "object_id")) == [("H2", kept.pk), ("RPPS", kept.pk)]
    deleted = Justification.pgh_event_model.objects.filter(pgh_label="delete")
    assert [event.rule for event in deleted] == ["H2"]


def test_the_history_of_the_duplicate_is_kept_and_says_where_it_went(kept, duplicate, referent):
    merge_professionals(kept, duplicate=duplicate, by=referent)

    events = Professional.pgh_event_model.objects.filter(pgh_obj_id=duplicate.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.last_name) for event in events] == [("insert", "Legoff"), ("delete", "Legoff")]
    assert events.last().pgh_context.metadata == {
        "user": referent.pk,
        "action": "Réunir deux fiches",
        "merged": duplicate.pk,
        "kept": kept.pk,
    }
    assert kept_in_place_of(duplicate.pk) == kept.pk
    assert kept_in_place_of(kept.pk) is None


def test_p6_two_contracts_that_overlap_keep_two_records(kept, duplicate, region, referent):
    for person in (kept, duplicate):
        f.PtmgContractFactory(professional=person, signing_region=region)
    before = everything()

    with pytest.raises(IntegrityError, match="p6_"):
        merge_professionals(kept, duplicate=duplicate, by=referent)

    assert everything() == before


def test_m3_two_engagements_at_one_samu_keep_two_records(kept, duplicate, referent):
    samu = f.SamuEstablishmentFactory()
    for person in (kept, duplicate):
        f.McsEngagementFactory(professional=person, samu=samu)
    before = everything()

    with pytest.raises(IntegrityError, match="m3_"):
        merge_professionals(kept, duplicate=duplicate, by=referent)

    assert everything() == before


def test_the_rules_judge_all_that_the_person_signed(kept, duplicate, referent, monkeypatch):
    """C4 and P3 are rules over several contracts: each one of both records is judged, once moved."""
    contracts = [f.CespContractFactory(professional=person) for person in (kept, duplicate)]
    judged = []
    judge = Rules(
        problems=lambda row: judged.append((row, row.professional)) or [Problem("C4", "Deux CESP.")],
        lock=lambda row: None,
    )
    monkeypatch.setattr("regions.rules._JUDGES", {CespContract: judge})
    before = everything()

    with pytest.raises(RuleViolation, match="C4"):
        merge_professionals(kept, duplicate=duplicate, by=referent)

    assert judged == [(contract, kept) for contract in contracts]
    assert everything() == before


def test_a_record_is_not_merged_with_itself_nor_with_one_that_is_gone(kept, duplicate, referent):
    with pytest.raises(ValidationError, match="elle-même"):
        merge_professionals(kept, duplicate=kept, by=referent)
    gone = Professional.objects.get(pk=duplicate.pk)
    duplicate.delete()
    with pytest.raises(ValidationError, match="n’existe plus"):
        merge_professionals(kept, duplicate=gone, by=referent)


# Pages


def test_the_two_records_are_compared_then_merged(browser, kept, duplicate):
    contract = f.CespContractFactory(
        professional=duplicate, cng_number="CNG-9", followup_region=kept.created_in_region
    )
    address = url(Professional, "merge", kept.pk)
    assert address in browser.get(url(Professional, "change", kept.pk)).content.decode()
    assert browser.get(address).status_code == 200

    compared = browser.post(address, {"other": duplicate.pk}).content.decode()

    for fact in ("Le Goff", "Legoff", "10000000001", "CNG-9"):
        assert fact in compared
    assert Professional.objects.filter(pk=duplicate.pk).exists()
    response = browser.post(
        address, {"other": duplicate.pk, "_confirmed": "1", "last_name": "other", "first_name": "kept"}
    )
    assert response.status_code == 302, response.context["choices"].errors
    contract.refresh_from_db()
    kept.refresh_from_db()
    assert (contract.professional, kept.last_name) == (kept, "Legoff")


def test_the_old_address_leads_to_the_record_kept(browser, client_of, national_admin, kept, duplicate, referent):
    last = f.ProfessionalFactory()
    merge_professionals(kept, duplicate=duplicate, by=referent)

    response = browser.get(url(Professional, "change", duplicate.pk))
    assert response.url == url(Professional, "change", kept.pk)

    merge_professionals(last, duplicate=kept, by=national_admin)
    assert client_of(national_admin).get(url(Professional, "change", duplicate.pk)).url == url(
        Professional, "change", last.pk
    )
    assert browser.get(url(Professional, "change", 999_999_999)).status_code == 404


def test_the_old_address_says_nothing_of_a_record_that_is_not_seen(browser, national_admin):
    kept, duplicate = f.ProfessionalFactory(), f.ProfessionalFactory()
    merge_professionals(kept, duplicate=duplicate, by=national_admin)

    assert browser.get(url(Professional, "change", duplicate.pk)).status_code == 404


def test_a_referent_merges_only_records_they_write(browser, client_of, regional_reader, national_admin, kept):
    theirs = f.ProfessionalFactory(last_name=SECRET)
    address = url(Professional, "merge", kept.pk)
    reader = client_of(regional_reader)
    before = everything()

    forged = browser.post(address, {"other": theirs.pk, "_confirmed": "1"})

    assert forged.status_code == 200
    assert SECRET not in forged.content.decode()
    assert browser.get(url(Professional, "merge", theirs.pk)).status_code == 404
    assert reader.get(address).status_code == 403
    assert address not in reader.get(url(Professional, "change", kept.pk)).content.decode()
    assert everything() == before
    client_of(national_admin).post(address, {"other": theirs.pk, "_confirmed": "1", "last_name": "kept"})
    assert not Professional.objects.filter(pk=theirs.pk).exists()


def test_the_records_offered_are_those_the_user_writes(browser, region, other_region, kept):
    read = f.ProfessionalFactory(last_name="Le Goffic")
    f.CespContractFactory(professional=read, faculty=f.FacultyFactory(regions=[region]), followup_region=other_region)
    asked = {"app_label": "contracts", "model_name": "cespcontract", "field_name": "professional", "term": "le goff"}

    def offered(**more):
        answer = browser.get("/admin/autocomplete/", asked | more).json()
        return {int(row["id"]) for row in answer["results"]}

    assert offered() == {kept.pk, read.pk}
    assert offered(writable="1") == {kept.pk}


def test_a_refusal_is_said_on_the_page(browser, kept, duplicate, region):
    for person in (kept, duplicate):
        f.PtmgContractFactory(professional=person, signing_region=region)

    page = browser.post(
        url(Professional, "merge", kept.pk),
        {"other": duplicate.pk, "_confirmed": "1", "last_name": "kept", "first_name": "kept"},
    )

    assert "P6" in page.content.decode()


def test_the_history_tables_are_no_references():
    assert not any(issubclass(relation.related_model, pghistory.models.Event) for relation in references())


def test_birth_years_that_differ_are_a_choice(browser, kept, duplicate):
    Professional.objects.filter(pk=kept.pk).update(birth_year=1987)

    page = browser.post(url(Professional, "merge", kept.pk), {"other": duplicate.pk})

    assert page.context["choices"].fields["birth_year"].choices == [("kept", "1987"), ("other", "1988")]


def test_two_rpps_numbers_are_a_warning_before_the_merger(browser, kept, duplicate):
    def compared() -> str:
        return browser.post(url(Professional, "merge", kept.pk), {"other": duplicate.pk}).content.decode()

    warning = "Deux numéros RPPS différents"
    assert warning not in compared()

    Professional.objects.filter(pk=kept.pk).update(rpps="10000000012")
    assert warning in compared()


def test_a_merger_is_undone_by_its_author_the_same_day(browser, kept, duplicate):
    contract = f.CespContractFactory(professional=duplicate, followup_region=kept.created_in_region)
    chosen = {"other": duplicate.pk, "_confirmed": "1", "last_name": "kept", "first_name": "kept"}

    page = browser.post(url(Professional, "merge", kept.pk), chosen, follow=True).content.decode()
    browser.post(re.search(r"/admin/annuler/[0-9a-f-]+/", page)[0])

    contract.refresh_from_db()
    kept.refresh_from_db()
    assert (contract.professional.pk, contract.professional.last_name) == (duplicate.pk, "Legoff")
    assert (kept.last_name, kept.rpps) == ("Le Goff", "")
