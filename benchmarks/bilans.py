"""Reading and printing a bilan at the demonstration size: pages, PDF, XLSX, beside WeasyPrint on the same content.

The PDF and its peer are made of one document in one run: WeasyPrint prints the body of the national page and of the
eighteen chapters, with the same charts, and a style sheet of a few lines.
"""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from benchmarks.database import bench_database
from bilans.charts import draw
from bilans.editions import find_edition, read_edition
from bilans.outputs import as_pdf, as_xlsx
from pts_admin.demo import accounts

RUNS = 15
BARS = {
    "page of an edition": 0.030,
    "live national page": 0.150,
    "PDF, charts to draw": 2.0,
    "PDF, charts drawn": 1.0,
    "XLSX": 1.0,
}
"""The most that each may take, in seconds, at the median."""
STYLE = "body { font-family: sans-serif } table { border-collapse: collapse } td, th { border: 1px solid #ddd }"


def run() -> bool:
    """Measure on the demonstration; print the figures, and whether they hold."""
    with bench_database():
        call_command("load_demo", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        edition = find_edition(2016)
        bilan = read_edition(edition)
        found = {
            "page of an edition": _median(_page("/bilans/2016/1.1/", accounts.COMMITTEE_MEMBER), RUNS),
            "live national page": _median(_page("/bilans/2016/", accounts.REFERENT_BRETAGNE), RUNS),
            "PDF, charts to draw": _median(lambda: _without_charts(lambda: as_pdf(bilan, edition.sha256)), 3),
            "PDF, charts drawn": _median(lambda: as_pdf(bilan, edition.sha256), 3),
            "XLSX": _median(lambda: as_xlsx(bilan), 5),
        }
        for name, taken in found.items():
            print(f"{name}: {taken * 1000:.0f} ms (at most {BARS[name] * 1000:.0f})")
        _beside_weasyprint(bilan, found["PDF, charts drawn"])
    return all(taken <= BARS[name] for name, taken in found.items())


def _page(address: str, email: str) -> Callable[[], None]:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))

    def read() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")

    read()
    return read


def _without_charts(work: Callable[[], object]) -> None:
    cache.clear()
    draw.recent.clear()
    work()


def _beside_weasyprint(bilan: dict, ours: float) -> None:
    try:
        from weasyprint import HTML
    except OSError as error:
        print(f"WeasyPrint cannot be loaded here ({error}): install libpango-1.0-0 and libpangoft2-1.0-0.")
        return
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # the chapters share their anchors
    html = f"<html lang='fr'><head><style>{STYLE}</style></head><body>{_bodies(bilan)}</body></html>"
    theirs = _timed(lambda: HTML(string=html).write_pdf())
    print(f"WeasyPrint, the same content: {theirs * 1000:.0f} ms, {theirs / ours:.1f} times the PDF with charts drawn")


def _bodies(bilan: dict) -> str:
    """The bodies of the national page and of the chapters, as WeasyPrint is given them."""
    from django.template.loader import render_to_string

    from bilans.presentation import ordered_regions
    from bilans.views import bodies
    from bilans.views.reading import Reading

    reading = Reading(bilan["year"], bilan, find_edition(bilan["year"]), bilan["edition"])
    parts = [render_to_string(bodies.NATIONAL, bodies.shared(reading) | bodies.national_context(bilan))]
    for region in ordered_regions(bilan):
        context = bodies.shared(reading) | bodies.region_context(bilan, region)
        parts.append(render_to_string(bodies.REGION, context))
    return "".join(parts)


def _median(work: Callable[[], object], times: int) -> float:
    return statistics.median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
