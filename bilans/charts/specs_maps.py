"""Maps: a figure by region, overseas in insets, and by département of one region. Every figure is on its shape."""

from dataclasses import dataclass

from bilans import themes
from bilans.charts import palette
from bilans.charts.classes import Classes, classes_of
from bilans.charts.map_drawing import (
    LEGEND_WIDTH,
    NAME,
    beside,
    fit,
    label_layers,
    legend,
    legend_layers,
    on_shape,
    shape_layers,
)
from bilans.charts.metrics import wrap
from bilans.charts.model import Chart
from bilans.charts.shapes import Shape, departements_of, shapes
from bilans.charts.theme import WIDTH, frame, heading, in_unit
from bilans.typography import french_text, number

MASKED = "masqué"
"""The reason of a figure that is kept secret because it is small."""
NOT_TOLD = "non communiqué"
# What is printed on a shape in place of its figure; the legend says it in full.
SHORT = {
    NOT_TOLD: "n.c.",
    "non transmis": "n.t.",
    themes.UNKNOWN_WORDS: "n.r.",
    "non concerné": "s.o.",
}
OTHER_REASON = "–"
SCALES = ((10**9, "milliards"), (10**6, "millions"))

MAP_HEIGHT = 560
MAINLAND_SCALE = 0.55
MAINLAND_SHIFT = (WIDTH - 1012 * MAINLAND_SCALE, 0)
CORSICA = "94"
"""Too narrow for its words, which are written on the sea."""
INSET_SCALE, INSET_TOP, INSET_STEP, INSET_MIDDLE = 0.43, 235, 65, 25
INSET_WORDS, INSET_ROOM = 58, 108
REASONS_LEFT = WIDTH - LEGEND_WIDTH
MOST_HEIGHT = 480


@dataclass(frozen=True)
class _Figures:
    """The figures of a map by code: as printed on it, as printed in its table, and the colour of each shape.

    `reasons` has those without figure, whose fill is None: masked or unknown, no class may be read of them.
    """

    classes: Classes
    note: str
    on_map: dict[str, str]
    in_table: dict[str, str]
    fills: dict[str, str | None]
    reasons: dict[str, str]


def region_map(
    slug: str, title: str, unit: str, values: dict[str, float | None], reasons: dict[str, str] | None = None
) -> Chart:
    """The map of a figure by region; a region without value carries the short form of its reason.

    `values` and `reasons` are by code of region; one that neither knows is « non renseigné ».
    """
    regions = dict(sorted(shapes("regions").items(), key=lambda item: themes.region_order(item[0], item[1].name)))
    figures = _figures(regions, unit, values, reasons or {})
    overseas = [code for code, shape in regions.items() if shape.is_overseas]
    mainland = [code for code in regions if code not in overseas]
    placed = [_on_mainland(regions[code], figures) for code in mainland]
    placed += [_inset(regions[code], figures, rank) for rank, code in enumerate(overseas)]
    # In an inset, a reason without short form is written in full: the legend need not.
    explained = [code for code in regions if code in mainland or figures.reasons.get(code) in SHORT]
    rows = [*legend(_class_entries(figures)), *legend(_reason_entries(figures, explained), x=REASONS_LEFT)]
    spec = frame(MAP_HEIGHT, [*shape_layers(placed), *label_layers(placed), *legend_layers(rows)], top=1, bottom=1)
    return _chart(slug, title, unit, ("Région", "région"), regions, figures, values, spec)


def departement_map(
    slug: str,
    title: str,
    unit: str,
    region_code: str,
    values: dict[str, float | None],
    reasons: dict[str, str] | None = None,
) -> Chart | None:
    """The map of a figure by département of one region, or None when the region has a single one.

    `values` and `reasons` are by code of département. A value that is None for the reason « masqué » has no class: it
    may be large, and hidden so that a small one cannot be deduced.
    """
    departements = departements_of(region_code)
    if len(departements) < 2:
        return None
    figures = _figures(departements, unit, values, reasons or {})
    scale, (left, top) = fit(departements.values(), WIDTH - LEGEND_WIDTH - 2, MOST_HEIGHT)
    shift = (left + LEGEND_WIDTH, top)
    placed = [
        on_shape(shape, figures.on_map[code], figures.fills[code], scale, shift)
        for code, shape in departements.items()
    ]
    keys = [_key_entry(departements[one["code"]], figures) for one in placed if _needs_key(one)]
    rows = legend([*_class_entries(figures), *_reason_entries(figures, list(departements)), *keys])
    height = max(
        rows[-1]["bottom"], *(y for one in placed for part in one["geometry"]["coordinates"] for _, y in part[0])
    )
    spec = frame(height, [*shape_layers(placed), *label_layers(placed), *legend_layers(rows)], top=1, bottom=1)
    return _chart(slug, title, unit, ("Département", "département"), departements, figures, values, spec)


