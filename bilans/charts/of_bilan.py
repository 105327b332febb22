"""The charts of a bilan, from its document: the same on its pages and in its files."""

from __future__ import annotations

from bilans import themes
from bilans.charts.model import Chart
from bilans.charts.specs_bars import progress
from bilans.charts.specs_evolution import evolution
from bilans.charts.specs_maps import MASKED as MASKED_ON_MAP
from bilans.charts.specs_maps import departement_map, region_map
from bilans.coverage import counted_words, partial_text, regions_counted, settled_status
from bilans.masking import MASKED
from bilans.presentation import chosen, indicators_by_code, is_in_old_regions, past_years, region_cell, year_headings

FEWEST = 2
"""Figures other than zero that a series needs to be worth a chart."""
MAPPED = ("msp_open", "install_aided", "cesp_installed_ever", "cesp_signed")
"""Of which figure the map by région, or by département, is: the first that is known."""
REGIONAL = ("cesp_signed", "msp_open", "ptmg_signed", "mcs_active")
"""Of which figure the evolution of a region is drawn, beside the one it chose."""


def national_evolution(bilan: dict, code: str) -> Chart | None:
    """A national figure year after year, with its targets; None when it is not known often enough."""
    indicator = indicators_by_code(bilan).get(code)
    figure = bilan["national"].get(code) or {}
    if indicator is None:
        return None
    targets = [target for target in figure.get("targets") or [] if target["value"]]
    covered = partial_text(indicator, figure)
    indicator = indicator | {"label": f"{indicator['label']}, {covered}"} if covered else indicator
    return _evolution(bilan, f"fr-{code}", indicator, figure.get("series") or {}, figure.get("value"), targets)


def regional_evolution(bilan: dict, region: dict, code: str) -> Chart | None:
    """A figure of a region year after year; None when it is not known often enough."""
    indicator = indicators_by_code(bilan).get(code)
    if indicator is None:
        return None
    series = (region.get("series") or {}).get(code) or {}
    return _evolution(bilan, f"{region['code']}-{code}", indicator, series, region["figures"].get(code))


def regional_charts(bilan: dict, region: dict) -> list[tuple[str, Chart]]:
    """The evolution of a region, then the chart that it chose, each with what it is."""
    highlight = (region.get("chapter") or {}).get("highlight") or ""
    chosen_chart = regional_evolution(bilan, region, highlight)
    others = (regional_evolution(bilan, region, code) for code in REGIONAL if code != highlight)
    found = [("", chart) for chart in [next(filter(None, others), None)] if chart]
    return found + ([("mis en avant par la région", chosen_chart)] if chosen_chart else [])


def targets_progress(bilan: dict) -> Chart | None:
    """How far each indicator is from its last target."""
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        figure = bilan["national"].get(code) or {}
        targets = [target for target in figure.get("targets") or [] if target.get("progress_pct") is not None]
        if targets:
            target = targets[-1]
            rows.append(
                {
                    "label": indicator["label"],
                    "unit": indicator["unit"],
                    "value": figure.get("value"),
                    "target": target["value"],
                    "direction": target.get("direction"),
                    "due": target.get("due_on"),
                    "progress_pct": target["progress_pct"],
                    "status": settled_status(indicator, figure, target),
                }
            )
    title = "Avancement vers la dernière cible de chaque objectif"
    sent, whole = regions_counted(bilan)
    if sent < whole:
        title += f", {counted_words(bilan)}"
    return progress("objectifs", title, rows) if rows else None


def map_of_regions(bilan: dict) -> Chart | None:
    """The map of the first figure that regions have; none of the regions before 2016, whose shapes are not ours."""
    if is_in_old_regions(bilan):
        return None
    for code, indicator in chosen(bilan, MAPPED):
        values = {region["code"]: region["figures"].get(code) for region in bilan["regions"]}
        if any(value is not None for value in values.values()):
            cells = {region["code"]: region_cell(bilan, region, indicator) for region in bilan["regions"]}
            reasons = {place: cell.text for place, cell in cells.items() if cell.is_missing}
            return region_map(f"carte-{code}", indicator["label"], indicator["unit"], values, reasons)
    return None


def map_of_departements(bilan: dict, region: dict) -> Chart | None:
    """The map of a region by département; None for a single one, or without a figure to tell."""
    rows = region.get("departements") or []
    for code, indicator in chosen(bilan, MAPPED):
        values = {row["code"]: (row.get("figures") or {}).get(code) for row in rows}
        hidden = {row["code"] for row in rows if (row.get("missing") or {}).get(code) == MASKED}
        if any(value is not None for value in values.values()):
            reasons = {place: MASKED_ON_MAP if place in hidden else themes.UNKNOWN_WORDS for place in values}
            reasons = {place: reason for place, reason in reasons.items() if values[place] is None}
            return departement_map(
                f"carte-{region['code']}", indicator["label"], indicator["unit"], region["code"], values, reasons
            )
    return None


def _evolution(bilan: dict, slug: str, indicator: dict, series: dict, value, targets=()) -> Chart | None:
    last = str(bilan["year"])
    known = {year: series.get(year) for year in past_years(bilan)} | {last: value}
    if sum(bool(figure) for figure in known.values()) < FEWEST:
        return None
    labels = {last: year_headings(bilan)[-1]}
    return evolution(slug, indicator["label"], indicator["unit"], known, list(targets), labels)
