"""The embedded server: shared, stopped after its last user, and started again after any accident."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from pts_admin.embedded_postgres import (
    PORT,
    SOCKET_PATH_MAX,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    ensure_database_url,
)

ROOT = Path(__file__).resolve().parents[2]
USE_THE_SERVER = """import signal, sys
from pathlib import Path
from pts_admin.embedded_postgres import EmbeddedPostgres
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell takes from what it runs in the background
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which `nohup` takes
server = EmbeddedPostgres(Path(sys.argv[1]))
server.acquire()
print(server.pid(), flush=True)
try:
    sys.stdin.read()
except KeyboardInterrupt:
    pass
"""


@pytest.fixture
def folder(tmp_path):
    """A folder for one server, which is stopped whatever the test did to it."""
    yield tmp_path / "postgres"
    EmbeddedPostgres(tmp_path / "postgres").stop()


@pytest.fixture
def start_user(folder):
    """Start a process that uses the server until its input closes; return it with the server's process id."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", USE_THE_SERVER, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def leave(process):
    process.communicate(timeout=60)


def is_running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def wait_until_stopped(pid):
    return wait_until(lambda: not is_running(pid))


def test_the_server_is_private_and_sorts_by_code_point(folder):
    server = EmbeddedPostgres(folder)
    server.acquire()

    with psycopg.connect(server.url()) as connection:
        row = connection.execute(
            """SELECT current_database(), current_setting('listen_addresses'), current_setting('jit'),
            (SELECT datlocale FROM pg_database WHERE datname = current_database())"""
        ).fetchone()
    mode = server.socket_folder().stat().st_mode & 0o777
    server.release()

    assert row == ("pts", "", "off", "C.UTF-8")
    assert mode == 0o700


def test_two_processes_share_the_server_and_the_last_one_stops_it(start_user):
    first, pid = start_user()
    second, second_pid = start_user()

    assert second_pid == pid
    leave(first)
    assert is_running(pid)
    leave(second)
    assert wait_until_stopped(pid)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_the_last_process_ends(start_user, folder, ending):
    process, pid = start_user()
    socket_folder = EmbeddedPostgres(folder).socket_folder()

    process.send_signal(ending)
    process.wait(timeout=60)

    assert wait_until_stopped(pid)
    assert wait_until(lambda: not socket_folder.exists())


def test_data_survives_a_killed_process(start_user, folder):
    process, pid = start_user()
    with psycopg.connect(EmbeddedPostgres(folder).url()) as connection:
        connection.execute("CREATE TABLE kept (id integer)")
    process.kill()
    process.wait(timeout=60)

    server = EmbeddedPostgres(folder)
    server.acquire()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)
    server.release()
    assert wait_until_stopped(pid)


def test_a_killed_server_starts_again(start_user, folder):
    process, pid = start_user()
    psutil.Process(pid).kill()
    assert wait_until_stopped(pid)

    _, new_pid = start_user()

    assert new_pid != pid
    assert is_running(new_pid)


def test_a_server_that_another_process_stops_meanwhile_is_stopped(folder, monkeypatch):
    server = EmbeddedPostgres(folder)
    server.acquire()
    run = server._run

    def run_after_another_stopped_it(*command):
        EmbeddedPostgres(folder).stop()
        run(*command)

    monkeypatch.setattr(server, "_run", run_after_another_stopped_it)
    server.stop()

    assert server.pid() is None
    server.release()


def test_a_server_that_cannot_be_stopped_is_told(folder, monkeypatch):
    server = EmbeddedPostgres(folder)
    server.acquire()
    run = server._run
    monkeypatch.setattr(
        server, "_run", lambda program, *arguments: run(program, "stop", "-D", str(folder / "nowhere"))
    )

    with pytest.raises(EmbeddedPostgresError, match="pg_ctl failed"):
        server.stop()

    assert is_running(server.pid())
    monkeypatch.undo()
    server.release()


def test_a_stale_process_id_that_is_now_another_program_is_pruned(folder):
    server = EmbeddedPostgres(folder)
    server.acquire()
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.release()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert server.pid() is None
    server.acquire()
    assert is_running(server.pid())
    server.release()


def test_the_folder_may_have_a_long_path(tmp_path):
    folder = tmp_path / ("un très long chemin " * 5) / ("encore " * 20)
    server = EmbeddedPostgres(folder)
    server.acquire()

    socket_path = server.socket_folder() / f".s.PGSQL.{PORT}"
    with psycopg.connect(server.url()) as connection:
        connection.execute("SELECT 1")
    server.release()

    assert len(str(folder)) > 200
    assert len(str(socket_path)) <= SOCKET_PATH_MAX


def test_the_variables_of_another_server_are_not_ours(folder, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")
    server = EmbeddedPostgres(folder)

    server.acquire()

    with psycopg.connect(server.url()) as connection:
        connection.execute("SELECT 1")
    server.release()


def test_with_database_url_nothing_is_started(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/pts")

    assert ensure_database_url(folder) == "postgresql://elsewhere/pts"

    assert not folder.exists()
