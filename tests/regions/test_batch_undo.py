"""An import put back: only by who may still write what it wrote."""

import datetime

import pghistory
import pytest
from django.utils import timezone

from contracts.models import CespContract
from imports.enums import BatchState
from tests import factories as f
from tests.imports.files import csv_bytes
from tests.imports.sending import HEADERS, ask, cesp_csv, line, lines, numbers, page, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def faculty(region):
    return f.FacultyFactory(regions=[region])


@pytest.fixture
def batch(browser, region, faculty):
    """An import that changed a contract, which has gone to another agency since."""
    ask(browser, "write", send(browser, cesp_csv(line(region, faculty, 1))))
    batch = send(browser, cesp_csv(line(region, faculty, 1, date_signature="16/12/2016")))
    ask(browser, "write", batch)
    return batch


@pytest.fixture
def gone(batch, other_region):
    """That contract, which another agency follows since."""
    contract = CespContract.objects.get()
    f.CespFollowUpFactory(contract=contract, region=other_region, start=timezone.localdate())
    return contract


def test_what_another_agency_follows_since_stays(browser, batch, gone):
    ask(browser, "undo", batch)

    assert "CNG-0001" in page(browser, batch)
    batch.refresh_from_db()
    gone.refresh_from_db()
    assert (batch.state, gone.signature_date.day) == (BatchState.UNDONE, 16)


def test_the_national_administration_undoes_it_all_the_same(client_of, national_admin, batch, gone):
    ask(client_of(national_admin), "undo", batch)

    batch.refresh_from_db()
    gone.refresh_from_db()
    assert (batch.state, gone.signature_date.day) == (BatchState.UNDONE, 15)


def test_who_has_changed_region_undoes_nothing_of_the_former_one(browser, referent, region, other_region):
    batch = send(browser, cesp_csv(*lines(region, 2)))
    ask(browser, "write", batch)
    referent.memberships.update(region=other_region)

    ask(browser, "undo", batch)

    assert len(numbers()) == 2


@pytest.fixture
def with_its_breach(browser, region, faculty):
    """An import that created a contract and its breach, at once."""
    headers = (*HEADERS, "date_rupture", "motif_rupture")
    batch = send(browser, csv_bytes([headers, [*line(region, faculty, 1), "01/09/2019", "manquement"]]))
    ask(browser, "write", batch)
    return batch


def test_a_record_that_an_addition_keeps_does_not_lose_its_parts(browser, with_its_breach, other_region):
    contract = CespContract.objects.get()
    f.CespFollowUpFactory(contract=contract, region=other_region)

    ask(browser, "undo", with_its_breach)

    assert contract.events.count() == 1
    assert "CNG-0001" in page(browser, with_its_breach)


def test_a_record_changed_since_does_not_lose_its_parts(browser, with_its_breach):
    with pghistory.context(user=None):  # within one transaction, as a test is, the last context would go on
        CespContract.objects.update(signature_date=datetime.date(2016, 12, 16))

    ask(browser, "undo", with_its_breach)

    assert CespContract.objects.get().events.count() == 1


def test_a_record_and_its_parts_go_together(browser, with_its_breach):
    ask(browser, "undo", with_its_breach)

    assert not CespContract.objects.exists()
