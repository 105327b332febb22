"""The whole bilan beside one bare GROUP BY pass over the same tables, in the same run.

The bare pass reads each table of facts whole, once, and counts its rows by region. It has no index to answer from: it
stands for the least that reading every fact can cost.
"""

from __future__ import annotations

import datetime
import resource
import statistics
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.database import bench_database, empty_records
from benchmarks.volume import Volume, fill
from bilans.build import build_bilan

OF_FACULTY = "regions_faculty_regions faculty ON faculty.faculty_id = contract.faculty_id"
BARE_PASS = [
    f"SELECT faculty.region_id, count(*) FROM contracts_cespcontract contract JOIN {OF_FACULTY} GROUP BY 1",
    "SELECT region_id, count(*) FROM contracts_cespfollowup GROUP BY 1",
    "SELECT region_id, count(*) FROM contracts_cespplacement GROUP BY 1",
    f"""SELECT faculty.region_id, count(*) FROM contracts_cespevent event
        JOIN contracts_cespcontract contract ON contract.id = event.contract_id JOIN {OF_FACULTY} GROUP BY 1""",
    "SELECT region_id, count(*) FROM contracts_ptmgcontract GROUP BY 1",
    "SELECT region_id, count(*) FROM contracts_mcsengagement GROUP BY 1",
    "SELECT lead_region_id, count(*) FROM structures_structure GROUP BY 1",
    """SELECT commune.region_id, count(*) FROM structures_structuresite site
       JOIN regions_commune commune ON commune.code = site.commune_id GROUP BY 1""",
    """SELECT structure.lead_region_id, count(*) FROM structures_structurestatusevent event
       JOIN structures_structure structure ON structure.id = event.structure_id GROUP BY 1""",
]
"""Each table of facts counted by region: its own, or that of the record, UFR or commune that each row belongs to."""
MOST_QUERIES = 15
MOST_RATIO = 3


def run(volume: Volume) -> bool:
    """Measure at the demonstration size, then at `volume`; print the figures, and whether they hold."""
    with bench_database():
        call_command("load_demo", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"PostgreSQL {connection.cursor().connection.info.server_version / 10000:.0f}")
        print(f"demonstration: the bilan in {_median(_whole_bilan, 15) * 1000:.0f} ms (median of 15)")
        empty_records()
        filled = _timed(lambda: fill(volume))
        print(f"\n{_described(volume)}, written in {filled:.0f} s")
        return _compare()


def _compare() -> bool:
    # Inside a transaction one session does it all, so that every query is seen.
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        _whole_bilan()
    bare = _median(_bare_pass, 5)
    whole = _median(_whole_bilan, 5)
    ratio = whole / bare
    for query in sorted(queries.captured_queries, key=lambda query: -float(query["time"]))[:4]:
        print(f"  {float(query['time']):.2f} s: {' '.join(query['sql'].split())[:80]}…")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bare GROUP BY pass {bare:.2f} s; whole bilan {whole:.2f} s in {len(queries)} queries")
    print(f"ratio {ratio:.2f} (at most {MOST_RATIO}); peak memory of the process {peak:.0f} MB")
    return ratio <= MOST_RATIO and len(queries) <= MOST_QUERIES


def _whole_bilan() -> None:
    build_bilan(2016, as_of=datetime.date(2016, 12, 31), horizon=datetime.date(2018, 12, 31))


def _bare_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
        for sql in BARE_PASS:
            cursor.execute(sql)
            cursor.fetchall()
        cursor.execute("RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan")


def _median(work: Callable[[], None], times: int) -> float:
    return statistics.median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _described(volume: Volume) -> str:
    parts = [
        f"{volume.cesp:,} CESP with their children",
        f"{volume.ptmg:,} PTMG",
        f"{volume.structures:,} structures",
        f"{volume.mcs:,} MCS",
    ]
    return ", ".join(parts)
