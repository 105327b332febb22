import datetime

import pytest

from bilans import typography


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        pytest.param(0, "contrats", "0", id="zéro"),
        pytest.param(1795, "contrats", "1\u202f795", id="milliers"),
        pytest.param(40000000, "€", "40\u202f000\u202f000\u00a0€", id="euros"),
        pytest.param(139.5, "pour 100 000 hab.", "139,5", id="décimale"),
        pytest.param(66.0, "%", "66\u202f%", id="pour-cent"),
        pytest.param(-12, "", "\u221212", id="négatif"),
        pytest.param(-0.001, "", "0", id="pas-de-moins-zéro"),
    ],
)
def test_number(value, unit, expected):
    assert typography.number(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(105.6, "105,6\u202f%", id="au-delà-de-cent"),
        pytest.param(105.588, "105,6\u202f%", id="arrondi"),
        pytest.param(100.0, "100\u202f%", id="juste-cent"),
        pytest.param(99.96, "99,9\u202f%", id="jamais-arrondi-à-cent"),
    ],
)
def test_percent_is_not_clipped_and_never_rounds_up_to_the_target(value, expected):
    assert typography.percent(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(3, "+3"), (-12, "\u221212"), (0, "0"), (1471, "+1\u202f471")])
def test_gap_has_its_sign(value, expected):
    assert typography.gap(value) == expected


def test_dates_in_words():
    assert typography.long_date("2016-12-31") == "31\u00a0décembre 2016"
    assert typography.long_date(datetime.date(2017, 1, 1)) == "1er\u00a0janvier 2017"


def test_due_date_names_the_year_when_it_ends():
    assert typography.due_date("2017-12-31") == "fin\u00a02017"
    assert typography.due_date("2017-06-30") == "30\u00a0juin 2017"


def test_french_text_never_breaks_before_a_sign():
    assert typography.french_text("l'un ; « deux » : 80 %") == ("l’un\u202f; «\u00a0deux\u00a0»\u00a0: 80\u202f%")
