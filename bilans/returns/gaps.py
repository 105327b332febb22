"""The gaps that a region explains: a figure that moved much in a year, or that a document prints otherwise (B1)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bilans.enums import ComparedWith
from bilans.presentation import indicators_by_code
from bilans.typography import as_date, due_date, gap, number

LARGE_SHARE, LARGE_NUMBER = 0.25, 10
"""A change in a year is to be explained from a quarter of the figure and ten units, both."""


@dataclass(frozen=True)
class Gap:
    """A computed figure, `now`, beside another one; `is_due` when the region has to explain it."""

    indicator: str
    label: str
    compared_with: str
    other: int | float
    now: int | float
    is_due: bool
    against: str

    @property
    def key(self) -> tuple[str, str]:
        return self.indicator, self.compared_with

    @property
    def text(self) -> str:
        """« 47, contre 31 fin 2015 (+16) »."""
        return f"{number(self.now)}, contre {number(self.other)} {self.against} ({gap(self.now - self.other)})"


def gaps(bilan: dict, region: dict, published: list[dict]) -> list[Gap]:
    """The computed figures of `region` that are not those of last 31 December, or of `published`, its rows."""
    indicators = indicators_by_code(bilan)
    computed = [row for row in indicators.values() if row["kind"] == "computed"]
    found = [_since_last_year(bilan, region, row) for row in computed]
    found += [_with_published(row, indicators) for row in published if _is_of(row, region, bilan)]
    return [each for each in found if each is not None]


def _since_last_year(bilan: dict, region: dict, indicator: dict) -> Gap | None:
    code, end = indicator["code"], datetime.date(as_date(bilan["as_of"]).year - 1, 12, 31)
    now, before = region["figures"].get(code), region["series"][code].get(str(end.year))
    if now is None or before is None or now == before:
        return None
    change = abs(now - before)
    is_due = change >= LARGE_NUMBER and change >= LARGE_SHARE * max(now, before)
    return Gap(code, indicator["label"], ComparedWith.LAST_YEAR, before, now, is_due, due_date(end))


def _is_of(row: dict, region: dict, bilan: dict) -> bool:
    """Whether a compared row is a computed figure of the region, printed for the very date of the bilan."""
    return row["scope"] == region["code"] and row["reference_date"] == bilan["as_of"]


def _with_published(row: dict, indicators: dict) -> Gap | None:
    indicator = indicators[row["indicator"]]
    if indicator["kind"] != "computed" or row["gap"] in (None, 0) or row["verdict"] == "matches":
        return None
    return Gap(
        row["indicator"],
        indicator["label"],
        ComparedWith.PUBLISHED,
        row["published"],
        row["computed"],
        is_due=True,
        against=f"imprimé par «\u00a0{row['source_title']}\u00a0»",
    )
