"""Long steps in a process of their own: they say how far they are and, killed, leave nothing half done."""

import datetime
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contracts.models import Professional
from imports import batches, tasks
from imports.enums import BatchState, Step
from imports.models import ImportBatch, ImportTask
from tests import factories as f
from tests.imports.sending import ask, cesp_csv, line, lines, numbers, page, post, send
from tests.regions.test_lost_work_races import wait_for

IN_ONE_TRANSACTION = pytest.mark.django_db
FOR_OTHER_PROCESSES = pytest.mark.django_db(transaction=True)


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """The batches for which a process was asked; none is started, and every file is long."""
    asked = []
    monkeypatch.setattr(tasks, "launch", asked.append)
    monkeypatch.setattr(tasks, "LONG", 0)
    monkeypatch.setattr(tasks, "MANY", 0)
    return asked


@pytest.fixture
def processes(monkeypatch):
    """The processes that are started, on the database of the tests."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_URL", address.geturl())
    monkeypatch.setattr(tasks, "LONG", 0)
    found, launch = [], tasks.launch
    monkeypatch.setattr(tasks, "launch", lambda key: found.append(launch(key)))
    yield found
    for process in found:
        process.kill()
        process.wait()


def died(batch: ImportBatch) -> None:
    """Make the task of `batch` one that was started long ago, of which no process is left."""
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    ImportTask.objects.filter(batch=batch).update(started_at=long_ago)


@IN_ONE_TRANSACTION
def test_a_long_file_is_checked_written_and_undone_by_its_task(browser, region, started):
    batch = send(browser, cesp_csv(*lines(region, 2)))
    assert (batch.state, started) == (BatchState.CHECKING, [batch.pk])
    assert "vérification en cours" in page(browser, batch)

    call_command("run_import", batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.created) == (BatchState.CHECKED, 2)

    ask(browser, "write", batch)
    assert numbers() == []
    assert "écriture en cours" in page(browser, batch)
    call_command("run_import", batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN
    assert len(numbers()) == 2

    ask(browser, "undo", batch)
    assert "annulation en cours" in page(browser, batch)
    call_command("run_import", batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert numbers() == []
    assert started == [batch.pk] * 3


@IN_ONE_TRANSACTION
def test_a_step_under_way_is_started_once(browser, region, started):
    content = cesp_csv(*lines(region, 2))

    batch = send(browser, content)
    post(browser, content)
    ask(browser, "write", batch)
    ask(browser, "abandon", batch)
    ask(browser, "resume", batch)

    assert started == [batch.pk]
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKING


@IN_ONE_TRANSACTION
def test_why_a_task_writes_nothing_is_kept_with_the_batch(browser, region, started):
    faculty = f.FacultyFactory(regions=[region])
    batch = send(browser, cesp_csv(line(region, faculty, 1)))
    call_command("run_import", batch.pk)
    ask(browser, "write", batch)
    faculty.code, faculty.name = "autre", "Autre nom"
    faculty.save()

    call_command("run_import", batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.refused) == (BatchState.CHECKED, 1)
    assert batch.problem.startswith("Rien n’a été écrit")
    assert "L’écriture n’a pas eu lieu" in page(browser, batch)
    assert numbers() == []


@IN_ONE_TRANSACTION
@pytest.mark.parametrize("step", Step)
def test_a_task_that_died_is_told_and_started_again(browser, region, started, step):
    batch = send(browser, cesp_csv(*lines(region, 1)))
    if step != Step.CHECK:
        call_command("run_import", batch.pk)
        ask(browser, "write", batch)
    if step == Step.UNDO:
        call_command("run_import", batch.pk)
        ask(browser, "undo", batch)
    del started[:]
    assert "s’est interrompue" not in page(browser, batch)
    died(batch)

    assert "s’est interrompue" in page(browser, batch)
    ask(browser, "resume", batch)

    assert started == [batch.pk]
    assert "s’est interrompue" not in page(browser, batch)
    call_command("run_import", batch.pk)
    batch.refresh_from_db()
    ends = {Step.CHECK: BatchState.CHECKED, Step.WRITE: BatchState.WRITTEN, Step.UNDO: BatchState.UNDONE}
    assert batch.state == ends[step]


@IN_ONE_TRANSACTION
def test_a_short_file_is_done_at_once(browser, region, monkeypatch):
    monkeypatch.setattr(tasks, "launch", lambda key: pytest.fail("a process for so little"))

    batch = send(browser, cesp_csv(*lines(region, 1)))

    ask(browser, "write", batch)
    assert numbers() == ["CNG-0001"]


@IN_ONE_TRANSACTION
def test_the_command_says_when_there_is_nothing_to_do():
    with pytest.raises(CommandError, match="No step"):
        call_command("run_import", 999_999)


@FOR_OTHER_PROCESSES
def test_a_process_takes_the_step_that_a_page_has_started(browser, region, processes):
    batch = send(browser, cesp_csv(*lines(region, 3)))

    assert processes[-1].wait() == 0

    batch.refresh_from_db()
    assert (batch.state, batch.created) == (BatchState.CHECKED, 3)


@FOR_OTHER_PROCESSES
def test_how_far_a_task_is_shows_before_its_end(browser, region, started, monkeypatch):
    batch = send(browser, cesp_csv(*lines(region, 30)))
    monkeypatch.setattr(batches, "WATCHED", 10)
    seen = []
    read = batches.Checker.blocks

    def blocks(checker, size):
        for drafts in read(checker, size):
            apart = connection.copy()
            with apart.cursor() as cursor:
                cursor.execute("SELECT rows_read FROM imports_importtask")
                seen.append(cursor.fetchone()[0])
            apart.close()
            yield drafts

    call_command("run_import", batch.pk)
    ask(browser, "write", batch)
    monkeypatch.setattr(batches.Checker, "blocks", blocks)
    call_command("run_import", batch.pk)

    assert seen == [10, 20, 30]
    assert len(numbers()) == 30


@FOR_OTHER_PROCESSES
def test_killed_in_mid_write_it_leaves_nothing_and_is_started_again(browser, region, processes):
    batch = send(browser, cesp_csv(*lines(region, 3)))
    processes[-1].wait()

    with contracts_held() as cursor:
        ask(browser, "write", batch)
        wait_for(cursor, 1)
        cursor.execute(WRITTEN_PERSONS)
        assert cursor.fetchone()[0] == 1  # the persons are written, the contracts wait
        os.kill(processes[-1].pid, signal.SIGKILL)
        processes[-1].wait()
    died(batch)
    batch.refresh_from_db()
    wait_until(lambda: tasks.has_died(batch))

    assert (numbers(), Professional.objects.count()) == ([], 0)
    assert "s’est interrompue" in page(browser, batch)
    ask(browser, "resume", batch)
    assert processes[-1].wait() == 0

    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN
    assert len(numbers()) == 3


WRITTEN_PERSONS = """
    SELECT count(DISTINCT pid) FROM pg_locks
    WHERE relation = 'contracts_professional'::regclass AND mode = 'RowExclusiveLock' AND granted
"""


@contextmanager
def contracts_held():
    """Nobody writes a contract meanwhile; gives a cursor on the connection that holds them."""
    apart = connection.copy()
    apart.set_autocommit(False)
    try:
        with apart.cursor() as cursor:
            cursor.execute("LOCK TABLE contracts_cespcontract IN SHARE MODE")
            yield cursor
        apart.rollback()
    finally:
        apart.close()


def wait_until(happens) -> None:
    limit = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_a_process_outlives_the_request_and_is_heard_of(monkeypatch):
    run = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: run.append((command, options)) or Heard())

    tasks.launch(12)

    [(command, options)] = run
    assert command[1:] == [str(settings.BASE_DIR / "manage.py"), "run_import", "12"]
    assert options["start_new_session"]
    assert "shell" not in options


class Heard:
    """A process that has ended."""

    def wait(self):
        return 0
