"""The dictionary of the indicators, and the licence of the data."""

import csv
import io

from bilans import outputs
from tests.bilans.outputs.documents import large_edition, small_edition


def test_the_dictionary_has_a_line_for_each_indicator():
    rows = list(csv.DictReader(io.StringIO(outputs.dictionary_csv(large_edition())), delimiter=";"))

    assert list(rows[0]) == [
        "code",
        "libelle",
        "nature",
        "unite",
        "unite_de_compte",
        "attribut_region",
        "definition",
    ]
    assert [row["code"] for row in rows] == [row["code"] for row in large_edition()["indicators"]]
    assert {row["nature"] for row in rows} == {"calculé", "déclaré"}
    assert all(row["definition"] for row in rows)


def test_a_label_like_a_formula_stays_a_text_in_the_dictionary():
    bilan = small_edition()
    bilan["indicators"][0]["label"] = "=1+1"

    assert ";'=1+1;" not in outputs.as_csv(bilan)
    assert "cesp_signed;'=1+1;" in outputs.dictionary_csv(bilan)


def test_the_table_schema_says_under_which_licence_the_data_are():
    assert outputs.table_schema()["licenses"] == [
        {
            "name": "etalab-2.0",
            "title": "Licence Ouverte 2.0",
            "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        }
    ]
