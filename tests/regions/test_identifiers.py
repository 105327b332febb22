"""Identifiers: the right key, the form, and the numbers that no text may hold."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir

from regions import identifiers

VECTORS_FILE = Path(__file__).parents[1] / "data" / "identifiers.csv"
VECTORS = list(csv.DictReader(VECTORS_FILE.read_text(encoding="utf-8").splitlines()))
BORN_IN_FRANCE, BORN_IN_CORSICA, BORN_IN_GUADELOUPE = "295109912611193", "253072B07300470", "184129710545188"
ACCOUNT = "FR7630006000011234567890189"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['kind']}-{vector['value']}")
def test_an_identifier_is_told_from_a_wrong_one(vector):
    check = identifiers.CHECKS[vector["kind"]]

    assert check(vector["value"]) is (vector["valid"] == "1")


def test_every_kind_has_its_vectors():
    assert {vector["kind"] for vector in VECTORS} == set(identifiers.CHECKS)


@pytest.mark.parametrize("number", ["", "75071218４", "7507121840", "A50712184", "²50712184"])
def test_what_is_not_nine_plain_characters_is_no_finess(number):
    assert not identifiers.is_finess(number)


@pytest.mark.parametrize(
    ("typed", "rpps"),
    [
        pytest.param("899700218896", "99700218896", id="idnps"),
        pytest.param(" 997 0021\u202f8896 ", "99700218896", id="spaces"),
        pytest.param("8 99700218896", "99700218896", id="idnps-with-space"),
        pytest.param("89970021889", "89970021889", id="eleven-digits"),
        pytest.param("999700218896", "999700218896", id="twelve-digits"),
    ],
)
def test_an_rpps_is_read_as_it_is_written(typed, rpps):
    assert identifiers.rpps_of(typed) == rpps


def test_a_finess_that_lost_its_zero_is_found_again_by_its_key():
    assert identifiers.finess_without_its_zero("10780054") == "010780054"
    assert identifiers.finess_without_its_zero("10780055") is None


def spread(number: str, gap: str, every: int) -> str:
    return gap.join(number[start : start + every] for start in range(0, len(number), every))


@pytest.mark.parametrize("number", [BORN_IN_FRANCE, BORN_IN_CORSICA, BORN_IN_GUADELOUPE])
@pytest.mark.parametrize("every", [1, 3, 4, 15])
@pytest.mark.parametrize("gap", [" ", ".", "-", "\u202f", "\u00a0", "\u2011", "\u2009"])
def test_a_social_security_number_is_found_in_a_text(number, every, gap):
    text = f"Dossier 12 : {spread(number, gap, every)}, vu le 12/03/2016."

    assert nir.is_valid(number)
    assert identifiers.holds_nir(text)
    assert identifiers.holds_nir(text.lower())


def test_a_social_security_number_is_found_after_another_number():
    assert identifiers.holds_nir(f"12 {BORN_IN_FRANCE}")
    assert identifiers.holds_nir("n° 2 95 10 99 126 111 93 (2016)")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("295109912611194", id="wrong-key"),
        pytest.param("95109912611193", id="fourteen-digits"),
        pytest.param("2951099126111930", id="sixteen-digits"),
        pytest.param("995109912611193", id="no-such-first-digit"),
        pytest.param("295109912 et 611193", id="two-numbers"),
        pytest.param("a295109912611193f", id="inside-a-word"),
        pytest.param("01 23 45 67 89 - 06 39 98 00 01", id="two-telephones"),
        pytest.param("26010004500012", id="siret"),
        pytest.param("99700218896", id="rpps"),
    ],
)
def test_another_number_is_no_social_security_number(text):
    assert not identifiers.holds_nir(text)


@given(st.integers(10**12, 8 * 10**12), st.integers(1, 96))
def test_no_key_but_the_right_one_makes_a_social_security_number(body, shift):
    digits = f"{body:013}"
    key = 97 - body % 97
    wrong = (key + shift - 1) % 97 + 1

    assert identifiers.holds_nir(f"{digits}{key:02}") is (digits[0] in "123478")
    assert not identifiers.holds_nir(f"{digits}{wrong:02}")


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT,
        f"IBAN : {spread(ACCOUNT, ' ', 4)} au nom du cabinet",
        f"iban {spread(ACCOUNT, chr(0x202F), 4)}.".lower(),
        spread(ACCOUNT, "-", 4),
        "BE31435411161155",
    ],
)
def test_a_bank_account_is_found_in_a_text(text):
    assert identifiers.holds_iban(text)


@pytest.mark.parametrize(
    "text", ["FR7630006000011234567890188", "FR76300060000112345678", "XFR7630006000011234567890189"]
)
def test_another_code_is_no_bank_account(text):
    assert not identifiers.holds_iban(text)
