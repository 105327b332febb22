"""Regions side by side, per 100 000 inhabitants, in the order of every page: a comparison, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from bilans.charts.model import Chart
from bilans.charts.specs_bars import by_region
from bilans.coverage import total_name
from bilans.presentation import Cell, chosen, ordered_regions, region_cell
from bilans.typography import number

RATED = ("cesp_signed", "cesp_installed_ever", "ptmg_signed", "install_aided", "msp_open", "cds_open", "mcs_active")
PER = 100_000
UNIT = ""
"""The title of the chart says it: « En pour 100 000 » is no French."""


@dataclass(frozen=True)
class RateRow:
    """A region, or France: its population and the rate of each column, as printed and as a number."""

    code: str
    name: str
    population: str
    cells: list[Cell]
    values: list[float | None]


POPULATIONS_NOTE = (
    "Populations de référence de l’INSEE, les dernières connues\u00a0: les mêmes pour toutes les années."
)


def rate(value: float | None, population: int | None) -> float | None:
    """`value` per 100 000 inhabitants, to two decimals; None without a value or a population."""
    return round(value * PER / population, 2) if value is not None and population else None


def rate_table(bilan: dict) -> tuple[list[dict], list[RateRow], RateRow]:
    """Columns, a row a region, and the row of the regions that are in the totals together."""
    columns = [indicator for _, indicator in chosen(bilan, RATED)]
    rows = [_row(bilan, region, columns) for region in ordered_regions(bilan)]
    counted = [region["population"] for region in bilan["regions"] if region.get("sent", True)]
    population = sum(counted) if all(counted) else None
    values = [rate((bilan["national"].get(column["code"]) or {}).get("value"), population) for column in columns]
    return columns, rows, RateRow("FR", total_name(bilan), _population(population), [_cell(v) for v in values], values)


def rate_chart(column: dict, place: int, rows: list[RateRow], total: RateRow) -> Chart:
    """The rates of `column`, the `place`-th, in bars: in the order of every page, never sorted."""
    bars = [
        {
            "code": row.code,
            "name": row.name,
            "value": row.values[place],
            "reason": row.cells[place].text if row.cells[place].is_missing else "",
        }
        for row in rows
    ]
    title = f"{column['label']}, pour 100\u202f000 habitants"
    return by_region(f"taux-{column['code']}", title, UNIT, bars, total.values[place], total.name)


def _row(bilan: dict, region: dict, columns: list[dict]) -> RateRow:
    cells, values = [], []
    for column in columns:
        value = rate(region["figures"].get(column["code"]), region.get("population"))
        missing = region_cell(bilan, region, column)
        cells.append(missing if missing.is_missing else _cell(value))
        values.append(value)
    return RateRow(region["code"], region["name"], _population(region.get("population")), cells, values)


def _cell(value: float | None) -> Cell:
    return Cell("non calculé", is_missing=True) if value is None else Cell(number(value, decimals_kept=True))


def _population(value: int | None) -> str:
    return number(value) if value else "inconnue"
