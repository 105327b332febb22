"""Rows planned in memory, then written in the order of their references."""

from __future__ import annotations

from collections import defaultdict

from django.db import models

BATCH_SIZE = 2_000
HISTORY_REASON = "données de démonstration"


class Book:
    """Unsaved rows by model. A row may refer to another that is still to be written."""

    def __init__(self):
        self.rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def add(self, row: models.Model) -> models.Model:
        """Keep a row for writing, and return it."""
        self.rows[type(row)].append(row)
        return row

    def write(self, order: list[type[models.Model]]):
        """Write every row, model after model, owners before what they own."""
        forgotten = set(self.rows) - set(order)
        if forgotten:
            raise ValueError(f"No place in the order of writing for {sorted(m.__name__ for m in forgotten)}")
        for model in order:
            # A row may come from another of its model, written before it.
            for rows in _generations(model, self.rows[model]):
                model._base_manager.bulk_create(rows, batch_size=BATCH_SIZE)


def _generations(model: type[models.Model], rows: list) -> tuple[list, list]:
    """The rows that refer to no other of their own model, then the others."""
    keys = [field for field in model._meta.concrete_fields if field.related_model is model]
    heirs = {id(row) for row in rows if any(getattr(row, key.name) is not None for key in keys)}
    return [row for row in rows if id(row) not in heirs], [row for row in rows if id(row) in heirs]
