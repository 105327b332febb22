"""Which records each computed figure counts, read from the definitions day by day.

The figures themselves come from `measures.compute`, which counts without naming: a test holds that both agree, for
every indicator, scope and day. Reading records one by one costs more; it is for explaining, for places, for the past.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from contracts.models import CespContract, McsEngagement, Professional, PtmgContract
from measures.indicators import computed_codes
from measures.records import cesp, mcs, persons, ptmg, structures
from measures.scale import Scale
from measures.scopes import FacultyScopes
from structures.models import Structure, StructureSite

FAMILIES = (cesp, persons, ptmg, structures, mcs)
"""Each module says its CODES, and gives the SQL of its rows."""


@dataclass(frozen=True, slots=True)
class CountedRecord:
    """A record that the indicator `code` counts on `day`.

    `key` is that of a row of `MODELS[code]`. `scope` is the region, or the counting group, that it is counted in (None
    when no region is known). `commune` is where it is, when the indicator has a place; `faculty` the key of the UFR
    of a CESP. A structure that opened twice in a year comes twice.
    """

    code: str
    day: datetime.date
    key: int
    scope: str | None
    commune: str | None
    faculty: int | None


MODELS: dict[str, type[Model]] = (
    dict.fromkeys(cesp.CODES, CespContract)
    | dict.fromkeys(persons.CODES, Professional)
    | dict.fromkeys(ptmg.CODES, PtmgContract)
    | dict.fromkeys(structures.CODES, Structure)
    | {"msp_sites": StructureSite}
    | dict.fromkeys(mcs.CODES, Professional)
)
"""The model whose rows each computed indicator counts."""

RECORDS_OF_PERSONS = dict.fromkeys(persons.CODES, (CespContract, PtmgContract)) | dict.fromkeys(
    mcs.CODES, (McsEngagement,)
)
"""For the figures that count persons, the models of the records that make a person count."""


def counted_records(
    days: Iterable[datetime.date], *, horizon: datetime.date, codes: Collection[str] | None = None
) -> Iterator[CountedRecord]:
    """The records that the computed indicators `codes` (all by default) count on `days`, each day included.

    `horizon`, included, bounds the installations to come. One query a family of indicators, whatever the records.
    """
    wanted = set(computed_codes() if codes is None else codes)
    scale = Scale(days)
    scopes = FacultyScopes.read() if wanted & set(cesp.CODES) else None
    for family in FAMILIES:
        if wanted & set(family.CODES):
            yield from _read(family, wanted, scale, scopes, horizon)


def _read(family, wanted: set[str], scale: Scale, scopes, horizon) -> Iterator[CountedRecord]:
    with connection.cursor() as cursor:
        cursor.execute(family.rows_sql(scale, horizon))
        for code, index, key, region, commune, faculty in cursor.fetchall():
            if code in wanted:
                scope = scopes.by_faculty[faculty] if code in cesp.SIGNED else region
                yield CountedRecord(code, scale.days[index], key, scope, commune, faculty)
