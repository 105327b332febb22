"""Names of the demonstration read as French is written."""

import pytest

from pts_admin.demo.french import of_commune


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rennes", "de Rennes"),
        ("Évry", "d’Évry"),
        ("Œting", "d’Œting"),
        ("Le Mans", "du Mans"),
        ("Les Ulis", "des Ulis"),
        ("La Rochelle", "de La Rochelle"),
        ("L’Isle-Adam", "de L’Isle-Adam"),
        ("Lesneven", "de Lesneven"),
        ("Hyères", "d’Hyères"),
        ("Haguenau", "de Haguenau"),
        ("Yvetot", "d’Yvetot"),
        ("Youx", "de Youx"),
    ],
)
def test_a_commune_after_de(name, expected):
    assert of_commune(name) == expected
