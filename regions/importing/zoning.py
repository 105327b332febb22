"""Files of zoning: a line is the class of a unit in a zoning over a period, by the unit or by one of its communes.

Zonings are reference data: national administrators write them, as their roles say, for every region. A line that
names a commune alone is about the unit of that zoning in which it stands; when the zoning has none, the commune is
itself a unit. A line that names both adds the commune to the unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from imports.drafts import ABSENT, Draft
from imports.kinds import ImportKind
from imports.registers import RECORD, Part, Register
from imports.writing import insert_rows, new_keys
from regions.enums import ZoneUnitKind
from regions.identifiers import CHECKS
from regions.import_values import Communes
from regions.importing.zoning_columns import COLUMNS, NOT_TOLD, Schemes
from regions.importing.zoning_periods import Periods
from regions.models import Commune, PriorityDistrict, ZoneClassification, ZoneUnit, ZoneUnitCommune
from regions.wall import write_scope

UNIT = "unit"
WITHOUT_CLASS = "sans classe («\u00a0non spécifié\u00a0»)"
NO_PLACE = "Indiquez la commune, ou le code de l’unité."
NO_SCHEME = "Aucun zonage en vigueur n’est enregistré pour cette ligne\u00a0: saisissez d’abord son arrêté."
SEVERAL_SCHEMES = (
    "Plusieurs zonages sont en vigueur\u00a0: ajoutez une colonne «\u00a0schema\u00a0» qui dit duquel il s’agit."
)
SEVERAL_UNITS = "Plusieurs unités portent ce code\u00a0: classez-la d’abord à la main dans ce zonage."
UNKNOWN_UNIT = "Ce code n’est celui d’aucune unité\u00a0: saisissez-la d’abord, avec ses communes."
CUT = "Ce zonage partage cette commune entre plusieurs unités (Z2)\u00a0: donnez le code de l’unité."
OUTSIDE = "Ce zonage est celui d’une autre région que celle de la commune."
NATIONAL = "Les zonages sont saisis par l’administration nationale."


@dataclass
class Unit:
    """A unit that lines are about: of the register, or new."""

    kind: str
    code: str
    name: str
    key: int | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.kind, self.code


@dataclass(frozen=True)
class Target:
    """What a line classifies, and the commune by which it says so."""

    unit: Unit
    commune: str | None


class ZoningRegister(Register):
    """The classes of units, with the units and their communes."""

    columns = COLUMNS
    label_columns = ("code_unite",)
    parts = {
        UNIT: Part(ZoneUnit, {"code": "code_unite"}, reference="unit"),
        RECORD: Part(
            ZoneClassification,
            {"scheme_id": "schema", "zone_class": "classe", "start": "date_debut", "last_day": "date_fin"},
        ),
    }

    def __init__(self, user):
        super().__init__(user)
        self.communes, self.schemes = Communes(), Schemes()
        self.districts = dict(PriorityDistrict.objects.values_list("code", "name"))
        self.parsers = {"schema": self.schemes, "commune": self.communes}
        self.shows = {"schema": self.schemes.name_of}
        self.today = timezone.localdate()
        self.units: dict[tuple, Unit] = {}
        self.periods = Periods()

    # Reading

    def prepare(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            if self.value(draft, "classe") == NOT_TOLD:
                draft.left_out = WITHOUT_CLASS
            elif not draft.faults:
                self._complete(draft)

    def _complete(self, draft: Draft) -> None:
        """Say of which zoning a line is, and from which day, when it does not."""
        commune, code, scheme, start = map(self.told_by(draft).get, ("commune", "code_unite", "schema", "date_debut"))
        if commune is None and code is None:
            draft.refuse("commune", NO_PLACE)
            return
        scheme = scheme or self._only_scheme(draft, self.communes.regions[commune] if commune else None)
        if scheme is not None:
            self._tell(draft, schema=scheme, date_debut=start or self.schemes.rows[scheme].valid_from)

    def told_by(self, draft: Draft) -> dict:
        """The values that a line gives, by column."""
        return {
            column.name: value
            for column, value in zip(self.columns, draft.values, strict=True)
            if value is not None and value is not ABSENT
        }

    def _tell(self, draft: Draft, **values) -> None:
        draft.values = tuple(
            [values.get(column.name, value) for column, value in zip(self.columns, draft.values, strict=True)]
        )

    def _only_scheme(self, draft: Draft, region: str | None) -> int | None:
        """The zoning in force that a line without one can only be about."""
        fitting = [
            key
            for key, scheme in self.schemes.rows.items()
            if (scheme.valid_to is None or scheme.valid_to >= self.today)
            and (region is None or scheme.region_id in (None, region))
        ]
        if len(fitting) == 1:
            return fitting[0]
        draft.refuse("schema", SEVERAL_SCHEMES if fitting else NO_SCHEME)
        return None

    # Finding

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        if not write_scope(self.user).everywhere:
            for draft in drafts:
                draft.refuse("", NATIONAL)
            return {}
        places = Places(drafts, self)
        found = {}
        for position, draft in enumerate(drafts):
            told = self.told_by(draft)
            unit = places.unit_of(draft, told)
            if unit is None:
                continue
            commune = told.get("commune")
            draft.link = Target(unit, commune)
            draft.keys[UNIT] = unit.key
            known = commune is None or commune in places.communes_of[unit.identity]
            self._tell(draft, code_unite=unit.code, commune=ABSENT if known else commune)
            key = self.periods.key_of(self._subject(draft), told["date_debut"])
            if key is not None:
                found[position] = key
        return found

    def _subject(self, draft: Draft) -> tuple:
        """What has one class a day: a unit in a zoning."""
        return self.value(draft, "schema"), *draft.link.unit.identity

    def key_of(self, draft: Draft):
        return (*self._subject(draft), self.value(draft, "date_debut"), draft.link.commune)

    # Judging

    def judge(self, drafts: list[Draft]) -> None:
        self._refuse_outside(drafts)
        for draft in drafts:
            self.refuse_unlawful(draft, {RECORD: self.row_of(RECORD, draft)})
        sound = [draft for draft in drafts if not draft.faults]
        # What is known first: a class that ends makes room for the next one, wherever its line is in the file.
        for draft in sorted(sound, key=lambda draft: draft.current is None):
            start, *period = (self.value(draft, column) for column in ("date_debut", "date_fin", "classe"))
            said = self.periods.refusal(self._subject(draft), start, tuple(period), draft.line)
            if said:
                draft.refuse("date_debut", said)

    def _refuse_outside(self, drafts: list[Draft]) -> None:
        """Refuse a commune alone in the zoning of another region: nothing would ever read its class."""
        alone = [draft for draft in drafts if draft.link.unit.kind == ZoneUnitKind.COMMUNE and self._region_of(draft)]
        communes = {draft.link.unit.code for draft in alone}
        rows = Commune.objects.filter(code__among=communes) if alone else Commune.objects.none()
        regions = {code: own for code, *own in rows.values_list("code", "region", "departement__old_region")}
        for draft in alone:
            if self._region_of(draft) not in regions[draft.link.unit.code]:
                draft.refuse("commune", OUTSIDE)

    def _region_of(self, draft: Draft) -> str | None:
        return self.schemes.rows[self.value(draft, "schema")].region_id

    # Writing

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        if name == UNIT:
            row |= {"kind": draft.link.unit.kind, "name": draft.link.unit.name}

    def to_create(self, name: str, drafts: list[Draft]) -> list[Draft]:
        """One line a unit, one a class: several lines may tell the same by several communes."""
        firsts: dict = {}
        for draft in drafts:
            if name == RECORD:
                firsts.setdefault((*self._subject(draft), self.value(draft, "date_debut")), draft)
            elif draft.link.unit.key is None:
                firsts.setdefault(draft.link.unit.identity, draft)
        return list(firsts.values())

    def written(self, name: str, drafts: list[Draft]) -> None:
        if name == UNIT:
            for draft in drafts:
                draft.link.unit.key = draft.link.unit.key or draft.keys[UNIT]
                draft.keys[UNIT] = draft.link.unit.key

    def write(self, drafts: Iterable[Draft]) -> None:
        changed = [draft for draft in drafts if not draft.faults and draft.values != draft.current]
        super().write(changed)
        links = {(draft.keys[UNIT], self.value(draft, "commune")) for draft in changed}
        links = sorted(link for link in links if link[1] is not None)
        rows = zip(new_keys(ZoneUnitCommune, len(links)), links, strict=True)
        insert_rows(
            ZoneUnitCommune, [{"id": key, "unit_id": unit, "commune_id": commune} for key, (unit, commune) in rows]
        )


class Places:
    """The units that the lines of a block name, by their code or by a commune."""

    def __init__(self, drafts: list[Draft], register: ZoningRegister):
        self.register = register
        told = [register.told_by(draft) for draft in drafts]
        communes = {line["commune"] for line in told if "commune" in line}
        codes = {line["code_unite"] for line in told if "code_unite" in line} | communes
        links = ZoneUnitCommune.objects.filter(commune__among=communes).values_list("unit", flat=True)
        rows = ZoneUnit.objects.filter(pk__among=set(links)) | ZoneUnit.objects.filter(code__among=codes)
        self.of_code, self.of_commune = defaultdict(list), defaultdict(list)
        self.communes_of = defaultdict(set)
        units = {}
        for key, *facts in rows.order_by("pk").values_list("pk", "kind", "code", "name"):
            unit = units[key] = register.units.setdefault((facts[0], facts[1]), Unit(*facts, key))
            self.of_code[unit.code].append(unit)
        for key, commune in ZoneUnitCommune.objects.filter(unit__among=set(units)).values_list("unit", "commune"):
            self.communes_of[units[key].identity].add(commune)
            self.of_commune[commune].append(units[key])
        register.periods.read(units)

    def unit_of(self, draft: Draft, told: dict) -> Unit | None:
        """The unit that a line names; None once the line is refused."""
        scheme = told["schema"]
        if "code_unite" not in told:
            return self._of_commune(draft, told["commune"], scheme)
        return self._of_code(draft, told["code_unite"], scheme)

    def _of_commune(self, draft: Draft, commune: str, scheme: int) -> Unit | None:
        classed = [unit for unit in self.of_commune[commune] if self._is_classed(unit, scheme)]
        if len(classed) > 1:
            draft.refuse("commune", CUT)
            return None
        return (
            classed[0] if classed else self._new(ZoneUnitKind.COMMUNE, commune, self.register.communes.names[commune])
        )

    def _of_code(self, draft: Draft, code: str, scheme: int) -> Unit | None:
        units = self.of_code[code]
        if len(units) > 1:
            units = [unit for unit in units if self._is_classed(unit, scheme)]
            if len(units) != 1:
                draft.refuse("code_unite", SEVERAL_UNITS)
                return None
        if units:
            return units[0]
        if code in self.register.districts:
            return self._new(ZoneUnitKind.DISTRICT, code, self.register.districts[code])
        if CHECKS["tvs"](code):
            return self._new(ZoneUnitKind.TVS, code, self.register.communes.names.get(code, f"Territoire {code}"))
        draft.refuse("code_unite", UNKNOWN_UNIT)
        return None

    def _is_classed(self, unit: Unit, scheme: int) -> bool:
        return self.register.periods.has((scheme, *unit.identity))

    def _new(self, kind: str, code: str, name: str) -> Unit:
        return self.register.units.setdefault((str(kind), code), Unit(str(kind), code, name))


ZONING = ImportKind(
    "zoning",
    "classes de zonage",
    COLUMNS,
    ZoningRegister,
    "regions.add_zoneclassification",
    keys=(("commune",), ("code_unite",)),
    model="regions.ZoneClassification",
)
