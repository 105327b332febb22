"""French values, as they are written in a cell of any type."""

import datetime
import math
from decimal import Decimal

import pytest

from imports.reading import CellError
from imports.reading.values import (
    ValueRefused,
    boolean,
    choice,
    date,
    decimal_number,
    identifier,
    text,
    whole_number,
)

APRIL = datetime.date(2016, 4, 1)
MODES = {"liberal": ["liberal", "Exercice libéral"], "salarie": ["salarie", "Salarié"], "mixte": "mixte"}
PARSERS = [text(10), whole_number, decimal_number, date, boolean, choice(MODES), identifier(9)]


def refusal(parse, cell) -> tuple[str, str]:
    """The sentence and the suggestion of a refused cell."""
    with pytest.raises(ValueRefused) as refused:
        parse(cell)
    return str(refused.value), refused.value.suggestion


@pytest.mark.parametrize("parse", PARSERS)
def test_an_empty_cell_gives_no_value(parse):
    assert parse("") is None


@pytest.mark.parametrize("parse", PARSERS)
def test_a_cell_in_error_is_refused(parse):
    assert refusal(parse, CellError("#N/A")) == (CellError("#N/A").sentence, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Diallo", "Diallo"), (12, "12"), (12.5, "12,5"), (True, "VRAI"), (APRIL, "01/04/2016"), ("=1+1", "=1+1")],
)
def test_texts(cell, value):
    assert text(10)(cell) == value


def test_a_text_too_long_is_quoted_short():
    sentence, _ = refusal(text(10), "x" * 100)

    assert sentence == f"«\u00a0{'x' * 60}…\u00a0» a 100 caractères, pour 10 au plus."


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1200", 1200),
        ("1 200", 1200),
        ("1\u00a0234\u00a0567", 1_234_567),
        ("12\u202f345", 12_345),
        ("-3", -3),
        (12, 12),
        (0, 0),
    ],
)
def test_whole_numbers(cell, value):
    assert whole_number(cell) == value


@pytest.mark.parametrize(
    "cell", ["12,9", 12.9, "12.0", "1 2", "12 34", "1.200", "douze", "9" * 40, "²", "١٢", True, APRIL, math.inf]
)
def test_what_is_no_whole_number(cell):
    assert "n’est pas un nombre entier" in refusal(whole_number, cell)[0]


@pytest.mark.parametrize("parse", [whole_number, decimal_number])
def test_the_longest_number_has_as_many_digits_whatever_its_sign(parse):
    assert parse("-100000000000000000") == -(10**17)
    assert parse("+999 999 999 999 999 999") == 10**18 - 1
    assert refusal(parse, "1000000000000000000")


@pytest.mark.parametrize("parse", [whole_number, decimal_number])
@pytest.mark.parametrize("cell", ["1e400", "1E5", "2,601E+13"])
def test_scientific_notation_is_no_number(parse, cell):
    assert "notation scientifique" in refusal(parse, cell)[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12,5", Decimal("12.5")),
        ("12.5", Decimal("12.5")),
        ("1\u202f234,50", Decimal("1234.50")),
        ("-0,1", Decimal("-0.1")),
        (0.1, Decimal("0.1")),
        (6900, Decimal(6900)),
    ],
)
def test_decimal_numbers(cell, value):
    assert decimal_number(cell) == value


@pytest.mark.parametrize("cell", ["1,234,5", "1.234,5", ",", "12,", "12 €", "NaN", "Infinity", False, APRIL])
def test_what_is_no_number(cell):
    assert "n’est pas un nombre" in refusal(decimal_number, cell)[0]


@pytest.mark.parametrize("cell", [math.inf, -math.inf, math.nan, 1e300, "9" * 40])
def test_a_number_too_big(cell):
    assert "trop grand" in refusal(decimal_number, cell)[0]


@pytest.mark.parametrize(
    "cell",
    [
        APRIL,
        "01/04/2016",
        "1/4/2016",
        "01-04-2016",
        "01.04.2016",
        "2016-04-01",
        "2016-04-01 00:00:00",
        "2016-04-01T00:00",
        "01/04/2016 00:00",
    ],
)
def test_dates(cell):
    assert date(cell) == APRIL


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/04/2016", "n’existe pas dans le calendrier"),
        ("29/02/2015", "n’existe pas dans le calendrier"),
        ("04/31/2016", "n’existe pas dans le calendrier"),
        ("00/01/2016", "n’existe pas dans le calendrier"),
        ("03/04/26", "écrivez l’année avec quatre chiffres"),
        ("01/04/20226", "l’année 20226 ne s’écrit pas avec quatre chiffres"),
        ("20226-04-01", "l’année 20226 ne s’écrit pas avec quatre chiffres"),
        ("026-04-01", "l’année 026 ne s’écrit pas avec quatre chiffres"),
        ("01/04/0026", "l’année 0026 n’est pas entre 1900 et 2100"),
        (datetime.date(26, 4, 1), "«\u00a001/04/0026\u00a0»\u00a0: l’année 0026"),
        ("avril 2016", "n’est pas une date\u00a0: écrivez-la JJ/MM/AAAA"),
        ("01/04/2016 13:30", "n’est pas une date"),
        ("1e400", "n’est pas une date"),
        (datetime.time(13, 30), "n’est pas une date"),
        (True, "n’est pas une date"),
        (12.5, "n’est pas une date"),
        ("9" * 5000, "est un nombre, pas une date"),
    ],
)
def test_what_is_no_date(cell, reason):
    sentence, suggestion = refusal(date, cell)

    assert reason in sentence
    assert suggestion == ""


