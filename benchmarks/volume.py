"""Registers of any size, written by COPY with the history triggers off: the same rows at each run."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from contracts.models import McsEngagement, PtmgContract
from regions.models import Commune, Faculty, Region
from structures.models import StructureSite

BLOCK = 20_000
EXCLUSIVE = [McsEngagement, PtmgContract, StructureSite]
"""Models with an exclusion constraint: dear to maintain on millions of rows, of no use to a reading."""

FIRST_DAY = datetime.date(2010, 9, 1)  # C1 refuses dentistry before the 1 080th day
DAYS = [(FIRST_DAY + datetime.timedelta(days=n)).isoformat() for n in range(6000)]
EMPTY = "\\N"
PROJECT = (
    "Projet de médecine générale en maison de santé pluriprofessionnelle, avec des consultations avancées dans les "
    "communes voisines et l’accueil d’internes ; à revoir avec l’ARS à l’entretien annuel."
)
SITE = "Maison de santé pluriprofessionnelle du Haut-Pays, place de la République"
NOTE = "Décision notifiée par courrier ; dossier complet transmis au CNG et à l’ARS de suivi."


@dataclass(frozen=True)
class Volume:
    """How many records of each kind; each brings its children. Without `persons`, one person a contract."""

    cesp: int = 2_000_000
    ptmg: int = 500_000
    structures: int = 100_000
    mcs: int = 100_000
    persons: int = 0

    @property
    def people(self) -> int:
        """How many persons in all."""
        return self.persons or self.cesp + self.ptmg

    def person(self, n: int) -> int:
        """The person of the `n`th contract."""
        return 1 + (n - 1) % self.people


class Places:
    """The places that rows refer to, picked in turn."""

    def __init__(self):
        regions = Region.objects.current().values_list("code", flat=True)
        communes = Commune.objects.filter(region__in=regions).order_by("code").values_list("code", "region")
        self.communes = list(communes[:: max(1, communes.count() // 997)])
        self.faculties = [
            (faculty.pk, faculty.discipline, faculty.regions.order_by("code").first().pk)
            for faculty in Faculty.objects.prefetch_related("regions").order_by("code")
        ]
        self.regions = list(regions)

    def commune(self, n: int) -> tuple[str, str]:
        return self.communes[n % len(self.communes)]

    def faculty(self, n: int) -> tuple[int, str, str]:
        return self.faculties[n % len(self.faculties)]

    def region(self, n: int) -> str:
        return self.regions[n % len(self.regions)]


def fill(volume: Volume) -> None:
    """Write `volume` into empty tables of records, over the reference data, and gather the planner's statistics."""
    places = Places()
    with _bare_tables():
        _professionals(volume)
        _cesp(volume, places)
        _ptmg(volume, places)
        _structures(volume.structures, places)
        _mcs(volume, places)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def remember(*models: type[Model]) -> None:
    """Give each row of `models` the event of its insertion, as the triggers would have."""
    with connection.cursor() as cursor:
        for model in models:
            history = model.pgh_event_model
            kept = [f.column for f in history._meta.concrete_fields if not f.generated and f.name[:4] != "pgh_"]
            columns, table = ", ".join(f'"{name}"' for name in kept), model._meta.db_table
            cursor.execute(
                f"INSERT INTO {history._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, {columns}) "
                f"SELECT now(), 'insert', id, {columns} FROM {table}"
            )
        cursor.execute("VACUUM ANALYZE")


def _day(n: int) -> str:
    return DAYS[n % len(DAYS)]


def _professionals(volume: Volume) -> None:
    rows = (f"{n}\tNom{n % 5003}\tPrénom{n}\tmedecin_generaliste\t\t\t\n" for n in range(1, volume.people + 1))
    _copy("contracts_professional", "id, last_name, first_name, profession, rpps, email, phone", rows)


