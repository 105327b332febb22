"""Runs the tests on a real PostgreSQL: that of `DATABASE_URL`, else the embedded one.

The settings are named here and not in pyproject.toml, where pytest-django would read them before this file has
started the server.
"""

import os

import django
import pytest

from pts_admin.embedded_postgres import EmbeddedPostgresError, ensure_database_url

try:
    ensure_database_url()
except EmbeddedPostgresError as error:
    pytest.exit(str(error), returncode=1)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pts_admin.settings_test")
django.setup()
