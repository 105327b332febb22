"""Small counts below a region cannot be read, nor deduced from what is printed."""

from hypothesis import given
from hypothesis import strategies as st

from bilans.masking import FEWEST, is_deducible, masked_parts

PARTS = st.dictionaries(st.sampled_from([None, *"ABCDEFGH"]), st.integers(0, 40), min_size=1)


def test_a_count_under_five_is_masked_and_another_with_it():
    assert masked_parts({"A": 12, "B": 4, "C": 30}) == {"A", "B"}


def test_two_small_counts_hide_each_other():
    assert masked_parts({"A": 12, "B": 4, "C": 1, "D": 7}) == {"B", "C"}


def test_large_counts_are_all_printed():
    assert masked_parts({"A": 5, "B": 9}) == set()


def test_two_empty_parts_do_not_hide_each_other():
    assert masked_parts({"A": 0, "B": 0, "C": 8, "D": 9}) == {"A", "B", "C"}


def test_records_without_a_place_hide_a_part_when_there_are_some():
    assert masked_parts({"A": 12, "B": 4, None: 3}) == {"B", None}


@given(PARTS)
def test_no_printed_count_is_small(parts):
    printed = {key: value for key, value in parts.items() if key not in masked_parts(parts)}

    assert all(value >= FEWEST for value in printed.values())


@given(PARTS)
def test_no_masked_count_is_deduced_from_the_total(parts):
    """Unless everything is masked, at least two values are possible for each masked count of a département."""
    hidden = masked_parts(parts) | ({None} & parts.keys())
    if hidden - {None} and len(parts) > 1:
        everything = hidden == parts.keys()
        rest = sum(parts[key] for key in hidden)
        assert everything or (len(hidden) >= 2 and rest > 0)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_small_rest_is_deduced(inner, more):
    assert is_deducible(inner, inner + more) == (0 < more < FEWEST)
