"""A figure year after year, beside its targets."""

from bilans import themes
from bilans.charts import palette
from bilans.charts.metrics import text_width, wrap
from bilans.charts.model import Chart
from bilans.charts.theme import (
    HALO,
    LINE,
    SMALL,
    STRONG,
    TEXT,
    WIDTH,
    amount,
    frame,
    heading,
    in_unit,
    layer,
    pixels,
    printed,
    text_mark,
    words,
)
from bilans.typography import WIDE_SPACE, due_date, french_text, number
from measures.enums import TargetPlan

HEIGHT = 240
ABSENT = "n.r."
"""Drawn in place of a bar; the table under the chart says it in full."""
SCALES = ((10**9, "milliards"), (10**6, "millions"), (10**3, "milliers"))
FREE_MARGIN = 24
WIDEST_BAND = 120
"""What a year takes at most: one or two years are not two slabs."""
TARGET_MARGIN = 150
TARGET_LINK = 16
UPRIGHT = 270


def evolution(
    slug: str,
    title: str,
    unit: str,
    series: dict[str, float | None],
    targets: list[dict] = (),
    labels: dict[str, str] | None = None,
) -> Chart:
    """Bars by year, in the order of `series`, each with its figure above it; a rule for each target.

    `series` gives the figure of each year, None when there is none. A target is `{"value", "due_on", "plan"}`, where
    `due_on` is a date, its ISO text or None, and `direction` may be added. `labels` renames years on the axis.
    """
    labels = {year: (labels or {}).get(year, year) for year in series}
    targets = [target for target in targets if target.get("value") is not None]
    right = max(_margin(targets, unit), WIDTH - WIDEST_BAND * len(series)) if series else FREE_MARGIN
    band = (WIDTH - right) / max(len(series), 1)
    texts, note, size, angle = _bar_texts(series, unit, band)
    room = max((text_width(text, size, bold=True) for text in texts.values()), default=0) if angle else LINE
    domain = _domain([*series.values(), *(target["value"] for target in targets)], room + 8)
    years, year_size, year_angle, below = _year_texts(labels, band)
    spec = frame(
        HEIGHT,
        [
            *_target_rules(targets, unit, domain, WIDTH - right),
            *_bars(series, texts, domain, size, angle),
            *_years(years, domain, year_size, year_angle),
            _note(note),
        ],
        top=28,
        bottom=10 + below,
        right=right,
    )
    columns, rows = _table(unit, series, targets, labels)
    return Chart(slug, title, _summary(title, unit, series, targets, labels), spec, columns, rows)


def target_text(target: dict, unit: str) -> str:
    """A promise in few words: « 1 700, fin 2017 », « au plus 6 % »."""
    at_most = "au plus " if target.get("direction") == "at_most" else ""
    due = f", {due_date(target['due_on'])}" if target.get("due_on") else ""
    return f"{at_most}{number(target['value'], unit)}{due}"


def _margin(targets: list[dict], unit: str) -> float:
    """What the words of the targets take on the right."""
    widest = max((text_width(target_text(target, unit), TEXT, bold=True) for target in targets), default=0)
    return max(FREE_MARGIN, min(widest + TARGET_LINK + 6, TARGET_MARGIN))


def _domain(values: list, room: float) -> list[float]:
    """From 0, or the lowest when it is negative, to what leaves `room` pixels above the highest."""
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    if low == high:
        return [0, 1]
    return [low, low + (high - low) * HEIGHT / (HEIGHT - room)]


def _bar_texts(series: dict, unit: str, band: float) -> tuple[dict[str, str], str, int, int]:
    """The figure of each bar, what to say of all of them, their size and their angle: the first way that fits."""
    known = {year: value for year, value in series.items() if value is not None}
    exact = {year: number(value, unit) for year, value in known.items()}
    bare = {year: number(value) for year, value in known.items()}
    ways = [(exact, heading(unit), size) for size in (STRONG, TEXT, SMALL)]
    ways += [(bare, heading(unit), size) for size in (TEXT, SMALL)]
    highest = max((abs(value) for value in known.values()), default=0)
    for divisor, name in SCALES[:2]:
        if highest >= divisor:
            scaled = {year: number(round(value / divisor, 1)) for year, value in known.items()}
            ways.append((scaled, f"{heading(unit)}, en {name}", SMALL))
    for texts, note, size in ways:
        if all(text_width(text, size, bold=True) <= band - 2 for text in texts.values()):
            return texts, note, size, 0
    return exact, heading(unit), SMALL, UPRIGHT


def _year_texts(labels: dict[str, str], band: float) -> tuple[dict[str, str], int, int, float]:
    """The words under each year, their size, their angle, and the height they take."""
    for size in (TEXT, SMALL):
        if all(text_width(year, size) <= band - 1 for year in labels):
            lines = {year: wrap(label.replace(WIDE_SPACE, " "), band, size) for year, label in labels.items()}
            height = LINE * max((len(found) for found in lines.values()), default=1)
            return {year: "\n".join(found) for year, found in lines.items()}, size, 0, height
    return labels, SMALL, UPRIGHT, max(text_width(label, SMALL) for label in labels.values())


def _band_of_years(values: list) -> dict:
    """The place of a year; it keeps the order of the data, and the same one in every layer."""
    scale = {"domain": values, "paddingInner": 0.25, "paddingOuter": 0.125}
    return {"field": "year", "type": "ordinal", "scale": scale, "sort": None, "axis": None}


