"""The person that a line of a file is about: found by RPPS, else by name and year of birth, else new."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.enums import Profession
from contracts.importing.columns import birth_year, of_field, rpps
from contracts.models import Professional
from contracts.rules.said import ELSEWHERE
from imports.drafts import Draft
from imports.kinds import Column
from imports.registers import Part, Register
from regions.text import fold

PERSON = "professional"
FIELDS = {"rpps": "rpps", "last_name": "nom", "first_name": "prenom"}
NAME_MISSING = "Cette valeur est obligatoire pour une nouvelle personne."

RPPS = Column(
    "rpps",
    of_field(Professional, "rpps", rpps),
    "Onze chiffres\u202f; vide pour un étudiant.",
    aliases=("numero_rpps", "n_rpps"),
    example="10001234567",
)
LAST_NAME = Column("nom", of_field(Professional, "last_name"), aliases=("nom_de_famille",), example="DURAND")
FIRST_NAME = Column("prenom", of_field(Professional, "first_name"), example="Camille")
BIRTH_YEAR = Column("annee_naissance", birth_year(Professional), aliases=("naissance",), example="1992")


class Person:
    """Somebody whom lines of the file are about: `key` is known for those of the register, then for the new ones."""

    __slots__ = ("birth_year", "key", "name", "rpps")

    def __init__(self, key: int | None, rpps: str, name: str, birth_year: int | None):
        self.key, self.rpps, self.name, self.birth_year = key, rpps, name, birth_year


class PersonsRegister(Register):
    """A register whose records bind a professional."""

    label_columns = ("nom", "prenom")

    def __init__(self, user):
        super().__init__(user)
        self.has_birth_year = "annee_naissance" in self.index
        self._new: dict[tuple, Person] = {}

    def find_persons(self, drafts: Iterable[Draft]) -> None:
        """Give each draft the person it names (`link`), known or new; two lines may name one."""
        drafts = list(drafts)
        named = [self._named(draft) for draft in drafts]
        by_rpps, by_name = self._known(named)
        for draft, (number, name, year) in zip(drafts, named, strict=True):
            person = by_rpps.get(number) if number else None
            if person is None and name and year is not None:
                alike = by_name.get((name, year), ())
                person = alike[0] if len(alike) == 1 and not (number and alike[0].rpps) else None
            draft.link = person or self._newcomer(number, name, year)
            draft.keys[PERSON] = draft.link.key

    def _named(self, draft: Draft) -> tuple[str, str, int | None]:
        """The RPPS, the folded name and the year of birth that a line gives."""
        last, first = draft.values[self.index["nom"]], draft.values[self.index["prenom"]]
        rpps = draft.values[self.index["rpps"]]
        year = draft.values[self.index["annee_naissance"]] if self.has_birth_year else None
        name = fold(f"{last} {first}") if isinstance(last, str) and isinstance(first, str) else ""
        return (
            rpps if isinstance(rpps, str) else "",
            name,
            year if isinstance(year, int) else None,
        )

    def _known(self, named: list[tuple]) -> tuple[dict[str, Person], dict[tuple, list[Person]]]:
        columns = ("pk", "rpps", "search_name", "birth_year")
        numbers = {rpps for rpps, _, _ in named if rpps}
        of_numbers = Professional._base_manager.filter(rpps__among=numbers) if numbers else Professional.objects.none()
        persons = {row[0]: Person(*row) for row in of_numbers.values_list(*columns)}
        by_rpps = {person.rpps: person for person in persons.values()}
        names = {name for _, name, year in named if name and year is not None}
        by_name: dict[tuple, list[Person]] = {}
        if names:
            rows = Professional.objects.visible_to(self.user).filter(search_name__among=names)
            for row in rows.values_list(*columns):
                person = persons.setdefault(row[0], Person(*row))
                by_name.setdefault((person.name, person.birth_year), []).append(person)
        return by_rpps, by_name

    def _newcomer(self, rpps: str, name: str, year: int | None) -> Person:
        """Somebody new: the same for two lines that give the same RPPS, or the same name and year without one."""
        if rpps:
            key = ("rpps", rpps)
        elif name and year is not None:
            key = ("name", name, year)
        else:
            return Person(None, rpps, name, year)
        return self._new.setdefault(key, Person(None, rpps, name, year))

    def refuse_unnamed(self, draft: Draft) -> None:
        """Refuse a line whose person has no name, or is known under another name."""
        person = draft.link
        if person is None:
            return
        last, first = self.value(draft, "nom"), self.value(draft, "prenom")
        if draft.current is None and person.key is not None:
            if last and first and fold(f"{last} {first}") != person.name:
                draft.refuse(
                    "rpps", "Ce numéro RPPS est celui d’une autre personne\u00a0: vérifiez-le, ainsi que le nom."
                )
            return
        for column, value in (("nom", last), ("prenom", first)):
            if value is None:
                draft.refuse(column, NAME_MISSING)

    def refuse_taken_numbers(self, drafts: Iterable[Draft]) -> None:
        """H1: refuse to give a known person the RPPS of somebody else."""
        place = self.index["rpps"]
        changed = [
            draft
            for draft in drafts
            if draft.current is not None and draft.values[place] and draft.values[place] != draft.current[place]
        ]
        if not changed:
            return
        numbers = {draft.values[place] for draft in changed}
        owners = dict(Professional._base_manager.filter(rpps__among=numbers).values_list("rpps", "pk"))
        seen = set(
            Professional.objects.visible_to(self.user).filter(pk__in=owners.values()).values_list("pk", flat=True)
        )
        for draft in changed:
            owner = owners.get(draft.values[place])
            if owner is not None and owner != draft.keys[PERSON]:
                known = (
                    "Ce numéro RPPS est celui d’une autre fiche\u00a0: vérifiez-le, ou fusionnez les deux fiches (H1)."
                )
                draft.refuse("rpps", known if owner in seen else ELSEWHERE)

    # Writing

    def to_create(self, name: str, drafts: list[Draft]) -> list[Draft]:
        if name != PERSON:
            return drafts
        first_of: dict[int, Draft] = {}
        for draft in drafts:
            if draft.link.key is None:
                first_of.setdefault(id(draft.link), draft)
        return list(first_of.values())

    def written(self, name: str, drafts: list[Draft]) -> None:
        if name != PERSON:
            return
        for draft in drafts:
            if draft.link is not None and draft.link.key is None and draft.keys.get(PERSON) is not None:
                draft.link.key = draft.keys[PERSON]
        for draft in drafts:
            if draft.keys.get(PERSON) is None:
                draft.keys[PERSON] = draft.link.key

    def complete_person(self, row: dict, region: str, profession: str = Profession.GP) -> None:
        """Say of a new person what no column gives."""
        row["created_in_region_id"] = region
        row["profession"] = profession


def person_part(*, with_birth_year: bool) -> Part:
    """The person of a line, as a parent of its record."""
    fields = FIELDS | ({"birth_year": "annee_naissance"} if with_birth_year else {})
    return Part(Professional, fields, reference="professional")
