"""What a chart is, before anything is drawn."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Chart:
    """A drawing, the sentence that says what it shows, and its figures as a table.

    `slug` is unique on a page: the identifiers inside the SVG start with it. `spec` is a Vega-Lite specification
    without title, colours of the theme nor font, which `draw` adds. `summary` is a French sentence, to stand in for
    the image where it cannot be seen. `columns` and `rows` are French text, ready to print.
    """

    slug: str
    title: str
    summary: str
    spec: dict[str, Any]
    columns: list[str]
    rows: list[list[str]]
