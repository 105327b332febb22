"""Files of contracts of the PTMG family: a line is a contract, with its doctor."""

from __future__ import annotations

from types import SimpleNamespace

from contracts.enums import Profession, PtmgRenewal
from contracts.importing import people
from contracts.importing.people import Person
from contracts.importing.persons import PERSON, PersonsRegister, Rows, Unwritten, person_part
from contracts.importing.structures import FinessOfStructures
from contracts.models import CespContract, PtmgContract
from contracts.ptmg_kinds import RULES as KINDS
from contracts.rules import ptmg as rules
from contracts.rules import ptmg_facts
from contracts.rules.ptmg_facts import PtmgFacts
from imports.drafts import Draft
from imports.kinds import Column, ImportKind
from imports.reading.tables import Cell
from imports.reading.values import ValueRefused, quoted
from imports.registers import RECORD, Part
from regions.import_columns import choice_column, day_column, of_field
from regions.import_values import Communes, Regions
from regions.periods import last_day_of
from regions.rules import Problem

COLUMNS = (
    Column(
        "numero",
        of_field(PtmgContract, "number"),
        "Clé de la ligne\u202f; à défaut\u00a0: le RPPS et la date de signature.",
        aliases=("numero_contrat", "n_contrat", "contrat"),
        example="PTMG-53-0001",
    ),
    choice_column("type", PtmgContract, "kind", required=True, aliases=("type_contrat",), example="PTMG"),
    people.RPPS,
    *people.REQUIRED_NAMES,
    Column(
        "region",
        help="Code ou nom de la région de l’ARS signataire.",
        required=True,
        aliases=("ars", "region_signataire"),
        example="53",
    ),
    day_column("date_signature", required=True, example="15/01/2016"),
    day_column("date_debut", "À défaut\u00a0: la date de signature.", example="01/02/2016"),
    day_column(
        "date_fin_prevue",
        "Dernier jour, renouvellement compris. À défaut\u00a0: la plus longue durée du type.",
        aliases=("fin_prevue",),
        example="31/01/2017",
    ),
    choice_column("renouvellement", PtmgContract, "renewal"),
    day_column("date_renouvellement"),
    day_column("date_fin", "Fin réelle\u00a0: dernier jour.", aliases=("fin_reelle", "date_fin_reelle")),
    choice_column("motif_fin", PtmgContract, "end_reason"),
    Column(
        "commune",
        help="Code INSEE, ou nom s’il est unique.",
        required=True,
        aliases=("code_commune", "commune_exercice"),
        example="22113",
    ),
    Column("finess_structure", help="FINESS d’une structure du registre.", aliases=("finess",)),
    choice_column("secteur", PtmgContract, "sector", example="1"),
    day_column("date_installation", aliases=("installe_le",)),
    Column("numero_cng_origine", help="Numéro CNG du CESP dont ce contrat est la suite.", aliases=("cesp_origine",)),
)


class CespNumbers:
    """The CESP that a user sees, by CNG number; another region's and one that does not exist read alike."""

    def __init__(self, user):
        self._user = user
        self._keys: dict[str, int] | None = None
        self._numbers: dict[int, str] = {}

    def __call__(self, cell: Cell) -> int | None:
        """The key of a contract."""
        number = _cng_number(cell)
        if number is None:
            return None
        key = self._known().get(number)
        if key is None:
            raise ValueRefused(f"{quoted(cell)} n’est le numéro d’aucun CESP que vous voyez.")
        return key

    def number_of(self, key: int) -> str:
        """The number of a contract; that of another region's stays unknown."""
        self._known()
        return self._numbers.get(key, "")

    def _known(self) -> dict[str, int]:
        if self._keys is None:
            rows = CespContract.objects.visible_to(self._user).exclude(cng_number="").order_by()
            self._keys = dict(rows.values_list("cng_number", "pk"))
            self._numbers = {pk: number for number, pk in self._keys.items()}
        return self._keys


_cng_number = of_field(CespContract, "cng_number")


