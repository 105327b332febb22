"""How an import is put back: the history is kept here, the journal of imports asks for it."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import Model
from pghistory.models import Context

from imports.batches import NotWritten, Reverter
from imports.models import ImportBatch
from regions.history_words import with_names
from regions.put_back import CannotPutBack
from regions.refusals import refusal_of_database
from regions.undo import Left, NotUndoable, revert


def _revert(context: Context, user) -> list[str]:
    """Put back all that `context` wrote but what has changed since, whose names are returned.

    The rules do not judge again: what comes back was there before, and there may be many thousands of records.
    """
    try:
        left = revert(context, by=user, check=None).left
    except (NotUndoable, CannotPutBack) as error:
        raise NotWritten(f"Rien n’a été annulé. {error}") from error
    # The batch itself was written with its rows, and goes on living.
    return _names([row for row in left if row.model is not ImportBatch])


def _names(left: list[Left]) -> list[str]:
    """The rows left, as their lists name them: « contrat CESP n° 12 : CNG-2016-0001 (DURAND Camille) »."""
    keys: dict[type[Model], list] = {}
    for row in left:
        keys.setdefault(row.model, []).append(row.key)
    names = {
        (model, str(record.pk)): str(record)
        for model, known in keys.items()
        for record in with_names(model._base_manager.filter(pk__in=known))
    }
    return [f"{row}\u00a0: {names[row.model, str(row.key)]}" for row in left if (row.model, str(row.key)) in names]


def _sentence_of(error: IntegrityError) -> str:
    return refusal_of_database(error).on_record[0][1]


REVERTER = Reverter(_revert, _sentence_of)
