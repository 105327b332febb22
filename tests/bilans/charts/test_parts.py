"""Palette, classes, widths and shapes: what the charts are laid out with."""

from itertools import pairwise

import pytest

from bilans.charts import palette
from bilans.charts.classes import classes_of
from bilans.charts.metrics import shorten, text_width, wrap
from bilans.charts.shapes import departements_of, label_point, room_at, shapes

# Palette


def test_the_blues_darken_step_by_step():
    lights = [palette.luminance(colour) for colour in palette.SEQUENTIAL]

    assert all(lighter > darker * 1.2 for lighter, darker in pairwise(lights))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_the_classes_of_a_map_stay_apart_in_grey(count):
    lights = [palette.luminance(colour) for colour in palette.sequential(count)]

    assert len(lights) == count
    assert lights == sorted(set(lights), reverse=True)


def test_a_missing_shape_is_lighter_than_any_class():
    assert palette.luminance(palette.MISSING) > max(map(palette.luminance, palette.SEQUENTIAL))


@pytest.mark.parametrize("fill", [*palette.SEQUENTIAL, palette.MISSING, *palette.STATUS.values()])
def test_what_is_written_on_a_fill_can_be_read(fill):
    assert palette.contrast(palette.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("ink", [palette.INK, palette.MENTION, palette.TARGET, palette.BLUE])
def test_what_is_written_on_paper_can_be_read(ink):
    assert palette.contrast(ink, palette.PAPER) >= 4.5


# Classes


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        pytest.param([], "contrats", [], id="none"),
        pytest.param([0], "contrats", ["0"], id="zero"),
        pytest.param([7, 7], "contrats", ["7"], id="one-value"),
        pytest.param([0, 1], "contrats", ["0", "1 et plus"], id="two"),
        pytest.param([3, 90, 120, 31], "contrats", ["0 à 49", "50 à 99", "100 et plus"], id="round"),
        pytest.param([12.5, 66.6], "%", ["0 à moins de 50\u202f%", "50\u202f% et plus"], id="percent"),
        pytest.param([1000, 2400], "", ["1\u202f000 à 1\u202f999", "2\u202f000 et plus"], id="thousands"),
    ],
)
def test_classes_in_words(values, unit, expected):
    assert classes_of(values, unit).labels == expected


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 2000],
        [0, 0, 0, 0, 0, 900],
        [-3, 4, 8],
        [0.001, 0.002, 0.5],
        [1e12, 3, 5e11],
        list(range(100)),
    ],
    ids=["outlier", "zeros", "negative", "tiny", "huge", "many"],
)
def test_every_value_falls_in_one_of_five_classes_at_most(values):
    classes = classes_of(values, "")

    assert 1 <= len(classes.bounds) <= 5
    assert classes.bounds == sorted(set(classes.bounds))
    assert classes.bounds[0] <= min(values)
    lights = [palette.luminance(classes.colour_of(value)) for value in sorted(values)]
    assert lights == sorted(lights, reverse=True)


def test_an_outlier_does_not_leave_all_the_others_in_one_class():
    classes = classes_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 2000], "")

    assert len({classes.colour_of(value) for value in range(1, 10)}) > 2


# Widths


def test_bold_is_wider_and_width_follows_size():
    assert text_width("Bretagne", 12, bold=True) > text_width("Bretagne", 12)
    assert text_width("Bretagne", 24) == pytest.approx(2 * text_width("Bretagne", 12))


def test_a_text_breaks_at_spaces_and_after_hyphens():
    assert wrap("Provence-Alpes-Côte d’Azur", 100, 12) == ["Provence-Alpes-", "Côte d’Azur"]


def test_a_text_does_not_break_at_a_space_that_never_breaks():
    assert wrap("le\u00a031\u00a0décembre", 10, 12) == ["le\u00a031\u00a0décembre"]


def test_the_last_line_that_is_allowed_is_cut():
    lines = wrap("un deux trois quatre cinq", 40, 12, lines=2)

    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert text_width(lines[1], 12) <= 40


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("Ain", "Ain")])
def test_a_short_text_is_left(text, expected):
    assert shorten(text, 100, 12) == expected


# Shapes


def test_all_regions_and_departements_have_a_shape():
    assert len(shapes("regions")) == 18
    assert len(shapes("departements")) == 101
    assert list(departements_of("53")) == ["22", "29", "35", "56"]
    assert [shape.code for shape in shapes("regions").values() if shape.is_overseas] == ["01", "02", "03", "04", "06"]


def test_outlines_are_closed():
    for level in ("regions", "departements"):
        for shape in shapes(level).values():
            assert all(ring[0] == pytest.approx(ring[-1]) for polygon in shape.polygons for ring in polygon)


def test_labels_are_inside_their_shape():
    for level in ("regions", "departements"):
        for shape in shapes(level).values():
            assert room_at(shape, label_point(shape), 0.5) > 0, shape.name


def test_there_is_no_room_outside_a_shape():
    assert room_at(shapes("regions")["53"], (900.0, 300.0), 5) == 0
