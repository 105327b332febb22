"""The layers of a map: shapes, the words on them or beside them, and the legend."""

from collections.abc import Iterator
from functools import cache

from bilans.charts import palette
from bilans.charts.fonts import Font, theme_font
from bilans.charts.metrics import text_width, wrap
from bilans.charts.shapes import Point, Shape, box_of, geometry, label_point, room_at
from bilans.charts.theme import LINE, STRONG, TEXT, colour, layer, pixels, text_mark, words
from bilans.typography import french_text

LEGEND_WIDTH, LEGEND_ROW, SWATCH = 172, 20, 13
NAME, NAME_LINE, HALF_LETTER = 11, 14, 4
NAME_LINES = 3
TRIES = 4
"""How many places are tried on each side of the middle of a shape, both ways, before its name is given up."""


def on_shape(shape: Shape, figure: str, fill: str | None, scale: float, shift: Point) -> dict:
    """A shape with its name and its figure on it, or its code for a name that has no room.

    The keys `name` and `figure` say what was written: a figure that has no room either is left to the legend.
    """
    found = _fitting(shape, figure, scale, theme_font())
    lines, is_told, (x, y) = found if found else ([], True, label_point(shape))
    x, y = x * scale + shift[0], y * scale + shift[1]
    count = len(lines) + is_told
    first = y - NAME_LINE * (count - 1) / 2
    return _placed(shape, fill, scale, shift) | {
        "ink": palette.ink_on(fill or palette.MISSING),
        "x": x,
        "name": "\n".join(lines),
        "name_y": first,
        "figure": figure if is_told else "",
        "figure_y": first + NAME_LINE * len(lines),
    }


def beside(shape: Shape, figure: str, fill: str | None, scale: float, shift: Point, *, align: str, x: float) -> dict:
    """A shape with its words beside it, from `x` to the right or the left as `align` says; `figure` may have lines."""
    _, top, _, bottom = shape.box
    middle = (top + bottom) / 2 * scale + shift[1]
    first = middle - NAME_LINE * (1 + figure.count("\n")) / 2
    return _placed(shape, fill, scale, shift) | {
        "ink": palette.INK,
        "align": align,
        "x": x,
        "name": french_text(shape.name),
        "name_y": first,
        "figure": figure,
        "figure_y": first + NAME_LINE,
    }


def fit(shapes, width: float, height: float) -> tuple[float, Point]:
    """The scale and the shift that put the shapes in the middle of a box of that width, at its top."""
    left, top, right, bottom = box_of(shapes)
    scale = min(width / (right - left), height / (bottom - top))
    return scale, ((width - (right - left) * scale) / 2 - left * scale, -top * scale)


def _placed(shape: Shape, fill: str | None, scale: float, shift: Point) -> dict:
    return {
        "code": shape.code,
        "geometry": geometry(shape, scale, *shift),
        "fill": fill,
        "align": "center",
        "is_words": False,
    }


@cache
def _fitting(shape: Shape, figure: str, scale: float, font: Font) -> tuple[list[str], bool, Point] | None:
    """What may be written inside a shape, from the most telling: the name's lines, whether the figure, and where.

    `font` is what the widths are those of, for the cache.
    """
    name = french_text(shape.name)
    for count in range(1, NAME_LINES + 1):
        for point in _places(shape):
            rooms = _rooms(shape, point, scale, count + 1)
            lines = wrap(name, max(min(rooms[:-1]), 0), NAME)
            if len(lines) == count and _is_within(lines, figure, rooms):
                return lines, True, point
    for lines, is_told in (([shape.code], True), ([], True), ([shape.code], False)):
        for point in _places(shape):
            if _is_within(lines, figure if is_told else "", _rooms(shape, point, scale, len(lines) + is_told)):
                return lines, is_told, point
    return None


def _rooms(shape: Shape, point: Point, scale: float, count: int) -> list[float]:
    """The width in pixels of each of so many lines around a point."""
    x, y = point
    levels = (y + (rank - (count - 1) / 2) * NAME_LINE / scale for rank in range(count))
    return [room_at(shape, (x, level), HALF_LETTER / scale) * scale - 4 for level in levels]


def _is_within(lines: list[str], figure: str, rooms: list[float]) -> bool:
    widths = [text_width(line, NAME) for line in lines]
    if figure:
        widths.append(text_width(figure, STRONG, bold=True))
    return all(width <= room for width, room in zip(widths, rooms, strict=True))


