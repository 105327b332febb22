"""The tables that a printed bilan and its chapters share."""

from __future__ import annotations

from collections.abc import Iterable

from bilans import themes
from bilans.masking import MASKED
from bilans.outputs.blocks import Column, Row, Table, Text
from bilans.outputs.facts import MASKED_NOTE, MASKED_WORDS
from bilans.presentation import Cell, FigureRow, chosen, figure_cell, year_headings

MOST_COLUMNS = 5
DASH_NOTE = f"–\u00a0: {themes.UNKNOWN_WORDS}."


def evolution_tables(bilan: dict, rows: list[FigureRow], coverage: dict[str, str] | None = None) -> list:
    """A row an indicator and a column a year; the indicators without any figure in a sentence below.

    `coverage` adds a last column, by code: how many regions a figure stands on.
    """
    known = [row for row in rows if not row.is_empty]
    parts = []
    if known:
        years = [Column(heading, is_number=True) for heading in year_headings(bilan)]
        columns = [Column("Indicateur", share=1), *years]
        if coverage is not None:
            columns.append(Column("Couverture"))
        has_dash = any(cell.is_dash for row in known for cell in row.cells)
        lines = [Row([Cell(named(row.label, row.unit)), *row.cells, *_covered(row, coverage)]) for row in known]
        parts.append(Table(columns, lines, DASH_NOTE if has_dash else ""))
    return parts + unknown_sentences((row.label, row.reason) for row in rows if row.is_empty)


def unknown_sentences(rows: Iterable[tuple[str, str]]) -> list[Text]:
    """« Non transmis : a, b. »: the indicators that have no figure, by reason."""
    by_reason: dict[str, list[str]] = {}
    for label, reason in rows:
        by_reason.setdefault(reason, []).append(label)
    sentences = [
        f"{reason[0].upper()}{reason[1:]}\u00a0: {', '.join(labels)}." for reason, labels in by_reason.items()
    ]
    return [Text(sentences, "missing")] if sentences else []


def named(label: str, unit: str) -> str:
    """The label of an indicator, with the unit of figures that do not say it themselves."""
    return f"{label} ({unit})" if unit == "pour 100 000 hab." else label


def places_table(bilan: dict, heading: str, places: list[dict]) -> Table | None:
    """Places smaller than a region, with the figures that one of them at least may tell; None without figures.

    When all the figures are too small to be told, the table says that.
    """
    given = {code for place in places for code in place.get("figures") or {}}
    order = dict.fromkeys([*themes.REGION_TABLE_FIGURES, *sorted(given)])
    columns = [indicator for code, indicator in chosen(bilan, order) if code in given]
    told = [column for column in columns if is_told(places, column["code"])]
    columns = (told or columns)[:MOST_COLUMNS]
    if not columns:
        return None
    rows = [Row([Cell(place["name"]), *(place_cell(place, column) for column in columns)]) for place in places]
    is_masked = any(cell.text == MASKED_WORDS for row in rows for cell in row.cells)
    heads = [Column(heading, share=1.7), *(Column(column["label"], is_number=True, share=1) for column in columns)]
    return Table(heads, rows, MASKED_NOTE if is_masked else "", is_dense=True)


def is_told(places: list[dict], code: str | None = None) -> bool:
    """Whether a figure of one of the places, that of `code` or any, may be told."""
    return any(
        value is not None
        for place in places
        for one, value in (place.get("figures") or {}).items()
        if code in (None, one)
    )


def place_cell(place: dict, indicator: dict) -> Cell:
    """The figure of a place; « n.c. » when it is too small to be told."""
    reason = (place.get("missing") or {}).get(indicator["code"])
    if reason == MASKED:
        return Cell(MASKED_WORDS, is_missing=True)
    return figure_cell(indicator, (place.get("figures") or {}).get(indicator["code"]), reason)


def _covered(row: FigureRow, coverage: dict[str, str] | None) -> list[Cell]:
    return [] if coverage is None else [Cell(coverage.get(row.code, ""))]