@pytest.mark.parametrize("cell", [42461, "42461"])
def test_the_number_that_a_spreadsheet_keeps_for_a_date_is_told_as_one(cell):
    sentence, suggestion = refusal(date, cell)

    assert sentence == "«\u00a042461\u00a0» est un nombre, pas une date\u00a0: mettez la colonne au format Date."
    assert suggestion == "01/04/2016"


def test_a_date_with_an_hour():
    moment = datetime.datetime.fromisoformat("2016-04-01T13:30")

    assert refusal(date, moment) == (
        "«\u00a001/04/2016 13:30:00\u00a0» porte une heure\u00a0: gardez le jour seul.",
        "01/04/2016",
    )


@pytest.mark.parametrize("cell", ["oui", "OUI", "Vrai", "VRAI", "1", "x", "X", 1, True])
def test_yes(cell):
    assert boolean(cell) is True


@pytest.mark.parametrize("cell", ["non", "Faux", "FAUX", "0", 0, False])
def test_no(cell):
    assert boolean(cell) is False


@pytest.mark.parametrize("cell", ["peut-être", "2", "-1", 2, 0.5, APRIL])
def test_neither_yes_nor_no(cell):
    assert "n’est ni oui ni non" in refusal(boolean, cell)[0]


@pytest.mark.parametrize("cell", ["liberal", "Libéral", "LIBERAL", " exercice  libéral", "Exercice-Libéral"])
def test_choices_without_accents_or_case(cell):
    assert choice(MODES)(cell) == "liberal"


def test_a_near_choice_is_proposed():
    sentence, suggestion = refusal(choice(MODES), "salarié(e)s")

    assert (
        sentence == "«\u00a0salarié(e)s\u00a0» n’est pas une valeur connue. On attend\u00a0: liberal, salarie, mixte."
    )
    assert suggestion == "salarie"


@pytest.mark.parametrize("cell", ["retraité", "?", 12, "x" * 100_000])
def test_a_far_choice_is_not(cell):
    assert refusal(choice(MODES), cell)[1] == ""


def test_a_choice_that_fits_two_values_is_refused():
    parse = choice({"a": "Côte", "b": "Coté", "c": "autre"})

    assert parse("Côte") == "a"
    assert (
        refusal(parse, "COTE")[0]
        == "«\u00a0COTE\u00a0» peut se lire «\u00a0Côte\u00a0» ou «\u00a0Coté\u00a0»\u00a0: précisez."
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("10001234567", "10001234567"),
        ("10 001 234 567", "10001234567"),
        (10001234567, "10001234567"),
        (10001234567.0, "10001234567"),
        ("10001234567.0", "10001234567"),
        ("10001234567,00", "10001234567"),
    ],
)
def test_numbers_that_count_nothing(cell, value):
    assert identifier(11)(cell) == value


def test_letters_of_a_number_are_capitals():
    assert identifier(9)("2a0000012") == "2A0000012"


@pytest.mark.parametrize("cell", ["1,00012E+10", "2601E+13", 1e16 + 2])
def test_a_number_that_lost_its_digits(cell):
    assert "retapez le numéro" in refusal(identifier(11), cell)[0]


@pytest.mark.parametrize("cell", ["10000024", 10000024])
def test_a_lost_leading_zero_is_proposed(cell):
    sentence, suggestion = refusal(identifier(9), cell)

    assert "Le zéro du début s’est perdu" in sentence
    assert suggestion == "010000024"
    assert refusal(identifier(9, is_right=lambda number: False), cell)[1] == ""


@pytest.mark.parametrize("cell", ["12", "12345678-", "é12345678", "../../etc", 12.5, APRIL, True])
def test_what_is_no_number_of_that_length(cell):
    sentence, suggestion = refusal(identifier(9), cell)

    assert "numéro" in sentence
    assert suggestion == ""