def _cesp(volume: Volume, places: Places) -> None:
    numbers = range(1, volume.cesp + 1)
    _copy(
        "contracts_cespcontract",
        "id, professional_id, cng_number, discipline, signatory_status, campaign, faculty_id, followup_region_id, "
        "signature_date, "
        "allowance_start, allowance_last_day, diploma_date, expected_practice_region_id, expected_installation_date, "
        "expected_installation_precision, project",
        (_cesp_row(n, volume, places) for n in numbers),
    )
    moves = (f"{n}\t{places.region(n // 12)}\t{_day(_signed(n) + 400)}\n" for n in numbers if n % 12 == 0)
    _copy("contracts_cespfollowup", "contract_id, region_id, start", moves)
    _copy(
        "contracts_cespplacement",
        "contract_id, start, last_day, commune_id, region_id, site, zone_class_at_choice, mode, employer, "
        "activity_pct",
        (row for n in numbers for row in _placement_rows(n, places)),
    )
    _copy(
        "contracts_cespevent",
        "contract_id, type, start, last_day, decided_by, faculty_opinion, breach_reason, reference, note",
        (row for n in numbers for row in _event_rows(n)),
    )


def _signed(n: int) -> int:
    """Day of signature of contract `n`, counted from the first day: the campaigns of 2013 to 2020."""
    return 1085 + (n * 7919) % 2600


def _installed(n: int) -> int | None:
    """Day of the first placement, for one contract in two."""
    return _signed(n) + 300 + n % 900 if n % 2 else None


