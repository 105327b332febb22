"""The reference data of where: regions, départements, communes, EPCI, UFR and example territories."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from regions.loading import (
    add_links,
    add_missing,
    build,
    keep_in_step,
    known,
    number_or_none,
    read_rows,
)
from regions.models import (
    Commune,
    CommuneAlias,
    CountingGroup,
    Departement,
    Epci,
    Faculty,
    FinessDepartement,
    Region,
    Territory,
)
from regions.models.region import REFORM

DATA = Path(__file__).parent / "data"
LAST_DAY_BEFORE_REFORM = REFORM - datetime.timedelta(days=1)

COUNTING_GROUP_NAMES = {"antilles-guyane": "Antilles-Guyane"}
PRINTED_COLUMNS = [
    "population",
    "gp_count",
    "gp_aged_60_plus",
    "training_supervisors",
    "msp_open",
    "msp_planned",
    "health_centre_planned",
    "ptmg_signed",
    "cesp_installed",
    "mcs_active",
]


def load() -> dict[str, int]:
    """Write what differs from the files, in the order of the references; return rows written by kind."""
    written = {
        "regions": load_regions(),
        "départements": load_departements(),
        "EPCI": load_epci(),
        "communes": load_communes(),
        "commune aliases": load_aliases(),
    }
    written["faculties"] = load_faculties()
    written["territories"] = load_territories()
    return written


def load_regions() -> int:
    """The 18 current regions, the 16 old ones that the reform of 2016 merged, and which became which."""
    current = read_rows(DATA / "regions.csv", ["code_insee", "name", "chief_town_code", "population"])
    old = read_rows(DATA / "anciennes_regions.csv", ["old_code", "old_name", "new_code"])
    agencies = {row["region_code"]: row["name"] for row in read_rows(DATA / "ars.csv", ["region_code", "name"])}
    groups = counting_groups()
    written = keep_in_step(CountingGroup, [_counting_group(code) for code in sorted(set(groups.values()))], ["code"])
    codes = {row["code_insee"] for row in current}
    old_names = {row["old_code"]: row["old_name"] for row in old}
    merged = {row["new_code"] for row in old if row["old_code"] not in codes}

    def current_region(row):
        code = row["code_insee"]
        name_before = old_names.get(code, "")
        return Region(
            code=code,
            name=row["name"],
            ars_name=agencies[code],
            old_name="" if name_before == row["name"] else name_before,
            valid_from=REFORM if code in merged else None,
            counting_group_id=groups.get(code),
            population=number_or_none(row["population"]),
            chief_town_code=row["chief_town_code"],
        )

    def old_region(row):
        known(row["new_code"], codes)
        return Region(code=row["old_code"], name=row["old_name"], valid_to=LAST_DAY_BEFORE_REFORM)

    gone = [row for row in old if row["old_code"] not in codes]
    regions = build(DATA / "regions.csv", current, current_region)
    regions += build(DATA / "anciennes_regions.csv", gone, old_region)
    written += keep_in_step(Region, regions, ["code"])
    return written + add_links(Region.predecessors, [(row["new_code"], row["old_code"]) for row in gone])


def counting_groups() -> dict[str, str]:
    """The counting group of each region that shares its UFR, from the file of the UFR."""
    rows = read_rows(DATA / "faculties.csv", ["regions", "counting_group"])
    return {code: row["counting_group"] for row in rows if row["counting_group"] for code in row["regions"].split()}


def load_departements() -> int:
    """Départements with the region they are in and the one they were in, and the codes FINESS gives them."""
    path = DATA / "departements_anciennes_regions.csv"
    rows = read_rows(path, ["departement_code", "old_region_code"])
    old_regions = {row["departement_code"]: row["old_region_code"] for row in rows}
    codes = set(Region.objects.values_list("code", flat=True))

    def departement(row):
        return Departement(
            code=row["code_insee"],
            name=row["name"],
            region_id=known(row["region_code"], codes),
            old_region_id=known(old_regions[row["code_insee"]], codes),
            chief_town_code=row["chief_town_code"],
            population=int(row["population"]),
        )

    path = DATA / "departements.csv"
    rows = read_rows(path, ["code_insee", "name", "region_code", "chief_town_code", "population"])
    return keep_in_step(Departement, build(path, rows, departement), ["code"]) + _load_finess_departements()


def load_epci() -> int:
    """Intercommunal bodies."""

    def epci(row):
        return Epci(
            siren=row["siren"], name=row["name"], kind=row["type"], population=number_or_none(row["population"])
        )

    path = DATA / "epci.csv"
    return keep_in_step(Epci, build(path, read_rows(path, ["siren", "name", "type", "population"]), epci), ["siren"])


def load_communes() -> int:
    """Communes of the départements and of the overseas collectivities; the latter reach a region by their agency."""
    departements = set(Departement.objects.values_list("code", flat=True))
    regions = set(Region.objects.values_list("code", flat=True))
    sirens = set(Epci.objects.values_list("siren", flat=True))
    agencies = _agency_of_collectivities()

    def commune(row):
        return Commune(
            code=row["code_insee"],
            name=row["name"],
            departement_id=known(row["departement_code"], departements),
            region_id=known(row["region_code"], regions),
            epci_id=known(row["epci_code"], sirens) if row["epci_code"] else None,
            population=number_or_none(row["population"]),
            postal_codes=row["postal_codes"],
        )

    def overseas_commune(row):
        return Commune(
            code=row["code_insee"],
            name=row["name"],
            region_id=agencies.get(row["collectivite_code"]),
            population=number_or_none(row["population"]),
            postal_codes=row["postal_codes"],
        )

    path, overseas = DATA / "communes.csv", DATA / "communes_com.csv"
    common = ["code_insee", "name", "population", "postal_codes"]
    objects = build(path, read_rows(path, [*common, "departement_code", "region_code", "epci_code"]), commune)
    objects += build(overseas, read_rows(overseas, [*common, "collectivite_code"]), overseas_commune)
    return keep_in_step(Commune, objects, ["code"])


def load_aliases() -> int:
    """Codes of communes that no longer stand for themselves."""
    communes = set(Commune.objects.values_list("code", flat=True))

    def alias(row):
        return CommuneAlias(
            code=row["code_insee"],
            name=row["name"],
            kind=row["type"],
            commune_id=known(row["commune_code"], communes),
        )

    path = DATA / "communes_alias.csv"
    rows = read_rows(path, ["code_insee", "name", "type", "commune_code"])
    return keep_in_step(CommuneAlias, build(path, rows, alias), ["code", "kind"])


def load_faculties() -> int:
    """UFR of medicine and dentistry; rows already there may have been edited and are left alone."""
    communes = set(Commune.objects.values_list("code", flat=True))
    regions_of = {}

    def faculty(row):
        regions_of[row["code"]] = row["regions"].split()
        return Faculty(
            code=row["code"],
            name=row["name"],
            discipline=row["discipline"],
            commune_id=known(row["commune_code"], communes),
            city=row["city"],
            counting_group_id=row["counting_group"] or None,
            note=row["note"],
        )

    path = DATA / "faculties.csv"
    columns = ["code", "name", "discipline", "commune_code", "city", "regions", "counting_group", "note"]
    new = add_missing(Faculty, build(path, read_rows(path, columns), faculty), ["code"])
    add_links(Faculty.regions, [(item.pk, code) for item in new for code in regions_of[item.code]])
    return len(new)


def load_territories() -> int:
    """Territories that the dossier of 2017 shows as examples; rows already there are left alone."""
    path = DATA / "territories.csv"
    rows = read_rows(path, ["region", "territory", "kind", "commune_codes", "note", *PRINTED_COLUMNS])
    regions = set(Region.objects.current().values_list("code", flat=True))
    communes = set(Commune.objects.values_list("code", flat=True))
    codes_of = {}

    def territory(row):
        codes = [known(code, communes) for code in row["commune_codes"].split()]
        codes_of[row["region"], row["territory"]] = codes
        return Territory(
            region_id=known(row["region"], regions),
            name=row["territory"],
            kind=row["kind"],
            printed_figures={column: int(row[column]) for column in PRINTED_COLUMNS if row[column]},
            note=row["note"],
        )

    new = add_missing(Territory, build(path, rows, territory), ["region_id", "name"])
    add_links(Territory.communes, [(item.pk, code) for item in new for code in codes_of[item.region_id, item.name]])
    return len(new)


def _counting_group(code: str) -> CountingGroup:
    return CountingGroup(code=code, name=COUNTING_GROUP_NAMES.get(code, code.replace("-", " ").capitalize()))


def _load_finess_departements() -> int:
    """The file repeats, between brackets and for developers, where FINESS codes of two collectivities go."""

    def finess_departement(row):
        return FinessDepartement(
            code=row["finess_departement"],
            insee_code=row["insee_departement"],
            number_prefix=row["finess_number_prefix"],
            name=re.sub(r" \(.*\)$", "", row["name"]),
        )

    path = DATA / "finess_departements.csv"
    rows = read_rows(path, ["finess_departement", "insee_departement", "finess_number_prefix", "name"])
    return keep_in_step(FinessDepartement, build(path, rows, finess_departement), ["code"])


def _agency_of_collectivities() -> dict[str, str]:
    rows = read_rows(DATA / "ars_territoires.csv", ["ars_code", "territory_code", "type"])
    return {row["territory_code"]: row["ars_code"] for row in rows if row["type"] == "collectivite"}
