"""Horizontal bars: progress towards targets, and a figure by region."""

from bilans import themes
from bilans.charts import palette
from bilans.charts.metrics import text_width, wrap
from bilans.charts.model import Chart
from bilans.charts.specs_evolution import target_text
from bilans.charts.theme import (
    HALO,
    LINE,
    SMALL,
    TEXT,
    WIDTH,
    amount,
    colour,
    frame,
    heading,
    in_unit,
    layer,
    pixels,
    printed,
    text_mark,
    words,
)
from bilans.typography import french_text, number, percent
from measures.enums import TargetStatus

LABELS = 250
GAP = 10
HEADER = 24
REACHED = 100
BAR = 18
REGION_ROW = 24
PROGRESS_LABEL_LINES = 3


def progress(slug: str, title: str, rows: list[dict]) -> Chart:
    """Horizontal bars of the progress towards targets, never clipped at 100 %, in the order given.

    A row is `{"label", "value", "target", "due", "progress_pct", "status"}`: `due` is a date, its ISO text or None,
    `status` one of `TargetStatus`, or None when nobody can tell; `unit` and `direction` may be added. A row without
    progress says so in words.
    """
    laid, top = [], 0.0
    for row in rows:
        label = wrap(french_text(row["label"]), LABELS, TEXT, bold=True, lines=PROGRESS_LABEL_LINES)
        detail = wrap(_progress_detail(row), LABELS, SMALL)
        height = LINE * (len(label) + len(detail))
        laid.append(
            {
                "label": "\n".join(label),
                "detail": "\n".join(detail),
                "label_y": top,
                "detail_y": top + LINE * len(label),
                "x": 0,
                "middle": top + height / 2,
                "bar_top": top + height / 2 - BAR / 2,
                "bar_bottom": top + height / 2 + BAR / 2,
                "zero": 0,
                "value": row.get("progress_pct"),
                "end": max(row.get("progress_pct") or 0, REACHED),  # beyond the rule, which would cross the words
                "fill": palette.STATUS.get(row.get("status"), palette.STATUS["ongoing"]),
                "text": _progress_text(row),
            }
        )
        top += height + GAP + 4
    known = [row for row in laid if row["value"] is not None]
    width = WIDTH - LABELS - GAP
    domain = _domain(laid, width, floor=REACHED)
    rule = _above_rule("100\u202f%\u00a0: objectif", REACHED, domain, width) if rows else []
    line = {"type": "rule", "stroke": palette.TARGET, "strokeWidth": 1.5}
    # Labels stand left of the plot, whose first pixel is the zero of the bars.
    side = {"x": {"value": -LABELS - GAP}}
    spec = frame(
        max(top - GAP, LINE),
        [
            layer(
                laid, text_mark(baseline="top", fontWeight="bold"), y=pixels("label_y"), text=words("label"), **side
            ),
            layer(
                laid,
                text_mark(baseline="top", fontSize=SMALL, fill=palette.MENTION),
                y=pixels("detail_y"),
                text=words("detail"),
                **side,
            ),
            *_bar_layers(
                laid,
                known,
                domain,
                over=[
                    layer(rule, line | {"stroke": palette.PAPER, "strokeWidth": 4}, x=amount("reference", domain)),
                    layer(rule, line, x=amount("reference", domain)),
                ],
            ),
            layer(
                rule,
                text_mark(align="center", fontSize=SMALL, fontWeight="bold", fill=palette.TARGET),
                x=pixels("x"),
                y=pixels("y"),
                text=words(),
            ),
        ],
        top=HEADER,
        left=LABELS + GAP,
    )
    columns = ["Indicateur", "Chiffre", "Objectif", "Avancement", "État"]
    return Chart(slug, title, _progress_summary(title, rows), spec, columns, [_progress_cells(row) for row in rows])


