"""A database of its own for a benchmark, on the server of `DATABASE_URL` or on the embedded one."""

from __future__ import annotations

import os
from contextlib import contextmanager

NAME = "pts_bench"


def set_up_django() -> None:
    """Choose the server as `manage.py` does, then load the settings."""
    from pts_admin.embedded_postgres import ensure_database_url

    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("LOCAL", "true")
    ensure_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pts_admin.settings")
    import django

    django.setup()


@contextmanager
def bench_database():
    """A migrated database with the reference data, dropped at the end. The role must be allowed to create it."""
    from django.core.management import call_command
    from django.db import connection

    previous = connection.settings_dict["NAME"]
    _on_server(previous, f'DROP DATABASE IF EXISTS "{NAME}"', f'CREATE DATABASE "{NAME}"')
    connection.close()
    connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        yield connection
    finally:
        connection.close()
        connection.settings_dict["NAME"] = previous
        _on_server(previous, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def _on_server(database: str, *statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def empty_records() -> None:
    """Remove every record and its history, and leave the reference data."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE contracts_professional, structures_structure, contracts_samuestablishment, pghistory_context"
            " CASCADE"
        )
