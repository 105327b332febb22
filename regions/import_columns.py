"""How a column of a file is read as its field of a model wants it, and what its template says."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model

from imports.kinds import Column
from imports.reading.tables import Cell
from imports.reading.values import Parser, ValueRefused, choice, identifier, text
from regions.identifiers import is_finess
from regions.import_values import plausible_day
from regions.plain_text import SHORTEST_NUMBER

KNOWN_ELSEWHERE = "Fiche existante\u00a0: contactez l’administration nationale."
"""All that may be said of a record that the user may not write."""

finess = identifier(9, is_right=is_finess, has_key=True)
"""A FINESS of nine characters; one that lost its zero is read with it when the key is then right, and that is told."""


def of_field(model: type[Model], name: str, parse: Parser | None = None) -> Parser:
    """How a cell is read for the field `name` of `model`: by `parse` (a text by default), then as the field checks it.

    A text of a model refuses what no text may hold (a social security number, an invisible character).
    """
    field = model._meta.get_field(name)
    told = parse or (choice(spellings(field.choices)) if field.choices else text(field.max_length))
    checks = [] if field.choices else field.validators
    plain = 0 if parse or field.choices or type(field) is not CharField else min(field.max_length, SHORTEST_NUMBER - 1)

    def read(cell: Cell):
        # Most cells: a short printable text, in which nothing can be refused.
        if type(cell) is str and 0 < len(cell) <= plain and cell.isascii() and cell.isprintable():
            return cell
        value = told(cell)
        if value is None:
            return None
        try:
            value = field.to_python(value)
            for check in checks:
                check(value)
        except ValidationError as error:
            raise ValueRefused(" ".join(error.messages)) from None
        return value

    return read


def spellings(choices) -> dict:
    """The values of `choices`, each with the ways a file may write it: its code, its label."""
    return {value: (str(value), str(label)) for value, label in choices}


def values_of(model: type[Model], name: str) -> tuple[str, ...]:
    """The values that a column of choices takes, for the template."""
    return tuple(str(value) for value, _ in model._meta.get_field(name).choices)


def choice_column(name: str, model: type[Model], field: str, **options) -> Column:
    """The column `name`, one of the choices of a field."""
    return Column(name, of_field(model, field), values=values_of(model, field), **options)


def day_column(name: str, help_text: str = "", **options) -> Column:
    """The column `name`, of days that a fact may have."""
    return Column(name, plausible_day, help_text or "Date JJ/MM/AAAA.", **options)