def by_region(
    slug: str,
    title: str,
    unit: str,
    rows: list[dict],
    reference: float | None = None,
    reference_label: str = "France",
) -> Chart:
    """Horizontal bars, a region each, in the order given: it is never a ranking.

    A row is `{"code", "name", "value", "reason"}`; without value, `reason` is printed in place of the bar.
    `reference` draws a rule, under the words `reference_label` and its figure.
    """
    names = {row["code"]: french_text(row["name"]) for row in rows}
    left = min(max((text_width(name, TEXT) for name in names.values()), default=0), LABELS)
    laid, top = [], 0.0
    for row in rows:
        lines = wrap(names[row["code"]], left + 1, TEXT, lines=2)
        height = max(REGION_ROW, LINE * len(lines) + 6)
        middle = top + height / 2
        laid.append(
            {
                "label": "\n".join(lines),
                "label_y": middle - LINE * (len(lines) - 1) / 2,
                "x": 0,
                "middle": middle,
                "bar_top": middle - BAR / 2,
                "bar_bottom": middle + BAR / 2,
                "zero": 0,
                "value": row["value"],
                "end": max(row["value"] or 0, 0),
                "fill": palette.BLUE,
                "text": printed(row["value"], unit, french_text(row.get("reason") or themes.UNKNOWN_WORDS)),
            }
        )
        top += height
    known = [row for row in laid if row["value"] is not None]
    width = WIDTH - left - GAP
    domain = _domain(laid, width, floor=reference or 0)
    spec = frame(
        max(top, LINE),
        [
            layer(
                laid,
                text_mark(align="right"),
                x={"value": -GAP},
                y=pixels("label_y"),
                text=words("label"),
            ),
            *_reference_layers(reference, reference_label, unit, domain, width),
            *_bar_layers(laid, known, domain),
            layer(
                [{"text": heading(unit), "y": -HEADER + 10}],
                text_mark(align="right", fill=palette.MENTION),
                x={"value": -GAP},
                y=pixels("y"),
                text=words(),
            ),
        ],
        top=HEADER,
        bottom=2,
        left=left + GAP,
    )
    cells = [[names[row["code"]], line["text"]] for row, line in zip(rows, laid, strict=True)]
    summary = _region_summary(title, unit, rows, reference, reference_label)
    return Chart(slug, title, summary, spec, ["Région", heading(unit)], cells)


def _bar_layers(laid: list[dict], known: list[dict], domain: list[float], over: list[dict] = ()) -> list[dict]:
    """The bars, then the layers `over` them, the figure at the end of each, and words in place of the missing."""
    missing = [row for row in laid if row["value"] is None]
    figure = text_mark(dx=6, fontWeight="bold")
    halo = figure | HALO
    reason = text_mark(dx=6, fontStyle="italic", fill=palette.MENTION)
    instead = {"x": amount("zero", domain), "y": pixels("middle"), "text": words()}
    place = {"x": amount("end", domain), "y": pixels("middle"), "text": words()}
    return [
        layer(
            known,
            {"type": "rect"},
            x=amount("zero", domain),
            x2={"field": "value"},
            y=pixels("bar_top"),
            y2={"field": "bar_bottom"},
            fill=colour("fill"),
        ),
        *over,
        layer(known, halo, **place),
        layer(known, figure, **place),
        layer(missing, reason | HALO, **instead),
        layer(missing, reason, **instead),
    ]


def _domain(laid: list[dict], width: float, floor: float) -> list[float]:
    """From 0, or the lowest when it is negative, to what leaves the words after each bar inside the plot."""
    known = [row for row in laid if row["value"] is not None]
    low = min([0, floor, *(row["value"] for row in known)])
    # The words of a bar start at width * (end - low) / (high - low): they must fit in what is left.
    left = {row["text"]: max(width - text_width(row["text"], TEXT, bold=True) - 8, 1) for row in known}
    needed = [low + (row["end"] - low) * width / left[row["text"]] for row in known]
    high = max([floor + (floor - low) * 0.1, *needed])
    return [low, high] if high > low else [0, 1]


