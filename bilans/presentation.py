"""From the snapshot of a bilan to the rows of its pages: no request, no query, no HTML.

A figure that is missing is never shown as 0: its cell carries the reason in words.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from bilans import themes
from bilans.typography import as_date, due_date, french_text, gap, long_date, number
from measures.enums import ObservationState

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
    sentence: str = ""


@dataclass(frozen=True)
class TargetRow:
    """One promise and where it stands; every revision of a target is its own row."""

    code: str
    label: str
    target: str
    due: str
    value: Cell
    coverage: str
    progress: Cell
    status: str
    badge: str
    plan: str
    source: str
    spans: int = 0
    pace: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the top of the page, its change over a year and its last target."""

    code: str
    label: str
    unit: str
    value: Cell
    change: str = ""
    target: TargetRow | None = None
    coverage: str = ""


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
    if reason == "not_split":
        return Cell("non réparti", is_missing=True)
    is_stated = reason in ObservationState.values
    return Cell(str(ObservationState(reason).label) if is_stated else themes.UNKNOWN_WORDS, is_missing=True)


# The whole bilan


def dates(bilan: dict) -> dict[str, str]:
    """The dates that every page prints."""
    return {"as_of": long_date(bilan["as_of"]), "horizon": long_date(bilan["horizon"])}


def is_in_old_regions(bilan: dict) -> bool:
    """Whether the regions of `bilan` are those before 2016."""
    return bilan.get("region_set") == "old"


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


def in_sections(rows: list[FigureRow], sentence: Callable[[str], str]) -> list[Section]:
    """The rows under the measures they belong to, in the order of the chapters; empty measures left out.

    `sentence` gives what each section says, by its slug.
    """
    order = [(slug, title) for slug, title, _ in themes.THEMES] + [themes.OTHER_THEME]
    sections = {slug: Section(slug, title, sentence=sentence(slug)) for slug, title in order}
    for row in rows:
        section = sections[themes.theme_of(row.code)[0]]
        if row.is_empty and row.reason == themes.UNKNOWN_WORDS:
            section.unknown.append(row.label)
        else:
            section.rows.append(row)
    return [section for section in sections.values() if section.rows or section.unknown]


def change_text(indicator: dict, value, series: dict, year: int) -> str:
    """« +471 depuis fin 2015 », « inchangé depuis fin 2015 », or nothing when one of the two figures is missing."""
    before = series.get(str(year - 1))
    if value is None or before is None:
        return ""
    change = gap(value - before, indicator["unit"]) if value != before else "inchangé"
    return f"{change} depuis {due_date(datetime.date(year - 1, 12, 31))}"


def national_cell(indicator: dict, figure: dict) -> Cell:
    """The national figure at the date, or why there is none."""
    return figure_cell(indicator, figure.get("value"), figure.get("missing"))


def chosen(bilan: dict, codes) -> list[tuple[str, dict]]:
    """Those of `codes` that the bilan knows, with their indicator."""
    known = indicators_by_code(bilan)
    return [(code, known[code]) for code in codes if code in known]


def ordered_regions(bilan: dict) -> list[dict]:
    """The regions, in the order in which every page lists them, their names spelt as French prints them."""
    regions = sorted(bilan["regions"], key=lambda r: themes.region_order(r["code"], r["name"]))
    return [region | {"name": french_text(region["name"])} for region in regions]


def regions_not_sent(bilan: dict) -> list[str]:
    """Names of the regions that are out of the totals, their return not being sent."""
    return [region["name"] for region in ordered_regions(bilan) if not region.get("sent", True)]


def region_cell(bilan: dict, region: dict, indicator: dict) -> Cell:
    """A region's figure, or in words where to find it or why it is missing."""
    code = indicator["code"]
    group = group_of(bilan, region["code"])
    reason = (region.get("missing") or {}).get(code)
    return figure_cell(indicator, region["figures"].get(code), reason, group_name(group) if group else "")


def definitions(bilan: dict) -> list[dict]:
    """What each indicator means, and whether it is computed or declared."""
    words = themes.KIND_WORDS
    return [
        indicator | {"kind_label": words.get(indicator.get("kind"), "")}
        for indicator in indicators_by_code(bilan).values()
    ]
