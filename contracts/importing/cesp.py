"""Files of CESP: a line is a contract, with its signatory, its first placement and its breach."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from types import SimpleNamespace

from django.utils import timezone

from contracts import obligation
from contracts.enums import AidKind, CespEventType, DatePrecision, Profession
from contracts.importing import persons
from contracts.importing.columns import of_field, values_of
from contracts.importing.persons import PERSON, PersonsRegister, person_part
from contracts.importing.structures import FinessOfStructures
from contracts.models import CespContract, CespEvent, CespFollowUp, CespPlacement, Professional, Specialty
from contracts.rules import cesp as rules
from contracts.rules import cesp_facts
from contracts.rules.cesp_facts import CespFacts
from contracts.rules.said import ELSEWHERE
from contracts.rules.zones import Zones
from imports.drafts import Draft
from imports.kinds import Column, ImportKind
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, quoted
from imports.registers import RECORD, Part
from regions.enums import Discipline
from regions.import_values import Communes, Faculties, Regions, plausible_day
from regions.wall import write_scope

PLACEMENT, BREACH = "placement", "breach"
CAMPAIGN = re.compile(r"(20[0-9]{2}) ?[-/–] ?(20)?([0-9]{2})")
BY_TRANSFER = "Le suivi de ce contrat est à une autre région\u00a0: passez par un transfert."
NEEDS_DAY = "Indiquez aussi la date, sans laquelle cette valeur ne s’enregistre pas."
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


def _day(name: str, help_text: str = "", **options) -> Column:
    return Column(name, plausible_day, help_text or "Date JJ/MM/AAAA.", **options)


def _choice(name: str, model, field: str, **options) -> Column:
    return Column(name, of_field(model, field), values=values_of(model, field), **options)


COLUMNS = (
    Column(
        "numero_cng",
        of_field(CespContract, "cng_number"),
        "Clé de la ligne\u202f; à défaut\u00a0: la personne et la campagne.",
        aliases=("numero_contrat_cng", "n_cng", "numero_contrat", "contrat"),
        example="CNG-2016-0001",
    ),
    persons.RPPS,
    persons.LAST_NAME,
    persons.FIRST_NAME,
    persons.BIRTH_YEAR,
    _choice("filiere", CespContract, "discipline", required=True, example="medecine"),
    _choice(
        "statut_signature", CespContract, "signatory_status", required=True, aliases=("statut",), example="etudiant"
    ),
    Column("campagne", campaign, "Année universitaire.", required=True, example="2016-2017"),
    Column("ufr", help="Code ou nom de l’UFR de signature.", required=True, aliases=("faculte",), example="rennes"),
    Column("region_origine", help="Code ou nom de la région.", example="53"),
    Column(
        "region_suivi",
        help="Code ou nom de la région qui suit le signataire.",
        required=True,
        fixed=True,
        aliases=("ars_suivi", "region"),
        example="53",
    ),
    _day("date_signature", required=True, example="15/12/2016"),
    _day("debut_allocation", required=True, aliases=("date_debut_allocation",), example="01/01/2017"),
    _day("fin_allocation", "Dernier jour de l’allocation.", aliases=("date_fin_allocation",), example="31/10/2020"),
    _day("date_diplome", aliases=("date_du_diplome",), example="01/11/2020"),
    Column("specialite", help="Nom de la spécialité.", example="médecine générale"),
    _day("date_prevue_installation", aliases=("date_installation_prevue",), example="01/02/2021"),
    Column("region_prevue", help="Code ou nom de la région.", aliases=("region_exercice_prevue",), example="53"),
    _day("date_installation", aliases=("installe_le",), example="01/02/2021"),
    Column(
        "commune_installation",
        help="Code INSEE, ou nom s’il est unique.",
        aliases=("commune", "code_commune"),
        example="22113",
    ),
    _choice("mode_exercice", CespPlacement, "mode", aliases=("mode",), example="liberal"),
    Column("finess_structure", help="FINESS d’une structure du registre.", aliases=("finess",), example=""),
    _day("date_rupture", aliases=("rompu_le",)),
    _choice("motif_rupture", CespEvent, "breach_reason"),
)


class CespRegister(PersonsRegister):
    """The contracts, with their signatories, their first placements and their breaches."""

    columns = COLUMNS
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
            constants={"type": CespEventType.BREACH},
        ),
    }

    def __init__(self, user):
        super().__init__(user)
        regions, self.communes, faculties = Regions(), Communes(), Faculties()
        structures = FinessOfStructures(user)
        specialties = {comparable(name): pk for pk, name in Specialty.objects.values_list("pk", "name")}
        names = dict(Specialty.objects.values_list("pk", "name"))
        self.parsers = {
            "ufr": faculties,
            "region_origine": regions,
            "region_suivi": Regions.written_by(user),
            "region_prevue": regions,
            "commune_installation": self.communes,
            "finess_structure": structures,
            "specialite": lambda cell: _specialty(cell, specialties),
        }
        self.shows = {
            "ufr": faculties.codes.__getitem__,
            "finess_structure": structures.number_of,
            "specialite": names.__getitem__,
        }
        self.zones: Zones | None = None
        self._kept_classes: dict[int, str] = {}
        """The classes of zone that known placements hold, by key: once known, one is never written again (Z4)."""

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        number = self.index["numero_cng"]
        numbers = {draft.values[number] for draft in drafts if isinstance(draft.values[number], str)}
        known = dict(CespContract._base_manager.filter(cng_number__among=numbers).values_list("cng_number", "pk"))
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
        number = draft.values[self.index["numero_cng"]]
        if isinstance(number, str):
            return number
        person = draft.link
        if person is None:
            return draft.keys[RECORD]
        has_name = person.rpps or (person.name and person.birth_year is not None)
        return (person, draft.values[self.index["campagne"]]) if has_name else None

    def refuse_fixed(self, draft: Draft) -> None:
        place = self.index["region_suivi"]
        asked = draft.values[place]
        if isinstance(asked, str) and asked != draft.current[place]:
            draft.refuse("region_suivi", BY_TRANSFER)

    # Judging

    def judge(self, drafts: list[Draft]) -> None:
        self._refuse_out_of_reach(drafts)
        self.refuse_taken_numbers(drafts)
        for draft in drafts:
            if not draft.faults:
                self._refuse_incomplete(draft)
        judged = [draft for draft in drafts if not draft.faults]
        rows = [self._rows(draft) for draft in judged]
        for draft, row in zip(judged, rows, strict=True):
            self.refuse_unlawful(draft, row)
        sound = [(draft, row) for draft, row in zip(judged, rows, strict=True) if not draft.faults]
        place = self.index["commune_installation"]
        self.zones = Zones({draft.values[place] for draft, _ in sound} - {None})
        self._refuse_by_rules(sound)

    def _refuse_out_of_reach(self, drafts: list[Draft]) -> None:
        if write_scope(self.user).everywhere:
            return
        known = {draft.keys[RECORD] for draft in drafts if draft.current is not None}
        own = set()
        if known:
            rows = CespContract.objects.editable_by(self.user).filter(pk__among=known)
            own = set(rows.values_list("pk", flat=True))
        for draft in drafts:
            if draft.current is not None and draft.keys[RECORD] not in own:
                draft.faults.clear()
                draft.refuse("", ELSEWHERE)

    def _refuse_incomplete(self, draft: Draft) -> None:
        self.refuse_unnamed(draft)
        value = self.value
        if value(draft, "date_installation") is None:
            for column in ("commune_installation", "mode_exercice", "finess_structure"):
                if value(draft, column) is not None:
                    draft.refuse(column, NEEDS_DAY)
        else:
            for column in ("commune_installation", "mode_exercice"):
                if value(draft, column) is None:
                    draft.refuse(column, NEEDED_WITH_DAY)
        if value(draft, "motif_rupture") is not None and value(draft, "date_rupture") is None:
            draft.refuse("motif_rupture", NEEDS_DAY)

    def _rows(self, draft: Draft) -> dict[str, dict]:
        return {name: self.row_of(name, draft) for name in self.parts if self.has(name, draft)}

    def _refuse_by_rules(self, sound: list[tuple[Draft, dict]]) -> None:
        """Judge each contract as it would be, beside the others of its person, in the register and in the file."""
        alone, together = [], []
        lines_of: dict[int, int] = {}
        for draft, _ in sound:
            person = self._person_of(draft)
            lines_of[person] = lines_of.get(person, 0) + 1
        for draft, rows in sound:
            is_alone = draft.keys.get(PERSON) is None and lines_of[self._person_of(draft)] == 1
            (alone if is_alone else together).append((draft, rows))
        for draft, rows in alone:
            self._judge(draft, self._facts(_new_facts(rows, person=0), rows))
        if together:
            self._judge_together(together)

    def _person_of(self, draft: Draft):
        key = draft.keys.get(PERSON)
        return key if key is not None else id(draft.link)

    def _judge_together(self, drafts: list[tuple[Draft, dict]]) -> None:
        people = {draft.keys[PERSON] for draft, _ in drafts if draft.keys.get(PERSON) is not None}
        contracts = CespContract._base_manager.filter(professional__among=people).values_list("pk", flat=True)
        known = cesp_facts.load(contracts)
        of_person: dict[object, list[CespFacts]] = {}
        proposed = {}
        for draft, rows in drafts:
            person = self._person_of(draft)
            facts = known.pop(draft.keys[RECORD], None) if draft.current is not None else None
            if facts is None:
                facts = _new_facts(rows, person)
            else:
                for attribute in self.parts[RECORD].fields:
                    setattr(facts.contract, attribute, rows[RECORD][attribute])
            proposed[id(draft)] = self._facts(facts, rows)
            of_person.setdefault(person, []).append(facts)
        for facts in known.values():
            of_person.setdefault(facts.contract.professional_id, []).append(facts)
        for facts in proposed.values():
            facts.commitment_end = _commitment_end(facts)
        for draft, _ in drafts:
            facts = proposed[id(draft)]
            facts.others = [other for other in of_person[self._person_of(draft)] if other is not facts]
            self._judge(draft, facts)

    def _facts(self, facts: CespFacts, rows: dict) -> CespFacts:
        """`facts` with the parts that the line gives in place of those of the register."""
        facts.zones = self.zones
        if placement := rows.get(PLACEMENT):
            first = min(facts.placements, key=lambda row: (row.start, row.pk), default=None)
            new = SimpleNamespace(**placement, pk=first.pk if first else 0)
            if first:
                self._kept_classes[first.pk] = first.zone_class_at_choice
                for name in KEPT_OF_PLACEMENT:
                    setattr(new, name, getattr(first, name))
            new.decision_day = new.choice_date or new.start
            new.region_id = self.communes.regions[new.commune_id]
            facts.placements = [new, *(row for row in facts.placements if row is not first)]
        if breach := rows.get(BREACH):
            new = SimpleNamespace(**breach, pk=0)
            facts.events = [new, *(row for row in facts.events if row.type != CespEventType.BREACH)]
        facts.commitment_end = _commitment_end(facts) if self._needs_end(facts) else None
        return facts

    def _needs_end(self, facts: CespFacts) -> bool:
        """Whether a rule will ask when the commitment ends: its count is the longest of all."""
        if not facts.placements:
            return False
        breach = facts.breach
        return facts.contract.pk is not None or (
            breach is not None and breach.start > facts.placements[0].start + SHORTEST
        )

    def _judge(self, draft: Draft, facts: CespFacts) -> None:
        for problem in rules.rule_problems(facts):
            part = problem.part
            model = CespContract if part is None else CespEvent if hasattr(part, "type") else CespPlacement
            column = "" if problem.field == "professional" else self._column_for(model, problem.field)
            draft.refuse(column, f"{problem.message} ({problem.code})")

    def _column_for(self, model, name: str) -> str:
        try:
            return self.column_of(model, name)
        except LookupError:
            return ""

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == PERSON and draft.keys.get(PERSON) is None:
            dentist = self.value(draft, "filiere") == Discipline.DENTISTRY
            self.complete_person(
                row, self.value(draft, "region_suivi"), Profession.DENTIST if dentist else Profession.GP
            )
        elif name == RECORD:
            if draft.current is not None:
                del row["followup_region_id"]
                moved = draft.current[self.index["date_prevue_installation"]] != row["expected_installation_date"]
                if moved:
                    row["expected_installation_precision"] = DatePrecision.DAY
        elif name == PLACEMENT:
            row["region_id"] = self.communes.regions[row["commune_id"]]
            if not self._kept_classes.get(draft.keys.get(PLACEMENT)):
                commune, day = row["commune_id"], row["start"]
                row["zone_class_at_choice"] = self.zones.class_to_keep(AidKind.CESP, commune, day)

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write under the locks of the rules: the persons of the lines, in the order of their keys."""
        drafts = list(drafts)
        people = {draft.keys[PERSON] for draft in drafts if draft.keys.get(PERSON) is not None}
        list(
            Professional._base_manager.filter(pk__among=people)
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk")
        )
        super().write(drafts)


