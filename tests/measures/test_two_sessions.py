"""The reading shared between two sessions: the same figures, on one snapshot."""

import datetime
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from measures import compute
from measures.compute import compute_figures
from measures.indicators import computed_codes
from tests.factories import CespContractFactory, CespPlacementFactory, PtmgContractFactory, SpecialtyFactory

DAY = datetime.date(2016, 12, 31)
pytestmark = pytest.mark.django_db(transaction=True)


def in_another_session(work):
    """Run `work` in a session of its own, and wait for it."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def count_on_no_snapshot(reading, snapshot, steps, scopes):
    """What the second session would do without its protection."""
    try:
        return reading.count(steps, scopes)
    finally:
        connection.close()


def specialties_seen(cursor) -> int:
    cursor.execute("SELECT count(*) FROM contracts_specialty")
    return cursor.fetchone()[0]


def test_two_sessions_give_the_figures_of_one():
    contract = CespContractFactory(signature_date=datetime.date(2014, 10, 1))
    CespPlacementFactory(contract=contract, start=datetime.date(2016, 10, 1))
    PtmgContractFactory(signature_date=datetime.date(2016, 3, 1), planned_last_day=datetime.date(2017, 2, 28))

    shared = compute_figures([DAY], horizon=DAY)
    with transaction.atomic():
        alone = compute_figures([DAY], horizon=DAY)

    assert {code: shared.national(code, DAY) for code in computed_codes()} == {
        code: alone.national(code, DAY) for code in computed_codes()
    }
    assert (shared.national("cesp_signed", DAY), shared.national("install_aided", DAY)) == (1, 2)


@pytest.mark.parametrize("protected", [True, False], ids=["one-snapshot", "control-without-it"])
def test_a_record_written_meanwhile_is_seen_by_both_sessions_or_by_none(monkeypatch, protected):
    """The second session starts counting once a third has committed: without the snapshot, it sees more."""
    seen, written = [], threading.Event()

    def first(cursor, scale, tally, **_):
        seen.append(specialties_seen(cursor))
        in_another_session(SpecialtyFactory)
        written.set()

    def second(cursor, scale, tally, **_):
        assert written.wait(timeout=30)
        seen.append(specialties_seen(cursor))

    monkeypatch.setattr(compute, "SHARES", ([first], [second]))
    if not protected:
        monkeypatch.setattr(compute._Reading, "_count_on_snapshot", count_on_no_snapshot)

    compute_figures([DAY], horizon=DAY)

    assert seen == ([0, 0] if protected else [0, 1])


def test_what_fails_in_the_other_session_is_not_silent(monkeypatch):
    def fails(cursor, scale, tally, **_):
        cursor.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(compute, "SHARES", ([], [fails]))

    with pytest.raises(DatabaseError, match="no_such_table"):
        compute_figures([DAY], horizon=DAY)