def _bars(series: dict, texts: dict, domain: list[float], size: int, angle: int) -> list[dict]:
    x = _band_of_years(list(series))
    known = [
        {"year": year, "value": value, "zero": 0, "top": max(value, 0), "text": texts[year]}
        for year, value in series.items()
        if value is not None
    ]
    absent = [{"year": year, "zero": 0, "text": ABSENT} for year, value in series.items() if value is None]
    above = {"baseline": "bottom", "dy": -4, "align": "center"}
    if angle:
        above = {"baseline": "middle", "align": "left", "angle": angle, "dx": 4}
    figure = text_mark(**above, fontSize=size, fontWeight="bold")
    halo = figure | HALO
    place = {"x": x, "y": amount("top", domain), "text": words()}
    return [
        layer(known, {"type": "bar"}, x=x, y=amount("value", domain), y2={"field": "zero"}),
        layer(known, halo, **place),
        layer(known, figure, **place),
        layer(
            absent,
            text_mark(align="center", baseline="bottom", dy=-4, fontSize=SMALL, fill=palette.MENTION),
            x=x,
            y=amount("zero", domain),
            text=words(),
        ),
    ]


def _years(texts: dict[str, str], domain: list[float], size: int, angle: int) -> list[dict]:
    values = [{"year": year, "text": text} for year, text in texts.items()]
    way = {"align": "right", "baseline": "middle", "angle": angle} if angle else {"align": "center", "baseline": "top"}
    place = {"x": _band_of_years(list(texts)), "y": {"value": HEIGHT + 8}, "text": words()}
    base = [{"zero": 0}] if values else []
    return [
        layer(base, {"type": "rule"}, y=amount("zero", domain)),
        layer(values, text_mark(**way, fontSize=size), **place),
    ]


def _note(text: str) -> dict:
    mark = text_mark(fontSize=TEXT, fill=palette.MENTION)
    return layer([{"text": text, "x": 0, "y": -18}], mark, x=pixels("x"), y=pixels("y"), text=words())


def _apart(rows: list[dict]) -> list[float]:
    """The middles of the words of each row, from the top: as near its level as the others allow."""
    tops, floor = [], -LINE
    for row in rows:
        floor = max(row["level"] - row["height"] / 2, floor)
        tops.append(floor)
        floor += row["height"]
    ceiling = HEIGHT + LINE
    for rank in range(len(rows) - 1, -1, -1):
        tops[rank] = min(tops[rank], ceiling - rows[rank]["height"])
        ceiling = tops[rank]
    return [top + row["height"] / 2 for top, row in zip(tops, rows, strict=True)]


def _target_rules(targets: list[dict], unit: str, domain: list[float], width: float) -> list[dict]:
    """A dashed rule across the years, joined to its words in the margin, where none covers another."""
    low, high = domain
    rows = []
    for target in sorted(targets, key=lambda target: -target["value"]):
        lines = wrap(target_text(target, unit), TARGET_MARGIN - TARGET_LINK - 5, TEXT, bold=True)
        rows.append(
            {
                "level": HEIGHT * (high - target["value"]) / (high - low),
                "height": LINE * len(lines) + 2,
                "text": "\n".join(lines),
                "start": 0,
                "end": width,
                "words": width + TARGET_LINK,
            }
        )
    for row, middle in zip(rows, _apart(rows), strict=True):
        row |= {"middle": middle, "first": middle - LINE * row["text"].count("\n") / 2}
    rule = {"type": "rule", "stroke": palette.TARGET, "strokeWidth": 1.5}
    return [
        layer(rows, rule | {"strokeDash": [5, 3]}, x=pixels("start"), x2={"field": "end"}, y=pixels("level")),
        layer(rows, rule, x=pixels("end"), y=pixels("level"), x2={"field": "words"}, y2={"field": "middle"}),
        layer(
            rows,
            text_mark(dx=4, fontWeight="bold", fill=palette.TARGET),
            x=pixels("words"),
            y=pixels("first"),
            text=words(),
        ),
    ]


def _table(unit: str, series: dict, targets: list, labels: dict) -> tuple[list[str], list[list[str]]]:
    rows = [[labels[year], printed(value, unit, themes.UNKNOWN_WORDS)] for year, value in series.items()]
    rows += [[_target_name(target), target_text(target | {"due_on": None}, unit)] for target in targets]
    return ["Année", heading(unit)], rows


def _target_name(target: dict) -> str:
    """« Objectif fin 2017, pacte 2 (2015) »."""
    due = due_date(target["due_on"]) if target.get("due_on") else "sans échéance"
    plan = target.get("plan")
    label = str(TargetPlan(plan).label) if plan in TargetPlan.values else plan
    return f"Objectif {due}" + (f", {label}" if label else "")


def _summary(title: str, unit: str, series: dict, targets: list, labels: dict) -> str:
    known = [f"{number(value, unit)} ({labels[year]})" for year, value in series.items() if value is not None]
    if not known:
        figures = "aucun chiffre renseigné"
    elif len(known) == 1:
        figures = known[0]
    else:
        figures = f"de {known[0]} à {known[-1]}"
    aims = " puis ".join(target_text(target, unit) for target in targets)
    promise = f"\u202f; objectif\u00a0: {aims}" if aims else ""
    return french_text(f"{title}{in_unit(unit)}\u00a0: {figures}{promise}.")
