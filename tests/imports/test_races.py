"""Two sessions at the same time, on real connections; each race has its control, which shows what would be written."""

import pytest

from contracts.models import Professional
from imports import batches
from imports.enums import BatchState
from imports.models import ImportBatch
from tests import factories as f
from tests.imports.sending import ask, cesp_csv, line, lines, numbers, post, send
from tests.regions.test_lost_work_races import race, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def unlocked(batch: ImportBatch) -> ImportBatch:
    """`batch` as it is, held by nobody."""
    return ImportBatch.objects.select_related("owner").get(pk=batch.pk)


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control-without-the-lock"])
def test_confirmed_twice_at_once_it_is_written_once(locked, monkeypatch):
    region = f.RegionFactory()
    client = signed_in(region)
    # Without a number, nothing in the database tells one of these contracts from another.
    rows = lines(region, 2, numero_cng="")
    batch = send(client, cesp_csv(*rows))
    assert batch.created == 2
    if not locked:
        monkeypatch.setattr(batches, "_held", unlocked)
        # The rows of the preview, one a line, would make the second wait too.
        batch.imported_rows.all().delete()
        monkeypatch.setattr(batches, "_keep", lambda *_: None)

    answers = race(
        f"SELECT 1 FROM imports_importbatch WHERE id = {batch.pk} FOR UPDATE"
        if locked
        else "LOCK TABLE contracts_professional IN SHARE MODE",
        lambda: ask(client, "write", batch),
        lambda: ask(client, "write", batch),
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Professional.objects.count() == (2 if locked else 4)
    assert len(numbers()) == (2 if locked else 4)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control-without-the-lock"])
def test_a_double_click_sends_one_file(locked, monkeypatch):
    region = f.RegionFactory()
    client = signed_in(region)
    content = cesp_csv(line(region, f.FacultyFactory(regions=[region]), 1))
    if not locked:
        monkeypatch.setattr(batches, "SECOND_CLICK", -batches.SECOND_CLICK)

    answers = race(
        "LOCK TABLE imports_importbatch IN SHARE MODE",
        lambda: post(client, content),
        lambda: post(client, content),
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.url for answer in answers}) == (1 if locked else 2)
    assert ImportBatch.objects.count() == (1 if locked else 2)
