"""The purge: each step finds rows past their time and forgets them, batch by batch, one transaction a batch."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pghistory
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Func, JSONField, QuerySet
from django.utils import timezone
from pghistory.models import Context

from accounts.models import Connection, User
from contracts.models import Professional
from imports.models import ExportLog, ImportBatch, ImportedRow
from pts_admin.personal_data.erasure import close_and_forget, pseudonymise
from pts_admin.personal_data.holdings import history_of
from pts_admin.personal_data.retention import accounts_past_retention, deleted_for_long, limit, past_retention
from regions.models import FormSubmission

BATCH_SIZE = 500
HISTORY_REASON = "purge"
SUBMISSION_DAYS = 7
"""A form of creation is not sent again after that."""


@dataclass(frozen=True)
class Step:
    """`rows` past their time, and what to do of a batch of their keys: it returns how many it changed, by kind."""

    rows: QuerySet
    forget: Callable[[list], Counter]


def purge(on: datetime.date, *, dry_run: bool = False) -> Counter:
    """Forget what is past its retention on day `on`; return the number of rows by kind.

    Stopped in the middle, it leaves whole persons, named or not; run again, it goes on. A dry run does the same work
    and takes each batch back.
    """
    counts = Counter()
    for step in steps(on):
        for keys in _batches(step.rows):
            with _one_batch(dry_run):
                counts += step.forget(keys)
    return counts


def steps(on: datetime.date) -> list[Step]:
    """What is to be forgotten on day `on`. Persons come first: a dry run then counts as the purge does."""
    files = {"received_at__date__lt": on - datetime.timedelta(days=settings.RETENTION_IMPORT_FILE_DAYS)}
    journal = {"created_at__date__lt": limit("journal", on)}
    midnight = timezone.make_aware(datetime.datetime.combine(on, datetime.time.min))
    connections = on - datetime.timedelta(days=settings.RETENTION_CONNECTION_DAYS)
    return [
        Step(past_retention(on), lambda keys: _pseudonymise_living(keys, on)),
        Step(deleted_for_long(on), _pseudonymise_deleted),
        Step(accounts_past_retention(on), lambda keys: _close_accounts(keys, on)),
        Step(ImportBatch.objects.filter(**files, file__isnull=False), _empty_files),
        _deletion("lignes d’import", ImportedRow.objects.filter(**{f"batch__{k}": v for k, v in files.items()})),
        Step(Context.objects.filter(**journal, metadata__has_any_keys=AUTHORSHIP), _forget_authors),
        _deletion("journal de l’administration", LogEntry.objects.filter(action_time__date__lt=limit("journal", on))),
        _deletion("exports", ExportLog.objects.filter(at__date__lt=limit("journal", on))),
        _deletion("connexions", Connection.objects.older_than(connections)),
        _deletion("essais de connexion", AccessAttempt.objects.filter(attempt_time__date__lt=connections)),
        _deletion("sessions expirées", Session.objects.filter(expire_date__lt=midnight)),
        _deletion("formulaires déjà enregistrés", FormSubmission.objects.older_than(SUBMISSION_DAYS, midnight)),
    ]


def _deletion(label: str, rows: QuerySet) -> Step:
    """The step that deletes `rows`, counted under `label`."""
    return Step(rows, lambda keys: Counter({label: rows.model._base_manager.filter(pk__in=keys).delete()[0]}))


def _batches(rows: QuerySet) -> Iterator[list]:
    """The keys of `rows`, a batch at a time; what is forgotten may leave `rows` meanwhile."""
    batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1]).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])


@contextmanager
def _one_batch(dry_run: bool):
    with transaction.atomic(), pghistory.context(reason=HISTORY_REASON):
        yield
        if dry_run:
            transaction.set_rollback(True)


def _pseudonymise_living(keys: list[int], on: datetime.date) -> Counter:
    # A commitment being signed waits for this lock; one that was signed since the batch was read is seen after it.
    list(Professional.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    return pseudonymise(list(past_retention(on).filter(pk__in=keys).values_list("pk", flat=True)))


def _pseudonymise_deleted(keys: list[int]) -> Counter:
    last_lines = history_of(Professional).objects.filter(pk__in=keys)
    return pseudonymise(list(last_lines.values_list("pgh_obj_id", flat=True)))


def _close_accounts(keys: list[int], on: datetime.date) -> Counter:
    # As above: a role being given waits for this lock.
    list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    return close_and_forget(list(accounts_past_retention(on).filter(pk__in=keys).values_list("pk", flat=True)))


def _empty_files(keys: list[int]) -> Counter:
    return Counter(
        {"fichiers d’import": ImportBatch.objects.filter(pk__in=keys).update(file=None, headers=[], notices=[])}
    )


AUTHORSHIP = ["user", "url"]
"""What the context of a change says of its author."""


def _forget_authors(keys: list) -> Counter:
    names = ", ".join(f"'{name}'" for name in AUTHORSHIP)
    left = Func("metadata", template=f"(%(expressions)s - ARRAY[{names}])", output_field=JSONField())
    return Counter({"auteurs de modifications": Context.objects.filter(pk__in=keys).update(metadata=left)})
