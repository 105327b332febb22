"""The raw extraction of FINESS (cs1100502, « structureet »): its houses, health centres and CPTS become structures.

The file has no header: its first line says what it is, and its columns are known by their position. A structure of
the register is found by its FINESS, and only completed: what a referent wrote is worth more than the capitals of the
extraction. One that may be the same, without a FINESS, is named to the user, who decides.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import defaultdict

from imports.drafts import ABSENT, NEW, Draft, Proposal
from imports.kinds import Column, ImportKind
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, date, text
from regions.import_columns import of_field
from regions.models import Departement, FinessDepartement
from regions.text import fold
from regions.wall import write_scope
from structures.enums import StructureType
from structures.importing import columns as structures
from structures.importing.columns import FINESS, LEGAL_ENTITY, NAME
from structures.importing.structures import StructuresRegister
from structures.models import Structure

RECORD_TYPE = "structureet"
CATEGORIES = {"603": StructureType.MSP, "124": StructureType.CDS, "604": StructureType.CPTS}
OTHER = "autre"
OTHER_RECORDS = "d’un autre type d’enregistrement"
OTHER_CATEGORIES = "d’autres catégories d’établissement"
OTHER_REGIONS = "d’autres régions"
MAY_BE = (
    "Peut-être la structure «\u00a0{name}\u00a0» du registre, dans cette commune et sans FINESS\u00a0: dites sur la "
    "page de l’import si c’est elle, ou donnez-lui le numéro {number} sur sa fiche, puis renvoyez ce fichier."
)
COLLECTIVITIES = {"97123": "97701", "97127": "97801"}
"""Communes that became collectivities in 2007 and that FINESS still writes as those of Guadeloupe."""
GENERIC = frozenset(
    {"au", "aux", "de", "des", "du", "en", "et", "la", "le", "les"}
    | {"cds", "centre", "communaute", "cpts", "maison", "msp", "pole", "sante", "territoriale", "universitaire"}
    | {"municipal", "pluridisciplinaire", "pluriprofessionnelle", "polyvalent", "professionnelle"}
)
"""Words that say nothing of which structure it is."""


def category(cell: Cell) -> str | None:
    """The type of structure of a category of FINESS; `OTHER` for the many that are none."""
    written = as_written(cell)
    return CATEGORIES.get(written, OTHER) if written else None


READ = (
    Column("enregistrement", as_written, "Type d’enregistrement.", position=0),
    dataclasses.replace(FINESS, help="Numéro FINESS de l’établissement\u00a0: clé de la ligne.", position=1),
    dataclasses.replace(LEGAL_ENTITY, position=2),
    Column("nom_court", of_field(Structure, "name"), "Raison sociale.", position=3),
    dataclasses.replace(NAME, help="Raison sociale longue\u202f; à défaut, la courte.", position=4),
    Column("commune", text(5), "Code de la commune dans son département.", position=12),
    Column("departement", text(3), "Code du département, 9A… outre-mer.", position=13),
    Column("type", category, "Catégorie d’établissement\u00a0: 603, 124 ou 604.", required=True, position=18),
    Column("date_ouverture", date, "Date d’ouverture.", position=28),
    Column("region", help="Région de la commune.", required=True, fixed=True),
)
"""What is read of the 32 columns of the extraction."""
COLUMNS = (*READ, *(column for column in structures.COLUMNS if column.name not in {read.name for read in READ}))
"""The other columns of a structure are in no file of FINESS: they stay as they are."""


class FinessRegister(StructuresRegister):
    """The structures, as the extraction of FINESS tells them."""

    columns = COLUMNS

    def __init__(self, user):
        super().__init__(user)
        self.parsers = {}
        self.scope = write_scope(user)
        self._departements = dict(FinessDepartement.objects.values_list("code", "insee_code"))
        self._regions = dict(Departement.objects.values_list("code", "region_id"))

    def prepare(self, drafts: list[Draft]) -> None:
        record, kind = self.index["enregistrement"], self.index["type"]
        for draft in drafts:
            if draft.values[record] != RECORD_TYPE:
                draft.left_out = OTHER_RECORDS
            elif draft.values[kind] not in StructureType.values:
                draft.left_out = OTHER_CATEGORIES
            else:
                self._prepare(draft)

    def _prepare(self, draft: Draft) -> None:
        """Give the commune, the region and the name of a line, or leave it out for its region."""
        value = functools.partial(self.value, draft)
        departement = _padded(value("departement"), 2)
        departement = self._departements.get(departement, departement)
        code = departement[:2] + _padded(value("commune"), 3)
        told = {"enregistrement": ABSENT, "nom_court": ABSENT, "departement": ABSENT, "commune": ABSENT}
        region = self._regions.get(departement)
        try:
            told["commune"] = commune = self.communes(COLLECTIVITIES.get(code, code))
            region = self.communes.regions[commune]
        except ValueRefused as refusal:
            draft.refuse("commune", str(refusal), refusal.suggestion)
        if region not in self.scope:
            draft.left_out = OTHER_REGIONS
        told |= {"region": region, "nom": value("nom") or value("nom_court")}
        draft.values = tuple(
            [told.get(column.name, given) for column, given in zip(self.columns, draft.values, strict=True)]
        )

    def _by_name(self, drafts: list[Draft], found: dict[int, int]) -> None:
        """Find the structures without a FINESS that somebody said lines are about; ask about those that may be."""
        new = {position: draft for position, draft in enumerate(drafts) if position not in found}
        alike = self._without_number({self.value(draft, "commune") for draft in new.values()})
        likely = {
            position: [
                proposal
                for proposal in alike.get((self.value(draft, "type"), self.value(draft, "commune")), ())
                if may_be_the_same(proposal.name, self.value(draft, "nom"))
            ]
            for position, draft in new.items()
        }
        said = {position: self.accepted.get(draft.line) for position, draft in new.items()}
        found |= {position: key for position, key in said.items() if key in {each.key for each in likely[position]}}
        # Whatever block the line that was given it stands in.
        taken = {*found.values(), *self.accepted.values()}
        for position, draft in new.items():
            proposals = [proposal for proposal in likely[position] if proposal.key not in taken]
            if proposals and position not in found and said[position] != NEW:
                draft.proposals = tuple(proposals)
                draft.refuse("finess_et", MAY_BE.format(name=proposals[0].name, number=self.value(draft, "finess_et")))

    def _without_number(self, communes: set[str]) -> dict[tuple, list[Proposal]]:
        """The structures without a FINESS that the user writes, by type and commune."""
        rows = Structure.objects.editable_by(self.user).filter(finess_et="", sites__commune__among=communes)
        found = defaultdict(list)
        for key, name, *place in rows.order_by("pk").values_list("pk", "name", "type", "sites__commune"):
            found[tuple(place)].append(Proposal(key, name))
        return found

    def settle(self, draft: Draft) -> None:
        """Complete a known structure: what it says already stays."""
        if draft.current is not None:
            both = zip(draft.current, draft.values, strict=True)
            draft.values = tuple([new if old is None else old for old, new in both])
        super().settle(draft)


def may_be_the_same(one: str, other: str | None) -> bool:
    """Whether two names of one commune, generic words apart, say the same: the words of one are in the other."""
    first, second = ({*re.findall("[a-z0-9]+", fold(name or ""))} for name in (one, other))
    if first == second:
        return True
    first, second = first - GENERIC, second - GENERIC
    return bool(first and second) and (first <= second or second <= first)


def _padded(code: object, length: int) -> str:
    """A code of the extraction, whose zeros a spreadsheet may have lost: its length leaves no doubt."""
    return code.rjust(length, "0") if isinstance(code, str) else ""


FINESS_EXTRACTION = ImportKind(
    "finess",
    "structures de l’extraction FINESS",
    COLUMNS,
    FinessRegister,
    "structures.add_structure",
    headerless=True,
    opening="finess",
    model="structures.Structure",
)
