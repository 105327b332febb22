"""The panels that every record has above its form: its state on a day, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from regions.chosen_day import FIRST_DAY, LAST_DAY, ChosenDay
from regions.timeline import Timeline
from regions.timeline_svg import draw
from regions.wall_admin import Panel


@dataclass(frozen=True)
class State:
    """The state of a record on a day: words, the tone of their badge (`info`, `success`, `warning`, `error` or none),
    a sentence, and short facts (label, value)."""

    words: str
    tone: str = ""
    sentence: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def day_data(request: HttpRequest, day: ChosenDay) -> dict:
    """What the form that asks for a day prints."""
    return {
        "day": day,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        # The filters of the list one comes from, which the page hands back to it.
        "filters": request.GET.get("_changelist_filters", ""),
    }


def state_panel(request: HttpRequest, day: ChosenDay, state: State) -> Panel:
    """The state of a record, and the form that asks for it on another day."""
    return Panel("admin/record/state.html", day_data(request, day) | {"state": state})


def timeline_panel(timeline: Timeline) -> Panel:
    """The drawing of a timeline, and the same facts as a table."""
    return Panel(
        "admin/record/timeline.html",
        {"timeline": timeline, "drawing": draw(timeline), "facts": timeline.chronology()},
    )
