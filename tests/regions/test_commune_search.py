"""A commune is found as a referent knows it: by its name however typed, its INSEE code or a postal code."""

import pytest
from django.urls import reverse

from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes(db):
    """By name, those of the searches below."""
    for code, name, postal_codes, population in (
        ("35288", "Saint-Malo", "35400", 46_000),
        ("35289", "Saint-Malo-de-Phily", "35480", 1_000),
        ("95313", "L'Isle-Adam", "95290", 12_000),
        ("2A004", "Ajaccio", "20000 20090 20167", 74_000),
        ("13001", "Aix-en-Provence", "13090 13100 13540", 147_000),
    ):
        CommuneFactory(code=code, name=name, postal_codes=postal_codes, population=population)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("saint malo", ["Saint-Malo", "Saint-Malo-de-Phily"]),
        ("St-Malo", ["Saint-Malo", "Saint-Malo-de-Phily"]),
        ("l’isle-adam", ["L’Isle-Adam"]),
        ("35288", ["Saint-Malo"]),
        ("2a00", ["Ajaccio"]),
        ("20090", ["Ajaccio"]),
        ("201", ["Ajaccio"]),
        ("35", ["Saint-Malo", "Saint-Malo-de-Phily"]),
        ("malo 3548", ["Saint-Malo-de-Phily"]),
        ("35 malo\x00", []),
        ("nulle-part", []),
        ("%", []),
    ],
)
def test_a_commune_is_found_as_it_is_known(browser, communes, typed, found):
    asked = {"app_label": "contracts", "model_name": "cespplacement", "field_name": "commune", "term": typed}

    results = browser.get(reverse("admin:autocomplete"), asked).json()["results"]

    assert [row["text"].rpartition(" (")[0] for row in results] == found