def _cesp_row(n: int, volume: Volume, places: Places) -> str:
    signed = _signed(n)
    faculty, discipline, followup = places.faculty(n)
    installed = _installed(n)
    graduates = installed - 30 if installed else (signed + 1500 if n % 3 else None)
    diploma = _day(graduates) if graduates else EMPTY
    allowance_end = _day(graduates - 1) if graduates else EMPTY
    expected = _day(signed + 900 + n % 1500) if n % 7 else EMPTY
    region = places.region(n // 3) if n % 4 else EMPTY
    return (
        f"{n}\t{volume.person(n)}\tCNG{n}\t{discipline}\tetudiant\t2016-2017\t{faculty}\t{followup}\t{_day(signed)}\t"
        f"{_day(signed + 20)}\t{allowance_end}\t{diploma}\t{region}\t{expected}\tmois\t{PROJECT}\n"
    )


def _placement_rows(n: int, places: Places) -> Iterator[str]:
    start = _installed(n)
    if start is None:
        return
    commune, region = places.commune(n)
    pattern = (n // 2) % 20
    last_day = _day(start + 500) if pattern == 0 else EMPTY
    share = 60 if pattern == 1 else 100
    yield _placement_row(n, start, last_day, commune, region, share)
    if pattern < 2:
        commune, region = places.commune(n + 1)
        later = start + (520 if pattern == 0 else 200)
        yield _placement_row(n, later, EMPTY, commune, region, 100 if pattern == 0 else 40)


def _placement_row(n: int, start: int, last_day: str, commune: str, region: str, share: int) -> str:
    return f"{n}\t{_day(start)}\t{last_day}\t{commune}\t{region}\t{SITE}\tZIP\tliberal\t\t{share}\n"


def _event_rows(n: int) -> Iterator[str]:
    signed = _signed(n)
    if n % 11 == 0:
        yield f"{n}\tsuspension\t{_day(signed + 60)}\t{_day(signed + 160)}\tCNG\t\t\tCNG-{n}\t{NOTE}\n"
    if n % 25 == 4:
        yield f"{n}\treport\t{_day(signed + 250)}\t{_day(signed + 450)}\tARS\tfavorable\t\tARS-{n}\t{NOTE}\n"
    if n % 34 == 0:
        yield f"{n}\trupture\t{_day(signed + 200)}\t{EMPTY}\tCNG\t\tdenonciation\tCNG-{n}\t{NOTE}\n"


def _ptmg(volume: Volume, places: Places) -> None:
    _copy(
        "contracts_ptmgcontract",
        "id, number, kind, professional_id, signing_region_id, signature_date, start, planned_last_day, renewal, "
        "end_reason, installation_date, practice_status, commune_id, region_id, zone_class_at_signature, derogation, "
        "sector, stayed_after, stayed_after_on",
        (_ptmg_row(n, volume, places) for n in range(1, volume.ptmg + 1)),
    )


def _ptmg_row(n: int, volume: Volume, places: Places) -> str:
    commune, region = places.commune(n)
    kind = "PTMG" if n % 10 else "PTMA"
    signed = 1200 + (n * 104729) % 1700 if n % 10 else 1890 + n % 1000
    person = volume.person(1 + n * 3 % volume.cesp if n % 5 == 0 else volume.cesp + 1 + n // 2)
    answer = f"oui\t{_day(signed + 800)}" if n % 3 == 0 else f"\t{EMPTY}"
    return (
        f"{n}\tPT{n}\t{kind}\t{person}\t{region}\t{_day(signed)}\t{_day(signed + 10)}\t{_day(signed + 374)}\ttacite\t"
        f"\t{_day(signed + 15)}\tinstalle\t{commune}\t{region}\t\t\t1\t{answer}\n"
    )


STRUCTURE_TYPES = ["MSP", "MSP", "MSP", "POLE", "CDS", "CDS_ANTENNE", "PTA", "ESP", "CPTS", "MSP"]


def _structures(count: int, places: Places) -> None:
    numbers = range(1, count + 1)
    _copy(
        "structures_structure",
        "id, type, name, local_label, lead_region_id, legal_form, finess_ej, finess_et, manager, university_since, "
        "mission_information, mission_pathways, mission_practices, note",
        (
            f"{n}\t{STRUCTURE_TYPES[n % 10]}\tStructure {n}\t\t{places.commune(n)[1]}\t\t\t\t\t"
            f"{_day(1500) if n % 50 == 0 else EMPTY}\tf\tf\tf\t\n"
            for n in numbers
        ),
    )
    _copy(
        "structures_structuresite",
        "structure_id, commune_id, address, opened_on, main_since",
        (row for n in numbers for row in _site_rows(n, places)),
    )
    _copy(
        "structures_structurestatusevent",
        '"structure_id", "status", "on", "reason"',
        (f"{n}\t{status}\t{_day(day)}\t\n" for n in numbers for status, day in _life(n)),
    )
    _copy(
        "structures_structureattachment",
        "structure_id, parent_id, start",
        (f"{n}\t{n + 1}\t{_day(700)}\n" for n in numbers if n % 20 == 2 and n + 1 <= count),
    )


def _site_rows(n: int, places: Places) -> Iterator[str]:
    opened = _day(_opened(n))
    yield f"{n}\t{places.commune(n)[0]}\t\t{opened}\t{opened}\n"
    if n % 6 == 0:
        yield f"{n}\t{places.commune(n + 1)[0]}\t\t{opened}\t{EMPTY}\n"


def _opened(n: int) -> int:
    return 400 + n * 31 % 2600


def _life(n: int) -> Iterator[tuple[str, int]]:
    opened = _opened(n)
    yield "elaboration", opened - 300
    yield "valide", opened - 100
    yield "ouverte", opened
    if n % 15 == 0:
        yield "fermee", opened + 700


def _mcs(volume: Volume, places: Places) -> None:
    _copy(
        "contracts_mcsengagement",
        "id, professional_id, kind, affiliated_scheme, region_id, volunteer_since, training_on, contract_signed_on, "
        "equipment_waived, firefighter_doctor, last_day, end_reason",
        (_mcs_row(n, volume, places) for n in range(1, volume.mcs + 1)),
    )


def _mcs_row(n: int, volume: Volume, places: Places) -> str:
    day = 300 + n * 17 % 2600
    scheme = "apparente\tAMLUV" if n % 20 == 0 else "mcs\t"
    trained, signed = (_day(day + 100), _day(day + 150)) if n % 8 else (EMPTY, EMPTY)
    left = _day(day + 1200) if n % 13 == 0 else EMPTY
    person = volume.person(volume.cesp + 1 + n % (volume.ptmg // 2))
    return f"{n}\t{person}\t{scheme}\t{places.region(n // 7)}\t{_day(day)}\t{trained}\t{signed}\tf\tf\t{left}\t\n"


@contextmanager
def _bare_tables():
    """Without triggers (history, foreign keys) nor exclusion constraints, which are not put back."""
    with connection.cursor() as cursor:
        for model in EXCLUSIVE:
            for constraint in model._meta.constraints:
                if type(constraint).__name__ == "ExclusionConstraint":
                    cursor.execute(f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT IF EXISTS "{constraint.name}"')
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("RESET session_replication_role")


def _copy(table: str, columns: str, rows: Iterable[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        block: list[str] = []
        for row in rows:
            block.append(row)
            if len(block) == BLOCK:
                copy.write("".join(block))
                block.clear()
        copy.write("".join(block))
