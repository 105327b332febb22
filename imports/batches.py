"""A file from its arrival to its undoing: received, checked, written once, put back.

Each step is safe to ask twice and from two places: the batch is locked while its state changes. The file is kept in
the database, so that any process can take the next step.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pghistory
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from pghistory.models import Context

from imports import matching
from imports.checking import BLOCK, Checker
from imports.drafts import Draft
from imports.enums import BatchState, BlankPolicy, Outcome
from imports.kinds import ImportKind
from imports.mappings import remembered
from imports.models import ImportBatch, ImportedRow
from imports.reading import FileRefused, Limits, Row, Table, read
from imports.writing import bulk_writing, ease_triggers, insert_rows, new_keys

MEMORY = Limits()
SECOND_CLICK = datetime.timedelta(minutes=1)
"""How long the same file sent again is the same batch."""
KEPT_TOGETHER = 10_000
"""Rows of the preview written by one statement."""
WATCHED = 20_000
"""Rows written together when somebody watches."""
Watch = Callable[[int], None]
"""Told now and then how many rows of the file have been read."""
COUNTS = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REFUSED: "refused",
    Outcome.PROPOSED: "proposed",
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


def receive_once(kind: ImportKind, content: bytes, name: str, user, *, blank: str) -> ImportBatch:
    """As `receive`, but that a second click leads to the batch of the first one."""
    with transaction.atomic():
        # One after the other, even if both came at once.
        get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
        same = ImportBatch.objects.filter(
            owner=user,
            kind=kind.code,
            sha256=hashlib.sha256(content).hexdigest(),
            blank_policy=blank,
            state__in=(*BatchState.before_writing(), BatchState.CHECKING),
            received_at__gt=timezone.now() - SECOND_CLICK,
        ).first()
        return same or receive(kind, content, name, user, blank=blank)


def table_of(batch: ImportBatch, limits: Limits = MEMORY) -> Table:
    """What the file of `batch` holds; `FileRefused` when it cannot be read, or is not kept any more."""
    # Asked for alone: a batch that holds its file writes it again each time it is saved.
    content = ImportBatch.objects.values_list("file", flat=True).get(pk=batch.pk)
    if content is None:
        raise FileRefused("Ce fichier n’est plus conservé\u00a0: envoyez-le à nouveau.")
    return read(bytes(content), limits=limits)


def samples_of(batch: ImportBatch) -> list[str]:
    """What each column of the file of `batch` holds; nothing when it cannot be read."""
    try:
        return matching.samples_of(table_of(batch))
    except FileRefused:
        return []


def check(batch: ImportBatch, *, watch: Watch | None = None) -> ImportBatch:
    """Read the file of `batch` against the register, and keep what it would change; nothing else is written.

    A file that cannot be read leaves the batch refused, with the reason in `problem`. What its owner once said of the
    same headers is applied.
    """
    with transaction.atomic():
        batch = _held(batch)
        if batch.state not in (*BatchState.before_writing(), BatchState.CHECKING, BatchState.WRITING):
            return batch
        batch.imported_rows.all().delete()
        try:
            table = _watched(table_of(batch), watch)
            batch.format = table.format
            batch.headers = matching.headers_of(batch.import_kind, table)
            batch.mapping = batch.mapping or remembered(batch)
            checker = _checker(batch, table)
            for drafts in checker.blocks():
                _keep(batch, checker, drafts)
        except FileRefused as refusal:
            batch.problem, batch.notices = str(refusal), []
            set_counts(batch, Counter())
            batch.state = BatchState.REFUSED
        else:
            batch.problem, batch.notices = "", [*checker.match.notices, *checker.notices()]
            set_counts(batch, checker.counts)
            batch.erased = checker.erased
            batch.state = BatchState.CHECKED
        batch.save()
    return batch


def confirm(batch: ImportBatch, *, by, partial: bool = False, watch: Watch | None = None) -> ImportBatch:
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
            close(batch, _write(batch, partial, watch), context, partial=partial)
    except FileRefused as refusal:
        raise NotWritten(str(refusal)) from None
    except IntegrityError as error:
        raise NotWritten(sentence_of(error)) from error
    return batch


def close(batch: ImportBatch, checker: Checker, context, *, partial: bool) -> None:
    """Note what was written of `batch`, in the transaction that wrote it; `context` is that of its history."""
    set_counts(batch, checker.counts)
    batch.erased, batch.is_partial = checker.erased, partial
    batch.problem = ""
    batch.state, batch.written_at, batch.written_by_id = BatchState.WRITTEN, timezone.now(), context.metadata["user"]
    batch.history_context = context.id
    batch.save()


def faults_of(batch: ImportBatch) -> dict[int, list]:
    """Why each row that is not written is not, by its line: column, sentence, suggestion."""
    return dict(batch.imported_rows.filter(outcome__in=Outcome.held_back()).values_list("line", "faults"))


def sentence_of(error: IntegrityError) -> str:
    """What to say when the database opposes one of its constraints."""
    return f"Rien n’a été écrit. {_REVERTERS[0].sentence_of(error)}"


def _write(batch: ImportBatch, partial: bool, watch: Watch | None) -> Checker:
    table = _watched(table_of(batch), watch)
    checker = _checker(batch, table)
    batch.imported_rows.all().delete()
    size = WATCHED if watch else BLOCK
    for drafts in checker.register.write_blocks(checker.blocks(size), size):
        _keep(batch, checker, drafts)
    if checker.held_back and not partial:
        raise NotWritten(refused_sentence(checker.held_back))
    return checker


def _checker(batch: ImportBatch, table: Table) -> Checker:
    return Checker(batch.import_kind, table, batch.owner, batch.blank_policy, batch.chosen, batch.accepted)


def write_from(batch: ImportBatch, checker: Checker, *, size: int, after: Callable[[int], None]) -> None:
    """Write, for the command line, what `checker` reads: `size` rows at a time, however long the file.

    Inside `bulk_writing`. `after` is told the number of rows of each block; the rows refused are kept with the batch.
    """
    for drafts in checker.register.write_blocks(checker.blocks(size), size):
        _keep(batch, checker, [draft for draft in drafts if draft.faults])
        after(len(drafts))


def refused_sentence(number: int) -> str:
    """What to say when `number` rows are refused, and nothing is written."""
    rows = "1 ligne est refusée" if number == 1 else f"{number} lignes sont refusées"
    return f"Rien n’a été écrit\u00a0: {rows}. Corrigez-les, ou demandez d’écrire seulement les lignes valides."


def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Put back every row that `batch` wrote, less those changed since, which are listed in `left`; once."""
    with transaction.atomic():
        ease_triggers()
        batch = _held(batch)
        if batch.state not in (BatchState.WRITTEN, BatchState.UNDOING):
            raise NotWritten("Ce lot n’est pas écrit, ou est déjà annulé.")
        context = Context.objects.filter(pk=batch.history_context).first()
        batch.left = _REVERTERS[0].revert(context, by) if context else []
        batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
        with pghistory.context(user=by.pk, action=f"Annulation de l’import n° {batch.pk}"):
            batch.save()
    return batch


