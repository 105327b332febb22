"""The figures of today are kept while nobody writes, and never longer."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pts_admin.today import bilan_of_today
from tests.factories import StructureFactory


def open_houses() -> int:
    return bilan_of_today(timezone.localdate())["national"]["msp_open"]["value"]


def snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return cursor.fetchone()[0]


def queries_of_the_second_reading() -> int:
    """Tried until nobody else writes in the meantime: the server has other databases, and cleans up after itself."""
    for _ in range(50):
        seen = snapshot()
        open_houses()
        with CaptureQueriesContext(connection) as queries:
            open_houses()
        if snapshot() == seen:
            return len(queries)
    raise AssertionError("somebody never stopped writing")


@pytest.mark.django_db(transaction=True)
def test_they_are_read_once_while_nobody_writes_and_again_after():
    before = open_houses()
    assert queries_of_the_second_reading() == 1

    StructureFactory(opened=timezone.localdate())

    assert open_houses() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_reads_its_own_changes():
    before = open_houses()
    with transaction.atomic():
        StructureFactory(opened=timezone.localdate())
        assert open_houses() == before + 1
        transaction.set_rollback(True)

    assert open_houses() == before
