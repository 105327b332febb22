"""What happened to a record, as lanes of bars and marks: plain data, drawn by `regions.timeline_svg`.

Everything that is drawn is also a dated fact, so that the list under the drawing says as much as the drawing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """How a bar or a mark looks; each is told apart without its colour."""

    PLAIN = "plain"
    DONE = "done"
    SOFT = "soft"
    HATCHED = "hatched"
    PLANNED = "planned"
    ALERT = "alert"


@dataclass(frozen=True)
class Bar:
    """A period, both ends included; without a last day it still runs. `inside`: bars drawn over this one."""

    start: datetime.date
    last_day: datetime.date | None
    label: str
    text: str
    look: Look = Look.PLAIN
    inside: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A day."""

    on: datetime.date
    label: str
    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True)
class Lane:
    """A line of the drawing; an empty one is left out."""

    name: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class DatedFact:
    """A line of the chronology; `is_later`: it begins after the chosen day."""

    start: datetime.date
    last_day: datetime.date | None
    is_period: bool
    lane: str
    text: str
    is_later: bool


@dataclass(frozen=True)
class Timeline:
    """The lanes of a record, and the day it is looked at, drawn as a line."""

    name: str
    on: datetime.date
    is_today: bool
    lanes: tuple[Lane, ...]

    def filled_lanes(self) -> list[Lane]:
        return [lane for lane in self.lanes if lane.bars or lane.marks]

    def chronology(self) -> list[DatedFact]:
        """All the dated facts, in order."""
        facts = [
            DatedFact(start, last_day, is_period, lane.name, text, start > self.on)
            for lane in self.lanes
            for start, last_day, is_period, text in _facts_of(lane)
        ]
        return sorted(facts, key=lambda fact: fact.start)


def _facts_of(lane: Lane):
    for mark in lane.marks:
        yield mark.on, mark.on, False, mark.text
    for bar in lane.bars:
        yield bar.start, bar.last_day, True, bar.text
        for part in bar.inside:
            yield part.start, part.last_day, True, part.text


def period_bar(period, label: str, text: str, look: Look = Look.PLAIN, until: datetime.date | None = None) -> Bar:
    """The bar of a row with a `start` and a `last_day`, cut at `until`, its last possible day."""
    last_day = min(filter(None, (period.last_day, until)), default=None)
    return Bar(period.start, last_day if last_day is None else max(period.start, last_day), label, text, look)
