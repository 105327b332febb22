"""Loading reference files: reading them strictly, and writing only what differs from the database.

Two ways to write, both by natural key, neither of which ever deletes a row:

- `keep_in_step`, for what the file alone decides (official geography, published figures): new rows are created,
  rows that differ are brought back to the file;
- `add_missing`, for what people edit afterwards (UFR, targets, amounts): rows already there are left as they are.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import models

BATCH_SIZE = 5_000

Row = dict[str, str]


class ReferenceFileError(Exception):
    """A reference file is missing or is not what it should be; the message is one sentence."""


def read_rows(path: Path, columns: Iterable[str]) -> list[Row]:
    """The rows of a CSV file that has at least `columns`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = sorted(set(columns) - set(reader.fieldnames or []))
            if missing:
                raise ReferenceFileError(f"The reference file {path.name} lacks the column {missing[0]}.")
            rows = [_whole(row, path, number) for number, row in enumerate(reader, start=2)]
    except FileNotFoundError:
        raise ReferenceFileError(f"The reference file {path.name} is missing from {path.parent}.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReferenceFileError(f"The reference file {path.name} cannot be read ({error}).") from None
    if not rows:
        raise ReferenceFileError(f"The reference file {path.name} has no row.")
    return rows


def build(path: Path, rows: Iterable[Row], make: Callable[[Row], object]) -> list:
    """`make` applied to each row; what it refuses (a bad number, an unknown code) is reported with its line."""
    items = []
    for number, row in enumerate(rows, start=2):
        try:
            items.append(make(row))
        except (KeyError, ValueError, ArithmeticError) as error:
            raise ReferenceFileError(f"The reference file {path.name} is wrong at line {number}: {error}.") from None
    return items


def number_or_none(text: str) -> int | None:
    """An integer, or None when the cell is empty."""
    return int(text) if text else None


def day_or_none(text: str) -> datetime.date | None:
    """An ISO date, or None when the cell is empty."""
    return datetime.date.fromisoformat(text) if text else None


def known(code: str, codes) -> str:
    """`code`, when it is among `codes`."""
    if code not in codes:
        raise ValueError(f"unknown code {code!r}")
    return code


def keep_in_step(model: type[models.Model], objects: list[models.Model], key: list[str]) -> int:
    """Create the objects that are not in the database, update those that differ; return how many were written."""
    columns = [f.attname for f in model._meta.concrete_fields if not (f.primary_key and f.attname not in key)]
    columns = [column for column in columns if not _is_generated(model, column)]
    stored = {_values(row, key): row for row in model._default_manager.only(*columns)}
    new, changed = [], []
    for item in objects:
        row = stored.get(_values(item, key))
        if row is None:
            new.append(item)
        elif _values(row, columns) != _values(item, columns):
            item.pk = row.pk
            changed.append(item)
    _create(model, new)
    updated = [column for column in columns if column not in key]
    model._default_manager.bulk_update(changed, updated, batch_size=BATCH_SIZE)
    return len(new) + len(changed)


def add_missing(model: type[models.Model], objects: list[models.Model], key: list[str]) -> list[models.Model]:
    """Create the objects whose natural key is not in the database, leave the others alone; return the new ones."""
    stored = set(model._default_manager.values_list(*key))
    return _create(model, [item for item in objects if _values(item, key) not in stored])


def add_links(relation, pairs: Iterable[tuple]) -> int:
    """Create the missing rows of a many-to-many `relation`; each pair holds a primary key of either side."""
    through = relation.through
    source, target = relation.field.m2m_column_name(), relation.field.m2m_reverse_name()
    stored = set(through._default_manager.values_list(source, target))
    missing = [pair for pair in dict.fromkeys(pairs) if pair not in stored]
    links = [through(**{source: left, target: right}) for left, right in missing]
    return len(through._default_manager.bulk_create(links, batch_size=BATCH_SIZE))


def _whole(row: Row, path: Path, number: int) -> Row:
    if None in row or None in row.values():
        raise ReferenceFileError(f"The reference file {path.name} has the wrong number of cells at line {number}.")
    return row


def _create(model, objects):
    return model._default_manager.bulk_create(objects, batch_size=BATCH_SIZE)


def _values(item: models.Model, names: list[str]) -> tuple:
    return tuple(getattr(item, name) for name in names)


def _is_generated(model: type[models.Model], column: str) -> bool:
    return any(field.attname == column and field.generated for field in model._meta.concrete_fields)
