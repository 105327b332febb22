"""The steps of a batch as pages take them: at once when they are short, else by a process of their own.

Such a task is one transaction, which holds the row of its batch to its end: while somebody holds the row, the task
lives. Killed, it leaves nothing half written and the row free, and can be started again.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from imports import batches
from imports.batches import NotWritten, Watch
from imports.enums import BatchState, Step
from imports.models import ImportBatch, ImportTask

LONG = 1_000_000
"""Bytes of a file from which a page does not wait: some 8 000 rows of a CSV, 20 000 of a workbook."""
MANY = 20_000
"""Rows written from which a page does not wait for their undoing."""
PATIENCE = datetime.timedelta(minutes=1)
"""What a process is given to reach its transaction."""
STARTS_FROM = {
    Step.CHECK: BatchState.before_writing(),
    Step.WRITE: (BatchState.CHECKED,),
    Step.UNDO: (BatchState.WRITTEN,),
}


def take(batch: ImportBatch, step: Step, *, by, partial: bool = False) -> str:
    """Take `step` of `batch` on behalf of `by`, or start the task that will; the French sentence of a refusal."""
    if is_long(batch, step):
        start(batch, step, by=by, partial=partial)
        return ""
    return carry_out(batch, step, by=by, partial=partial)


def is_long(batch: ImportBatch, step: Step) -> bool:
    """Whether `step` of `batch`, which knows its `size`, may outlast what a browser waits for."""
    if step == Step.UNDO:
        return batch.created + batch.updated > MANY
    return (batch.size or 0) > LONG


def carry_out(batch: ImportBatch, step: Step, *, by, partial: bool = False, watch: Watch | None = None) -> str:
    """Take `step` here and now; the French sentence of a refusal, empty when it was taken.

    What could not be written is checked again, so that the batch says what stands in the way.
    """
    try:
        if step == Step.CHECK:
            batches.check(batch, watch=watch)
        elif step == Step.WRITE:
            batches.confirm(batch, by=by, partial=partial, watch=watch)
        else:
            batches.undo(batch, by=by)
    except NotWritten as refusal:
        if step == Step.WRITE:
            batches.check(batch, watch=watch)
        return str(refusal)
    return ""


def start(batch: ImportBatch, step: Step, *, by, partial: bool = False) -> bool:
    """Start the task that takes `step` of `batch`; False when it is not to be taken, or when a task is at it."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update(skip_locked=True, of=("self",)).defer("file")
        held = held.filter(pk=batch.pk).first()
        if held is None or not (held.state in STARTS_FROM[step] or (held.state == step.state and _is_late(held))):
            return False
        held.state = step.state
        held.save(update_fields=["state"])
        ImportTask.objects.update_or_create(
            batch=held,
            defaults={"step": step, "by": by, "is_partial": partial, "started_at": timezone.now(), "rows_read": 0},
        )
    launch(batch.pk)
    return True


def start_again(batch: ImportBatch) -> bool:
    """Start anew the task of `batch` that has died, as it was asked for."""
    task = ImportTask.objects.select_related("by").get(batch=batch)
    return start(batch, Step(task.step), by=task.by, partial=task.is_partial)


def launch(key: int) -> subprocess.Popen:
    """A process that takes the step of the batch `key`, and outlives the request that asks for it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_import", str(key)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    # Somebody must hear of its end, else its number stays taken.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def run(key: int) -> str:
    """Take the step that the task of the batch `key` is for; the French sentence of a refusal, kept with the batch."""
    task = ImportTask.objects.select_related("batch", "by").get(batch=key)
    with _telling(task) as watch:
        refusal = carry_out(task.batch, Step(task.step), by=task.by, partial=task.is_partial, watch=watch)
    if refusal:
        batches.note_refusal(task.batch, refusal)
    return refusal


def has_died(batch: ImportBatch) -> bool:
    """Whether the task of `batch` has left its step unfinished."""
    if batch.state not in BatchState.under_way() or not _is_late(batch):
        return False
    with transaction.atomic():
        free = ImportBatch.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=batch.pk)
        return free.values_list("pk", flat=True).first() is not None


def _is_late(batch: ImportBatch) -> bool:
    return not ImportTask.objects.filter(batch=batch, started_at__gt=timezone.now() - PATIENCE).exists()


@contextmanager
def _telling(task: ImportTask) -> Iterator[Watch]:
    """What tells the pages how far `task` is: on a connection of its own, since its transaction shows nothing."""
    apart = connection.copy()

    def watch(rows: int) -> None:
        with apart.cursor() as cursor:
            cursor.execute("UPDATE imports_importtask SET rows_read = %s WHERE batch_id = %s", [rows, task.pk])

    try:
        yield watch
    finally:
        apart.close()
