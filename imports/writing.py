"""Many rows written at once: COPY for new ones, COPY then one UPDATE for known ones; with their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter

import pghistory
from django.db import connection, transaction
from django.db.models import Field, Model

from imports.lookups import array_of

Row = dict[str, object]
"""Values by attribute of the model, as the database holds them."""


@contextmanager
def bulk_writing(**context) -> Iterator[pghistory.runtime.Context]:
    """One transaction whose history carries `context`, whatever writes inside: statements and COPY alike."""
    with transaction.atomic(), pghistory.context(**context) as current:
        # The history's context goes with every statement that is no SELECT, and then holds for COPY too.
        ease_triggers()
        yield current


def ease_triggers() -> None:
    """Let the triggers of many rows run quickly, until the end of the transaction.

    Left unset, this variable makes each row's trigger raise and catch an error: quadratic in one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")


def check_references() -> None:
    """Check the foreign keys of what is written so far: left to the commit, a row of a long file waits in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refresh_statistics(models: Iterable[type[Model]]) -> None:
    """Tell the planner of the rows written to `models` in this transaction, which nobody else sees.

    When autovacuum looks at a table while it is being filled, it finds it empty: each foreign key would then be
    checked by reading a whole index. It keeps away until the end of the transaction once these statistics are taken.
    """
    tables = {m._meta.db_table for model in models for m in (model, getattr(model, "pgh_event_model", model))}
    with connection.cursor() as cursor:
        # SKIP_LOCKED: two imports would else wait for each other.
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(map(connection.ops.quote_name, sorted(tables)))}")


def new_keys(model: type[Model], count: int) -> list[int]:
    """`count` primary keys that no other row of `model` will have."""
    key = model._meta.pk
    if not count:
        return []
    with connection.cursor() as cursor:
        # The sequence looked up once, the numbers as one text: each in its row takes several times longer.
        cursor.execute(
            "WITH known AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) "
            "SELECT string_agg(nextval(sequence)::text, ',') FROM known, generate_series(1, %s)",
            [model._meta.db_table, key.column, count],
        )
        return list(map(int, cursor.fetchone()[0].split(",")))


def insert_rows(model: type[Model], rows: Iterable[Row]) -> None:
    """Write new rows of `model`, all their attributes, keys included; and their history, if the model has one.

    `rows` are made while the database takes those before them: it cannot be asked anything meanwhile.
    """
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    if not hasattr(model, "pgh_event_model"):
        _copy(model._meta.db_table, columns, rows)
        return
    keys, own = [], model._meta.pk.attname

    def noted() -> Iterator[Row]:
        for row in rows:
            keys.append(row[own])
            yield row

    with connection.cursor() as cursor:
        # What the triggers would write row by row, at several times the price of the rows themselves.
        cursor.execute("SET LOCAL pts.history_by_block = 'on'")
        _copy(model._meta.db_table, columns, noted())
        cursor.execute("SET LOCAL pts.history_by_block = 'off'")
        _remember(cursor, model, keys)


def _remember(cursor, model: type[Model], keys: list) -> None:
    """Write the events that the triggers write for the insertion of the rows `keys`."""
    q = connection.ops.quote_name
    history = model.pgh_event_model
    kept = [q(f.column) for f in history._meta.concrete_fields if not f.generated and not f.name.startswith("pgh_")]
    listed, key = ", ".join(kept), q(model._meta.pk.column)
    cursor.execute(
        f"INSERT INTO {q(history._meta.db_table)} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {listed}) "
        f"SELECT now(), 'insert', {key}, pgh_context, {listed} FROM {q(model._meta.db_table)}, "
        f"(SELECT _pgh_attach_context() AS pgh_context) AS attached WHERE {key} = ANY(%s::{_kind(model)}[])",
        [array_of(keys)],
    )


def _kind(model: type[Model]) -> str:
    return model._meta.pk.rel_db_type(connection).split("(")[0]


def update_rows(model: type[Model], rows: Iterable[Row]) -> None:
    """Write what `rows` give of known rows of `model`, found by their primary key."""
    alike: dict[tuple, list[Row]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for names, group in alike.items():
        _update(model, names, group)


def _update(model: type[Model], names: tuple[str, ...], rows: list[Row]) -> None:
    q = connection.ops.quote_name
    columns = [field for field in model._meta.concrete_fields if field.attname in names]
    table, key = q(model._meta.db_table), q(model._meta.pk.column)
    listed = ", ".join(q(field.column) for field in columns)
    assigned = ", ".join(f"{q(f.column)} = new.{q(f.column)}" for f in columns if not f.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE new_values AS SELECT {listed} FROM {table} WITH NO DATA")
        _copy("new_values", columns, rows)
        cursor.execute(f"UPDATE {table} SET {assigned} FROM new_values AS new WHERE {table}.{key} = new.{key}")
        cursor.execute("DROP TABLE new_values")


def _copy(table: str, columns: list[Field], rows: Iterable[Row]) -> None:
    q = connection.ops.quote_name
    listed = ", ".join(q(field.column) for field in columns)
    in_order = itemgetter(*(field.attname for field in columns))
    with connection.cursor() as cursor, cursor.copy(f"COPY {q(table)} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(in_order(row))


def blank_of(column: Field):
    """What `column` holds when nothing is given: NULL where it may be, else its default, else an empty text."""
    if column.has_default():
        return column.get_default()
    return None if column.null else ""
