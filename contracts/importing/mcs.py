"""Files of SAMU correspondents: a line is an engagement, with its doctor."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from contracts.enums import McsKind, Profession
from contracts.importing import people
from contracts.importing.persons import PERSON, PersonsRegister, Rows, Unwritten, person_part
from contracts.models import McsEngagement, SamuEstablishment
from contracts.rules import mcs as rules
from contracts.rules.mcs import McsFacts
from imports.drafts import Draft
from imports.kinds import Column, ImportKind
from imports.reading.tables import Cell
from imports.reading.values import ValueRefused, boolean, quoted
from imports.registers import RECORD, Part
from regions.import_columns import choice_column, day_column, finess, of_field
from regions.import_values import Communes, Regions
from regions.rules import Problem

SEVERAL_ENGAGEMENTS = "Ce médecin a plusieurs engagements de ce type avec ce SAMU\u00a0: donnez la date du contrat."
SCHEME_MISSING = "Précisez le dispositif d’un apparenté (M2)."

COLUMNS = (
    people.RPPS,
    *people.REQUIRED_NAMES,
    choice_column("type", McsEngagement, "kind", required=True, example="mcs"),
    Column(
        "dispositif",
        of_field(McsEngagement, "affiliated_scheme"),
        "Pour un apparenté, et pour lui seul\u00a0: le nom du dispositif.",
        aliases=("dispositif_apparente",),
    ),
    Column("region", help="Code ou nom de la région.", required=True, aliases=("ars",), example="53"),
    Column(
        "samu_finess",
        help="FINESS de l’établissement siège du SAMU.",
        aliases=("finess_samu", "samu"),
        example="350005179",
    ),
    Column(
        "commune",
        help="Commune d’exercice\u00a0: code INSEE, ou nom s’il est unique.",
        aliases=("code_commune", "commune_exercice"),
        example="22113",
    ),
    day_column("date_contrat", aliases=("date_signature",), example="15/01/2016"),
    day_column("date_formation", "Fin de la formation initiale.", aliases=("forme_le",), example="01/03/2016"),
    day_column("date_equipement", aliases=("equipe_le",), example="15/03/2016"),
    Column("medecin_pompier", boolean, "oui ou non.", aliases=("medecin_sapeur_pompier",), values=("oui", "non")),
    day_column("date_fin", "Dernier jour de l’engagement.", aliases=("date_sortie", "sorti_le")),
    choice_column("motif_fin", McsEngagement, "end_reason", aliases=("motif_sortie",)),
)


class Samus:
    """The seats of SAMU, by FINESS."""

    def __init__(self):
        self.numbers: dict[int, str] = dict(SamuEstablishment.objects.values_list("pk", "finess"))
        self._keys = {number: pk for pk, number in self.numbers.items()}

    def __call__(self, cell: Cell) -> int | None:
        """The key of an establishment."""
        number = finess(cell)
        if number is not None and number not in self._keys:
            raise ValueRefused(f"{quoted(cell)} n’est le FINESS d’aucun siège de SAMU du registre.")
        return self._keys.get(number)


@dataclass(frozen=True)
class Known:
    """An engagement of the register that lines may be about."""

    key: int
    signed_on: datetime.date | None
    last_day: datetime.date | None

    def may_be_of(self, signed_on: datetime.date | None) -> bool:
        """Whether a line of that date may correct this engagement: one that was over by then is another."""
        return signed_on is None or self.last_day is None or self.last_day >= signed_on


class McsRegister(PersonsRegister):
    """The engagements, with their doctors."""

    columns = COLUMNS
    parts = {
        PERSON: person_part(with_birth_year=False),
        RECORD: Part(
            McsEngagement,
            {
                "kind": "type",
                "affiliated_scheme": "dispositif",
                "region_id": "region",
                "samu_id": "samu_finess",
                "practice_commune_id": "commune",
                "training_on": "date_formation",
                "contract_signed_on": "date_contrat",
                "equipped_on": "date_equipement",
                "firefighter_doctor": "medecin_pompier",
                "last_day": "date_fin",
                "end_reason": "motif_fin",
            },
        ),
    }
    kept = {RECORD: ("volunteer_since", "training_start")}

    def __init__(self, user):
        super().__init__(user)
        samus = Samus()
        self.parsers = {"region": Regions.written_by(user), "commune": Communes(), "samu_finess": samus}
        self.shows = {"samu_finess": samus.numbers.__getitem__, "medecin_pompier": {True: "oui", False: "non"}.get}

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        """By doctor, SAMU and type; among several, by the date of the contract."""
        self.find_persons(drafts)
        known = self._engagements(drafts)
        signed = [_or_none(draft.values[self.index["date_contrat"]]) for draft in drafts]
        found, taken = {}, set()
        of_line = [known.get(self._doctor_samu_kind(draft), []) for draft in drafts]
        for position, (rows, day) in enumerate(zip(of_line, signed, strict=True)):
            exact = [row for row in rows if row.signed_on == day]
            if exact:
                found[position] = exact[-1].key
                taken.add(exact[-1].key)
        for position, (rows, day) in enumerate(zip(of_line, signed, strict=True)):
            if position in found:
                continue
            likely = [row for row in rows if row.key not in taken and row.may_be_of(day)]
            if len(likely) == 1:
                found[position] = likely[0].key
            elif likely:
                drafts[position].refuse("date_contrat", SEVERAL_ENGAGEMENTS)
        return found

    def _doctor_samu_kind(self, draft: Draft) -> tuple:
        """What a line names an engagement by: a doctor without an RPPS is named by their region too."""
        samu, kind = _or_none(draft.values[self.index["samu_finess"]]), draft.values[self.index["type"]]
        if draft.link.key is not None:
            return draft.link.key, samu, kind
        return draft.link.name, draft.values[self.index["region"]], samu, kind

    def _engagements(self, drafts: list[Draft]) -> dict[tuple, list[Known]]:
        doctors = {draft.link.key for draft in drafts} - {None}
        names = {draft.link.name for draft in drafts if draft.link.key is None} - {""}
        columns = ("pk", "contract_signed_on", "last_day", "professional_id", "samu_id", "kind")
        known = defaultdict(list)
        if doctors:
            rows = McsEngagement._base_manager.filter(professional__among=doctors).order_by("pk")
            for *row, doctor, samu, kind in rows.values_list(*columns):
                known[doctor, samu, kind].append(Known(*row))
        if names:
            unnumbered = Q(professional__search_name__among=names, professional__rpps="")
            rows = McsEngagement.objects.visible_to(self.user).filter(unnumbered).order_by("pk")
            more = ("professional__search_name", "region_id")
            for *row, _, samu, kind, name, region in rows.values_list(*columns, *more):
                known[name, region, samu, kind].append(Known(*row))
        return known

    def key_of(self, draft: Draft):
        values = draft.values if draft.current is None else draft.current
        line = self.named(values)
        identity = line.rpps or (line.name, values[self.index["region"]])
        return identity, *(_or_none(values[self.index[name]]) for name in ("samu_finess", "type", "date_contrat"))

    # Judging

    def refuse_incomplete(self, draft: Draft) -> None:
        if self.value(draft, "type") == McsKind.AFFILIATED and self.value(draft, "dispositif") is None:
            draft.refuse("dispositif", SCHEME_MISSING)

    def known_facts(self, people: set) -> dict[int, McsFacts]:
        rows = McsEngagement._base_manager.filter(professional__among=people).values_list("pk", flat=True)
        return rules.load(rows) if people else {}

    def new_facts(self, rows: Rows, person) -> McsFacts:
        return McsFacts(Unwritten(rows[RECORD], pk=None, professional_id=person))

    def propose(self, facts: McsFacts, rows: Rows) -> None:
        for attribute in self.parts[RECORD].fields:
            setattr(facts.engagement, attribute, rows[RECORD][attribute])

    def person_in(self, facts: McsFacts) -> int:
        return facts.engagement.professional_id

    def relate(self, facts: McsFacts, others: list) -> None:
        facts.others = [other.engagement for other in others]

    def problems(self, facts: McsFacts) -> list[Problem]:
        return rules.rule_problems(facts)

    def place_of(self, problem: Problem) -> str:
        return "" if problem.part is not None else super().place_of(problem)

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == PERSON and draft.keys.get(RECORD) is None:
            self.complete_person(row, draft, self.value(draft, "region"), Profession.GP)


def _or_none(value):
    """`value`, None when the file does not have its column."""
    return value if isinstance(value, str | int | datetime.date) else None


MCS = ImportKind(
    "mcs",
    "médecins correspondants du SAMU",
    COLUMNS,
    McsRegister,
    "contracts.add_mcsengagement",
    keys=(("rpps",), ("nom", "prenom")),
    model="contracts.McsEngagement",
)
