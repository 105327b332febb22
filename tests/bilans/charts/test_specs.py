"""What each chart says, from its figures: its sentence, its table, what is drawn and where."""

import pytest

from bilans.charts.draw import draw
from bilans.charts.metrics import text_width
from bilans.charts.shapes import departements_of
from bilans.charts.specs_bars import by_region, progress
from bilans.charts.specs_evolution import evolution
from bilans.charts.specs_maps import departement_map, region_map
from bilans.charts.theme import WIDTH


def drawn_values(chart, field):
    """The texts or figures that the layers of a chart hold under `field`."""
    return [row[field] for layer in chart.spec["layer"] for row in layer["data"]["values"] if field in row]


def bars(chart):
    """What the layer of the bars holds."""
    return next(layer["data"]["values"] for layer in chart.spec["layer"] if layer["mark"]["type"] == "bar")


def target(value, due_on="2017-12-31", **more):
    return {"value": value, "due_on": due_on, "plan": "pts2"} | more


def aim(label="CESP signés", progress_pct=105.6, status="reached", **more):
    return {
        "label": label,
        "value": 1795,
        "target": 1700,
        "due": "2017-12-31",
        "progress_pct": progress_pct,
        "status": status,
    } | more


def region(code, name, value, reason=None):
    return {"code": code, "name": name, "value": value, "reason": reason}


# Evolution


def test_evolution_says_its_figures_and_its_targets():
    chart = evolution("cesp", "CESP signés", "contrats", {"2015": 1325, "2016": 1795}, [target(1700)])

    assert chart.summary == (
        "CESP signés (contrats)\u00a0: de 1\u202f325 (2015) à 1\u202f795 (2016)\u202f; objectif\u00a0: "
        "1\u202f700, fin\u00a02017."
    )
    assert chart.columns == ["Année", "En contrats"]
    assert chart.rows == [
        ["2015", "1\u202f325"],
        ["2016", "1\u202f795"],
        ["Objectif fin\u00a02017, pacte 2 (2015)", "1\u202f700"],
    ]
    assert "1\u202f700, fin\u00a02017" in drawn_values(chart, "text")


def test_a_year_without_figure_has_words_and_no_bar():
    chart = evolution("cesp", "CESP", "contrats", {"2014": None, "2015": 0})

    assert chart.rows == [["2014", "non renseigné"], ["2015", "0"]]
    assert {row["year"] for row in bars(chart)} == {"2015"}
    assert "n.r." in drawn_values(chart, "text")


@pytest.mark.parametrize("series", [{}, {"2015": None}], ids=["no-year", "no-figure"])
def test_evolution_without_any_figure(series):
    chart = evolution("cesp", "CESP", "contrats", series)

    assert chart.summary == "CESP (contrats)\u00a0: aucun chiffre renseigné."
    assert draw(chart).startswith("<svg ")


def test_the_last_year_may_be_named_by_its_date():
    labels = {"2016": "au 30\u00a0juin 2016"}

    chart = evolution("cesp", "CESP", "contrats", {"2015": 1, "2016": 2}, labels=labels)

    assert chart.rows[1] == ["au 30\u00a0juin 2016", "2"]
    assert "de 1 (2015) à 2 (au 30\u00a0juin 2016)" in chart.summary


def test_huge_figures_are_drawn_in_millions_and_listed_in_full():
    chart = evolution("budget", "Budget", "€", {str(year): 12_345_678 for year in range(2012, 2027)})

    assert "12,3" in drawn_values(chart, "text")
    assert "En\u00a0€, en millions" in drawn_values(chart, "text")
    assert chart.rows[0] == ["2012", "12\u202f345\u202f678\u00a0€"]


def test_figures_too_wide_for_their_bars_stand_upright():
    chart = evolution("cesp", "CESP", "contrats", {str(year): 123_456 for year in range(1990, 2020)})

    angles = {layer["mark"].get("angle") for layer in chart.spec["layer"]}
    assert 270 in angles
    assert "123\u202f456" in drawn_values(chart, "text")


