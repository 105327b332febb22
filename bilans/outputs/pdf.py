"""The printed bilan: an accessible PDF (PDF/UA-1), typeset by Typst from plain data."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import typst

from bilans.charts.draw import ChartError
from bilans.charts.drawings import drawn
from bilans.charts.fonts import fonts_folder, theme_font
from bilans.coverage import counted_words
from bilans.outputs import facts
from bilans.outputs.blocks import (
    Beside,
    Block,
    Cards,
    Heading,
    Items,
    Labelled,
    Landscape,
    Picture,
    Table,
    Text,
    pictures,
    shown,
)
from bilans.outputs.facts import OutputError
from bilans.outputs.glyphs import drawable, printable
from bilans.outputs.national_blocks import bilan_blocks

TEMPLATES = Path(__file__).parent / "typst"
MAIN = TEMPLATES / "bilan.typ"
STANDARD = "ua-1"


def as_pdf(bilan: dict, sha256: str = "") -> bytes:
    """The PDF of `bilan`; `sha256`, that of the text of an edition, is printed with the method.

    The same document gives the same bytes. A chart that cannot be drawn is named in its place. Raises `OutputError`.
    """
    blocks = bilan_blocks(bilan, sha256)
    drawings = drawn(picture.chart for picture in pictures(blocks))
    content = _cover(bilan) | {"blocks": [_data(block, drawings) for block in blocks]}
    day = facts.document_date(bilan)
    try:
        # Texts go as data, which Typst never reads as its own language.
        return typst.compile(
            MAIN,
            root=TEMPLATES,
            font_paths=[fonts_folder()],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC),
        )
    except Exception as error:  # whatever the engine raises, the reader is told in a sentence
        raise OutputError(
            f"Le PDF du bilan {bilan['year']} n’a pas pu être composé.",
            f"The PDF of the bilan {bilan['year']} could not be typeset.",
        ) from error


def _cover(bilan: dict) -> dict:
    day = facts.document_date(bilan)
    return {
        "font": theme_font().family,
        "title": facts.title(bilan),
        "year": str(bilan["year"]),
        "edition": facts.edition_words(bilan),
        "lines": [printable(line) for line in _cover_lines(bilan)],
        "corrections": [printable(line) for line in facts.correction_words(bilan)],
        "footer": f"{facts.title(bilan)} · {facts.edition_words(bilan)}",
        "date": [day.year, day.month, day.day],
    }


def _cover_lines(bilan: dict) -> list[str]:
    return [
        facts.days_words(bilan),
        f"Totaux nationaux\u00a0: {counted_words(bilan)}.",
        *filter(None, [facts.not_sent_words(bilan), facts.region_set_words(bilan)]),
    ]


def _data(block: Block, drawings: dict[str, str | ChartError]) -> dict:
    """A part as the template reads it."""
    match block:
        case Heading():
            return {
                "kind": "heading",
                "text": printable(block.text),
                "level": block.level,
                "break": block.new_page,
                "outlined": block.in_contents,
            }
        case Text(style="code"):
            return {"kind": "text", "style": "code", "paragraphs": block.paragraphs}
        case Text():
            return {"kind": "text", "style": block.style, "paragraphs": _all(block.paragraphs)}
        case Labelled():
            return {"kind": "labelled", "label": printable(block.label), "paragraphs": _all(block.paragraphs)}
        case Items():
            return {"kind": "items", "items": _all(block.items)}
        case Cards():
            cards = [
                {
                    "label": printable(card.label),
                    "value": printable(card.value),
                    "missing": card.is_missing,
                    "details": _all(card.details),
                }
                for card in block.cards
            ]
            return {"kind": "cards", "columns": block.columns, "cards": cards}
        case Table():
            return _table(block)
        case Picture():
            return _picture(block, drawings[block.chart.slug])
        case Beside():
            return {
                "kind": "beside",
                "blocks": [_data(inner, drawings) for inner in block.blocks],
                "shares": block.shares,
            }
        case Landscape():
            return {"kind": "landscape", "blocks": [_data(inner, drawings) for inner in block.blocks]}


def _table(table: Table) -> dict:
    columns = [
        {"text": printable(column.text), "number": column.is_number, "share": column.share} for column in table.columns
    ]
    rows = [
        {"style": row.style, "cells": [{"text": printable(shown(c)), "missing": c.is_missing} for c in row.cells]}
        for row in table.rows
    ]
    return {
        "kind": "table",
        "columns": columns,
        "rows": rows,
        "dense": table.is_dense,
        "note": printable(table.note),
        "breaks": table.may_cut_rows,
    }


def _picture(picture: Picture, drawing: str | ChartError) -> dict:
    if isinstance(drawing, ChartError):
        return {"kind": "text", "style": "missing", "paragraphs": [printable(str(drawing))]}
    return {
        "kind": "picture",
        "title": printable(picture.chart.title),
        "alt": printable(picture.chart.summary),
        "svg": drawable(drawing),
        "width": picture.width,
    }


def _all(texts: list[str]) -> list[str]:
    return [printable(text) for text in texts]
