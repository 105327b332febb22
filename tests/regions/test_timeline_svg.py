"""The drawing of a timeline: where things stand, and no text over another."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regions.timeline import Bar, Lane, Look, Mark, Timeline
from regions.timeline_svg import HEADER, LETTER, MARK, WIDTH, draw

TODAY = date(2016, 6, 30)


def timeline(*lanes, on=TODAY, is_today=True):
    return Timeline("Chronologie", on, is_today, lanes)


def bar(start, last_day, label="à Rennes", **values):
    return Bar(start, last_day, label, f"Exercice {label}.", **values)


def mark(on, label="signature"):
    return Mark(on, label, f"{label}.")


def extent(text) -> tuple[int, int]:
    """From where to where a text is drawn, if its letters are as wide as they may be."""
    width = len(text.words) * LETTER
    return (text.x, text.x + width) if text.anchor == "start" else (text.x - width, text.x)


def drawn_boxes(lane):
    """What a lane draws: (left, right, top) of each bar or mark with its label."""
    for shape in lane.bars:
        spans = [(shape.x, shape.x + shape.width), *([extent(shape.text)] if shape.text else [])]
        yield min(left for left, _ in spans), max(right for _, right in spans), shape.y
    for shape in lane.marks:
        spans = [(shape.x - MARK, shape.x + MARK), extent(shape.text)]
        yield min(left for left, _ in spans), max(right for _, right in spans), shape.y


some_days = st.dates(date(2010, 1, 1), date(2030, 12, 31))
labels = st.text("abcdefghé-’ ", min_size=1, max_size=60)


@st.composite
def some_bars(draw):
    start = draw(some_days)
    length = draw(st.sampled_from([0, 1, 5, 40, 400, 4000]))
    last_day = draw(st.sampled_from([None, start + timedelta(days=length)]))
    return Bar(start, last_day, draw(labels), "Fait.")


@given(
    st.lists(some_bars(), max_size=12),
    st.lists(st.builds(Mark, on=some_days, label=labels, text=st.just("Fait.")), max_size=12),
    some_days,
)
@settings(deadline=None)
def test_nothing_is_drawn_over_a_text_nor_out_of_the_drawing(bars, marks, on):
    drawing = draw(timeline(Lane("Barres", tuple(bars)), Lane("Marques", marks=tuple(marks)), on=on))

    for lane in drawing.lanes:
        boxes = list(drawn_boxes(lane))
        for (left, right, top), (other_left, other_right, other_top) in combinations(boxes, 2):
            assert top != other_top or right <= other_left or other_right <= left
        for left, right, top in boxes:
            assert 0 <= left <= right <= WIDTH
            assert lane.y <= top < lane.y + lane.height
    assert sum(len(lane.bars) + len(lane.marks) for lane in drawing.lanes) == len(bars) + len(marks)


def test_lanes_follow_one_another_and_empty_ones_are_left_out():
    drawing = draw(
        timeline(
            Lane("Études", (bar(date(2014, 1, 1), date(2015, 1, 1)),)),
            Lane("Report"),
            Lane("Exercice", (bar(date(2015, 1, 1), None),)),
        )
    )

    assert [lane.name.words for lane in drawing.lanes] == ["Études", "Exercice"]
    first, second = drawing.lanes
    assert first.y == HEADER
    assert second.y >= first.y + first.height
    assert drawing.height >= second.y + second.height


def test_a_year_begins_on_its_line_and_a_bar_on_its_day():
    drawing = draw(timeline(Lane("Études", (bar(date(2015, 1, 1), date(2015, 12, 31)),)), on=date(2016, 12, 31)))

    shape = drawing.lanes[0].bars[0]
    assert [year.words for year in drawing.years] == ["2015", "2016"]
    assert drawing.lines == [0, shape.x + shape.width]
    assert shape.x == 0
    assert WIDTH - 3 <= drawing.day_x <= WIDTH


@pytest.mark.parametrize(
    ("start", "years"),
    [
        pytest.param(date(2014, 10, 20), ["2014", "2015", "2016"], id="room-for-the-first-year"),
        pytest.param(date(2011, 12, 20), ["2012", "2013", "2014", "2015", "2016"], id="no-room"),
        pytest.param(date(2016, 6, 20), ["2016", "2017"], id="a-year-at-the-least"),
    ],
)
def test_the_axis_begins_with_the_month_of_the_first_fact(start, years):
    drawing = draw(timeline(Lane("Suivi", (bar(start, None),))))

    assert [year.words for year in drawing.years] == years
    assert all(0 <= left <= right <= WIDTH for left, right in map(extent, drawing.years))
    assert drawing.lanes[0].bars[0].x <= WIDTH // 12


def test_a_short_bar_is_seen_and_has_its_label_beside_it():
    drawing = draw(timeline(Lane("Exercice", (bar(date(2014, 1, 1), date(2014, 1, 1)), bar(date(2020, 1, 1), None)))))

    shape = drawing.lanes[0].bars[0]
    assert shape.width >= 3
    assert shape.text.x >= shape.x + shape.width


def test_a_label_at_the_right_edge_stands_before_its_bar():
    drawing = draw(
        timeline(Lane("Exercice", (bar(date(2010, 1, 1), date(2010, 2, 1)), bar(date(2016, 12, 30), None))))
    )

    shape = drawing.lanes[0].bars[1]
    assert shape.text.anchor == "end"
    assert shape.text.x <= shape.x


def test_an_open_bar_goes_to_the_edge_and_says_so():
    drawing = draw(timeline(Lane("Suivi", (bar(date(2014, 1, 1), None),))))

    shape = drawing.lanes[0].bars[0]
    assert shape.is_open
    assert shape.x + shape.width == WIDTH


def test_what_is_inside_a_bar_is_in_its_row():
    part = bar(date(2015, 3, 1), date(2015, 8, 31), "suspension", look=Look.HATCHED)
    drawing = draw(timeline(Lane("Allocation", (bar(date(2014, 1, 1), date(2016, 12, 31), inside=(part,)),))))

    whole = drawing.lanes[0].bars[0]
    assert whole.parts[0].look == "hatched"
    assert whole.parts[0].y == whole.y
    assert whole.x < whole.parts[0].x < whole.x + whole.width


@pytest.mark.parametrize("far", [date(1, 1, 1), date(9999, 12, 31)])
def test_an_absurd_date_does_not_flatten_the_drawing(far):
    drawing = draw(timeline(Lane("Études", (bar(far, far), bar(date(2014, 1, 1), date(2015, 1, 1)))), Lane("x")))

    assert len(drawing.years) <= 30
    assert all(0 <= shape.x <= WIDTH for shape in drawing.lanes[0].bars)


def test_the_day_is_named():
    lane = Lane("Études", (bar(date(2014, 1, 1), date(2020, 1, 1)),))

    assert draw(timeline(lane)).day.words == "aujourd’hui"
    assert draw(timeline(lane, is_today=False)).day.words == "au 30/06/2016"


def test_the_chronology_has_every_fact_in_order_and_says_which_come_later():
    part = bar(date(2015, 3, 1), date(2015, 8, 31), "suspendu")
    facts = timeline(
        Lane("Exercice", (bar(date(2017, 1, 1), None),)),
        Lane("Allocation", (bar(date(2014, 10, 1), date(2016, 9, 30), "allocation", inside=(part,)),)),
        Lane("Événements", marks=(mark(date(2014, 9, 1)), mark(TODAY, "ce jour"))),
    ).chronology()

    assert [(fact.start, fact.lane, fact.is_period, fact.is_later) for fact in facts] == [
        (date(2014, 9, 1), "Événements", False, False),
        (date(2014, 10, 1), "Allocation", True, False),
        (date(2015, 3, 1), "Allocation", True, False),
        (TODAY, "Événements", False, False),
        (date(2017, 1, 1), "Exercice", True, True),
    ]


def test_a_timeline_without_a_fact_is_drawn_empty():
    drawing = draw(timeline(Lane("Études")))

    assert drawing.lanes == []
    assert "rien à montrer" in drawing.description
