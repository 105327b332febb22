"""The national page, from the document of a bilan: pure functions, like `presentation`."""

import datetime
import math
from dataclasses import dataclass, replace
from functools import partial

from django.utils.text import capfirst

from bilans import themes
from bilans.coverage import coverage_text, partial_text, settled_status, total_name
from bilans.pace import Pace, pace
from bilans.presentation import (
    Cell,
    KeyFigure,
    Section,
    TargetRow,
    change_text,
    chosen,
    figure_cell,
    figure_row,
    group_name,
    in_sections,
    indicators_by_code,
    is_in_old_regions,
    national_cell,
    ordered_regions,
    past_years,
    region_cell,
)
from bilans.sentences import national_sentence
from bilans.typography import as_date, due_date, french_text, gap, number, percent
from measures.enums import Direction, TargetPlan, TargetStatus


@dataclass(frozen=True)
class RegionRow:
    """A line of the table by region: a region, or a counting group when it has no link."""

    code: str
    name: str
    cells: list[Cell]
    is_group: bool = False


def national_sections(bilan: dict) -> list[Section]:
    """Every national figure since 2012, by measure."""
    years = past_years(bilan)
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        figure = bilan["national"].get(code) or {}
        last = national_cell(indicator, figure)
        rows.append(figure_row(indicator, years, figure.get("series") or {}, last, coverage_text(indicator, figure)))
    return in_sections(rows, partial(national_sentence, bilan))


def progress_cell(target: dict) -> Cell:
    """The progress, above 100 % when it is; a target of 0 has none."""
    progress = target.get("progress_pct")
    if progress is not None:
        return Cell(percent(progress))
    return Cell("sans objet" if target["value"] == 0 else themes.UNKNOWN_WORDS, is_missing=True)


def target_row(indicator: dict, figure: dict, target: dict, as_of: datetime.date, spans: int = 0) -> TargetRow:
    """A promise in words: its value, its deadline, and where it stands."""
    at_most = "au plus " if target.get("direction") == "at_most" else ""
    status = settled_status(indicator, figure, target)
    return TargetRow(
        code=indicator["code"],
        label=indicator["label"],
        target=at_most + number(target["value"], indicator["unit"]),
        due=due_date(target["due_on"]) if target.get("due_on") else "sans échéance",
        value=national_cell(indicator, figure),
        coverage=partial_text(indicator, figure),
        progress=progress_cell(target),
        status=str(TargetStatus(status).label) if status else themes.UNSETTLED_WORDS,
        badge=themes.STATUS_BADGES.get(status, ""),
        plan=capfirst(TargetPlan(target["plan"]).label),
        source=french_text(target.get("source_title") or target.get("source") or ""),
        spans=spans,
        pace=_pace_text(indicator, figure, target, as_of),
    )


def target_pace(indicator: dict, figure: dict, target: dict, as_of: datetime.date) -> Pace | None:
    """What was added since the end of the year before, and what each year left has to add, as it is printed.

    None when there is nothing to catch up with, or to lower.
    """
    if target.get("direction") == Direction.AT_MOST:
        return None
    before = (figure.get("series") or {}).get(str(as_of.year - 1))
    due_on = as_date(target["due_on"]) if target.get("due_on") else None
    found = pace(figure.get("value"), before, target["value"], due_on, as_of)
    if found is None:
        return None
    return replace(found, needed=round(found.needed, 1) if indicator["unit"] == "%" else math.ceil(found.needed))


def _pace_text(indicator: dict, figure: dict, target: dict, as_of: datetime.date) -> str:
    """« +471 en un an ; il en faut 453 par an »; nothing when there is nothing to catch up with."""
    found = target_pace(indicator, figure, target, as_of)
    if found is None:
        return ""
    unit, last_year = indicator["unit"], datetime.date(as_of.year - 1, 12, 31)
    since = "en un an" if (as_of.month, as_of.day) == (12, 31) else f"depuis {due_date(last_year)}"
    return f"{gap(found.observed, unit)} {since}\u202f; il faut {number(found.needed, unit)} par an pour l’atteindre"


def target_rows(bilan: dict) -> list[TargetRow]:
    """Every target, an indicator after the other; `spans` on the first row of each says how many follow."""
    rows, as_of = [], as_date(bilan["as_of"])
    for code, indicator in indicators_by_code(bilan).items():
        figure = bilan["national"].get(code) or {}
        targets = figure.get("targets") or []
        for rank, target in enumerate(targets):
            rows.append(target_row(indicator, figure, target, as_of, spans=0 if rank else len(targets)))
    return rows


def national_key_figures(bilan: dict) -> list[KeyFigure]:
    """The figures a reader looks for first, each with the last target set for it."""
    as_of = as_date(bilan["as_of"])
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
                change=change_text(indicator, figure.get("value"), figure.get("series") or {}, as_of.year),
                target=target_row(indicator, figure, targets[-1], as_of) if targets else None,
                coverage=partial_text(indicator, figure),
            )
        )
    return cards


def not_split_rows(bilan: dict) -> list[tuple[str, str]]:
    """What merged regions count and no old region can be given, in words; nothing in the current regions."""
    if not is_in_old_regions(bilan):
        return []
    known = indicators_by_code(bilan)
    rows = []
    for rest in bilan["not_split"]:
        said = [f"{known[code]['label']}\u00a0: {number(value)}" for code, value in rest["figures"].items() if value]
        if said:
            rows.append((french_text(rest["name"]), ", ".join(said)))
    return rows


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
    return columns, rows, RegionRow("FR", total_name(bilan), national)


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
