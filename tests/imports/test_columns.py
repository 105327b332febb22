"""The columns of each kind of file are a contract: agencies keep files, macros and mappings that name them.

`columns.csv` is that contract. A column is not renamed, removed or moved; a new one goes at the end, here too.
"""

import csv
from pathlib import Path

import pytest

from imports.extras import ERROR, SUGGESTION, VERSION
from imports.kinds import kinds
from imports.reading.headers import comparable

TABLE = Path(__file__).with_name("columns.csv")


def promised() -> dict[str, list[str]]:
    """The columns of each kind, in order."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            found.setdefault(row["type"], []).append(row["colonne"])
    return found


def test_every_kind_is_promised():
    assert {kind.code for kind in kinds()} == set(promised())


@pytest.mark.parametrize("code", promised())
def test_no_column_is_renamed_removed_or_moved(code):
    actual = next(kind for kind in kinds() if kind.code == code).columns

    assert [column.name for column in actual] == promised()[code]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_no_column_is_taken_for_one_of_ours(kind):
    ours = {comparable(name) for name in (VERSION, ERROR, SUGGESTION)}

    assert not ours & {comparable(name) for column in kind.columns for name in (column.name, *column.aliases)}
