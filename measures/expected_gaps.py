"""Why some published figures differ from the computed ones: an explicit list. Any other gap is to be explained."""

from __future__ import annotations

import csv
import datetime
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "expected_gaps.csv"


@cache
def reasons() -> dict[tuple[str, str, str, datetime.date], str]:
    """The sentence that explains each expected gap, by source, indicator, scope and reference date."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (
                row["source"],
                row["indicator"],
                row["scope"],
                datetime.date.fromisoformat(row["reference_date"]),
            ): row["reason"]
            for row in csv.DictReader(file)
        }


def reason_for(source: str, indicator: str, scope: str, day: datetime.date) -> str:
    """The French sentence that explains a gap, or an empty text when none is known."""
    return reasons().get((source, indicator, scope, day), "")
