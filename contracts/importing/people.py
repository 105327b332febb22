"""The persons that the lines of a file are about: found by RPPS, else by name and year of birth, else new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from contracts.importing.columns import birth_year, rpps
from contracts.models import Professional
from contracts.rules.said import ELSEWHERE
from imports.drafts import Draft
from imports.kinds import Column
from imports.lookups import tuples_of
from regions.import_columns import of_field
from regions.text import fold

OTHER_PERSON = "Ce numéro RPPS est celui d’une autre personne\u00a0: vérifiez-le, ainsi que le nom."
SEVERAL_PERSONS = "Plusieurs fiches portent ce nom et cette année de naissance\u00a0: donnez le numéro RPPS."
TAKEN = "Ce numéro RPPS est celui d’une autre fiche\u00a0: vérifiez-le, ou fusionnez les deux fiches (H1)."
TAKEN_IN_FILE = "Une autre ligne donne ce numéro RPPS à une autre personne\u00a0: vérifiez-le (H1)."
NO_IDENTITY = "Indiquez de quoi reconnaître cette ligne au prochain envoi\u00a0: "
NAME_MISSING = "Cette valeur est obligatoire pour une nouvelle personne."

RPPS = Column(
    "rpps",
    of_field(Professional, "rpps", rpps),
    "Onze chiffres\u202f; vide pour un étudiant.",
    aliases=("numero_rpps", "n_rpps", "identifiant_pp"),
    example="10001234567",
)
LAST_NAME = Column(
    "nom", of_field(Professional, "last_name"), aliases=("nom_de_famille", "nom_d_exercice"), example="DURAND"
)
FIRST_NAME = Column("prenom", of_field(Professional, "first_name"), aliases=("prenom_d_exercice",), example="Camille")
BIRTH_YEAR = Column("annee_naissance", birth_year(Professional), aliases=("naissance",), example="1992")
REQUIRED_NAMES = replace(LAST_NAME, required=True), replace(FIRST_NAME, required=True)


class Named(NamedTuple):
    """Somebody as a line names them: an RPPS, a name without accents, a year of birth; empty when it does not say."""

    rpps: str
    name: str
    birth_year: int | None


def named(number, last_name, first_name, year=None) -> Named:
    """Somebody from values as read, absent ones included."""
    has_name = type(last_name) is str and type(first_name) is str
    return Named(
        number if type(number) is str else "",
        fold(f"{last_name} {first_name}") if has_name else "",
        year if type(year) is int else None,
    )


class Person:
    """Somebody whom lines are about: `key` is known for those of the register, then for the new ones once written."""

    __slots__ = ("birth_year", "gaps", "is_shared", "key", "name", "rpps")

    def __init__(self, key: int | None, rpps: str, name: str, birth_year: int | None):
        self.key, self.rpps, self.name, self.birth_year = key, rpps, name, birth_year
        self.gaps = (
            () if key is None else [n for n, known in (("rpps", rpps), ("birth_year", birth_year)) if not known]
        )
        """What the register did not know of them when the file was read."""
        self.is_shared = key is not None
        """Whether something else than one line of the file says who they are."""


class People:
    """The persons of one file, as `user` may know them: anybody by an exact RPPS, those they see by name."""

    def __init__(self, user):
        self.user = user
        self._new: dict[tuple, Person] = {}
        self._holders: dict[str, Person | int] = {}

    def find(self, named: list[Named]) -> list[Person | None]:
        """The person that each line names, known or new; None when several of the register are named alike.

        Two lines that give one RPPS, or one name and year of birth, are about one person.
        """
        by_rpps, by_name = self._known(named)
        return [self._of(line, by_rpps, by_name) for line in named]

    def _of(self, line: Named, by_rpps: dict, by_name: dict) -> Person | None:
        person = by_rpps.get(line.rpps) if line.rpps else None
        if person is None and by_name and line.name and line.birth_year is not None:
            alike = by_name.get((line.name, line.birth_year), ())
            if line.rpps:
                # Two numbers are two persons (H1).
                alike = [each for each in alike if not each.rpps]
            if len(alike) > 1:
                return None
            person = alike[0] if alike else None
        return person or self._newcomer(line)

    def _known(self, named: list[Named]) -> tuple[dict[str, Person], dict[tuple, list[Person]]]:
        columns = ("pk", "rpps", "search_name", "birth_year")
        numbers = {line.rpps for line in named if line.rpps}
        of_numbers = Professional._base_manager.filter(rpps__among=numbers) if numbers else Professional.objects.none()
        persons = {row[0]: Person(*row) for row in tuples_of(of_numbers.values_list(*columns))}
        by_rpps = {person.rpps: person for person in persons.values()}
        names = {line.name for line in named if line.name and line.birth_year is not None}
        by_name: dict[tuple, list[Person]] = defaultdict(list)
        if names:
            rows = Professional.objects.visible_to(self.user).filter(search_name__among=names).order_by("pk")
            for row in tuples_of(rows.values_list(*columns)):
                person = persons.get(row[0]) or persons.setdefault(row[0], Person(*row))
                by_name[person.name, person.birth_year].append(person)
        return by_rpps, by_name

    def _newcomer(self, line: Named) -> Person:
        if line.rpps:
            key = ("rpps", line.rpps)
        elif line.name and line.birth_year is not None:
            key = ("name", line.name, line.birth_year)
        else:
            return Person(None, line.rpps, line.name, line.birth_year)
        person = self._new.get(key)
        if person is None:
            person = self._new[key] = Person(None, line.rpps, line.name, line.birth_year)
        else:
            person.is_shared = True
        return person

    def forget_written(self) -> None:
        """Let go of the new persons, once written: the next lines find them in the register."""
        self._new.clear()

    def refuse_taken(self, given: list[tuple[Draft, str, Person | int]]) -> None:
        """H1: refuse the RPPS that a line gives to somebody while another bears it, in the register or in the file.

        Each line comes with the number and who would bear it: a key, or a new person.
        """
        changed = {number for draft, number, _ in given if draft.current is not None}
        owners, seen = _owners_of(changed, self.user) if changed else ({}, set())
        for draft, number, person in given:
            owner = owners.get(number) if draft.current is not None else None
            if owner is not None and owner != person:
                draft.refuse("rpps", TAKEN if owner in seen else ELSEWHERE)
            elif self._holders.setdefault(number, person) != person:
                draft.refuse("rpps", TAKEN_IN_FILE)


def _owners_of(numbers: Iterable[str], user) -> tuple[dict[str, int], set[int]]:
    """Who bears these RPPS numbers in the register (keys, by number), and whom of them `user` sees."""
    owners = dict(Professional._base_manager.filter(rpps__among={*numbers}).values_list("rpps", "pk"))
    seen = Professional.objects.visible_to(user).filter(pk__among={*owners.values()})
    return owners, set(seen.values_list("pk", flat=True))