@cache
def _places(shape: Shape) -> tuple[Point, ...]:
    """The middle of a shape, then points around it, the nearest first."""
    return tuple(_around(shape))


def _around(shape: Shape) -> Iterator[Point]:
    x, y = label_point(shape)
    left, top, right, bottom = shape.box
    steps = range(-TRIES, TRIES + 1)
    for across, down in sorted(((a, d) for a in steps for d in steps), key=lambda step: step[0] ** 2 + step[1] ** 2):
        yield x + across * (right - left) / (4 * TRIES), y + down * (bottom - top) / (4 * TRIES)


def shape_layers(placed: list[dict]) -> list[dict]:
    """The shapes by class, and above them those without figure, their outline dashed."""
    features = [{"type": "Feature", "geometry": one["geometry"], "fill": one["fill"]} for one in placed]
    projection = {"projection": {"type": "identity", "scale": 1, "translate": [0, 0]}}
    known = [feature for feature in features if feature["fill"]]
    missing = [feature for feature in features if not feature["fill"]]
    outline = {"type": "geoshape", "stroke": palette.PAPER, "strokeWidth": 1, "strokeJoin": "round"}
    dashed = outline | {"fill": palette.MISSING, "stroke": palette.RULE, "strokeDash": [3, 2]}
    return [layer(known, outline, fill=colour("fill")) | projection, layer(missing, dashed) | projection]


def label_layers(placed: list[dict]) -> list[dict]:
    """The names and the figures; words that stand for a figure are written as small as a name."""
    styles = {
        "name": {"fontSize": NAME},
        "figure": {"fontSize": STRONG, "fontWeight": "bold"},
        "words": {"fontSize": NAME, "fontStyle": "italic"},
    }
    texts: dict[tuple[str, str], list[dict]] = {}
    for one in placed:
        for field, style in (("name", "name"), ("figure", "words" if one["is_words"] else "figure")):
            if one[field]:
                text = {"text": one[field], "x": one["x"], "y": one[f"{field}_y"], "ink": one["ink"]}
                texts.setdefault((style, one["align"]), []).append(text)
    return [
        layer(
            values,
            text_mark(align=align, lineHeight=NAME_LINE, **styles[style]),
            x=pixels("x"),
            y=pixels("y"),
            text=words(),
            fill=colour("ink"),
        )
        for (style, align), values in texts.items()
    ]


def legend(entries: list[dict], x: float = 0, y: float = 0) -> list[dict]:
    """The entries one under the other, laid out from `x` and `y`; the key `bottom` says where each ends.

    An entry is `{"text"}`, with `fill` for a swatch of a class, or `is_missing` for that of shapes without figure.
    """
    rows = []
    for entry in entries:
        has_swatch = "fill" in entry or entry.get("is_missing")
        start = x + (SWATCH + 6 if has_swatch else 0)
        lines = wrap(entry["text"], x + LEGEND_WIDTH - 8 - start, TEXT)
        rows.append(
            {
                "text": "\n".join(lines),
                "x": start,
                "y": y + LEGEND_ROW / 2,
                "fill": entry.get("fill"),
                "is_missing": entry.get("is_missing", False),
                "left": x + 0.5,
                "right": x + SWATCH + 0.5,
                "top": y + (LEGEND_ROW - SWATCH) / 2,
                "under": y + (LEGEND_ROW + SWATCH) / 2,
                "ink": entry.get("ink", palette.INK),
                "bottom": y + LEGEND_ROW + LINE * (len(lines) - 1),
            }
        )
        y = rows[-1]["bottom"]
    return rows


def legend_layers(rows: list[dict]) -> list[dict]:
    """The layers of entries that are laid out."""
    box = {"x": pixels("left"), "x2": {"field": "right"}, "y": pixels("top"), "y2": {"field": "under"}}
    dashed = {"type": "rect", "fill": palette.MISSING, "stroke": palette.RULE, "strokeDash": [3, 2]}
    return [
        layer([row for row in rows if row["fill"]], {"type": "rect"}, fill=colour("fill"), **box),
        layer([row for row in rows if row["is_missing"]], dashed, **box),
        layer(rows, text_mark(), x=pixels("x"), y=pixels("y"), text=words(), fill=colour("ink")),
    ]
