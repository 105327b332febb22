"""Headers are matched whatever their order, accents, case, spaces and underscores."""

import pytest

from imports.reading.headers import Column, comparable, match_headers

COLUMNS = [
    Column("numero_cng", required=True),
    Column("date_signature", aliases=("Signé le", "Date de signature")),
    Column("region", required=True),
]


@pytest.mark.parametrize(
    "header", ["date_signature", "Date signature", "DATE-SIGNATURE", " Dâte  Signature ", "date’signature", "ﬁ"]
)
def test_headers_are_compared_by_their_letters_and_digits(header):
    assert comparable(header) in ("datesignature", "fi")


def test_columns_are_found_by_name_and_alias_in_any_order():
    match = match_headers(["RÉGION", "N°", "signe_le", "Numéro CNG"], COLUMNS)

    assert match.positions == {"region": 0, "date_signature": 2, "numero_cng": 3}
    assert match.unknown == [1]
    assert match.problems == []
    assert match.notices == ["La colonne B («\u00a0N°\u00a0») n’est pas connue\u00a0: elle n’est pas lue."]


def test_missing_required_columns_are_named():
    match = match_headers(["region"], COLUMNS)

    assert match.problems == [
        "La colonne «\u00a0numero_cng\u00a0» manque\u00a0: ajoutez-la au fichier, ou dites laquelle en tient lieu."
    ]


def test_duplicates_are_refused_and_both_are_named():
    match = match_headers(["Région", "numero_cng", "REGION"], COLUMNS)

    assert match.problems[0] == (
        "Deux colonnes ont le même en-tête\u00a0: A («\u00a0Région\u00a0») et C («\u00a0REGION\u00a0»). "
        "Renommez ou supprimez l’une des deux."
    )


def test_duplicates_that_are_not_read_are_refused_too():
    assert len(match_headers(["numero_cng", "region", "note", "Note"], COLUMNS).problems) == 1


def test_a_name_and_its_alias_are_two_columns_for_one():
    match = match_headers(["numero_cng", "region", "date_signature", "Signé le"], COLUMNS)

    assert match.problems == [
        "Deux colonnes donnent «\u00a0date_signature\u00a0»\u00a0: C («\u00a0date_signature\u00a0») "
        "et D («\u00a0Signé le\u00a0»). Renommez ou supprimez l’une des deux."
    ]


def test_a_near_header_is_proposed():
    match = match_headers(["numero_cng", "region", "date_signatur"], COLUMNS)

    assert match.notices == [
        "La colonne C («\u00a0date_signatur\u00a0») n’est pas connue\u00a0: elle n’est pas lue. "
        "Vouliez-vous dire «\u00a0date_signature\u00a0»\u202f?"
    ]


def test_a_column_without_header_is_told_by_its_letters():
    match = match_headers(["numero_cng", "", "region"], COLUMNS)

    assert match.notices == ["La colonne B n’a pas d’en-tête\u00a0: elle n’est pas lue."]


def test_headers_of_signs_alone_are_told_apart():
    match = match_headers(["numero_cng", "region", "%", "€"], COLUMNS)

    assert match.problems == []
    assert match.unknown == [2, 3]


def test_a_choice_by_hand_wins():
    match = match_headers(["Code", "Numéro CNG", "Zone"], COLUMNS, chosen={0: "numero_cng", 1: "", 2: "region"})

    assert match.positions == {"numero_cng": 0, "region": 2}
    assert (match.problems, match.notices) == ([], [])


def test_two_choices_for_one_column_are_refused():
    match = match_headers(["a", "b", "region"], COLUMNS, chosen={0: "numero_cng", 1: "numero_cng"})

    assert match.problems[0].startswith(
        "Deux colonnes donnent «\u00a0numero_cng\u00a0»\u00a0: A («\u00a0a\u00a0») et B («\u00a0b\u00a0»)."
    )