def test_targets_of_the_same_value_have_words_that_do_not_cover_each_other():
    chart = evolution("cesp", "CESP", "contrats", {"2015": 1}, [target(1000), target(1000, "2018-12-31"), target(990)])

    middles = sorted(set(drawn_values(chart, "middle")))
    assert len(middles) == 3
    assert all(below - above >= 16 for above, below in zip(middles, middles[1:], strict=False))


def test_targets_of_zero_have_their_words_inside_the_frame():
    chart = evolution("cesp", "CESP", "contrats", {"2015": 10}, [target(0) for _ in range(4)])

    assert max(drawn_values(chart, "middle")) < chart.spec["height"] + chart.spec["padding"]["bottom"] - 8


@pytest.mark.parametrize("count", [5, 15, 20, 30])
def test_years_do_not_cover_each_other(count):
    chart = evolution("cesp", "CESP", "contrats", {str(2000 + rank): rank for rank in range(count)}, [target(9)])

    mark = next(layer["mark"] for layer in chart.spec["layer"] if layer["data"]["values"][0].get("text") == "2000")
    band = chart.spec["width"] / count
    assert mark.get("angle") == 270 or text_width("2000", mark["fontSize"]) <= band


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(target(6, direction="at_most"), "au plus 6\u202f%, fin\u00a02017", id="at-most"),
        pytest.param(target(6, due_on=None), "6\u202f%", id="no-date"),
        pytest.param(target(6, due_on="2017-06-30"), "6\u202f%, 30\u00a0juin 2017", id="mid-year"),
    ],
)
def test_target_in_words(given, expected):
    assert expected in evolution("p", "Population", "%", {"2015": 6.6}, [given]).summary


# Progress


def test_progress_is_not_clipped():
    chart = progress("p", "Objectifs", [aim(progress_pct=165)])

    assert 165 in drawn_values(chart, "value")
    assert "165\u202f% · atteint" in drawn_values(chart, "text")
    assert chart.rows == [["CESP signés", "1\u202f795", "1\u202f700, fin\u00a02017", "165\u202f%", "atteint"]]
    domain = next(
        layer["encoding"]["x"]["scale"]["domain"] for layer in chart.spec["layer"] if layer["mark"]["type"] == "rect"
    )
    assert domain[1] > 165


def test_progress_counts_the_targets_by_status():
    chart = progress("p", "Objectifs", [aim(), aim(), aim(status="missed", progress_pct=50)])

    assert chart.summary == "Objectifs\u00a0: 3 objectifs (atteint\u00a0: 2, manqué\u00a0: 1)."


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(aim(progress_pct=None, value=None), "non renseigné", id="no-figure"),
        pytest.param(aim(progress_pct=None, target=0), "sans objet", id="target-of-zero"),
    ],
)
def test_a_target_without_progress_says_why(row, expected):
    chart = progress("p", "Objectifs", [row])

    assert chart.rows[0][3] == expected
    assert expected in drawn_values(chart, "text")


def test_progress_without_target():
    chart = progress("p", "Objectifs", [])

    assert chart.summary == "Objectifs\u00a0: aucun objectif."
    assert draw(chart).startswith("<svg ")


def test_a_long_name_takes_several_lines_and_is_whole_in_the_table():
    name = "Maisons de santé pluriprofessionnelles " * 6

    chart = progress("p", "Objectifs", [aim(label=name.strip())])

    label = drawn_values(chart, "label")[0]
    assert label.count("\n") == 2
    assert label.endswith("…")
    assert chart.rows[0][0] == name.strip()


# By region


def test_regions_keep_the_order_they_are_given_in():
    rows = [region("84", "Auvergne-Rhône-Alpes", 3), region("94", "Corse", 10), region("53", "Bretagne", 1)]

    chart = by_region("r", "CESP", "contrats", rows)

    assert [row[0] for row in chart.rows] == ["Auvergne-Rhône-Alpes", "Corse", "Bretagne"]
    middles = drawn_values(chart, "middle")[:3]
    assert middles == sorted(middles)
    assert chart.summary == "CESP (contrats), par région\u00a0: de 1 à 10 (3 sur 3 renseignées, sans classement)."


def test_the_reason_stands_in_place_of_a_bar():
    chart = by_region("r", "CESP", "contrats", [region("03", "Guyane", None, "voir Antilles-Guyane")])

    assert "voir Antilles-Guyane" in drawn_values(chart, "text")
    assert chart.rows == [["Guyane", "voir Antilles-Guyane"]]
    assert "aucun chiffre renseigné" in chart.summary


