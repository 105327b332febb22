"""What a person does to a record, by its name: written whole, under the lock of its rules, and kept in the history.

A guided action, an import or a script calls the same function; it needs no request.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import pghistory
from django.db.models import Model

from regions.rules import checked


class AlreadyDone(Exception):
    """What is asked is written already, by the same form sent twice or by somebody else: nothing is left to do."""


def recorded(label: str, *, under: str | None = None) -> Callable:
    """Make `write(record, *, by, …)` one writing that the history keeps as `label`, in French, done by user `by`.

    `record` is locked and read again before `write`, then judged by its rules; so is, before it, the record that its
    reference `under` names. Everything is undone on `RuleViolation`, `ValidationError` or `IntegrityError`. The
    function made carries `label`.
    """

    def decorate(write):
        @functools.wraps(write)
        def perform(record: Model, *, by, **values):
            # The owner first: whoever writes its parts takes the locks in the same order.
            rows = [getattr(record, under), record] if under else [record]
            with pghistory.context(user=by.pk, action=label), checked(*rows):
                for row in rows:
                    _lock_and_read(row)
                return write(record, by=by, **values)

        perform.label = label
        return perform

    return decorate


def _lock_and_read(row: Model) -> None:
    # What refers to the row is written all the same: only another writer of the row waits.
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(no_key=True))


def create(record: Model) -> Model:
    """Write a new record, or a new part of one, checked by its model; raises `ValidationError`."""
    record.full_clean()
    record.save(force_insert=True)
    return record


def amend(record: Model, **changes) -> Model:
    """Write `changes` on `record`, checked by their fields and by all its constraints; raises `ValidationError`.

    What the record already held is not judged again: an old value does not prevent a new one elsewhere.
    """
    for name, value in changes.items():
        setattr(record, name, value)
    record.clean_fields(exclude={field.name for field in record._meta.fields} - changes.keys())
    record.validate_constraints()
    record.save()
    return record
