"""What several kinds of file about persons read alike: their numbers, their year of birth, their specialty."""

from __future__ import annotations

from django.db.models import Model

from contracts.models import Specialty
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import Parser, ValueRefused, identifier, quoted, whole_number
from regions.identifiers import rpps_of
from regions.import_columns import of_field

_ELEVEN = identifier(11)


def rpps(cell: Cell) -> str | None:
    """An RPPS, or an IDNPS, which is one after an 8."""
    written = as_written(cell)
    return rpps_of(written) if len(rpps_of(written)) < len("".join(written.split())) else _ELEVEN(cell)


def birth_year(model: type[Model]) -> Parser:
    """The year of birth of a person."""
    return of_field(model, "birth_year", whole_number)


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
