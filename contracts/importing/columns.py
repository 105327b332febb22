"""Columns that several kinds of file share, and how a column is read as its field of a model wants it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model

from contracts.models import Specialty
from imports.kinds import Column
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import Parser, ValueRefused, choice, identifier, quoted, text, whole_number
from regions.identifiers import is_finess, rpps_of
from regions.import_values import plausible_day
from regions.plain_text import SHORTEST_NUMBER


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


_ELEVEN = identifier(11)


def rpps(cell: Cell) -> str | None:
    """An RPPS, or an IDNPS, which is one after an 8."""
    written = as_written(cell)
    return rpps_of(written) if len(rpps_of(written)) < len("".join(written.split())) else _ELEVEN(cell)


finess = identifier(9, is_right=is_finess)
"""A FINESS of nine characters; one that lost its zero is refused, with the whole number proposed."""


def birth_year(model: type[Model]) -> Parser:
    """The year of birth of a person."""
    return of_field(model, "birth_year", whole_number)


def day_column(name: str, help_text: str = "", **options) -> Column:
    """A column of days that a fact may have."""
    return Column(name, plausible_day, help_text or "Date JJ/MM/AAAA.", **options)


def choice_column(name: str, model: type[Model], field: str, **options) -> Column:
    """A column of one of the choices of the field `field` of `model`."""
    return Column(name, of_field(model, field), values=values_of(model, field), **options)


class Specialties:
    """The specialties of the register, by name."""

    def __init__(self):
        self.names: dict[int, str] = dict(Specialty.objects.values_list("pk", "name"))
        self._keys = {comparable(name): pk for pk, name in self.names.items()}

    def __call__(self, cell: Cell) -> int | None:
        """The key of a specialty."""
        written = as_written(cell)
        if not written:
            return None
        try:
            return self._keys[comparable(written)]
        except KeyError:
            raise ValueRefused(f"{quoted(cell)} n’est pas une spécialité du registre.") from None
