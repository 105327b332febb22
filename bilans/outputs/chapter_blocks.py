"""The chapter of a region as parts to print: the same for the PDF and for the text document."""

from __future__ import annotations

from dataclasses import replace

from bilans import themes
from bilans.charts.model import Chart
from bilans.charts.of_bilan import map_of_departements, regional_charts
from bilans.commitments_page import Action
from bilans.outputs.blocks import (
    Beside,
    Block,
    Card,
    Cards,
    Heading,
    Labelled,
    Picture,
    Text,
)
from bilans.outputs.tables import evolution_tables, is_told, places_table
from bilans.presentation import KeyFigure, figure_row, indicators_by_code, past_years, region_cell
from bilans.region_page import chapter
from bilans.typography import french_text, number

CHART_WIDTH = 0.6
TOO_SMALL = " Chiffres non communiqués\u00a0: moins de 5 ou secret."
SHOWN = (
    *themes.REGIONAL_KEY_FIGURES,
    *themes.REGION_TABLE_FIGURES,
    "msp_in_preparation",
    "esp_open",
    "cpts_open",
)
"""The computed figures of the table of a chapter; the declared ones are all in it."""


def chapter_blocks(bilan: dict, region: dict, *, level: int = 2, new_page: bool = True) -> list[Block]:
    """The chapter of `region`, a region of `bilan`, its title at `level`."""
    heading = Heading(region["name"], level, new_page)
    if not region.get("sent", True):
        return [heading, *_subtitle(region), *_not_sent(region)]
    found = chapter(bilan, region)
    notes = [note for note in (found["group_figures"], found["note"]) if note]
    blocks: list[Block] = [heading, *_subtitle(region), Cards([key_card(card) for card in found["key_figures"]], 6)]
    if notes:
        blocks.append(Text(notes, "note"))
    blocks += _evolution(bilan, region, level + 1)
    if found["sources"]:
        blocks.append(Text([found["sources"]], "note"))
    blocks += _actions(found, level + 1)
    blocks += _territories(bilan, (region.get("chapter") or {}).get("territories", []), level + 1)
    blocks += _departements(bilan, region, level + 1)
    blocks += _narratives(found, level + 1)
    return blocks + _explanations(found, level + 1)


def key_card(card: KeyFigure) -> Card:
    """A key figure, its change and its last target."""
    details = [card.change] if card.change else []
    if target := card.target:
        details.append(f"Objectif\u00a0: {target.target}, {target.due}")
        is_known = not target.progress.is_missing
        details.append(f"{target.progress.text} · {target.status}" if is_known else target.status)
    return Card(card.label, card.value.text, card.value.is_missing, details)


def _subtitle(region: dict) -> list[Block]:
    population = f"{number(region['population'])} habitants" if region.get("population") else ""
    words = " · ".join(filter(None, [french_text(region.get("ars") or ""), population]))
    return [Text([words], "note")] if words else []


def _not_sent(region: dict) -> list[Block]:
    return [
        Text(["Non transmis."], "lead"),
        Text(
            [
                f"La région {region['name']} n’a pas transmis son retour\u00a0: ses données ne sont ni présentées "
                "ici, ni comprises dans les totaux nationaux. Elles ne valent pas zéro."
            ]
        ),
    ]


def _evolution(bilan: dict, region: dict, level: int) -> list[Block]:
    years = past_years(bilan)
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        series = (region.get("series") or {}).get(code) or {}
        row = figure_row(indicator, years, series, region_cell(bilan, region, indicator))
        if code in SHOWN or (row.is_declared and not row.is_empty):
            rows.append(row)
    first = years[0] if years else str(bilan["year"])
    title = f"Évolution de {first} à {bilan['year']}" if years else f"Chiffres de {first}"
    charts = [_titled(chart, what) for what, chart in regional_charts(bilan, region)]
    side_by_side = [Beside([Picture(chart) for chart in charts], [1] * len(charts))]
    pictures = side_by_side if len(charts) > 1 else [Picture(chart, CHART_WIDTH) for chart in charts]
    return [Heading(title, level), *evolution_tables(bilan, rows), *pictures]


def _titled(chart: Chart, what: str) -> Chart:
    return replace(chart, title=f"{chart.title} – {what}") if what else chart


def _departements(bilan: dict, region: dict, level: int) -> list[Block]:
    places = [place | {"name": french_text(place["name"])} for place in region.get("departements") or []]
    table = places_table(bilan, "Département", places)
    if table is None:
        return []
    chart = map_of_departements(bilan, region)
    return [Heading("Par département", level), Beside([Picture(chart), table], [1, 1.4]) if chart else table]


def _narratives(found: dict, level: int) -> list[Block]:
    if not found["narratives"]:
        return []
    blocks: list[Block] = [Heading("Engagement par engagement", level)]
    for narrative in found["narratives"]:
        blocks.append(Heading(narrative.title, level + 1))
        blocks += [Labelled(label, paragraphs) for label, paragraphs in narrative.texts]
    return blocks


def _explanations(found: dict, level: int) -> list[Block]:
    if not found["explanations"]:
        return []
    lines = [Labelled(gap, [text]) for gap, text in found["explanations"]]
    return [Heading("Écarts expliqués", level), *lines]


def _actions(found: dict, level: int) -> list[Block]:
    if not found["actions"]:
        return []
    lines = [_action(title, action) for title, actions in found["actions"] for action in actions]
    return [Heading("Actions de la région", level), *lines]


def _action(commitment: str, action: Action) -> Labelled:
    """What a region does, in a few lines: for which commitment, where, when, with what funding and result."""
    number, _, title = commitment.partition(".")
    facts = [f"engagement {number}" if title else commitment, action.place, action.dates, action.funding]
    words = ", ".join(filter(None, facts))
    return Labelled(action.title, [f"{words[0].upper()}{words[1:]}. {action.result}".strip()])


def _territories(bilan: dict, territories: list[dict], level: int) -> list[Block]:
    if not territories:
        return []
    named = [
        place | {"name": french_text(place["name"] + (f" ({place['kind']})" if place.get("kind") else ""))}
        for place in territories
    ]
    heading = Heading("Territoires d’exemple", level)
    table = places_table(bilan, "Territoire", named) if is_told(named) else None
    if table:
        return [heading, table]
    words = "\u202f; ".join(place["name"] for place in named)
    is_masked = any((place.get("missing") or {}).values() for place in named)
    return [heading, Text([f"{words}.{TOO_SMALL if is_masked else ''}"])]
