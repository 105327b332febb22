#!/usr/bin/env python3
"""Runs the commands of the project, on the embedded PostgreSQL when `DATABASE_URL` is not set."""

import os
import sys

WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version"}


def main(arguments: list[str]) -> int:
    """Run the command of `arguments` and return its exit code; a failure of the set-up is one line on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pts_admin.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import InterfaceError, OperationalError
    except ImportError:
        return fail("Django is not installed here: run `make run`, or activate the virtual environment.")

    from pts_admin.embedded_postgres import EmbeddedPostgresError

    try:
        prepare_environment(arguments)
        execute_from_command_line(arguments)
    except (EmbeddedPostgresError, ImproperlyConfigured) as error:
        return fail(str(error))
    except (OperationalError, InterfaceError) as error:
        from pts_admin.errors import is_outage

        if not is_outage(error):
            raise
        return fail(f"The database is unreachable ({first_line(error)}): check DATABASE_URL.")
    except KeyboardInterrupt:
        return 130
    return 0


def prepare_environment(arguments: list[str]):
    """Choose the database and the kind of set-up before Django reads its settings."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command == "run_local" or not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("LOCAL", "true")
    if command not in WITHOUT_DATABASE:
        from pts_admin.embedded_postgres import ensure_database_url

        ensure_database_url()


def first_line(error: BaseException) -> str:
    """Return the first line of the message of `error`, without its final full stop."""
    return (str(error).strip().splitlines() or ["no detail"])[0].rstrip(".")


def fail(message: str) -> int:
    """Print `message` for the person at the terminal and return the exit code of a failure."""
    print(f"Error: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
