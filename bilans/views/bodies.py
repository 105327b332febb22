"""The body of a page, from the document that is read: that of an edition never changes, and is drawn once.

The cache is keyed by the content (the SHA-256 of the edition) and by what draws it (version, theme): nothing in it can
be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bilans import commitments_page, national_page, presentation, region_page
from bilans.charts.drawings import drawn
from bilans.charts.model import Chart
from bilans.charts.of_bilan import (
    map_of_departements,
    map_of_regions,
    national_evolution,
    regional_charts,
    targets_progress,
)
from bilans.coverage import totals_caution
from bilans.themes import SECTION_FIGURES
from bilans.views.reading import Reading

CHARTS_OF_A_SECTION = 2


@dataclass(frozen=True)
class Picture:
    """A chart on a page: its drawing, or the sentence that says it could not be drawn; its words and its table."""

    chart: Chart
    svg: SafeString | None
    failure: str = ""


def pictures(charts: Iterable[Chart | None]) -> dict[str, Picture]:
    """The pictures of `charts` by their slugs; one that the engine cannot draw leaves its sentence in its place."""
    charts = [chart for chart in charts if chart]
    found = drawn(charts)
    return {chart.slug: _picture(chart, found[chart.slug]) for chart in charts}


def _picture(chart: Chart, drawing: str | Exception) -> Picture:
    if isinstance(drawing, str):
        return Picture(chart, mark_safe(drawing))  # noqa: S308 (our own drawing, its texts escaped by the engine)
    return Picture(chart, None, str(drawing))


NATIONAL, REGION = "bilans/bodies/national.html", "bilans/bodies/region.html"


def body(reading: Reading, template: str, build: Callable[[], dict], *about: str) -> SafeString:
    """The body of a page drawn by `template`, its context given by `build`; `about` tells its pages apart."""

    def rendered() -> str:
        return render_to_string(template, shared(reading) | build())

    if reading.edition is None:
        return rendered()
    key = ":".join(
        [
            template,
            settings.PTS_VERSION,
            settings.PTS_THEME,
            reading.edition.sha256,
            reading.number,
            str(reading.in_old),
            *about,
        ]
    )
    return mark_safe(cache.get_or_set(key, rendered, timeout=None))  # noqa: S308 (rendered by a template)


def shared(reading: Reading) -> dict:
    """What every body shows; the year is text, else it reads « 2 016 »."""
    bilan = reading.bilan
    return {
        "reading": reading,
        "bilan": bilan,
        "year": str(bilan["year"]),
        "dates": presentation.dates(bilan),
        "headings": presentation.year_headings(bilan),
        "regions": presentation.ordered_regions(bilan),
    }


def national_context(bilan: dict) -> dict:
    """The national body: key figures, targets, measures, commitments, regions, definitions."""
    columns, rows, total = national_page.region_table(bilan)
    sections = national_page.national_sections(bilan)
    charts = {
        section.slug: [
            chart
            for code in SECTION_FIGURES.get(section.slug, ())[:CHARTS_OF_A_SECTION]
            if (chart := national_evolution(bilan, code))
        ]
        for section in sections
    }
    progress, regions = targets_progress(bilan), map_of_regions(bilan)
    found = pictures([progress, regions, *(chart for listed in charts.values() for chart in listed)])
    return {
        "key_figures": national_page.national_key_figures(bilan),
        "targets": national_page.target_rows(bilan),
        "totals_caution": totals_caution(bilan),
        "progress": found.get(progress.slug) if progress else None,
        "sections": [(section, [found[chart.slug] for chart in charts[section.slug]]) for section in sections],
        "commitments": commitments_page.commitments(bilan),
        "opinions": commitments_page.opinions(bilan),
        "region_columns": columns,
        "region_rows": rows,
        "region_total": total,
        "not_split": national_page.not_split_rows(bilan),
        "map": found.get(regions.slug) if regions else None,
        "definitions": presentation.definitions(bilan),
    }


def region_context(bilan: dict, region: dict) -> dict:
    """The body of a chapter: key figures, evolution, map, what the region says and does."""
    charts, by_departement = regional_charts(bilan, region), map_of_departements(bilan, region)
    found = pictures([chart for _, chart in charts] + [by_departement])
    context = region_page.chapter(bilan, region)
    return context | {
        "sections": [(section, []) for section in context["sections"]],
        "charts": [(what, found[chart.slug]) for what, chart in charts],
        "map": found.get(by_departement.slug) if by_departement else None,
        "departements": region_page.departements(bilan, region),
    }
