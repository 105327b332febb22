"""Whose batches are whose: another user's is nowhere; its owner and the national administration decide."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from imports.enums import BatchState
from imports.models import ImportBatch
from tests import factories as f
from tests.imports.sending import ask, cesp_csv, lines, numbers, post, send

pytestmark = pytest.mark.django_db

READ, DECIDED, POSTED = ("batch", "file"), ("columns", "undo"), ("write", "abandon", "blanks", "resume")


@pytest.fixture
def batch(browser, region):
    return send(browser, cesp_csv(*lines(region, 2)))


@pytest.fixture
def colleague(region, client_of):
    """The browser of another referent of the same region."""
    return client_of(f.UserFactory(role=Role.REFERENT, role__regions=[region]))


@pytest.mark.parametrize("name", [*READ, *DECIDED])
def test_the_page_of_another_user_is_not_found(colleague, batch, name):
    assert colleague.get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("name", [*POSTED, *DECIDED])
def test_nobody_decides_of_another_user_s_batch(colleague, batch, name):
    assert ask(colleague, name, batch, vide="erase").status_code == 404
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert numbers() == []


def test_the_journal_holds_one_s_own_files_and_all_of_them_for_the_national_administration(
    browser, colleague, client_of, national_admin, batch
):
    address = reverse("imports:journal")

    assert "contrats.csv" in browser.get(address).content.decode()
    assert "contrats.csv" not in colleague.get(address).content.decode()
    assert "contrats.csv" in client_of(national_admin).get(address).content.decode()


def test_a_national_administrator_writes_and_undoes_what_a_referent_sent(client_of, national_admin, batch):
    client = client_of(national_admin)

    ask(client, "write", batch)
    batch.refresh_from_db()
    assert batch.written_by == national_admin
    assert len(numbers()) == 2

    ask(client, "undo", batch)
    assert numbers() == []


@pytest.mark.parametrize("number", [0, 999_999_999, 10**30])
def test_a_made_up_number_is_not_found(browser, number):
    for name in (*READ, *DECIDED):
        assert browser.get(f"/imports/lots/{number}/{'' if name == 'batch' else 'fichier/'}").status_code == 404


@pytest.mark.parametrize(
    "role", ["committee_member", "data_protection_officer", "regional_reader", "user_without_role"]
)
def test_who_may_not_import_sends_nothing(client_of, region, request, role):
    client = client_of(request.getfixturevalue(role))

    assert client.get(reverse("imports:new", args=["cesp"])).status_code == 403
    assert post(client, cesp_csv(*lines(region, 1))).status_code == 403
    assert not ImportBatch.objects.exists()


def test_a_reader_is_offered_no_import(client_of, regional_reader):
    seen = client_of(regional_reader).get(reverse("imports:journal")).content.decode()

    assert "Importer" not in seen


def test_an_unknown_kind_is_not_found(browser):
    assert browser.get("/imports/inconnu/").status_code == 404


def test_who_is_no_referent_any_more_decides_nothing(browser, referent, batch):
    referent.memberships.all().delete()

    assert ask(browser, "write", batch).status_code == 404
    assert numbers() == []


def test_another_region_s_rows_are_refused_like_unknown_ones(browser, region, other_region):
    batch = send(browser, cesp_csv(*lines(other_region, 1)))

    assert batch.refused == 1
    [row] = batch.imported_rows.all()
    assert any("n’est pas une région de votre périmètre" in sentence for _, sentence, _ in row.faults)
