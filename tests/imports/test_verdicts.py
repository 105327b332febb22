"""Whether a new line is in order, told by the few columns that a rule reads."""

from imports import verdicts
from imports.verdicts import Verdict, merged


def refuses_late(values):
    """A rule on the first and the third of four columns."""
    return values[2] is not None and values[2] > values[0]


def test_the_same_values_are_judged_once():
    asked = []
    verdict = Verdict([0, 2], 4, lambda values: asked.append(values) or refuses_late(values))

    told = [verdict[verdict.read(values)] for values in [(5, "a", 7, "b"), (5, "c", 7, "d"), (5, "c", 4, "d")]]

    assert told == [True, True, False]
    assert asked == [(5, None, 7, None), (5, None, 4, None)], "and see no other column"


def test_one_column_is_read_alone():
    verdict = Verdict([1], 2, lambda values: values == (None, "x"))

    assert verdict[verdict.read(("a", "x"))]
    assert not verdict[verdict.read(("a", None))]


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(verdicts, "REMEMBERED", 3)
    verdict = Verdict([0], 1, lambda values: values[0] % 2 == 0)

    assert [verdict[number] for number in range(20)] == [number % 2 == 0 for number in range(20)]
    assert len(verdict) <= 4


def test_rules_on_the_same_columns_are_asked_together():
    narrow = (frozenset("a"), lambda values: values[0] == "refused by the narrow one")
    wide = (frozenset("ab"), lambda values: values[0] == "refused by the wide one")
    alone = (frozenset("c"), lambda values: False)

    kept = dict(merged([narrow, alone, wide]))

    assert set(kept) == {frozenset("ab"), frozenset("c")}
    together = kept[frozenset("ab")]
    assert together(("refused by the narrow one", 1))
    assert together(("refused by the wide one", 1))
    assert not together(("", 1))


def test_a_rule_of_few_columns_is_not_asked_as_often_as_one_of_many():
    many = frozenset("abcd")

    assert len(merged([(many, any), (frozenset("a"), any)])) == 2
    assert len(merged([(many, any), (many, all)])) == 1


def test_a_rule_is_not_asked_of_what_an_earlier_one_refuses():
    def of_what_is_written(values):
        return values[0] > 1

    kept = merged([(frozenset("a"), lambda values: values[0] is None), (frozenset("ab"), of_what_is_written)])
    apart = merged([(frozenset("a"), any), (frozenset("abcd"), of_what_is_written)])

    [(columns, refuses)] = kept
    assert columns == frozenset("ab")
    assert refuses((None, 1))
    assert [columns for columns, _ in apart] == [frozenset("a"), frozenset("abcd")]