KEPT_OF_PLACEMENT = ("last_day", "choice_date", "zone_class_at_choice", "convention_tariffs", "activity_pct")
"""What no column gives of the placement of a contract that has one."""
SHORTEST = datetime.timedelta(days=obligation.MINIMUM_MONTHS * 30)
"""No commitment ends sooner after the first day of practice."""


def _new_facts(rows: dict, person) -> CespFacts:
    """The facts of a contract that is not written yet, without models: making them takes longer than judging."""
    return CespFacts(SimpleNamespace(**(rows[RECORD] | {"pk": None, "professional_id": person})))


def _commitment_end(facts: CespFacts) -> datetime.date | None:
    placements = tuple(sorted(facts.placements, key=lambda row: (row.start, row.pk or 0)))
    suspensions = tuple(row for row in facts.events if row.type == CespEventType.SUSPENSION)
    return obligation.commitment_end(obligation.Facts(facts.contract, None, suspensions, (), placements))


def _specialty(cell: Cell, known: dict[str, int]) -> int | None:
    written = as_written(cell)
    if not written:
        return None
    try:
        return known[comparable(written)]
    except KeyError:
        raise ValueRefused(f"{quoted(cell)} n’est pas une spécialité du registre.") from None


CESP = ImportKind(
    "cesp",
    "contrats CESP",
    COLUMNS,
    CespRegister,
    "contracts.add_cespcontract",
    keys=(("numero_cng",), ("rpps", "campagne"), ("nom", "prenom", "annee_naissance", "campagne")),
    model="contracts.CespContract",
)
