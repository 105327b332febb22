"""A file from its arrival to its undoing: received, checked, written once, put back.

Each step is safe to ask twice and from two places: the batch is locked while its state changes. The file is kept in
the database, so that any process can take the next step.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone
from pghistory.models import Context

from imports.checking import Checker
from imports.drafts import Draft
from imports.enums import BatchState, BlankPolicy, Outcome
from imports.kinds import ImportKind
from imports.models import ImportBatch, ImportedRow
from imports.reading import FileRefused, Limits, Table, read
from imports.writing import bulk_writing, insert_rows, new_keys

MEMORY = Limits()
COUNTS = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REFUSED: "refused",
}


class NotWritten(Exception):
    """Nothing was written; the message, in French, says why."""


@dataclass
class Reverter:
    """What puts back all that one context of history holds: registered by the application that keeps the history."""

    revert: Callable[[Context, object], list[str]]
    """Given a context and a user, put its rows back; return the names of those left as they are."""
    sentence_of: Callable[[IntegrityError], str]
    """The French sentence of the constraint that the database opposes."""


_REVERTERS: list[Reverter] = []


def register_reverter(reverter: Reverter) -> None:
    """Make `reverter` the way to undo a batch."""
    _REVERTERS[:] = [reverter]


def receive(kind: ImportKind, content: bytes, name: str, user, *, blank: str = BlankPolicy.KEEP) -> ImportBatch:
    """Keep a file that `user` sends, before anything is read of it."""
    return ImportBatch.objects.create(
        kind=kind.code,
        owner=user,
        file_name=name[-255:],
        file=content,
        sha256=hashlib.sha256(content).hexdigest(),
        blank_policy=blank,
    )


def table_of(batch: ImportBatch, limits: Limits = MEMORY) -> Table:
    """What the file of `batch` holds; `FileRefused` when it cannot be read, or is not kept any more."""
    if batch.file is None:
        raise FileRefused("Ce fichier n’est plus conservé\u00a0: envoyez-le à nouveau.")
    return read(bytes(batch.file), limits=limits)


def check(batch: ImportBatch) -> ImportBatch:
    """Read the file of `batch` against the register, and keep what it would change; nothing else is written.

    A file that cannot be read leaves the batch refused, with the reason in `problem`.
    """
    with transaction.atomic():
        batch = _held(batch)
        if batch.state in (BatchState.WRITTEN, BatchState.UNDONE):
            return batch
        batch.imported_rows.all().delete()
        try:
            table = table_of(batch)
            batch.format = table.format
            checker = Checker(batch.import_kind, table, batch.owner, batch.blank_policy, batch.chosen)
            for drafts in checker.blocks():
                insert_rows(ImportedRow, _rows_of(batch, checker, drafts))
        except FileRefused as refusal:
            batch.problem = str(refusal)
            set_counts(batch, Counter())
            batch.state = BatchState.REFUSED
        else:
            batch.problem = ""
            set_counts(batch, checker.counts)
            batch.erased = checker.erased
            batch.state = BatchState.CHECKED
        batch.save()
    return batch


def confirm(batch: ImportBatch, *, by, partial: bool = False) -> ImportBatch:
    """Write `batch`, all of it or, if `partial`, its valid rows; once, whoever asks again.

    It is checked again, against the register as it is now. Raises `NotWritten`: rows are refused and not `partial`,
    the batch is not to be written, or the database objects; the batch then stays as it was.
    """
    try:
        with bulk_writing(user=by.pk, batch=batch.pk) as context:
            batch = _held(batch)
            if batch.state == BatchState.WRITTEN:
                return batch
            if batch.state not in (BatchState.CHECKED, BatchState.WRITING):
                raise NotWritten("Ce lot n’est pas à écrire\u00a0: envoyez à nouveau le fichier.")
            close(batch, _write(batch, partial), context, partial=partial)
    except FileRefused as refusal:
        raise NotWritten(str(refusal)) from None
    except IntegrityError as error:
        raise NotWritten(sentence_of(error)) from error
    return batch


def close(batch: ImportBatch, checker: Checker, context, *, partial: bool) -> None:
    """Note what was written of `batch`, in the transaction that wrote it; `context` is that of its history."""
    set_counts(batch, checker.counts)
    batch.erased, batch.is_partial = checker.erased, partial
    batch.state, batch.written_at = BatchState.WRITTEN, timezone.now()
    batch.history_context = context.id
    batch.save()


def faults_of(batch: ImportBatch) -> dict[int, list]:
    """Why each row refused is, by its line: column, sentence, suggestion."""
    return dict(batch.imported_rows.filter(outcome=Outcome.REFUSED).values_list("line", "faults"))


def sentence_of(error: IntegrityError) -> str:
    """What to say when the database opposes one of its constraints."""
    return f"Rien n’a été écrit. {_REVERTERS[0].sentence_of(error)}"


def _write(batch: ImportBatch, partial: bool) -> Checker:
    checker = Checker(batch.import_kind, table_of(batch), batch.owner, batch.blank_policy, batch.chosen)
    batch.imported_rows.all().delete()
    for drafts in checker.blocks():
        insert_rows(ImportedRow, _rows_of(batch, checker, drafts))
        checker.register.write(drafts)
    if checker.counts[Outcome.REFUSED] and not partial:
        raise NotWritten(refused_sentence(checker.counts[Outcome.REFUSED]))
    return checker


def write_from(batch: ImportBatch, checker: Checker, *, size: int, after: Callable[[int], None]) -> None:
    """Write, for the command line, what `checker` reads: `size` rows at a time, however long the file.

    Inside `bulk_writing`. `after` is told the number of rows of each block; the rows refused are kept with the batch.
    """
    for drafts in checker.blocks(size):
        insert_rows(ImportedRow, _rows_of(batch, checker, [draft for draft in drafts if draft.faults]))
        checker.register.write(drafts)
        after(len(drafts))


def refused_sentence(number: int) -> str:
    """What to say when `number` rows are refused, and nothing is written."""
    rows = "1 ligne est refusée" if number == 1 else f"{number} lignes sont refusées"
    return f"Rien n’a été écrit\u00a0: {rows}. Corrigez-les, ou demandez d’écrire seulement les lignes valides."


def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Put back every row that `batch` wrote, less those changed since, which are listed in `left`; once."""
    with transaction.atomic():
        batch = _held(batch)
        if batch.state != BatchState.WRITTEN:
            raise NotWritten("Ce lot n’est pas écrit, ou est déjà annulé.")
        context = Context.objects.filter(pk=batch.history_context).first()
        batch.left = _REVERTERS[0].revert(context, by) if context else []
        batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
        with pghistory.context(user=by.pk, action=f"Annulation de l’import n° {batch.pk}"):
            batch.save()
    return batch


def _held(batch: ImportBatch) -> ImportBatch:
    """`batch` as the database holds it, locked until the end of the transaction."""
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("owner").get(pk=batch.pk)


def set_counts(batch: ImportBatch, counts: Counter) -> None:
    """Note how many rows of the file had each outcome."""
    for outcome, name in COUNTS.items():
        setattr(batch, name, counts[outcome])
    batch.rows = counts.total()


def _rows_of(batch: ImportBatch, checker: Checker, drafts: Iterable[Draft]) -> Iterator[dict]:
    """The rows to keep of a block: those that would change something, and those refused."""
    kept = [draft for draft in drafts if draft.outcome != Outcome.UNCHANGED]
    for draft, key in zip(kept, new_keys(ImportedRow, len(kept)), strict=True):
        refused = bool(draft.faults)
        yield {
            "id": key,
            "batch_id": batch.pk,
            "line": draft.line,
            "outcome": draft.outcome.value,
            "label": checker.register.label_of(draft)[:250],
            "changes": json.dumps([] if refused else checker.changes_of(draft)),
            "faults": json.dumps([(fault.column, fault.sentence, fault.suggestion) for fault in draft.faults]),
        }