def _figures(places: dict[str, Shape], unit: str, values: dict, reasons: dict) -> _Figures:
    known = {code: values[code] for code in places if values.get(code) is not None}
    highest = max(map(abs, known.values()), default=0)
    divisor, name = next(((size, word) for size, word in SCALES if highest >= size), (1, ""))
    drawn = {code: round(value / divisor, 1) if name else value for code, value in known.items()}
    drawn_unit = "" if name else unit
    classes = classes_of(list(drawn.values()), drawn_unit)
    missing = {code: _reason(reasons.get(code)) for code in places if code not in known}
    fills = {code: classes.colour_of(value) for code, value in drawn.items()} | dict.fromkeys(missing)
    return _Figures(
        classes=classes,
        note=heading(unit) + (f", en {name}" if name else ""),
        on_map={code: number(value, drawn_unit) for code, value in drawn.items()}
        | {code: SHORT.get(reason, OTHER_REASON) for code, reason in missing.items()},
        in_table={code: number(value, unit) for code, value in known.items()} | missing,
        fills=fills,
        reasons=missing,
    )


def _reason(reason: str | None) -> str:
    return NOT_TOLD if reason == MASKED else french_text(reason or themes.UNKNOWN_WORDS)


def _on_mainland(shape: Shape, figures: _Figures) -> dict:
    figure, fill = figures.on_map[shape.code], figures.fills[shape.code]
    if shape.code == CORSICA:
        x = shape.box[0] * MAINLAND_SCALE + MAINLAND_SHIFT[0] - 6
        return beside(shape, figure, fill, MAINLAND_SCALE, MAINLAND_SHIFT, align="right", x=x)
    placed = on_shape(shape, figure, fill, MAINLAND_SCALE, MAINLAND_SHIFT)
    # The codes of regions are known to nobody; a figure is told whatever its room.
    return placed | {"name": "" if placed["name"] == shape.code else placed["name"], "figure": figure}


def _inset(shape: Shape, figures: _Figures, rank: int) -> dict:
    """A region overseas, the `rank`th of the left column, its words on its right."""
    left, top, right, bottom = shape.box
    middle = INSET_TOP + INSET_STEP * (rank + 0.5)
    shift = (INSET_MIDDLE - (left + right) / 2 * INSET_SCALE, middle - (top + bottom) / 2 * INSET_SCALE)
    reason = figures.reasons.get(shape.code)
    is_words = reason is not None and reason not in SHORT
    figure = "\n".join(wrap(reason, INSET_ROOM, NAME)) if is_words else figures.on_map[shape.code]
    placed = beside(shape, figure, figures.fills[shape.code], INSET_SCALE, shift, align="left", x=INSET_WORDS)
    return placed | {"is_words": is_words}


def _class_entries(figures: _Figures) -> list[dict]:
    """The line that names the unit, then the classes."""
    classes = zip(figures.classes.labels, figures.classes.colours, strict=True)
    return [
        {"text": figures.note, "ink": palette.MENTION},
        *({"text": label, "fill": fill} for label, fill in classes),
    ]


def _reason_entries(figures: _Figures, codes: list[str]) -> list[dict]:
    """A line for each reason that is drawn short: « n.t. : non transmis »."""
    found = dict.fromkeys(figures.reasons[code] for code in codes if code in figures.reasons)
    return [{"text": f"{SHORT.get(reason, OTHER_REASON)}\u00a0: {reason}", "is_missing": True} for reason in found]


def _needs_key(placed: dict) -> bool:
    """Whether the legend must name a shape: its name is not on it."""
    return placed["name"] in ("", placed["code"])


def _key_entry(shape: Shape, figures: _Figures) -> dict:
    """« 75 Paris : 25 »."""
    return {"text": f"{shape.code}\u00a0{french_text(shape.name)}\u00a0: {figures.on_map[shape.code]}"}


def _chart(slug, title, unit, words: tuple[str, str], places: dict, figures: _Figures, values: dict, spec) -> Chart:
    column, word = words
    rows = [[french_text(shape.name), figures.in_table[code]] for code, shape in places.items()]
    known = [values[code] for code in places if values.get(code) is not None]
    if not known:
        extent = "aucun chiffre renseigné"
    elif min(known) == max(known):
        extent = number(known[0], unit)
    else:
        extent = f"de {number(min(known), unit)} à {number(max(known), unit)}"
    count = f"{len(known)} {word}{'s' if len(known) > 1 else ''} sur {len(places)}"
    untold = ""
    if NOT_TOLD in figures.reasons.values():
        untold = (
            "\u202f; «\u00a0n.c.\u00a0»\u00a0: non communiqué, car l’effectif est trop petit ou en révélerait un autre"
        )
    summary = french_text(f"{title}{in_unit(unit)}, carte par {word}\u00a0: {extent} ({count}){untold}.")
    return Chart(slug, title, summary, spec, [column, heading(unit)], rows)
