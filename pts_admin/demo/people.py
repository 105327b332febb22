"""Fictitious persons: names that say so, RPPS numbers that nobody holds, addresses that lead nowhere."""

from __future__ import annotations

import itertools
import unicodedata

from faker import Faker

from contracts.enums import Profession
from contracts.models import Professional, Specialty
from pts_admin.demo.identifiers import fictitious_rpps

MARK = "(fictif)"
"""Follows each last name: nobody can take the person for a real one."""
FICTITIOUS_PHONE = "06 39 98"
"""Mobile numbers that the regulator keeps for works of fiction."""
GENERAL_PRACTICE = "Médecine générale"
DENTISTRY = "Odontologie générale"


class People:
    """Makes persons; `era` and the subject choose their range of RPPS, so that no person moves when another is added.

    Persons must be asked for era by era: a name already taken is drawn again.
    """

    RANGE = 1_000_000
    SUBJECTS = [(subject, era) for era in (1, 2) for subject in ("cesp", "ptmg", "mcs")]

    def __init__(self, seed: int):
        self.faker = Faker("fr_FR")
        self.faker.seed_instance(seed)
        self.taken: set[tuple] = set()
        self.numbers = {key: itertools.count(rank * self.RANGE) for rank, key in enumerate(self.SUBJECTS)}
        self.specialties = {specialty.name: specialty for specialty in Specialty.objects.all()}
        self.made: list[Professional] = []

    def make(self, subject: str, era: int, *, birth_year: int, region: str, profession=Profession.GP) -> Professional:
        """A person nobody else is, of this profession, entered by the agency of `region`."""
        first_name, last_name = self._name(birth_year)
        number = next(self.numbers[subject, era])
        person = Professional(
            rpps=fictitious_rpps(number),
            last_name=f"{last_name} {MARK}",
            first_name=first_name,
            birth_year=birth_year,
            profession=profession,
            email=f"{_ascii(first_name)}.{_ascii(last_name)}.{number}@example.fr",
            phone=f"{FICTITIOUS_PHONE} {number // 100 % 100:02d} {number % 100:02d}",
            created_in_region_id=region,
        )
        self.made.append(person)
        return person

    def specialty(self, name: str) -> Specialty | None:
        """The specialty of this name; None when it has been removed."""
        return self.specialties.get(name)

    def _name(self, birth_year: int) -> tuple[str, str]:
        while True:
            name = self.faker.first_name(), self.faker.last_name().upper()
            if (*name, birth_year) not in self.taken:
                self.taken.add((*name, birth_year))
                return name


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded if letter.isalnum())
