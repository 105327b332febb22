"""Files of CESP: a line is a contract, with its signatory, its first placement and its breach."""

from __future__ import annotations

import datetime
import re
from operator import itemgetter

from django.utils import timezone

from contracts import obligation
from contracts.enums import DatePrecision, Profession
from contracts.importing import people
from contracts.importing.columns import Specialties
from contracts.importing.people import NO_IDENTITY
from contracts.importing.persons import PERSON, PersonsRegister, Rows, Unwritten, person_part
from contracts.importing.structures import FinessOfStructures
from contracts.models import CespContract, CespEvent, CespFollowUp, CespPlacement
from contracts.rules import cesp as rules
from contracts.rules import cesp_facts
from contracts.rules.cesp_facts import CespFacts
from imports.drafts import ABSENT, Draft
from imports.kinds import Column, ImportKind
from imports.lookups import tuples_of
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, quoted
from imports.registers import RECORD, Part
from regions.enums import Discipline
from regions.import_columns import choice_column, day_column, of_field
from regions.import_values import Communes, Faculties, Regions
from regions.rules import Problem

PLACEMENT, BREACH = "placement", "breach"
OF_PLACE = ("commune_installation", "mode_exercice", "finess_structure")
"""The columns of a placement besides its day; the first two are needed with it."""
CAMPAIGN = re.compile(r"(20[0-9]{2}) ?[-/–] ?(20)?([0-9]{2})")
BY_TRANSFER = "Le suivi de ce contrat est à une autre région\u00a0: passez par un transfert."
NEEDS_DAY = "Indiquez aussi la date, sans laquelle cette valeur ne s’enregistre pas."
NO_NUMBER = f"{NO_IDENTITY}le numéro CNG, ou le RPPS, ou le nom, le prénom et l’année de naissance."
NEEDED_WITH_DAY = "Cette valeur est obligatoire avec une date d’installation."
_text = of_field(CespContract, "campaign")


def campaign(cell: Cell) -> str | None:
    """A campaign, « 2016-2017 », also written « 2016/2017 » or « 2016-17 »."""
    written = as_written(cell)
    if found := CAMPAIGN.fullmatch(written):
        return f"{found[1]}-20{found[3]}"
    if written and not CAMPAIGN.match(written):
        raise ValueRefused(f"{quoted(cell)} n’est pas une campagne\u00a0: écrivez-la comme 2016-2017.")
    return _text(cell)


COLUMNS = (
    Column(
        "numero_cng",
        of_field(CespContract, "cng_number"),
        "Clé de la ligne\u202f; à défaut\u00a0: la personne et la campagne.",
        aliases=("numero_contrat_cng", "n_cng", "numero_contrat", "contrat"),
        example="CNG-2016-0001",
    ),
    people.RPPS,
    people.LAST_NAME,
    people.FIRST_NAME,
    people.BIRTH_YEAR,
    choice_column("filiere", CespContract, "discipline", required=True, example="medecine"),
    choice_column(
        "statut_signature", CespContract, "signatory_status", required=True, aliases=("statut",), example="etudiant"
    ),
    Column("campagne", campaign, "Année universitaire.", required=True, example="2016-2017"),
    Column(
        "ufr", help="Code ou nom de l’UFR de signature.", required=True, aliases=("faculte",), example="med-rennes"
    ),
    Column("region_origine", help="Code ou nom de la région.", example="53"),
    Column(
        "region_suivi",
        help="Code ou nom de la région qui suit le signataire.",
        required=True,
        fixed=True,
        aliases=("ars_suivi", "region"),
        example="53",
    ),
    day_column("date_signature", required=True, example="15/12/2016"),
    day_column("debut_allocation", required=True, aliases=("date_debut_allocation",), example="01/01/2017"),
    day_column(
        "fin_allocation", "Dernier jour de l’allocation.", aliases=("date_fin_allocation",), example="31/10/2020"
    ),
    day_column("date_diplome", aliases=("date_du_diplome",), example="01/11/2020"),
    Column("specialite", help="Nom de la spécialité.", example="médecine générale"),
    day_column("date_prevue_installation", aliases=("date_installation_prevue",), example="01/02/2021"),
    Column("region_prevue", help="Code ou nom de la région.", aliases=("region_exercice_prevue",), example="53"),
    day_column("date_installation", aliases=("installe_le",), example="01/02/2021"),
    Column(
        "commune_installation",
        help="Code INSEE, ou nom s’il est unique.",
        aliases=("commune", "code_commune"),
        example="22113",
    ),
    choice_column("mode_exercice", CespPlacement, "mode", aliases=("mode",), example="liberal"),
    Column("finess_structure", help="FINESS d’une structure du registre.", aliases=("finess",), example=""),
    day_column("date_rupture", aliases=("rompu_le",)),
    choice_column("motif_rupture", CespEvent, "breach_reason"),
)


