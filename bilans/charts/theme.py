"""The look of every chart, and the words that their specifications share."""

from typing import Any

from bilans.charts import palette
from bilans.charts.fonts import theme_font
from bilans.typography import NARROW_SPACE, UNITS_WITH_THE_NUMBER, WIDE_SPACE, french_text, number

WIDTH = 640
"""Of every chart, in pixels: the column of a page, and the text of an A4 sheet."""
LINE = 16
"""Between the base lines of two lines of a label."""
SMALL, TEXT, STRONG = 12, 13, 14
"""Sizes of the texts; only the names on a map are smaller, at 11."""

HALO = {"fill": palette.PAPER, "stroke": palette.PAPER, "strokeWidth": 4, "strokeJoin": "round"}
"""Drawn under a text that a rule may cross."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA_LITE = "6.4"

NUMBER_LOCALE = {
    "decimal": ",",
    "thousands": NARROW_SPACE,
    "grouping": [3],
    "currency": ["", f"{WIDE_SPACE}€"],
    "percent": f"{NARROW_SPACE}%",
    "minus": "\u2212",
}


def config() -> dict[str, Any]:
    """The Vega-Lite configuration of the theme of this site."""
    return {
        "background": None,
        "aria": False,
        "font": theme_font().stack,
        "view": {"stroke": None},
        "bar": {"fill": palette.BLUE},
        "text": {"fill": palette.INK, "fontSize": TEXT, "lineHeight": LINE, "lineBreak": "\n"},
        "rule": {"stroke": palette.RULE},
    }


def frame(height: float, layers: list[dict], *, top: float = 0, bottom: float = 0, left: float = 0, right: float = 0):
    """The specification of a chart as wide as all the others, its plot `height` pixels high within these margins."""
    return {
        "$schema": SCHEMA,
        "width": WIDTH - left - right,
        "height": height,
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "autosize": {"type": "none"},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def layer(values: list[dict], mark: dict, **encoding) -> dict:
    """One layer of a specification; `encoding` is a channel each."""
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def pixels(field: str) -> dict:
    """A position that the data gives in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def amount(field: str, domain: list[float]) -> dict:
    """A position on a scale that the specification bounds, without axis: figures are printed on the marks."""
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def colour(field: str) -> dict:
    """A fill that the data gives."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def words(field: str = "text") -> dict:
    """A text that the data gives."""
    return {"field": field, "type": "nominal"}


def text_mark(*, align: str = "left", baseline: str = "middle", **more) -> dict:
    """A mark of text."""
    return {"type": "text", "align": align, "baseline": baseline} | more


def in_unit(unit: str) -> str:
    """« (contrats) », or nothing for a unit that is printed with each number."""
    return f" ({unit})" if unit and unit not in UNITS_WITH_THE_NUMBER else ""


def heading(unit: str) -> str:
    """The column of figures in a table, and the line above the bars: « En contrats », « En % », « Valeur »."""
    return french_text(f"En {unit}") if unit else "Valeur"


def printed(value, unit: str, missing: str) -> str:
    """A figure in French, or in words why there is none."""
    return missing if value is None else number(value, unit)
