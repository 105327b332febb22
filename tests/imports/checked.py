"""Files checked and written as the pages and the command do, in tests."""

from imports.checking import Checker
from imports.enums import BlankPolicy
from imports.kinds import kind
from imports.reading import read
from imports.writing import bulk_writing
from tests.imports.files import csv_bytes


def checker(code, content, user, *, blank=BlankPolicy.KEEP, accepted=()) -> Checker:
    """The checker of a file of the kind `code`: bytes, or rows whose keys are headers."""
    if not isinstance(content, bytes):
        headers = list(dict.fromkeys(name for row in content for name in row))
        content = csv_bytes([headers, *([row.get(name, "") for name in headers] for row in content)])
    return Checker(kind(code), read(content), user, blank=blank, accepted=dict(accepted))


def checked(code, content, user, **options):
    """The drafts of a file."""
    return [draft for block in checker(code, content, user, **options).blocks() for draft in block]


def imported(code, content, user, **options):
    """The drafts of a file, once those that nothing refuses are written."""
    checking = checker(code, content, user, **options)
    drafts = []
    with bulk_writing(user=user.pk):
        for block in checking.blocks():
            checking.register.write(block)
            drafts += block
    return drafts


def outcomes(drafts) -> list[str]:
    """What each row does."""
    return [str(draft.outcome) for draft in drafts]


def faults(drafts) -> list[tuple[int, str, str]]:
    """The line, the column and the sentence of each refusal."""
    return [(draft.line, fault.column, fault.sentence) for draft in drafts for fault in draft.faults]


def rows_of_records(code, keys, user) -> list[dict]:
    """The records `keys` as a file of the kind `code` writes them."""
    columns = kind(code).columns
    checking = checker(code, [{column.name: "x" for column in columns}], user)
    return [
        {column.name: checking.shown(column, value) for column, value in zip(columns, values, strict=True)}
        for _, values in checking.register.current_values(set(keys)).values()
    ]
