"""Files of an import kind checked and written as the pages do, less the batch that keeps them."""

import csv
import io

from imports.checking import Checker
from imports.drafts import Draft
from imports.enums import BlankPolicy, Outcome
from imports.kinds import kind as kind_of
from imports.reading import Limits, read
from imports.writing import bulk_writing

ERASE = BlankPolicy.ERASE


def csv_of(*rows: dict) -> str:
    """A file of `rows`, values by column; a row without a column has an empty cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def checker_of(kind: str, csv_text: str, user, **options) -> Checker:
    """The checker of `csv_text`, a file that `user` sends."""
    return Checker(kind_of(kind), read(csv_text.encode(), limits=Limits(size=None, rows=None)), user, **options)


def check(kind: str, csv_text: str, user, **options) -> list[Draft]:
    """The lines of `csv_text`, checked; nothing is written."""
    return [draft for drafts in checker_of(kind, csv_text, user, **options).blocks() for draft in drafts]


def write(kind: str, csv_text: str, user, size: int = 1000, **options) -> list[Draft]:
    """The lines of `csv_text`, those that are valid written, `size` at a time."""
    checker = checker_of(kind, csv_text, user, **options)
    lines = []
    with bulk_writing(user=user.pk):
        for drafts in checker.blocks(size):
            checker.register.write(drafts)
            lines += drafts
    return lines


def written(kind: str, csv_text: str, user, **options) -> list[Draft]:
    """The lines of `csv_text`, all valid and written."""
    lines = write(kind, csv_text, user, **options)
    assert not faults(lines), faults(lines)
    return lines


def faults(lines: list[Draft]) -> list[tuple[int, str, str]]:
    """Why lines are refused: the line, the column, the sentence."""
    return [(line.line, fault.column, fault.sentence) for line in lines for fault in line.faults]


def outcomes(lines: list[Draft]) -> list[Outcome]:
    """What each line would do."""
    return [line.outcome for line in lines]


def export(kind: str, user) -> str:
    """A file of the values that the register holds of every record of `kind` that `user` sees."""
    found = kind_of(kind)
    register = found.open(user)
    checker = checker_of(kind, csv_of({column.name: "x" for column in found.columns}), user)
    model = register.parts["record"].model
    keys = set(model.objects.visible_to(user).values_list("pk", flat=True))
    rows = [
        {column.name: checker.shown(column, value) for column, value in zip(found.columns, values, strict=True)}
        for _, values in register.current_values(keys).values()
    ]
    return csv_of(*rows)
