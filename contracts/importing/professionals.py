"""Files of professionals: a line is a person, by RPPS, else by name and year of birth."""

from __future__ import annotations

from contracts.importing import people
from contracts.importing.columns import Specialties
from contracts.importing.people import NO_IDENTITY, SEVERAL_PERSONS, Named, People, named
from contracts.importing.walled import WalledRegister
from contracts.models import Professional
from imports.drafts import Draft
from imports.kinds import Column, ImportKind
from imports.registers import RECORD, Part
from regions.import_columns import choice_column, of_field
from regions.import_values import Regions
from regions.wall import write_scope

NO_NUMBER = f"{NO_IDENTITY}le RPPS, ou l’année de naissance."
REGION_MISSING = "Indiquez la région de saisie\u00a0: vous écrivez dans plusieurs."

COLUMNS = (
    people.RPPS,
    *people.REQUIRED_NAMES,
    people.BIRTH_YEAR,
    choice_column("profession", Professional, "profession", example="medecin_generaliste"),
    Column("specialite", help="Nom de la spécialité.", example="médecine générale"),
    Column(
        "courriel",
        of_field(Professional, "email"),
        "Adresse professionnelle.",
        aliases=("email", "adresse_electronique", "mail", "adresse_e_mail_coord_structure"),
        example="camille.durand@example.fr",
    ),
    Column(
        "telephone",
        of_field(Professional, "phone"),
        "Numéro professionnel.",
        aliases=("tel", "telephone_coord_structure"),
        example="01 99 00 12 34",
    ),
    Column(
        "region",
        help="Région de saisie d’une nouvelle fiche\u202f; celle d’une fiche existante ne change pas.",
        fixed=True,
        aliases=("region_saisie", "ars"),
        example="53",
    ),
)


class ProfessionalsRegister(WalledRegister):
    """The persons themselves."""

    columns = COLUMNS
    label_columns = ("nom", "prenom", "rpps")
    parts = {
        RECORD: Part(
            Professional,
            {
                "rpps": "rpps",
                "last_name": "nom",
                "first_name": "prenom",
                "birth_year": "annee_naissance",
                "profession": "profession",
                "specialty_id": "specialite",
                "email": "courriel",
                "phone": "telephone",
                "created_in_region_id": "region",
            },
        )
    }

    def __init__(self, user):
        super().__init__(user)
        self.people = People(user)
        specialties = Specialties()
        self.parsers = {"region": Regions.written_by(user), "specialite": specialties}
        self.shows = {"specialite": specialties.names.__getitem__}

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        found = {}
        for position, person in enumerate(self.people.find([self._named(draft.values) for draft in drafts])):
            if person is None:
                drafts[position].refuse("rpps", SEVERAL_PERSONS)
                continue
            drafts[position].link = person
            if person.key is not None:
                found[position] = person.key
        return found

    def _named(self, values: tuple) -> Named:
        return named(*(values[self.index[name]] for name in ("rpps", "nom", "prenom", "annee_naissance")))

    def key_of(self, draft: Draft):
        line = self._named(draft.values if draft.current is None else draft.current)
        if line.rpps:
            return line.rpps
        return (line.name, line.birth_year) if line.name and line.birth_year is not None else draft.keys.get(RECORD)

    def settle(self, draft: Draft) -> None:
        """Whoever writes in one region only enters persons there."""
        super().settle(draft)
        scope = write_scope(self.user)
        if self.value(draft, "region") is None and draft.current is None and len(scope.regions) == 1:
            self.set_values(draft, {"region": next(iter(scope.regions))})

    # Judging

    def judge(self, drafts: list[Draft]) -> None:
        drafts = self.refuse_out_of_reach(drafts)
        self._refuse_taken_numbers(drafts)
        everywhere = write_scope(self.user).everywhere
        for draft in drafts:
            if draft.current is None and self.key_of(draft) is None:
                draft.refuse("rpps", NO_NUMBER)
            if draft.current is None and self.value(draft, "region") is None and not everywhere:
                draft.refuse("region", REGION_MISSING)
            if not draft.faults:
                self.refuse_unlawful(draft, {RECORD: self.row_of(RECORD, draft)})

    def _refuse_taken_numbers(self, drafts: list[Draft]) -> None:
        place = self.index["rpps"]
        given = []
        for draft in drafts:
            number = draft.values[place]
            if number is not None and (draft.current is None or number != draft.current[place]):
                given.append((draft, number, draft.link if draft.current is None else draft.keys[RECORD]))
        self.people.refuse_taken(given)

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if draft.current is not None:
            del row["created_in_region_id"]


PROFESSIONALS = ImportKind(
    "professionals",
    "professionnels",
    COLUMNS,
    ProfessionalsRegister,
    "contracts.add_professional",
    keys=(("rpps",), ("nom", "prenom", "annee_naissance")),
    model="contracts.Professional",
)
