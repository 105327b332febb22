"""The site as it is deployed, with the demonstration, for as long as the browser tests last.

It runs in a process of its own (gunicorn), on a database of its own that is made and removed here. The other tests
share nothing with it: neither rows, nor connections, nor settings. So these tests ask pytest-django for nothing, and
run in any order among the others.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("migrate", "load_reference", "load_demo")
PATIENCE = 60


@contextmanager
def running_site(log: Path):
    """Make a database with the demonstration, serve the site on it, and give its address; then remove all."""
    with new_database(f"{settings.DATABASES['default']['TEST']['NAME']}_browser") as url:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "pts_admin.settings_test"}
        for command in COMMANDS:
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity=0"], cwd=ROOT, env=environment, check=True
            )
        with served(environment, log) as address:
            yield address


@contextmanager
def new_database(name: str):
    """An empty database beside that of the tests, in place of what a run that was killed has left; its address."""
    url = os.environ["DATABASE_URL"]
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(drop)


@contextmanager
def served(environment: dict[str, str], log: Path):
    """Serve the site on a free port of this machine, and give its address."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "pts_admin.wsgi",
        "--bind=127.0.0.1:0",
        "--threads=4",
        "--no-control-socket",
    ]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield address_in(log, server)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def address_in(log: Path, server: subprocess.Popen) -> str:
    """The address that the server announces."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if found := re.search(r"Listening at: (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"The site does not start:\n{log.read_text()}")