def test_the_national_reference_is_named_with_its_figure():
    chart = by_region("r", "Stages", "%", [region("53", "Bretagne", 0)], reference=66.5)

    assert "France\u00a0: 66,5\u202f%" in drawn_values(chart, "text")
    assert "France\u00a0: 66,5\u202f%" in chart.summary


@pytest.mark.parametrize("values", [[], [0], [-5, 5], [1e15, 1]], ids=["none", "zero", "negative", "huge"])
def test_bars_are_drawn_whatever_the_values(values):
    rows = [region(str(rank), f"Région {rank}", value) for rank, value in enumerate(values)]

    assert draw(by_region("r", "CESP", "contrats", rows)).startswith("<svg ")


# Maps


def test_the_map_of_regions_has_every_region_in_geographic_order():
    chart = region_map("m", "CESP", "contrats", {"53": 1795}, {"24": "non transmis"})

    assert len(chart.rows) == 18
    assert chart.rows[0][0] == "Auvergne-Rhône-Alpes"
    assert [row[0] for row in chart.rows[-5:]] == ["Guadeloupe", "Guyane", "Martinique", "La Réunion", "Mayotte"]
    assert ["Bretagne", "1\u202f795"] in chart.rows
    assert ["Centre-Val de Loire", "non transmis"] in chart.rows
    assert ["Corse", "non renseigné"] in chart.rows
    texts = drawn_values(chart, "text")
    assert "1\u202f795" in texts
    assert "n.t.\u00a0: non transmis" in texts
    assert chart.summary == "CESP (contrats), carte par région\u00a0: 1\u202f795 (1 région sur 18)."


def test_a_region_counted_with_others_says_so_in_its_inset():
    chart = region_map("m", "CESP", "contrats", {"53": 1}, {"01": "voir Antilles-Guyane"})

    texts = drawn_values(chart, "text")
    assert "voir Antilles-Guyane" in texts
    assert "–\u00a0: voir Antilles-Guyane" not in texts


def test_the_map_of_regions_without_any_figure():
    chart = region_map("m", "CESP", "contrats", {})

    assert chart.summary == "CESP (contrats), carte par région\u00a0: aucun chiffre renseigné (0 région sur 18)."
    assert {feature for feature in drawn_values(chart, "fill") if feature} == set()
    assert draw(chart).startswith("<svg ")


def test_every_shape_of_a_map_is_inside_its_frame():
    chart = region_map("m", "CESP", "contrats", {"53": 1})

    points = [
        point
        for shape in drawn_values(chart, "geometry")
        for polygon in shape["coordinates"]
        for ring in polygon
        for point in ring
    ]
    assert all(0 <= x <= WIDTH and 0 <= y <= chart.spec["height"] for x, y in points)


def test_a_masked_figure_has_no_class_and_is_not_told():
    values = {"22": 40, "29": 12, "35": 90, "56": None}

    chart = departement_map("d", "CESP", "contrats", "53", values, {"56": "masqué"})

    assert ["Morbihan", "non communiqué"] in chart.rows
    assert "n.c." in drawn_values(chart, "text")
    assert "trop petit" in chart.summary
    entry = next(
        row
        for layer in chart.spec["layer"]
        for row in layer["data"]["values"]
        if row.get("text") == "n.c.\u00a0: non communiqué"
    )
    assert entry["fill"] is None
    assert entry["is_missing"]


@pytest.mark.parametrize("code", ["01", "02", "03", "04", "06", "99"])
def test_a_region_of_a_single_departement_has_no_map(code):
    assert departement_map("d", "CESP", "contrats", code, {}) is None


@pytest.mark.parametrize("code", ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"])
def test_each_departement_is_told_on_its_shape_or_in_the_legend(code):
    values = {departement: 10 + rank for rank, departement in enumerate(departements_of(code))}

    chart = departement_map("d", "CESP", "contrats", code, values)

    texts = " ".join(drawn_values(chart, "text")).replace("\n", "").replace(" ", "")
    for row in chart.rows:
        assert row[0].replace(" ", "") in texts
        assert row[1] in texts
