"""From the snapshot of a bilan to the rows of its pages: no request, no query, no HTML.

A figure that is missing is never shown as 0: its cell carries the reason in words.
"""

import datetime
from dataclasses import dataclass, field

from django.utils.text import capfirst

from bilans import themes
from bilans.typography import as_date, due_date, french_text, gap, long_date, number, percent
from measures.enums import ObservationState, TargetPlan, TargetStatus

FIRST_YEAR = 2012


@dataclass(frozen=True)
class Cell:
    """One figure as it is printed; `is_missing` when `text` is the reason of its absence.

    `is_dash`: the reason is read aloud, and a dash is shown, where words in every cell would hide the figures.
    """

    text: str
    is_missing: bool = False
    is_dash: bool = False


@dataclass(frozen=True)
class FigureRow:
    """An indicator over the years; the last cell is the figure at the date of the bilan."""

    code: str
    label: str
    unit: str
    is_declared: bool
    cells: list[Cell]
    coverage: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no year has a figure: the row then reads as one sentence."""
        return all(cell.is_missing for cell in self.cells)

    @property
    def reason(self) -> str:
        """Why there is no figure at the date of the bilan."""
        return self.cells[-1].text


@dataclass(frozen=True)
class Section:
    """One measure of the pact: its rows, and the indicators nothing is known of."""

    slug: str
    title: str
    rows: list[FigureRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TargetRow:
    """One promise and where it stands; every revision of a target is its own row."""

    code: str
    label: str
    target: str
    due: str
    value: Cell
    progress: Cell
    status: str
    badge: str
    plan: str
    source: str
    spans: int = 0


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the top of the page, its change over a year and its last target."""

    code: str
    label: str
    unit: str
    value: Cell
    change: str = ""
    target: TargetRow | None = None


@dataclass(frozen=True)
class RegionRow:
    """A line of the table by region: a region, or a counting group when it has no link."""

    code: str
    name: str
    cells: list[Cell]
    is_group: bool = False


def indicators_by_code(bilan: dict) -> dict[str, dict]:
    """The indicators of the bilan, in their order, their words spaced as French prints them."""
    return {
        indicator["code"]: indicator | {name: french_text(indicator[name]) for name in ("label", "definition")}
        for indicator in bilan["indicators"]
    }


def figure_text(code: str, value, unit: str) -> str:
    """A figure in French, with the sign that cannot be left out."""
    if code in themes.YES_OR_NO:
        return "oui" if value else "non"
    return number(value, unit)


def figure_cell(indicator: dict, value, reason: str | None = None, group: str = "") -> Cell:
    """A value as printed, or the reason why there is none."""
    if value is not None:
        return Cell(figure_text(indicator["code"], value, indicator["unit"]))
    if reason == "grouped":
        return Cell(f"voir {group}" if group else "compté en commun", is_missing=True)
    is_stated = reason in ObservationState.values
    return Cell(str(ObservationState(reason).label) if is_stated else themes.UNKNOWN_WORDS, is_missing=True)


# The whole bilan


def dates(bilan: dict) -> dict[str, str]:
    """The dates that every page prints."""
    return {"as_of": long_date(bilan["as_of"]), "horizon": long_date(bilan["horizon"])}


def past_years(bilan: dict) -> list[str]:
    """The years before the date of the bilan that some indicator has a figure for, from 2012."""
    last = as_date(bilan["as_of"]).year
    known = {int(year) for figure in bilan["national"].values() for year in figure.get("series") or {}}
    known |= {int(year) for region in bilan["regions"] for s in (region.get("series") or {}).values() for year in s}
    return [str(year) for year in sorted(known) if FIRST_YEAR <= year < last]


def year_headings(bilan: dict) -> list[str]:
    """Headings of the columns of a series; the last one says its date when it is not 31 December."""
    as_of = as_date(bilan["as_of"])
    is_year_end = (as_of.month, as_of.day) == (12, 31)
    return [*past_years(bilan), str(as_of.year) if is_year_end else f"au {long_date(as_of)}"]


