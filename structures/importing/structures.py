"""Files of structures: a line is a structure, with its main site, the districts of it, and its dated states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from imports.drafts import ABSENT, Draft
from imports.kinds import ImportKind
from imports.registers import RECORD, Part, Register
from imports.writing import insert_rows, new_keys, update_rows
from regions.import_columns import KNOWN_ELSEWHERE
from regions.import_values import Communes, Regions
from regions.models import Commune, PriorityDistrict
from regions.rules import Problem
from regions.text import fold
from structures.importing.columns import COLUMNS, EVENTS, GRANTED, WITHDRAWN, districts
from structures.importing.lives import ONE_DAY, SITE_DATES, Dates, Life
from structures.models import SiteDistrict, Structure, StructureSite, StructureStatusEvent
from structures.rules import judge, loaded

SITE = "site"
SEVERAL = "Plusieurs structures portent ce nom dans cette commune\u00a0: donnez le FINESS de celle dont il s’agit."
NEEDS_COMMUNE = "Indiquez aussi la commune du site, sans laquelle cette valeur ne s’enregistre pas."
SITE_COLUMNS = {"opened_on": "date_ouverture", "closed_on": "date_fermeture"}
DATES = dict(zip(EVENTS, ("preparing", "validated", "opened", "closed"), strict=True))


def constraint_sentence(model, name: str) -> str:
    """What the constraint `name` of `model` says of a row that it refuses."""
    return next(str(rule.violation_error_message) for rule in model._meta.constraints if rule.name == name)


DAY_TAKEN = constraint_sentence(StructureStatusEvent, "one_status_event_per_structure_and_day")
TWO_MAIN_SITES = constraint_sentence(StructureSite, "one_main_site_per_structure_and_day")


class StructuresRegister(Register):
    """The structures, with their main sites and the first of each state of their life."""

    columns = COLUMNS
    label_columns = ("nom", "finess_et")
    parts = {
        RECORD: Part(
            Structure,
            {
                "type": "type",
                "name": "nom",
                "local_label": "libelle_local",
                "finess_et": "finess_et",
                "finess_ej": "finess_ej",
                "lead_region_id": "region",
                "legal_form": "forme_juridique",
                "university_since": "universitaire",
            },
        ),
        SITE: Part(
            StructureSite,
            {"commune_id": "commune"},
            owner="structure",
            present="commune",
            order=(F("main_since").desc(nulls_last=True), "pk"),
        ),
        **{
            column: Part(
                StructureStatusEvent,
                {"on": column},
                owner="structure",
                present=column,
                constants={"status": status},
                order=("on", "pk"),
            )
            for column, status in EVENTS.items()
        },
    }

    def __init__(self, user):
        super().__init__(user)
        self.communes = Communes()
        self.districts = {row.pk: row for row in PriorityDistrict.objects.prefetch_related("communes")}
        self._communes: dict[str, Commune] = {}
        self.today = timezone.localdate()
        self.parsers = {
            "region": Regions.written_by(user),
            "commune": self.communes,
            "code_qpv": districts(self.districts),
        }

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        found = self._by_number(drafts)
        self._by_name(drafts, found)
        known = set(found.values())
        own = set(Structure.objects.editable_by(self.user).filter(pk__among=known).values_list("pk", flat=True))
        for position in [position for position, key in found.items() if key not in own]:
            del found[position]
            drafts[position].refuse("", KNOWN_ELSEWHERE)
        return found

    def _by_number(self, drafts: list[Draft]) -> dict[int, int]:
        """The structures that bear the FINESS of a line, whatever their region."""
        place = self.index["finess_et"]
        numbers = {number for draft in drafts if isinstance(number := draft.values[place], str)}
        rows = Structure._base_manager.filter(finess_et__among=numbers).order_by()
        known = dict(rows.values_list("finess_et", "pk"))
        return {
            position: known[draft.values[place]]
            for position, draft in enumerate(drafts)
            if draft.values[place] in known
        }

    def _by_name(self, drafts: list[Draft], found: dict[int, int]) -> None:
        """Add those of a type, a name and a commune; with a FINESS, a line only finds what has none."""
        sought = {
            position: name
            for position, draft in enumerate(drafts)
            if position not in found and (name := self._name_of(draft))
        }
        known = self._named({name[1] for name in sought.values()})
        alike = {}
        for position, name in sought.items():
            has_number = isinstance(self.value(drafts[position], "finess_et"), str)
            keys = [key for key, number in known.get(name, {}).items() if not (has_number and number)]
            if len(keys) > 1:
                alike[position] = keys
            elif keys:
                found[position] = keys[0]
        self._tell_apart(drafts, alike, found)

    def _tell_apart(self, drafts: list[Draft], alike: dict[int, list[int]], found: dict[int, int]) -> None:
        """Of several structures that bear the name of a line, find the one of which it says nothing new."""
        current = self.current_values({key for keys in alike.values() for key in keys})
        taken = set(found.values())
        for position, keys in alike.items():
            draft = drafts[position]
            same = [key for key in keys if key not in taken and _agree(draft.values, current[key][1])]
            if same:
                found[position] = same[0]
                taken.add(same[0])
            else:
                draft.refuse("finess_et", SEVERAL)

    def _name_of(self, draft: Draft) -> tuple | None:
        """The type, the folded name and the commune that a line gives."""
        kind, name, commune = (self.value(draft, column) for column in ("type", "nom", "commune"))
        if not (isinstance(kind, str) and isinstance(name, str)):
            return None
        return kind, fold(name), commune if isinstance(commune, str) else None

    def _named(self, names: set[str]) -> dict[tuple, dict[int, str]]:
        """The structures with these names that the user sees, and their FINESS, by type, name and commune."""
        known = defaultdict(dict)
        if names:
            rows = Structure.objects.visible_to(self.user).filter(search_name__among=names).order_by()
            columns = ("pk", "finess_et", "type", "search_name", "sites__commune")
            for key, number, *name in rows.values_list(*columns):
                known[tuple(name)][key] = number
        return known

    def current_values(self, keys: set) -> dict:
        """A label that is over reads as none; the districts are those of the main site."""
        found = super().current_values(keys)
        university, qpv = self.index["universitaire"], self.index["code_qpv"]
        over = Structure._base_manager.filter(pk__among=keys, university_last_day__lt=self.today).values_list("pk")
        over = {pk for (pk,) in over} if keys else set()
        codes = defaultdict(list)
        sites = {part_keys[SITE] for part_keys, _ in found.values() if SITE in part_keys}
        if sites:
            rows = SiteDistrict._base_manager.filter(site__among=sites).order_by("district")
            for site, code in rows.values_list("site", "district"):
                codes[site].append(code)
        for key, (part_keys, values) in found.items():
            told = list(values)
            told[university] = None if key in over else values[university]
            told[qpv] = ", ".join(codes.get(part_keys.get(SITE), ())) or None
            found[key] = part_keys, tuple(told)
        return found

    def key_of(self, draft: Draft):
        if RECORD in draft.keys:
            return draft.keys[RECORD]
        number = self.value(draft, "finess_et")
        return number if isinstance(number, str) else self._name_of(draft)

    def settle(self, draft: Draft) -> None:
        values = list(draft.values)
        old = draft.current or (None,) * len(values)
        place = self.index["universitaire"]
        if values[place] == WITHDRAWN:
            values[place] = None
        elif values[place] == GRANTED:
            day = self.value(draft, "date_ouverture") or self.value(draft, "date_validation") or self.today
            values[place] = old[place] or day
        place = self.index["code_qpv"]
        if values[place] != old[place]:
            values[place] = _joined(values[place], old[place])
        draft.values = tuple(values)

    # Judging

    def judge(self, drafts: list[Draft]) -> None:
        known = {draft.keys[RECORD] for draft in drafts if draft.current is not None}
        structures = loaded(Structure.objects.filter(pk__among=known)).in_bulk() if known else {}
        for draft in drafts:
            if self.value(draft, "code_qpv") and self.value(draft, "commune") is None:
                draft.refuse("code_qpv", NEEDS_COMMUNE)
            row = self.row_of(RECORD, draft)
            self.refuse_unlawful(draft, {RECORD: row})
            if not draft.faults:
                draft.link = self._life(draft, row, structures.get(draft.keys.get(RECORD)))
                self._refuse_by_rules(draft)

    def _life(self, draft: Draft, row: dict, structure: Structure | None) -> Life:
        """The structure as the line would leave it."""
        old = Dates()
        if structure is None:
            life = Life.of_new(row)
        else:
            changes = {name: row[name] for name in self.parts[RECORD].fields} | self._label(draft)
            life = Life.of_known(structure, changes)
            old = self._dates(draft.current)
        for column, status in EVENTS.items():
            life.date(column, status, draft.keys.get(column), self.value(draft, column))
        life.settle(draft.keys.get(SITE), self._commune(self.value(draft, "commune")))
        life.follow(old, self._dates(draft.values))
        life.place(self.districts[code] for code in _codes(self.value(draft, "code_qpv")))
        return life

    def _dates(self, values: tuple) -> Dates:
        return Dates(**{name: values[self.index[column]] for column, name in DATES.items()})

    def _commune(self, code: str | None) -> Commune | None:
        if code is not None and code not in self._communes:
            self._communes[code] = Commune(code=code, name=self.communes.names[code])
        return self._communes.get(code)

    def _label(self, draft: Draft) -> dict:
        """The dates of the university label of a known structure: what is over stays known; an end is yesterday."""
        place = self.index["universitaire"]
        old, new = draft.current[place], draft.values[place]
        if new == old:
            return {}
        if new is not None:
            return {"university_since": new, "university_last_day": None}
        eve = self.today - ONE_DAY
        return {"university_since": old, "university_last_day": eve} if old <= eve else {"university_since": None}

    def _refuse_by_rules(self, draft: Draft) -> None:
        life = draft.link
        taken = life.day_taken()
        if taken:
            draft.refuse(taken, DAY_TAKEN)
        for site in life.sites:
            self.refuse_unlawful(draft, {SITE: {name: getattr(site, name) for name in SITE_DATES}})
        if life.has_two_main_sites():
            draft.refuse("commune", TWO_MAIN_SITES)
        told = set()
        for problem in judge(life.whole(), self.today):
            column = self._column_for(life, problem)
            # The dates of a site only follow the day that is at fault, which is told before them.
            if not (problem.code == "date" and told):
                draft.refuse(column, str(problem))
            if problem.code == "date" and column in EVENTS:
                told.add(column)

    def _column_for(self, life: Life, problem: Problem) -> str:
        part = problem.part
        if part is None:
            name = problem.field
            return self.column_of(Structure, name) if name else ""
        model = part._meta.model
        if model is StructureStatusEvent:
            return next((name for name, event in life.dated.items() if event is part), "")
        if model is StructureSite:
            return SITE_COLUMNS.get(problem.field, "commune")
        return "code_qpv" if model is SiteDistrict else ""

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == RECORD and draft.current is not None:
            del row["university_since"]
            row |= self._label(draft)
        elif name == SITE:
            row |= {attribute: getattr(draft.link.main, attribute) for attribute in SITE_DATES}

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write under the locks of the rules: the structures of the lines, in the order of their keys."""
        changed = [draft for draft in drafts if not draft.faults and draft.values != draft.current]
        known = {draft.keys[RECORD] for draft in changed if RECORD in draft.keys}
        rows = Structure._base_manager.filter(pk__among=known).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        self._free_days(changed)
        super().write(changed)
        self._write_other_sites(changed)
        self._write_districts(changed)

    def _free_days(self, drafts: list[Draft]) -> None:
        """Remove the events that leave a day on which another one is to stand; they are written again as new."""
        gone = []
        for draft in drafts:
            wanted = {self.value(draft, column) for column in EVENTS}
            for column in EVENTS:
                held = draft.current[self.index[column]] if column in draft.keys else None
                if held in wanted and held and held != self.value(draft, column):
                    gone.append(draft.keys.pop(column))
        if gone:
            StructureStatusEvent._base_manager.filter(pk__in=gone).delete()

    def _differs(self, part: Part, draft: Draft) -> bool:
        # The dates of a site come from its structure: see `_write_other_sites`.
        return part.model is not StructureSite and super()._differs(part, draft)

    def _write_other_sites(self, drafts: list[Draft]) -> None:
        """Write the known sites that change: their commune, or the dates that follow those of the structure."""
        columns = ("id", "commune_id", *SITE_DATES)
        sites = [site for draft in drafts for site in draft.link.changed_sites()]
        update_rows(StructureSite, [{name: getattr(site, name) for name in columns} for site in sites])

    def _write_districts(self, drafts: list[Draft]) -> None:
        place, gone, new = self.index["code_qpv"], [], []
        for draft in drafts:
            old = _codes(draft.current[place]) if draft.current else set()
            wanted, site = _codes(draft.values[place]), draft.keys.get(SITE)
            gone += [(site, code) for code in old - wanted]
            new += [(site, code) for code in sorted(wanted - old)]
        for site, code in gone:
            SiteDistrict._base_manager.filter(site=site, district=code).delete()
        if new:
            keys = new_keys(SiteDistrict, len(new))
            rows = zip(keys, new, strict=True)
            insert_rows(
                SiteDistrict, [{"id": key, "site_id": site, "district_id": code} for key, (site, code) in rows]
            )


def _agree(told: tuple, held: tuple) -> bool:
    """Whether a record holds all that a line tells."""
    return all(new is ABSENT or new is None or new == old for new, old in zip(told, held, strict=True))


def _codes(told: str | None) -> set[str]:
    return set(told.split(", ")) if told else set()


def _joined(new: str | None, old: str | None) -> str | None:
    """The districts of a site once a line gives some: those of the other list stay."""
    if new is None:
        return None
    lists = {code[:2] for code in _codes(new)}
    return ", ".join(sorted(_codes(new) | {code for code in _codes(old) if code[:2] not in lists}))


STRUCTURES = ImportKind(
    "structures",
    "structures",
    COLUMNS,
    StructuresRegister,
    "structures.add_structure",
    keys=(("finess_et",), ("type", "nom")),
    model="structures.Structure",
)
