"""Progress towards targets. Never clipped; a revision stands beside the target it revises."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from measures.declared import number
from measures.enums import Direction, TargetStatus
from measures.models import Target


def progress(value: float | None, target: float) -> float | None:
    """Percentage of the target, to one decimal, above 100 once passed; None without a value or with a target of 0."""
    if value is None or not target:
        return None
    return float(round(Decimal(str(value)) / Decimal(str(target)) * 100, 1))


def reaches(value: float | None, target: float, direction: str) -> bool:
    """Whether `value` satisfies the target, the target itself included."""
    if value is None:
        return False
    return value >= target if direction == Direction.AT_LEAST else value <= target


def status(
    target: float, direction: str, due_on: datetime.date | None, series: Mapping[datetime.date, float | None]
) -> str:
    """Where a target stands on the last day of `series`, a value by day.

    `reached` by its due date, included, on any day of the series; `late` when reached after it; else `ongoing` until
    the due date, then `missed`. A target without a due date is never missed.
    """
    last = max(series)
    if due_on is None or last <= due_on:
        return TargetStatus.REACHED if reaches(series[last], target, direction) else TargetStatus.ONGOING
    in_time = (reaches(value, target, direction) for day, value in series.items() if day <= due_on)
    if any(in_time):
        return TargetStatus.REACHED
    return TargetStatus.LATE if reaches(series[last], target, direction) else TargetStatus.MISSED


def national_targets() -> dict[str, list[Target]]:
    """National targets by indicator, by due date then value, those without a due date last; in one query."""
    found: dict[str, list[Target]] = {}
    for target in Target.objects.filter(region=None).select_related("source"):
        found.setdefault(target.indicator, []).append(target)
    return found


def target_lines(targets: Iterable[Target], series: Mapping[datetime.date, float | None]) -> list[dict]:
    """What a bilan says of each target, given the national value of its indicator by day."""
    last = max(series)
    return [
        {
            "value": number(target.value),
            "direction": target.direction,
            "due_on": target.due_on.isoformat() if target.due_on else None,
            "plan": target.plan,
            "source": target.source_id,
            "source_title": target.source.title,
            "note": target.note,
            "progress_pct": progress(series[last], float(target.value)),
            "status": str(status(float(target.value), target.direction, target.due_on, series)),
        }
        for target in targets
    ]
