"""How a file names a structure of the register: by its FINESS."""

from __future__ import annotations

from django.db.models import Q

from contracts.models import CespPlacement, PtmgContract
from imports.reading.tables import Cell
from imports.reading.values import ValueRefused, quoted
from regions.import_columns import finess
from structures.models import Structure


class FinessOfStructures:
    """The structures that a user sees, or that a contract they see names, by FINESS; any other reads as none."""

    def __init__(self, user):
        named = Q(pk__in=CespPlacement.objects.visible_to(user).values("structure"))
        named |= Q(pk__in=PtmgContract.objects.visible_to(user).values("structure"))
        seen = Q(pk__in=Structure.objects.visible_to(user).values("pk"))
        rows = Structure._base_manager.filter(seen | named).exclude(finess_et="")
        self._keys = dict(rows.order_by().values_list("finess_et", "pk"))
        self._numbers = {pk: number for number, pk in self._keys.items()}
        self._has_all = False

    def __call__(self, cell: Cell) -> int | None:
        """The key of a structure."""
        number = finess(cell)
        if number is None:
            return None
        if number not in self._keys:
            raise ValueRefused(f"{quoted(cell)} n’est le FINESS d’aucune structure que vous voyez.")
        return self._keys[number]

    def number_of(self, key: int) -> str:
        """The FINESS of a structure, of any region; empty without one."""
        if key not in self._numbers and not self._has_all:
            self._has_all = True
            rows = Structure._base_manager.exclude(finess_et="").order_by()
            self._numbers.update(rows.values_list("pk", "finess_et"))
        return self._numbers.get(key, "")
