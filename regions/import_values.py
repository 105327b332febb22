"""How a file names places: regions, communes, UFR and districts, read as the keys of their rows.

Each class reads its table once, for one import. What another region's user may not reach and what does not exist are
refused with the same sentence.
"""

from __future__ import annotations

import datetime
import difflib
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from imports.lookups import tuples_of
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, date, identifier, quoted
from regions.models import Commune, CommuneAlias, Faculty, Region
from regions.wall import Scope, write_scope

FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2100, 12, 31)
"""No fact of the register, nor any plan, lies outside."""
NEAR = 0.8
EVERYWHERE = Scope(everywhere=True)


def plausible_day(cell: Cell) -> datetime.date | None:
    """A day that a fact of the register may have."""
    day = date(cell)
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueRefused(f"{quoted(cell)} n’est pas plausible\u00a0: corrigez l’année.")
    return day


class Regions:
    """The current regions, by code, by name or by the name of their agency."""

    def __init__(self, within: Scope = EVERYWHERE):
        self.within = within
        self.names, self._by_name, self._successors = {}, {}, {}
        for region in Region.objects.current():
            self.names[region.code] = region.name
            for name in (region.name, region.ars_name, region.old_name, f"ARS {region.name}"):
                if name:
                    self._by_name[comparable(name)] = region.code
        for old in Region.objects.exclude(valid_to=None).prefetch_related("successors"):
            successor = old.successors.first()
            if successor:
                self._successors[comparable(old.name)] = successor.name

    @classmethod
    def written_by(cls, user) -> Regions:
        """Those whose records `user` writes."""
        return cls(write_scope(user))

    def __call__(self, cell: Cell) -> str | None:
        """The code of a region, from its code or its name."""
        written = as_written(cell)
        if not written:
            return None
        code = written if written in self.names else self._by_name.get(comparable(written))
        if code is None and len(written) == 1 and f"0{written}" in self.names:
            code = f"0{written}"
        if code is not None and code in self.within:
            return code
        raise ValueRefused(self._refusal(cell), self._suggestion(written))

    def _refusal(self, cell: Cell) -> str:
        if self.within.everywhere:
            return f"{quoted(cell)} n’est pas une région\u00a0: donnez son code ou son nom."
        return f"{quoted(cell)} n’est pas une région de votre périmètre."

    def _suggestion(self, written: str) -> str:
        word = comparable(written)
        if word in self._successors:
            return self._successors[word] if self.within.everywhere else ""
        near = difflib.get_close_matches(word, self._by_name, n=1, cutoff=NEAR)
        code = self._by_name[near[0]] if near else None
        return self.names[code] if code and code in self.within else ""


def _by_comparable_name(named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for name, code in named:
        found[comparable(name)].add(code)
    return found


class Communes:
    """The communes, by INSEE code, former ones included, or by an unambiguous name."""

    def __init__(self):
        self.regions: dict[str, str | None] = {}
        """The region of each commune, by code."""
        self.names: dict[str, str] = {}
        for code, name, region in tuples_of(Commune.objects.order_by().values_list("code", "name", "region_id")):
            self.regions[code], self.names[code] = region, name
        self._aliases = list(CommuneAlias.objects.values_list("code", "name", "commune_id"))
        self._former: dict[str, str] = {}
        for code, _, commune in self._aliases:
            self._former.setdefault(code, commune)
        self._code = identifier(5, is_right=self.regions.__contains__)

    def __call__(self, cell: Cell) -> str | None:
        """The code of a commune of today that some agency serves."""
        written = as_written(cell)
        if not written:
            return None
        code = self._of_code(cell) if written[-1].isdecimal() else self._of_name(cell, written)
        if self.regions[code] is None:
            raise ValueRefused(f"{quoted(cell)}\u00a0: aucune agence régionale de santé ne sert cette commune.")
        return code

    def _of_code(self, cell: Cell) -> str:
        code = self._code(cell)
        found = code if code in self.regions else self._former.get(code)
        if found is None:
            raise ValueRefused(f"{quoted(cell)} n’est pas un code INSEE de commune.")
        return found

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """Codes by comparable name: most files give codes, and never ask."""
        return _by_comparable_name((name, code) for code, name in self.names.items())

    @cached_property
    def _former_names(self) -> dict[str, set[str]]:
        return _by_comparable_name((name, commune) for _, name, commune in self._aliases)

    def _of_name(self, cell: Cell, written: str) -> str:
        word = comparable(written)
        codes = self._named.get(word, ())
        if len(codes) == 1:
            return next(iter(codes))
        if codes:
            listed = ", ".join(sorted(codes)[:4])
            raise ValueRefused(
                f"{len(codes)} communes s’appellent {quoted(cell)}\u00a0: donnez le code INSEE ({listed}…)."
            )
        merged = self._former_names.get(word, ())
        if len(merged) == 1:
            today = next(iter(merged))
            raise ValueRefused(
                f"{quoted(cell)} fait partie de {self.names[today]}\u00a0: donnez la commune actuelle.", today
            )
        near = difflib.get_close_matches(word, self._named, n=1, cutoff=0.85)
        likely = self._named[near[0]] if near else ()
        raise ValueRefused(
            f"{quoted(cell)} n’est pas une commune\u00a0: donnez son code INSEE ou son nom.",
            next(iter(likely)) if len(likely) == 1 else "",
        )


class Faculties:
    """The UFR, by code or by name; a name shared by two disciplines wants the discipline, or the code."""

    def __init__(self):
        self.codes: dict[int, str] = {}
        self.disciplines: dict[int, str] = {}
        self._named = defaultdict(set)
        for faculty in Faculty.objects.all():
            self.codes[faculty.pk], self.disciplines[faculty.pk] = faculty.code, faculty.discipline
            for name in (faculty.code, faculty.name, str(faculty), f"{faculty.name} {faculty.discipline}"):
                self._named[comparable(name)].add(faculty.pk)

    def __call__(self, cell: Cell) -> int | frozenset[int] | None:
        """The key of a UFR; those of all the UFR of that name, when there are several."""
        written = as_written(cell)
        if not written:
            return None
        found = self._named.get(comparable(written), ())
        if found:
            return next(iter(found)) if len(found) == 1 else frozenset(found)
        near = difflib.get_close_matches(comparable(written), self._named, n=1, cutoff=NEAR)
        likely = self._named[near[0]] if near else ()
        raise ValueRefused(
            f"{quoted(cell)} n’est pas une UFR\u00a0: donnez son code ou son nom.",
            self.codes[next(iter(likely))] if len(likely) == 1 else "",
        )

    def of_discipline(self, found: frozenset[int], discipline: str) -> int | None:
        """The only one of these UFR in `discipline`; None when no discipline tells them apart."""
        fitting = [key for key in found if self.disciplines[key] == discipline]
        return fitting[0] if len(fitting) == 1 else None

    def several(self, found: frozenset[int]) -> str:
        """What to say of a name that several UFR bear."""
        codes = " ou ".join(sorted(self.codes[key] for key in found))
        return f"Plusieurs UFR portent ce nom\u00a0: donnez le code ({codes})."