def _above_rule(text: str, reference: float, domain: list[float], width: float) -> list[dict]:
    """The words above the rule of `reference`, within the plot."""
    half = text_width(text, SMALL, bold=True) / 2
    place = width * (reference - domain[0]) / (domain[1] - domain[0])
    return [{"reference": reference, "text": text, "y": -HEADER + 10, "x": min(max(place, half), width - half)}]


def _reference_layers(reference, label: str, unit: str, domain: list[float], width: float) -> list[dict]:
    if reference is None:
        return []
    value = _above_rule(f"{label}\u00a0: {number(reference, unit)}", reference, domain, width)
    return [
        layer(
            value,
            {"type": "rule", "stroke": palette.TARGET, "strokeWidth": 1.5, "strokeDash": [5, 3]},
            x=amount("reference", domain),
        ),
        layer(
            value,
            text_mark(align="center", fontSize=SMALL, fontWeight="bold", fill=palette.TARGET),
            x=pixels("x"),
            y=pixels("y"),
            text=words(),
        ),
    ]


def _status_words(row: dict) -> str:
    return str(TargetStatus(row["status"]).label) if row.get("status") else themes.UNSETTLED_WORDS


def _progress_text(row: dict) -> str:
    """« 105,6 % · atteint », or why there is no bar."""
    if row.get("progress_pct") is None:
        return _no_progress(row)
    return " · ".join(filter(None, [percent(row["progress_pct"]), _status_words(row)]))


def _no_progress(row: dict) -> str:
    return "sans objet" if row.get("target") == 0 and row.get("value") is not None else themes.UNKNOWN_WORDS


def _aim(row: dict) -> str:
    return target_text({"value": row["target"], "due_on": row.get("due"), **_direction(row)}, row.get("unit", ""))


def _direction(row: dict) -> dict:
    return {"direction": row["direction"]} if row.get("direction") else {}


def _progress_detail(row: dict) -> str:
    figure = printed(row.get("value"), row.get("unit", ""), themes.UNKNOWN_WORDS)
    return f"{figure}\u202f; objectif\u00a0: {_aim(row)}"


def _progress_cells(row: dict) -> list[str]:
    figure = printed(row.get("value"), row.get("unit", ""), themes.UNKNOWN_WORDS)
    reached = _no_progress(row) if row.get("progress_pct") is None else percent(row["progress_pct"])
    return [french_text(row["label"]), figure, _aim(row), reached, _status_words(row)]


def _progress_summary(title: str, rows: list[dict]) -> str:
    """How many targets stand where: « Objectifs : 3 atteints, 1 en cours » would agree by number, so by word."""
    if not rows:
        return french_text(f"{title}\u00a0: aucun objectif.")
    counts = {status: sum(row.get("status") == status for row in rows) for status in TargetStatus}
    parts = [f"{status.label}\u00a0: {count}" for status, count in counts.items() if count]
    unsettled = sum(row.get("status") is None for row in rows)
    parts += [f"{themes.UNSETTLED_WORDS}\u00a0: {unsettled}"] if unsettled else []
    total = f"{len(rows)} objectif{'s' if len(rows) > 1 else ''}"
    return french_text(f"{title}\u00a0: {total} ({', '.join(parts)})." if parts else f"{title}\u00a0: {total}.")


def _region_summary(title: str, unit: str, rows: list[dict], reference, reference_label: str) -> str:
    values = [row["value"] for row in rows if row["value"] is not None]
    if not values:
        extent = "aucun chiffre renseigné"
    elif min(values) == max(values):
        extent = f"partout {number(values[0], unit)}"
    else:
        extent = f"de {number(min(values), unit)} à {number(max(values), unit)}"
    count = f"{len(values)} sur {len(rows)} renseignées" if rows else "aucune région"
    national = f", {reference_label}\u00a0: {number(reference, unit)}" if reference is not None else ""
    return french_text(f"{title}{in_unit(unit)}, par région\u00a0: {extent}{national} ({count}, sans classement).")
