"""The registry of indicators."""

import csv

import pytest

from measures.definitions import COMPUTED, DECLARED
from measures.indicators import REGISTRY_FILE, all_indicators, computed_codes, declared_codes

with REGISTRY_FILE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_the_registry_has_every_indicator_of_the_file_in_its_order():
    assert list(all_indicators()) == [row["code"] for row in ROWS]
    assert (set(computed_codes()), set(declared_codes())) == (set(COMPUTED), set(DECLARED))


@pytest.mark.parametrize("code", [row["code"] for row in ROWS])
def test_an_indicator_says_what_it_counts_and_where_in_one_sentence(code):
    indicator = all_indicators()[code]

    assert all([indicator.label, indicator.unit, indicator.counting_unit, indicator.region_attribute])
    assert indicator.definition[0].isupper()
    assert indicator.definition.endswith(".")
    assert indicator.definition.count(". ") == 0


def test_only_signatures_follow_the_faculty():
    assert [code for code, indicator in all_indicators().items() if indicator.follows_faculty] == [
        "cesp_signed",
        "cesp_signed_medicine",
        "cesp_signed_dentistry",
        "cesp_signed_net",
    ]