def note_refusal(batch: ImportBatch, sentence: str) -> None:
    """Keep why a task has written, or undone, nothing: the batch is again what it was before."""
    with transaction.atomic():
        batch = _held(batch)
        before = {BatchState.WRITING: BatchState.CHECKED, BatchState.UNDOING: BatchState.WRITTEN}
        batch.state = before.get(batch.state, batch.state)
        if batch.state in before.values():
            batch.problem = sentence
        batch.save()


def set_columns(batch: ImportBatch, mapping: dict[int, str], blank: str) -> None:
    """Say by hand which columns the file holds, and what an empty cell means; the batch is then to be checked."""
    with transaction.atomic():
        batch = _held(batch)
        if batch.state not in BatchState.before_writing():
            raise NotWritten("Ce lot ne se vérifie plus\u00a0: il est écrit, ou va l’être.")
        batch.mapping, batch.blank_policy = {str(position): name for position, name in mapping.items()}, blank
        batch.save()


def answer(batch: ImportBatch, answers: dict[int, int]) -> ImportBatch:
    """Keep which record each line is about, 0 for a new one; to be checked again."""
    with transaction.atomic():
        batch = _held(batch)
        if batch.state not in BatchState.before_writing():
            raise NotWritten("Ce lot n’attend plus de réponse\u00a0: il est écrit, ou va l’être.")
        batch.answers |= {str(line): key for line, key in answers.items()}
        batch.save()
    return batch


def abandon(batch: ImportBatch) -> ImportBatch:
    """Keep nothing of a file that is not to be written, but that it came."""
    with transaction.atomic():
        batch = _held(batch)
        if batch.state not in BatchState.before_writing():
            raise NotWritten("Ce lot n’est plus à abandonner\u00a0: il est écrit, ou va l’être.")
        batch.imported_rows.all().delete()
        batch.file, batch.headers, batch.notices, batch.state = None, [], [], BatchState.ABANDONED
        batch.save()
    return batch


def _watched(table: Table, watch: Watch | None) -> Table:
    """`table`, whose rows are told to `watch` as they are read."""
    if watch is None:
        return table

    def records() -> Iterator[Row]:
        for number, row in enumerate(table.records()):
            if number % WATCHED == 0:
                watch(number)
            yield row

    return replace(table, records=records)


def _held(batch: ImportBatch) -> ImportBatch:
    """`batch` as the database holds it, less its file, locked until the end of the transaction."""
    held = ImportBatch.objects.select_for_update(of=("self",)).select_related("owner").defer("file")
    return held.get(pk=batch.pk)


def set_counts(batch: ImportBatch, counts: Counter) -> None:
    """Note how many rows of the file had each outcome."""
    for outcome, name in COUNTS.items():
        setattr(batch, name, counts[outcome])
    batch.rows = counts.total()


def _keep(batch: ImportBatch, checker: Checker, drafts: Iterable[Draft]) -> None:
    """Keep the rows of a block that would change something, and those refused.

    They are made before they are written: to name a line may ask the database, which takes nothing else during a COPY.
    """
    kept = (draft for draft in drafts if draft.outcome != Outcome.UNCHANGED)
    while some := list(islice(kept, KEPT_TOGETHER)):
        keys = new_keys(ImportedRow, len(some))
        rows = [_row_of(batch, checker, draft, key) for draft, key in zip(some, keys, strict=True)]
        insert_rows(ImportedRow, rows)


def _row_of(batch: ImportBatch, checker: Checker, draft: Draft, key: int) -> dict:
    return {
        "id": key,
        "batch_id": batch.pk,
        "line": draft.line,
        "outcome": draft.outcome.value,
        "label": checker.register.label_of(draft)[:250],
        "changes": json.dumps([] if draft.faults else checker.changes_of(draft)),
        "faults": json.dumps([(fault.column, fault.sentence, fault.suggestion) for fault in draft.faults]),
        "notes": json.dumps(draft.notes),
        "proposals": json.dumps(draft.proposals),
    }
