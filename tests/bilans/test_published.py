"""The words of the page « Chiffres publiés / chiffres calculés »."""

import pytest

from bilans.published import qualified, remark


@pytest.mark.parametrize(
    ("reason", "note", "expected"),
    [
        pytest.param("", "", "", id="rien"),
        pytest.param("Arrondi du dossier.", "", "Arrondi du dossier.", id="raison"),
        pytest.param("", "Haut-Doubs", "Note\u00a0: Haut-Doubs.", id="note"),
        pytest.param(
            "Arrondi du dossier.", "Haut-Doubs", "Arrondi du dossier. Note\u00a0: Haut-Doubs.", id="les-deux"
        ),
    ],
)
def test_a_remark_is_made_of_sentences(reason, note, expected):
    assert remark(reason, note) == expected


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [("exact", "1\u202f800"), ("about", "environ 1\u202f800"), ("more_than", "plus de 1\u202f800")],
)
def test_a_printed_figure_keeps_its_qualifier(qualifier, expected):
    assert qualified(1800, qualifier, "contrats") == expected
