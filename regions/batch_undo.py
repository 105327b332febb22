"""How an import is put back: the history is kept here, the journal of imports asks for it."""

from __future__ import annotations

from django.db import IntegrityError
from pghistory.models import Context

from imports.batches import NotWritten, Reverter
from regions.put_back import CannotPutBack
from regions.refusals import refusal_of_database
from regions.undo import revert


def _revert(context: Context, user) -> list[str]:
    """Put back all that `context` wrote but what has changed since, whose names are returned.

    The rules do not judge again: what comes back was there before, and there may be many thousands of records.
    """
    try:
        return [str(row) for row in revert(context, by=user, check=None).left]
    except CannotPutBack as error:
        raise NotWritten(f"Rien n’a été annulé. {error}") from error


def _sentence_of(error: IntegrityError) -> str:
    return refusal_of_database(error).on_record[0][1]


REVERTER = Reverter(_revert, _sentence_of)