def coverage_text(figure: dict) -> str:
    """« 18 régions sur 18 »: how many regions a national figure stands on."""
    coverage = None if figure.get("value") is None else figure.get("coverage")
    return f"{coverage['regions']} régions sur {coverage['of']}" if coverage else ""


def group_name(group: dict) -> str:
    """The name of a counting group, made from its code when it carries none."""
    return group.get("name") or group["code"].title()


def group_of(bilan: dict, code: str) -> dict | None:
    """The counting group a region belongs to."""
    return next((group for group in bilan["groups"] if code in group["regions"]), None)


def past_cell(indicator: dict, value) -> Cell:
    """A figure of a past year, or a dash."""
    if value is None:
        return Cell(themes.UNKNOWN_WORDS, is_missing=True, is_dash=True)
    return figure_cell(indicator, value)


def figure_row(indicator: dict, years: list[str], series: dict, last: Cell, coverage: str = "") -> FigureRow:
    """The line of an indicator: past years from its series, then the figure at the date."""
    past = [past_cell(indicator, series.get(year)) for year in years]
    return FigureRow(
        code=indicator["code"],
        label=indicator["label"],
        unit=indicator["unit"],
        is_declared=indicator.get("kind") == "declared",
        cells=[*past, last],
        coverage=coverage,
    )


def in_sections(rows: list[FigureRow]) -> list[Section]:
    """The rows under the measures they belong to, in the order of the chapters; empty measures left out."""
    order = [(slug, title) for slug, title, _ in themes.THEMES] + [themes.OTHER_THEME]
    sections = {slug: Section(slug, title) for slug, title in order}
    for row in rows:
        section = sections[themes.theme_of(row.code)[0]]
        if row.is_empty and row.reason == themes.UNKNOWN_WORDS:
            section.unknown.append(row.label)
        else:
            section.rows.append(row)
    return [section for section in sections.values() if section.rows or section.unknown]


def change_text(indicator: dict, value, series: dict, year: int) -> str:
    """« +471 depuis fin 2015 », or nothing when one of the two figures is missing."""
    before = series.get(str(year - 1))
    if value is None or before is None:
        return ""
    return f"{gap(value - before, indicator['unit'])} depuis {due_date(datetime.date(year - 1, 12, 31))}"


# National page


def national_cell(indicator: dict, figure: dict) -> Cell:
    """The national figure at the date, or why there is none."""
    return figure_cell(indicator, figure.get("value"), figure.get("missing"))


def national_sections(bilan: dict) -> list[Section]:
    """Every national figure since 2012, by measure."""
    years = past_years(bilan)
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        figure = bilan["national"].get(code) or {}
        last = national_cell(indicator, figure)
        rows.append(figure_row(indicator, years, figure.get("series") or {}, last, coverage_text(figure)))
    return in_sections(rows)


def progress_cell(target: dict) -> Cell:
    """The progress, above 100 % when it is; a target of 0 has none."""
    progress = target.get("progress_pct")
    if progress is not None:
        return Cell(percent(progress))
    return Cell("sans objet" if target["value"] == 0 else themes.UNKNOWN_WORDS, is_missing=True)


def target_row(indicator: dict, figure: dict, target: dict, spans: int = 0) -> TargetRow:
    """A promise in words: its value, its deadline, and where it stands."""
    at_most = "au plus " if target.get("direction") == "at_most" else ""
    return TargetRow(
        code=indicator["code"],
        label=indicator["label"],
        target=at_most + number(target["value"], indicator["unit"]),
        due=due_date(target["due_on"]) if target.get("due_on") else "sans échéance",
        value=national_cell(indicator, figure),
        progress=progress_cell(target),
        status=str(TargetStatus(target["status"]).label),
        badge=themes.STATUS_BADGES[target["status"]],
        plan=capfirst(TargetPlan(target["plan"]).label),
        source=french_text(target.get("source_title") or target.get("source") or ""),
        spans=spans,
    )


