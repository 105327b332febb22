"""The drawings of a document, several at a time; one that fails leaves its sentence in its place."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from bilans.charts.draw import ChartError, draw
from bilans.charts.fonts import register_fonts
from bilans.charts.model import Chart

AT_ONCE = 2


def drawn(charts: Iterable[Chart]) -> dict[str, str | ChartError]:
    """The SVG of each chart by its slug, or the error whose French sentence names it."""
    charts = list({chart.slug: chart for chart in charts}.values())
    if not charts:
        return {}
    with suppress(OSError):  # each chart says so in its own sentence
        register_fonts()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip([chart.slug for chart in charts], threads.map(_drawn, charts), strict=True))


def _drawn(chart: Chart) -> str | ChartError:
    try:
        return draw(chart)
    except ChartError as error:
        return error
