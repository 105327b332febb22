"""The registry of indicators: what each figure is called, counts and means.

Codes, units and labels are those of `data/indicators.csv`; the definitions are the sentences printed beside the
figures. `D` is the day of the figure (included), `H` the horizon of the installations to come.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measures.definitions import COMPUTED, DECLARED, Definition

REGISTRY_FILE = Path(__file__).parent / "data" / "indicators.csv"


@dataclass(frozen=True)
class Indicator:
    """One figure of the bilan. `region_attribute` says in French which region of a record the figure goes to."""

    code: str
    kind: str
    unit: str
    label: str
    counting_unit: str
    region_attribute: str
    definition: str

    @property
    def is_computed(self) -> bool:
        return self.kind == "computed"

    @property
    def follows_faculty(self) -> bool:
        """Whether the figure goes to the region of the UFR, hence to a counting group where a UFR serves several."""
        return self.is_computed and COMPUTED[self.code].region_attribute == "UFR de signature"


@cache
def all_indicators() -> dict[str, Indicator]:
    """Every indicator by its code, in the order of the bilan."""
    with REGISTRY_FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _indicator(row) for row in csv.DictReader(file)}


def computed_codes() -> list[str]:
    """Codes of the figures computed from records, in the order of the bilan."""
    return [code for code, indicator in all_indicators().items() if indicator.is_computed]


def declared_codes() -> list[str]:
    """Codes of the figures that regions declare, in the order of the bilan."""
    return [code for code, indicator in all_indicators().items() if not indicator.is_computed]


def indicator_choices() -> list[tuple[str, str]]:
    """Choices of a model field: every indicator."""
    return [(indicator.code, indicator.label) for indicator in all_indicators().values()]


def declared_choices() -> list[tuple[str, str]]:
    """Choices of a model field: the declared indicators."""
    return [(code, label) for code, label in indicator_choices() if not all_indicators()[code].is_computed]


def _indicator(row: dict[str, str]) -> Indicator:
    meaning: Definition = (COMPUTED if row["kind"] == "computed" else DECLARED)[row["code"]]
    return Indicator(
        code=row["code"],
        kind=row["kind"],
        unit=row["unit"],
        label=row["label"],
        counting_unit=meaning.counting_unit,
        region_attribute=meaning.region_attribute,
        definition=meaning.sentence,
    )