def target_rows(bilan: dict) -> list[TargetRow]:
    """Every target, an indicator after the other; `spans` on the first row of each says how many follow."""
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        figure = bilan["national"].get(code) or {}
        targets = figure.get("targets") or []
        for rank, target in enumerate(targets):
            rows.append(target_row(indicator, figure, target, spans=0 if rank else len(targets)))
    return rows


def national_key_figures(bilan: dict) -> list[KeyFigure]:
    """The figures a reader looks for first, each with the last target set for it."""
    year = as_date(bilan["as_of"]).year
    cards = []
    for code, indicator in chosen(bilan, themes.NATIONAL_KEY_FIGURES):
        figure = bilan["national"].get(code) or {}
        targets = figure.get("targets") or []
        cards.append(
            KeyFigure(
                code=code,
                label=indicator["label"],
                unit=indicator["unit"],
                value=national_cell(indicator, figure),
                change=change_text(indicator, figure.get("value"), figure.get("series") or {}, year),
                target=target_row(indicator, figure, targets[-1]) if targets else None,
            )
        )
    return cards


def chosen(bilan: dict, codes) -> list[tuple[str, dict]]:
    """Those of `codes` that the bilan knows, with their indicator."""
    known = indicators_by_code(bilan)
    return [(code, known[code]) for code in codes if code in known]


def ordered_regions(bilan: dict) -> list[dict]:
    """The regions, in the order in which every page lists them, their names spelt as French prints them."""
    regions = sorted(bilan["regions"], key=lambda r: themes.region_order(r["code"], r["name"]))
    return [region | {"name": french_text(region["name"])} for region in regions]


def region_table(bilan: dict) -> tuple[list[dict], list[RegionRow], RegionRow]:
    """Columns, lines and national line of the table by region, counting groups after their members."""
    columns = [indicator for _, indicator in chosen(bilan, themes.REGION_TABLE_FIGURES)]
    regions = ordered_regions(bilan)
    last_member = {[r["code"] for r in regions if r["code"] in g["regions"]][-1]: g for g in _present_groups(bilan)}
    rows = []
    for region in regions:
        rows.append(
            RegionRow(region["code"], region["name"], [region_cell(bilan, region, column) for column in columns])
        )
        if group := last_member.get(region["code"]):
            rows.append(group_row(group, columns))
    national = [national_cell(column, bilan["national"].get(column["code"]) or {}) for column in columns]
    return columns, rows, RegionRow("FR", "France entière", national)


def region_cell(bilan: dict, region: dict, indicator: dict) -> Cell:
    """A region's figure, or in words where to find it or why it is missing."""
    code = indicator["code"]
    group = group_of(bilan, region["code"])
    reason = (region.get("missing") or {}).get(code)
    return figure_cell(indicator, region["figures"].get(code), reason, group_name(group) if group else "")


def _present_groups(bilan: dict) -> list[dict]:
    """Counting groups that have a member among the regions of the bilan."""
    codes = {region["code"] for region in bilan["regions"]}
    return [group for group in bilan["groups"] if codes & set(group["regions"])]


def group_row(group: dict, columns: list[dict]) -> RegionRow:
    """The line of a counting group; what is counted by region is not repeated on it."""
    cells = []
    for column in columns:
        if column["code"] in group["figures"]:
            reason = (group.get("missing") or {}).get(column["code"])
            cells.append(figure_cell(column, group["figures"][column["code"]], reason))
        else:
            cells.append(Cell("compté par région", is_missing=True, is_dash=True))
    return RegionRow(group["code"], f"{group_name(group)} (chiffre commun)", cells, is_group=True)


def definitions(bilan: dict) -> list[dict]:
    """What each indicator means, and whether it is computed or declared."""
    words = themes.KIND_WORDS
    return [
        indicator | {"kind_label": words.get(indicator.get("kind"), "")}
        for indicator in indicators_by_code(bilan).values()
    ]
