"""The same form of creation sent twice creates one record."""

import datetime

import pytest
from django.utils import timezone

from regions.models import FormSubmission
from regions.submissions import TOKEN_FIELD
from structures.models import Structure
from tests import factories as f
from tests.wall_ground import as_posted, url

pytestmark = pytest.mark.django_db

ADD = url(Structure, "add")


def filled(client) -> dict:
    return as_posted(client.get(ADD)) | {"type": "MSP", "name": "MSP nouvelle"}


def test_a_form_sent_again_leads_to_the_record_it_created(browser):
    data = filled(browser)
    browser.post(ADD, data)

    again = browser.post(ADD, data, follow=True)

    structure = Structure.objects.get()
    assert again.redirect_chain[-1][0] == url(Structure, "change", structure.pk)
    assert "Cette fiche a déjà été enregistrée." in again.content.decode()


def test_two_forms_create_two_records(browser):
    for _ in range(2):
        browser.post(ADD, filled(browser))

    assert Structure.objects.count() == 2


def test_a_form_that_was_refused_is_sent_again_with_its_token(browser):
    data = filled(browser)

    refused = browser.post(ADD, data | {"name": ""})
    assert not FormSubmission.objects.exists()
    accepted = browser.post(ADD, as_posted(refused) | {"name": "MSP nouvelle"})

    assert refused.status_code == 200
    assert accepted.status_code == 302
    assert as_posted(refused)[TOKEN_FIELD] == data[TOKEN_FIELD]


def test_a_form_that_the_database_refuses_is_sent_again_with_its_token(browser):
    taken = f.StructureFactory(finess_et="750000018")
    data = filled(browser)

    refused = browser.post(ADD, data | {"finess_et": taken.finess_et})
    accepted = browser.post(ADD, data)

    assert refused.status_code == 200
    assert accepted.status_code == 302


@pytest.mark.parametrize("token", ["", "x", "\x00", "1" * 500])
def test_a_forged_token_is_no_token(browser, token):
    assert browser.post(ADD, filled(browser) | {TOKEN_FIELD: token}).status_code == 302


def test_the_token_of_another_user_tells_nothing(client_of, browser, other_region, national_admin):
    data = filled(browser)
    browser.post(ADD, data)

    response = client_of(national_admin).post(
        ADD, data | {"name": "Autre", "lead_region": other_region.pk, TOKEN_FIELD: data[TOKEN_FIELD]}
    )

    assert response.status_code == 302
    assert set(Structure.objects.values_list("name", flat=True)) == {"MSP nouvelle", "Autre"}


def test_a_record_deleted_since_is_not_created_again(browser):
    data = filled(browser)
    browser.post(ADD, data)
    Structure.objects.get().delete()

    response = browser.post(ADD, data)

    assert response.status_code == 302
    assert not Structure.objects.exists()


def test_old_submissions_are_found_for_the_purge(referent):
    now = timezone.now()
    for days, token in ((29, "a"), (31, "b")):
        FormSubmission.objects.create(
            token=token * 8 + "-0000-4000-8000-" + token * 12, user=referent, at=now - datetime.timedelta(days=days)
        )

    assert [str(submission.token)[0] for submission in FormSubmission.objects.older_than(30, now)] == ["b"]