class CespRegister(PersonsRegister):
    """The contracts, with their signatories, their first placements and their breaches."""

    columns = COLUMNS
    place_column = "commune_installation"
    kept = {
        PLACEMENT: ("choice_date", "zone_class_at_choice", "convention_tariffs", "activity_pct", "last_day"),
    }
    label_columns = ("nom", "prenom", "numero_cng")
    parts = {
        PERSON: person_part(with_birth_year=True),
        RECORD: Part(
            CespContract,
            {
                "cng_number": "numero_cng",
                "discipline": "filiere",
                "signatory_status": "statut_signature",
                "campaign": "campagne",
                "faculty_id": "ufr",
                "origin_region_id": "region_origine",
                "followup_region_id": "region_suivi",
                "signature_date": "date_signature",
                "allowance_start": "debut_allocation",
                "allowance_last_day": "fin_allocation",
                "diploma_date": "date_diplome",
                "specialty_id": "specialite",
                "expected_installation_date": "date_prevue_installation",
                "expected_practice_region_id": "region_prevue",
            },
        ),
        PLACEMENT: Part(
            CespPlacement,
            {
                "start": "date_installation",
                "commune_id": "commune_installation",
                "mode": "mode_exercice",
                "structure_id": "finess_structure",
            },
            owner="contract",
            present="date_installation",
            order=("start", "pk"),
        ),
        BREACH: Part(
            CespEvent,
            {"start": "date_rupture", "breach_reason": "motif_rupture"},
            owner="contract",
            present="date_rupture",
            constants={"type": cesp_facts.BREACH},
        ),
    }

    def __init__(self, user):
        super().__init__(user)
        self._placement = itemgetter(*map(self.index.get, ("date_installation", *OF_PLACE)))
        self._breach = itemgetter(*map(self.index.get, ("date_rupture", "motif_rupture")))
        regions, self.communes, self.faculties = Regions(), Communes(), Faculties()
        structures, specialties = FinessOfStructures(user), Specialties()
        self.parsers = {
            "ufr": self.faculties,
            "region_origine": regions,
            "region_suivi": Regions.written_by(user),
            "region_prevue": regions,
            "commune_installation": self.communes,
            "finess_structure": structures,
            "specialite": specialties,
        }
        self.shows = {
            "ufr": self.faculties.codes.__getitem__,
            "finess_structure": structures.number_of,
            "specialite": specialties.names.__getitem__,
        }

    # Finding

    def prepare(self, drafts: list[Draft]) -> None:
        """Tell by the discipline the UFR of medicine and of dentistry that bear one name."""
        place, discipline = self.index["ufr"], self.index["filiere"]
        for draft in drafts:
            found = draft.values[place]
            if isinstance(found, frozenset):
                faculty = self.faculties.of_discipline(found, draft.values[discipline])
                self.set_values(draft, {"ufr": ABSENT if faculty is None else faculty})
                if faculty is None:
                    draft.refuse("ufr", self.faculties.several(found))

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        number = self.index["numero_cng"]
        numbers = {draft.values[number] for draft in drafts if isinstance(draft.values[number], str)}
        rows = CespContract._base_manager.filter(cng_number__among=numbers).order_by()
        known = dict(tuples_of(rows.values_list("cng_number", "pk")))
        found = {
            position: known[draft.values[number]]
            for position, draft in enumerate(drafts)
            if draft.values[number] in known
        }
        self.find_persons(draft for position, draft in enumerate(drafts) if position not in found)
        return found | self._by_person(drafts, found)

    def _by_person(self, drafts: list[Draft], found: dict[int, int]) -> dict[int, int]:
        """The contracts of lines without a number, by their person and their campaign."""
        number, campaigns = self.index["numero_cng"], self.index["campagne"]
        sought = {
            position: (draft.link.key, draft.values[campaigns])
            for position, draft in enumerate(drafts)
            if position not in found and not isinstance(draft.values[number], str) and draft.link.key is not None
        }
        people = {person for person, _ in sought.values()}
        rows = CespContract._base_manager.filter(professional__among=people) if people else CespContract.objects.none()
        known = {(person, of): pk for pk, person, of in rows.values_list("pk", "professional_id", "campaign")}
        return {position: known[key] for position, key in sought.items() if key in known}

    def current_values(self, keys: set) -> dict:
        """The region that follows is the one of today, whatever the contract said first."""
        found = super().current_values(keys)
        place, today = self.index["region_suivi"], timezone.localdate()
        moves = CespFollowUp._base_manager.filter(contract__among=keys, start__lte=today) if keys else ()
        for move in moves.order_by("start") if moves != () else ():
            part_keys, values = found[move.contract_id]
            found[move.contract_id] = part_keys, (*values[:place], move.region_id, *values[place + 1 :])
        return found

    def key_of(self, draft: Draft):
        values = draft.values if draft.current is None else draft.current
        for number in (draft.values[self.index["numero_cng"]], values[self.index["numero_cng"]]):
            if isinstance(number, str):
                return number
        line = self.named(values)
        identity = line.rpps or (line.name, line.birth_year)
        has_identity = line.rpps or (line.name and line.birth_year is not None)
        return (identity, values[self.index["campagne"]]) if has_identity else draft.keys.get(RECORD)

    def refuse_fixed(self, draft: Draft) -> None:
        place = self.index["region_suivi"]
        asked = draft.values[place]
        if isinstance(asked, str) and asked != draft.current[place]:
            draft.refuse("region_suivi", BY_TRANSFER)

    # Judging

    def refuse_incomplete(self, draft: Draft) -> None:
        if draft.current is None and self.value(draft, "numero_cng") is None and self.key_of(draft) is None:
            draft.refuse("numero_cng", NO_NUMBER)
        day, *place = self._placement(draft.values)
        if day is None:
            for column, value in zip(OF_PLACE, place, strict=True) if any(place) else ():
                if value is not None:
                    draft.refuse(column, NEEDS_DAY)
        elif None in place[:2]:
            for column, value in zip(OF_PLACE[:2], place[:2], strict=True):
                if value is None:
                    draft.refuse(column, NEEDED_WITH_DAY)
        day, reason = self._breach(draft.values)
        if reason is not None and day is None:
            draft.refuse("motif_rupture", NEEDS_DAY)

    def known_facts(self, people: set) -> dict[int, CespFacts]:
        contracts = CespContract._base_manager.filter(professional__among=people).values_list("pk", flat=True)
        return cesp_facts.load(contracts) if people else {}

    def new_facts(self, rows: Rows, person) -> CespFacts:
        return CespFacts(Unwritten(rows[RECORD], pk=None, professional_id=person))

    def propose(self, facts: CespFacts, rows: Rows) -> None:
        """Put the contract and the parts that the line gives in place of those of the register."""
        facts.zones = self.zones
        if facts.contract.pk is not None:
            for attribute in self.parts[RECORD].fields:
                # What the contract said first stays: the changes of follow-up come after it.
                if attribute != "followup_region_id":
                    setattr(facts.contract, attribute, rows[RECORD][attribute])
            first = min(facts.placements, key=lambda row: (row.start, row.pk), default=None)
            facts.placements = [row for row in facts.placements if row is not first]
            facts.events = [row for row in facts.events if row.type != cesp_facts.BREACH]
        if placement := rows.get(PLACEMENT):
            new = Unwritten(placement, pk=0)
            new.decision_day = new.choice_date or new.start
            new.region_id = self.communes.regions.get(new.commune_id)
            facts.placements = [new, *facts.placements]
        if breach := rows.get(BREACH):
            facts.events = [Unwritten(breach, pk=0), *facts.events]
        facts.commitment_end = _commitment_end(facts) if _needs_end(facts) else None

    def person_in(self, facts: CespFacts) -> int:
        return facts.contract.professional_id

    def relate(self, facts: CespFacts, others: list) -> None:
        """C4 compares the ends of several contracts, which no rule asks of one alone."""
        facts.others = others
        for each in (facts, *others):
            if each.contract.pk is None and each.commitment_end is None:
                each.commitment_end = _commitment_end(each)

    @property
    def rules_of_new(self) -> dict:
        # A new line has one placement at most, and no event but a breach.
        return {
            rules.campaign_of_two_years: ("campagne",),
            rules.practice_after_the_diploma: ("date_installation", "date_diplome"),
            rules.events_after_the_signature: ("date_rupture", "date_signature"),
            rules.nothing_after_the_breach: (
                "date_rupture",
                "date_installation",
                "debut_allocation",
                "fin_allocation",
                "date_diplome",
            ),
        }

    def is_in_order(self, values: tuple) -> bool:
        """As any other, and C7: few lines say the same of a day and a place, but the zones are quickly asked."""
        day, commune, *_ = self._placement(values)
        if day is not None and self.zones.is_eligible(rules.CESP, commune, day) is False:
            return False
        return super().is_in_order(values)

    def problems(self, facts: CespFacts) -> list[Problem]:
        return rules.rule_problems(facts)

    def place_of(self, problem: Problem) -> str:
        part = problem.part
        if part is None:
            return self.column_for(CespContract, problem.field)
        is_of_line = part.pk == 0
        return (
            self.column_for(CespEvent if hasattr(part, "type") else CespPlacement, problem.field) if is_of_line else ""
        )

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == PERSON and draft.keys.get(RECORD) is None:
            dentist = self.value(draft, "filiere") == Discipline.DENTISTRY
            profession = Profession.DENTIST if dentist else Profession.GP
            self.complete_person(row, draft, self.value(draft, "region_suivi"), profession)
        elif name == RECORD and draft.current is not None:
            # The region that follows today may not be the one that the contract says.
            del row["followup_region_id"]
            if draft.current[self.index["date_prevue_installation"]] != row["expected_installation_date"]:
                row["expected_installation_precision"] = DatePrecision.DAY
        elif name == PLACEMENT:
            whole = row if "choice_date" in row else self.row_of(PLACEMENT, draft)
            commune, day = whole["commune_id"], whole["choice_date"] or whole["start"]
            row["region_id"] = self.communes.regions[commune]
            # Z4: once known, never written again.
            kept = whole["zone_class_at_choice"]
            row["zone_class_at_choice"] = kept or self.zones.class_to_keep(rules.CESP, commune, day)


SHORTEST = datetime.timedelta(days=obligation.MINIMUM_MONTHS * 30)
"""No commitment ends sooner after the first day of practice."""


def _needs_end(facts: CespFacts) -> bool:
    """Whether a rule will ask when the commitment ends: its count is the longest of all."""
    if not facts.placements:
        return False
    breach = facts.breach
    return facts.contract.pk is not None or (
        breach is not None and breach.start > facts.placements[0].start + SHORTEST
    )


def _commitment_end(facts: CespFacts) -> datetime.date | None:
    placements = tuple(sorted(facts.placements, key=lambda row: (row.start, row.pk or 0)))
    suspensions = tuple(row for row in facts.events if row.type == cesp_facts.SUSPENSION)
    return obligation.commitment_end(obligation.Facts(facts.contract, None, suspensions, (), placements))


CESP = ImportKind(
    "cesp",
    "contrats CESP",
    COLUMNS,
    CespRegister,
    "contracts.add_cespcontract",
    keys=(("numero_cng",), ("rpps", "campagne"), ("nom", "prenom", "annee_naissance", "campagne")),
    model="contracts.CespContract",
)