class PtmgRegister(PersonsRegister):
    """The contracts of the PTMG family, with their doctors."""

    columns = COLUMNS
    label_columns = ("nom", "prenom", "numero")
    place_column = "commune"
    parts = {
        PERSON: person_part(with_birth_year=False),
        RECORD: Part(
            PtmgContract,
            {
                "number": "numero",
                "kind": "type",
                "signing_region_id": "region",
                "signature_date": "date_signature",
                "start": "date_debut",
                "planned_last_day": "date_fin_prevue",
                "renewal": "renouvellement",
                "renewal_date": "date_renouvellement",
                "last_day": "date_fin",
                "end_reason": "motif_fin",
                "commune_id": "commune",
                "structure_id": "finess_structure",
                "sector": "secteur",
                "installation_date": "date_installation",
                "origin_cesp_id": "numero_cng_origine",
            },
        ),
    }
    kept = {RECORD: ("zone_class_at_signature",)}

    def __init__(self, user):
        super().__init__(user)
        self.communes = Communes()
        structures, cesp = FinessOfStructures(user), CespNumbers(user)
        self.parsers = {
            "region": Regions.written_by(user),
            "commune": self.communes,
            "finess_structure": structures,
            "numero_cng_origine": cesp,
        }
        self.shows = {"finess_structure": structures.number_of, "numero_cng_origine": cesp.number_of}
        self._origins: dict[int, int] = {}
        self._practice: dict = {}

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        number = self.index["numero"]
        numbers = {draft.values[number] for draft in drafts if isinstance(draft.values[number], str)}
        known = dict(PtmgContract._base_manager.filter(number__among=numbers).values_list("number", "pk"))
        found = {
            position: known[draft.values[number]]
            for position, draft in enumerate(drafts)
            if draft.values[number] in known
        }
        others = [draft for position, draft in enumerate(drafts) if position not in found]
        self.find_persons(others)
        self._follow_origins(others)
        unnumbered = {
            position: draft
            for position, draft in enumerate(drafts)
            if position not in found and not isinstance(draft.values[number], str)
        }
        return found | self._by_signature(unnumbered)

    def _follow_origins(self, drafts: list[Draft]) -> None:
        """A new doctor who bears the name of the signatory of the CESP of origin is that signatory."""
        place = self.index["numero_cng_origine"]
        asked = [draft for draft in drafts if isinstance(draft.values[place], int) and draft.link.key is None]
        if not asked:
            return
        columns = ("pk", *(f"professional__{name}" for name in ("pk", "rpps", "search_name", "birth_year")))
        rows = CespContract._base_manager.filter(pk__among={draft.values[place] for draft in asked})
        signatories = {contract: person for contract, *person in rows.values_list(*columns)}
        persons = {key: Person(key, *of) for key, *of in signatories.values()}
        for draft in asked:
            person = persons[signatories[draft.values[place]][0]]
            if person.name == draft.link.name and not (person.rpps and draft.link.rpps):
                draft.link = person
                draft.keys[PERSON] = person.key

    def _by_signature(self, drafts: dict[int, Draft]) -> dict[int, int]:
        """The contracts of lines without a number, by RPPS and date; without an RPPS, by name, region and date."""
        signed, regions = self.index["date_signature"], self.index["region"]
        of_person = {
            position: (draft.link.key, draft.values[signed])
            for position, draft in drafts.items()
            if draft.link.key is not None
        }
        named = {
            position: (draft.link.name, draft.values[regions], draft.values[signed])
            for position, draft in drafts.items()
            if draft.link.key is None and draft.link.name
        }
        columns = ("pk", "professional_id", "professional__search_name", "signing_region_id", "signature_date")
        by_person, by_name = {}, {}
        if of_person:
            rows = PtmgContract._base_manager.filter(professional__among={key for key, _ in of_person.values()})
            by_person = {(person, day): pk for pk, person, _, _, day in rows.values_list(*columns)}
        if named:
            rows = PtmgContract.objects.visible_to(self.user).filter(
                professional__search_name__among={name for name, _, _ in named.values()}, professional__rpps=""
            )
            by_name = {(name, region, day): pk for pk, _, name, region, day in rows.values_list(*columns)}
        found = {position: by_person[key] for position, key in of_person.items() if key in by_person}
        return found | {position: by_name[key] for position, key in named.items() if key in by_name}

    def key_of(self, draft: Draft):
        values = draft.values if draft.current is None else draft.current
        for number in (draft.values[self.index["numero"]], values[self.index["numero"]]):
            if isinstance(number, str):
                return number
        line = self.named(values)
        identity = line.rpps or (line.name, values[self.index["region"]])
        return identity, values[self.index["date_signature"]]

    def settle(self, draft: Draft) -> None:
        """The start is the signature's day; the planned end, that of the longest term of the kind (P2)."""
        super().settle(draft)
        signed, kind = self.value(draft, "date_signature"), self.value(draft, "type")
        if signed is None or kind is None:
            return
        start = self.value(draft, "date_debut") or signed
        end = self.value(draft, "date_fin_prevue") or self._longest_end(
            kind, start, self.value(draft, "renouvellement")
        )
        self.set_values(draft, {"date_debut": start, "date_fin_prevue": end})

    @staticmethod
    def _longest_end(kind: str, start, renewal):
        months, maximum = KINDS[kind].term_months, KINDS[kind].maximum_months
        if renewal == PtmgRenewal.TACIT:
            months = min(months * 2, maximum or months * 2)
        return last_day_of(start, months)

    # Judging

    def read_beforehand(self, drafts: list[Draft]) -> None:
        """Read whom the CESP of origin bind, and their practice (P11)."""
        origins = {self.value(draft, "numero_cng_origine") for draft in drafts} - {None}
        if origins:
            rows = CespContract._base_manager.filter(pk__among=origins)
            self._origins = dict(rows.values_list("pk", "professional_id"))
            self._practice = ptmg_facts.practice_of(origins)

    def known_facts(self, people: set) -> dict[int, PtmgFacts]:
        rows = PtmgContract._base_manager.filter(professional__among=people).values_list("pk", flat=True)
        return ptmg_facts.load(rows) if people else {}

    def new_facts(self, rows: Rows, person) -> PtmgFacts:
        row = Unwritten(rows[RECORD], pk=None, professional_id=person)
        row.region_id = self.communes.regions[row.commune_id]
        return PtmgFacts(row)

    def propose(self, facts: PtmgFacts, rows: Rows) -> None:
        for attribute in self.parts[RECORD].fields:
            setattr(facts.contract, attribute, rows[RECORD][attribute])
        facts.contract.region_id = self.communes.regions[facts.contract.commune_id]
        facts.zones = self.zones
        facts.origin = None
        origin = facts.contract.origin_cesp_id
        if origin is not None:
            facts.origin = SimpleNamespace(professional_id=self._origins[origin])
            facts.origin_practice = self._practice.get(origin, [])

    def person_in(self, facts: PtmgFacts) -> int:
        return facts.contract.professional_id

    def relate(self, facts: PtmgFacts, others: list) -> None:
        facts.others = [other.contract for other in others]

    def problems(self, facts: PtmgFacts) -> list[Problem]:
        return rules.rule_problems(facts)

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == PERSON and draft.keys.get(RECORD) is None:
            self.complete_person(row, draft, self.value(draft, "region"), Profession.GP)
        elif name == RECORD:
            row["region_id"] = self.communes.regions[row["commune_id"]]
            # Z4: once known, never written again.
            kept = self.row_of(RECORD, draft)["zone_class_at_signature"]
            row["zone_class_at_signature"] = kept or self.zones.class_to_keep(
                row["kind"], row["commune_id"], row["signature_date"]
            )


PTMG = ImportKind(
    "ptmg",
    "contrats PTMG et apparentés",
    COLUMNS,
    PtmgRegister,
    "contracts.add_ptmgcontract",
    keys=(("numero",), ("rpps", "date_signature"), ("nom", "prenom", "region", "date_signature")),
    model="contracts.PtmgContract",
)
