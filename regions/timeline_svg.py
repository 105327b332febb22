"""Where the lanes of a timeline stand in a drawing: whole numbers of pixels, no text over another.

A label stands in its bar when it is long enough, else beside it; what would meet something of its lane goes one row
down.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from regions.periods import last_day_of
from regions.timeline import Bar, Lane, Mark, Timeline

WIDTH = 760
NAMES_WIDTH = 116
HEADER = 44
ROW = 26
BAR = 18
LANE_GAP = 12
LETTER = 7
"""Width given to a letter of 12 px: more than most take."""
SPACE = 6
MARK = 6
"""Half the width of a mark."""
LEAST_WIDTH = 3
YEAR_WIDTH = 4 * LETTER + 2 * SPACE
ONE_DAY = datetime.timedelta(days=1)
YEARS_BEFORE, YEARS_AFTER = 60, 50
"""How far from the chosen day the axis goes: a wrong date does not flatten the drawing."""
ELLIPSIS = "…"


@dataclass(frozen=True)
class Text:
    """A text, its start or its end at `x`."""

    x: int
    y: int
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class BarShape:
    """A bar as it is drawn, `parts` over it; `is_open`: it has no last day."""

    x: int
    y: int
    width: int
    height: int
    look: str
    title: str
    is_open: bool
    text: Text | None
    parts: list[BarShape]

    @property
    def tip(self) -> str:
        """The arrow that says that an open bar goes on."""
        right, middle = self.x + self.width, self.y + self.height // 2
        return f"{right - 9},{middle - 4} {right - 4},{middle} {right - 9},{middle + 4}"


@dataclass(frozen=True)
class MarkShape:
    """A mark as it is drawn: a diamond."""

    x: int
    y: int
    look: str
    title: str
    text: Text

    @property
    def points(self) -> str:
        x, y = self.x, self.y
        return f"{x - MARK},{y} {x},{y - MARK} {x + MARK},{y} {x},{y + MARK}"


@dataclass(frozen=True)
class LaneShape:
    """A lane as it is drawn, from `y` down."""

    y: int
    height: int
    name: Text
    bars: list[BarShape]
    marks: list[MarkShape]


@dataclass(frozen=True)
class Drawing:
    """A whole timeline as it is drawn: the names of the lanes apart, so that the rest may scroll beside them."""

    width: int
    names_width: int
    height: int
    bottom: int
    lines: list[int]
    years: list[Text]
    lanes: list[LaneShape]
    day_x: int
    day: Text
    description: str


def draw(timeline: Timeline) -> Drawing:
    """The drawing of `timeline`."""
    axis = _Axis(timeline)
    lanes, y = [], HEADER
    for lane in timeline.filled_lanes():
        shape = _LaneDrawer(axis, lane, y).draw()
        lanes.append(shape)
        y += shape.height + LANE_GAP
    return Drawing(
        width=WIDTH,
        names_width=NAMES_WIDTH,
        height=y,
        bottom=y - LANE_GAP // 2,
        lines=axis.lines(),
        years=axis.years(),
        lanes=lanes,
        day_x=axis.x(timeline.on),
        day=_day_text(timeline, axis),
        description=_description(timeline, axis),
    )


class _Axis:
    """The days of a timeline, over whole months: a year at the least."""

    def __init__(self, timeline: Timeline):
        days = [timeline.on, *_days_of(timeline)]
        first = max(min(days), datetime.date(timeline.on.year - YEARS_BEFORE, 1, 1))
        last = min(max(days), datetime.date(timeline.on.year + YEARS_AFTER, 12, 31))
        self.start = first.replace(day=1)
        self.last_day = max(last_day_of(last.replace(day=1), 1), last_day_of(self.start, 12))
        self.days = (self.last_day - self.start).days + 1

    def x(self, day: datetime.date) -> int:
        """Where a day begins; a day off the axis is at its edge."""
        return round(min(max((day - self.start).days, 0), self.days) * WIDTH / self.days)

    def span(self, bar: Bar) -> tuple[int, int]:
        """Where a bar begins and ends, wide enough to be seen."""
        start = min(self.x(bar.start), WIDTH - LEAST_WIDTH)
        if bar.last_day is None:
            return start, WIDTH
        after = bar.last_day + ONE_DAY if bar.last_day < datetime.date.max else bar.last_day
        return start, max(self.x(after), start + LEAST_WIDTH)

    def lines(self) -> list[int]:
        return [self.x(day) for day in self._new_years()]

    def years(self) -> list[Text]:
        """The years at their lines, and the first one at the edge when it has room."""
        texts = [Text(self.x(day) + 4, HEADER - 10, str(day.year)) for day in self._new_years()]
        if self.start.month == 1 or (texts and texts[0].x < YEAR_WIDTH):
            return texts
        return [Text(4, HEADER - 10, str(self.start.year)), *texts]

    def _new_years(self) -> list[datetime.date]:
        """The first days of the years that have room for their name: all, or one out of two, five, ten…"""
        count = self.last_day.year - self.start.year + 1
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if WIDTH * step / count >= YEAR_WIDTH)
        years = range(self.start.year, self.last_day.year + 1, step)
        days = [day for year in years if (day := datetime.date(year, 1, 1)) >= self.start]
        return [day for day in days if self.x(day) + YEAR_WIDTH <= WIDTH]


class _LaneDrawer:
    """Puts the bars and the marks of a lane in rows."""

    def __init__(self, axis: _Axis, lane: Lane, y: int):
        self.axis, self.lane, self.y = axis, lane, y
        self.rows: list[list[tuple[int, int]]] = []

    def draw(self) -> LaneShape:
        bars = [self._bar(bar) for bar in sorted(self.lane.bars, key=lambda bar: bar.start)]
        marks = [self._mark(mark) for mark in sorted(self.lane.marks, key=lambda mark: mark.on)]
        name = Text(0, self.y + BAR - 5, _cut(self.lane.name, NAMES_WIDTH))
        return LaneShape(self.y, len(self.rows) * ROW, name, bars, marks)

    def _bar(self, bar: Bar) -> BarShape:
        left, right = self.axis.span(bar)
        text_left, words, anchor, occupied = _place_label(bar.label, left, right)
        y = self._row(*occupied)
        text = Text(text_left, y + BAR - 5, words, anchor) if words else None
        parts = [self._shape(part, *self.axis.span(part), y) for part in bar.inside]
        return self._shape(bar, left, right, y, text, parts)

    def _shape(self, bar: Bar, left: int, right: int, y: int, text: Text | None = None, parts=()) -> BarShape:
        return BarShape(left, y, right - left, BAR, str(bar.look), bar.text, bar.last_day is None, text, list(parts))

    def _mark(self, mark: Mark) -> MarkShape:
        x = min(max(self.axis.x(mark.on), MARK), WIDTH - MARK)
        width = len(mark.label) * LETTER
        if x + MARK + SPACE + width <= WIDTH or x - MARK - SPACE < width:
            words = _cut(mark.label, WIDTH - x - MARK - SPACE)
            text_x, anchor, occupied = x + MARK + SPACE, "start", (x - MARK, x + MARK + SPACE + len(words) * LETTER)
        else:
            words = mark.label
            text_x, anchor, occupied = x - MARK - SPACE, "end", (x - MARK - SPACE - width, x + MARK)
        y = self._row(*occupied)
        text = Text(text_x, y + BAR - 5, words, anchor)
        return MarkShape(x, y + BAR // 2, str(mark.look), mark.text, text)

    def _row(self, left: int, right: int) -> int:
        """The top of the first row with nothing from `left` to `right`, which is then taken."""
        free = (
            index
            for index, row in enumerate(self.rows)
            if all(right + SPACE <= taken[0] or taken[1] + SPACE <= left for taken in row)
        )
        index = next(free, len(self.rows))
        if index == len(self.rows):
            self.rows.append([])
        self.rows[index].append((left, right))
        return self.y + index * ROW


def _place_label(label: str, left: int, right: int) -> tuple[int, str, str, tuple[int, int]]:
    """Where the label of a bar stands: inside, after or before it, cut where it is widest if it fits nowhere."""
    width = len(label) * LETTER
    rooms = {"inside": right - left - 2 * SPACE, "after": WIDTH - right - SPACE, "before": left - SPACE}
    where = next((place for place, room in rooms.items() if width <= room), max(rooms, key=rooms.get))
    words = _cut(label, rooms[where])
    width = len(words) * LETTER
    if where == "inside" or not words:
        return left + SPACE, words, "start", (left, right)
    if where == "after":
        return right + SPACE, words, "start", (left, right + SPACE + width)
    return left - SPACE, words, "end", (left - SPACE - width, right)


def _cut(words: str, room: int) -> str:
    """`words`, or their beginning and an ellipsis where `room` is too small."""
    letters = max(room // LETTER, 0)
    if len(words) <= letters:
        return words
    return words[: letters - 1].rstrip() + ELLIPSIS if letters > 2 else ""


def _day_text(timeline: Timeline, axis: _Axis) -> Text:
    words = "aujourd’hui" if timeline.is_today else f"au {timeline.on:%d/%m/%Y}"
    x, width = axis.x(timeline.on), len(words) * LETTER
    if x + SPACE + width <= WIDTH:
        return Text(x + SPACE, 14, words)
    return Text(x - SPACE, 14, words, "end")


def _description(timeline: Timeline, axis: _Axis) -> str:
    names = ", ".join(lane.name for lane in timeline.filled_lanes())
    return (
        f"De {axis.start.year} à {axis.last_day.year}, par ligne\u00a0: {names or 'rien à montrer'}. "
        "Les mêmes faits sont écrits dans la chronologie détaillée."
    )


def _days_of(timeline: Timeline):
    for lane in timeline.lanes:
        for bar in lane.bars:
            yield bar.start
            yield bar.last_day or bar.start
        for mark in lane.marks:
            yield mark.on
