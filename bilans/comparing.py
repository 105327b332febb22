"""Two bilans side by side: two years, or two editions of one."""

from __future__ import annotations

from dataclasses import dataclass

from bilans.presentation import Cell, figure_cell, indicators_by_code, ordered_regions
from bilans.typography import french_text, gap
from measures.scale import FRANCE


@dataclass(frozen=True)
class ComparedRow:
    """An indicator in both bilans, at the date of each."""

    code: str
    label: str
    before: Cell
    after: Cell
    change: str


def scopes(bilan: dict) -> list[tuple[str, str]]:
    """The scopes that two bilans are compared for: France, then the regions."""
    return [(FRANCE, "France entière"), *((row["code"], row["name"]) for row in ordered_regions(bilan))]


def compared(before: dict, after: dict, scope: str) -> list[ComparedRow]:
    """Every indicator that both bilans have, of `scope`, each at the date of its bilan."""
    known = indicators_by_code(after)
    rows = []
    for code, indicator in indicators_by_code(before).items():
        if code in known:
            old, new = _figure(before, code, scope), _figure(after, code, scope)
            change = gap(new[0] - old[0], indicator["unit"]) if None not in (old[0], new[0]) else ""
            rows.append(
                ComparedRow(
                    code, indicator["label"], figure_cell(indicator, *old), figure_cell(indicator, *new), change
                )
            )
    return [row for row in rows if not (row.before.is_missing and row.after.is_missing)]


def scope_name(bilan: dict, scope: str) -> str:
    """The name of a scope of `bilan`, as French prints it."""
    if scope == FRANCE:
        return "France entière"
    rows = [*bilan["regions"], *bilan["groups"]]
    return next((french_text(row["name"]) for row in rows if row["code"] == scope), scope)


def _figure(bilan: dict, code: str, scope: str) -> tuple:
    if scope == FRANCE:
        figure = bilan["national"][code]
        return figure["value"], figure.get("missing")
    region = next((row for row in bilan["regions"] if row["code"] == scope), None)
    return (region["figures"].get(code), region["missing"].get(code)) if region else (None, None)
