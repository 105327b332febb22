"""From a chart to its SVG: what may stand in a page, drawn once, and how a failure is told."""

import re
from xml.etree import ElementTree

import pytest
import vl_convert
from django.core.cache import cache

from bilans.charts import draw as drawing
from bilans.charts.draw import ChartError, draw
from bilans.charts.model import Chart
from bilans.charts.specs_bars import by_region, progress
from bilans.charts.specs_evolution import evolution
from bilans.charts.specs_maps import departement_map, region_map

SERIES = {"2014": None, "2015": 1325, "2016": 1795}
TARGETS = [{"value": 1700, "due_on": "2017-12-31", "plan": "pts2"}]


def chart_of(slug="cesp", **more):
    return evolution(slug, "CESP signés", "contrats", SERIES, TARGETS, **more)


CHARTS = [
    chart_of(),
    progress(
        "objectifs",
        "Objectifs",
        [{"label": "CESP", "value": 1795, "target": 1700, "due": None, "progress_pct": 105.6, "status": "reached"}],
    ),
    by_region("regions", "CESP", "contrats", [{"code": "53", "name": "Bretagne", "value": 1795, "reason": None}]),
    region_map("carte", "CESP", "contrats", {"53": 1795}),
    departement_map("bretagne", "CESP", "contrats", "53", {"22": 1795}, {"56": "masqué"}),
]


@pytest.fixture(autouse=True)
def _nothing_kept():
    drawing.recent.clear()
    cache.clear()


@pytest.fixture
def engine_calls(monkeypatch):
    """The specifications that the engine is asked to draw."""
    calls = []
    engine = vl_convert.vegalite_to_svg

    def counted(spec, **options):
        calls.append(spec)
        return engine(spec, **options)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", counted)
    return calls


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_the_svg_holds_nothing_that_a_strict_policy_refuses(chart):
    svg = draw(chart)

    assert not re.search(r"style=|<style|<script|\son\w+=|javascript:|<image|<foreignObject", svg)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_the_svg_scales_and_speaks_french(chart):
    svg = draw(chart)

    root = ElementTree.fromstring(svg)
    assert root.get("viewBox").startswith("0 0 640 ")
    assert root.get("width") is None
    assert root.get("height") is None
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.summary
    assert not [element for element in root.iter() if element is not root and "aria-roledescription" in element.attrib]
    assert "1\u202f795" in "".join(root.itertext())


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_the_same_chart_gives_the_same_bytes(chart):
    first = draw(chart)
    drawing.recent.clear()
    cache.clear()

    assert draw(chart) == first


def test_a_drawing_may_be_left_out_of_what_is_read_aloud():
    svg = draw(chart_of(), hidden=True)

    assert 'aria-hidden="true"' in svg
    assert "aria-label" not in svg
    assert "role=" not in svg


def test_what_is_read_aloud_is_escaped():
    chart = evolution("cesp", 'Contrats "CESP" <b> & autres', "contrats", SERIES)

    assert ElementTree.fromstring(draw(chart)).get("aria-label") == chart.summary


def test_a_chart_is_drawn_once(engine_calls):
    assert draw(chart_of()) == draw(chart_of())
    assert len(engine_calls) == 1


def test_another_process_finds_the_drawing_in_the_cache(engine_calls):
    first = draw(chart_of())
    drawing.recent.clear()

    assert draw(chart_of()) == first
    assert len(engine_calls) == 1


def test_another_figure_theme_or_engine_is_drawn_again(engine_calls, settings, monkeypatch):
    draw(chart_of())
    draw(chart_of(labels={"2016": "au 30\u00a0juin"}))
    monkeypatch.setattr(vl_convert, "__version__", "99")
    draw(chart_of())
    settings.PTS_THEME = "neutre"
    draw(chart_of())

    assert len(engine_calls) == 4


def test_this_process_keeps_only_the_last_drawings():
    recent = drawing._Recent(2)
    for key in ("a", "b"):
        recent.keep(key, key)
    recent.get("a")
    recent.keep("c", "c")

    assert [recent.get(key) for key in ("a", "b", "c")] == ["a", None, "c"]


def test_identifiers_differ_from_a_chart_to_another():
    spec = chart_of().spec
    clipped = spec | {"layer": [layer | {"mark": layer["mark"] | {"clip": True}} for layer in spec["layer"]]}
    found = []
    for slug in ("un", "deux"):
        svg = draw(Chart(slug, "Titre", "Phrase.", clipped, [], []))
        ids = re.findall(r'\sid="([^"]+)"', svg)
        assert ids
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
        found.append(set(ids))

    assert found[0].isdisjoint(found[1])


class Panic(BaseException):
    """As the engine's Rust code raises."""


@pytest.mark.parametrize("error", [ValueError("Vega"), Panic("Rust"), OSError("var")], ids=lambda e: type(e).__name__)
def test_a_failure_of_the_engine_names_the_chart(monkeypatch, error):
    def fail(*args, **options):
        raise error

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", fail)

    with pytest.raises(ChartError, match="Le graphique «\u00a0CESP signés\u00a0» n’a pas pu être dessiné"):
        draw(chart_of())


def test_a_specification_that_the_engine_refuses_is_told_too():
    with pytest.raises(ChartError, match="Carte cassée"):
        draw(Chart("x", "Carte cassée", "Phrase.", {"mark": {"type": "nothing"}}, [], []))


def test_an_interruption_is_not_taken_for_a_failure(monkeypatch):
    def interrupt(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", interrupt)

    with pytest.raises(KeyboardInterrupt):
        draw(chart_of())


def test_a_failure_is_not_kept(monkeypatch):
    def fail(*args, **options):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(vl_convert, "vegalite_to_svg", fail)
        with pytest.raises(ChartError):
            draw(chart_of())

    assert draw(chart_of()).startswith("<svg ")
