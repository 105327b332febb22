"""The figures of today, computed again only when something has been written."""

import datetime
from functools import lru_cache

from django.db import connection

from bilans.build import build_bilan


def bilan_of_today(today: datetime.date) -> dict:
    """The live bilan at `today`, with the end of last year to compare; not to be changed.

    Two equal snapshots of PostgreSQL show the same rows: while nobody writes, a process computes it once. Inside a
    transaction, whose own changes are in no snapshot, it is computed each time.
    """
    if connection.in_atomic_block:
        return _built(today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        [snapshot] = cursor.fetchone()
    return _kept(snapshot, today)


def forget() -> None:
    """Compute the figures again at the next request, whatever the database holds."""
    _kept.cache_clear()


@lru_cache(maxsize=1)
def _kept(snapshot: str, today: datetime.date) -> dict:
    return _built(today)


def _built(today: datetime.date) -> dict:
    return build_bilan(today.year, as_of=today, series_from=today.year - 1)
