"""Two bilans side by side: two years, or two editions of one."""

from __future__ import annotations

from dataclasses import dataclass

from bilans.coverage import total_name
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


def same_regions(before: dict, after: dict) -> bool:
    """Whether the national totals of both bilans stand on the same regions."""
    return _counted(before) == _counted(after)


def _counted(bilan: dict) -> set[str]:
    return {region["code"] for region in bilan["regions"] if region.get("sent", True)}


def compared(before: dict, after: dict, scope: str) -> list[ComparedRow]:
    """Every indicator that both bilans have, of `scope`, each at the date of its bilan.

    Totals that do not stand on the same regions are given without their difference, which would mean nothing.
    """
    known = indicators_by_code(after)
    comparable = scope != FRANCE or same_regions(before, after)
    rows = []
    for code, indicator in indicators_by_code(before).items():
        if code in known:
            old, new = _figure(before, code, scope), _figure(after, code, scope)
            both = None not in (old[0], new[0]) and (comparable or indicator["kind"] == "declared")
            change = gap(new[0] - old[0], indicator["unit"]) if both else ""
            rows.append(
                ComparedRow(
                    code, indicator["label"], figure_cell(indicator, *old), figure_cell(indicator, *new), change
                )
            )
    return [row for row in rows if not (row.before.is_missing and row.after.is_missing)]


def scope_name(bilan: dict, scope: str) -> str:
    """The name of a scope of `bilan`, as French prints it; that of the country says how many regions it counts."""
    if scope == FRANCE:
        return total_name(bilan)
    rows = [*bilan["regions"], *bilan["groups"]]
    return next((french_text(row["name"]) for row in rows if row["code"] == scope), scope)


def _figure(bilan: dict, code: str, scope: str) -> tuple:
    if scope == FRANCE:
        figure = bilan["national"][code]
        return figure["value"], figure.get("missing")
    region = next((row for row in bilan["regions"] if row["code"] == scope), None)
    return (region["figures"].get(code), region["missing"].get(code)) if region else (None, None)
