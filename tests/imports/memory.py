"""A kind of file whose records are kept in memory, for what needs no database."""

import datetime
from decimal import Decimal

from imports.kinds import Column, ImportKind
from imports.reading.values import boolean, choice, date, decimal_number, identifier, text, whole_number
from imports.registers import Register

COLUMNS = (
    Column("numero", text(40), "Clé de la ligne.", required=True, example="A-1"),
    Column("nom", text(200), required=True, example="DURAND"),
    Column("finess", identifier(9), example="010000001"),
    Column("effectif", whole_number, example="12"),
    Column("montant", decimal_number, example="12,5"),
    Column("ouvert", boolean, example="oui"),
    Column("jour", date, "Date JJ/MM/AAAA.", example="15/12/2016"),
    Column("etat", choice({"neuf": "Neuf", "use": "Usé"}), values=("neuf", "use"), example="neuf"),
)


class Records:
    """What stands for a queryset: the keys of records that everybody may read."""

    def __init__(self, keys):
        self.keys = list(keys)

    def visible_to(self, user):
        return self

    def values_list(self, name, flat):
        return self.keys


def kind_of(records: dict[str, tuple]) -> ImportKind:
    """A kind whose records are `records`, by their number."""

    class MemoryRegister(Register):
        columns = COLUMNS

        def locate(self, drafts):
            return {place: draft.values[0] for place, draft in enumerate(drafts) if draft.values[0] in records}

        def current_values(self, keys):
            return {key: ({"record": key}, records[key]) for key in keys}

        def key_of(self, draft):
            return draft.values[0]

    return ImportKind("memoire", "fiches en mémoire", COLUMNS, MemoryRegister, "", keys=(("numero",),))


def record(number: str, **values) -> tuple:
    """The values of a record, plausible where nothing is said."""
    plain = {
        "nom": "DURAND",
        "finess": "010000001",
        "effectif": 12,
        "montant": Decimal("12.5"),
        "ouvert": True,
        "jour": datetime.date(2016, 12, 15),
        "etat": "neuf",
    }
    return (number, *(plain | values).values())
