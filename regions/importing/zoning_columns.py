"""The columns of a sheet of zoning, under the many headers and spellings of the agencies."""

from __future__ import annotations

import re

from imports.kinds import Column
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, choice, quoted, text
from regions.enums import ZoneClass
from regions.import_values import plausible_day
from regions.models import ZoningScheme

NOT_TOLD = "non spécifié"
NO_CLASS = frozenset({"nonspecifie", "nonspecifiee", "nonrenseigne", "nonclasse"})
RANK = re.compile(r"[0-9][\s._-]*")
"""What some sheets put before a class: « 1_ZIP », « 2- Zone d’action complémentaire »."""
SPELLINGS = {
    ZoneClass.ZIP: ("ZIP", "zone d’intervention prioritaire", "QPV_ZIP", ZoneClass.ZIP.label),
    ZoneClass.ZAC: ("ZAC", "zone d’action complémentaire", "QPV_ZAC", ZoneClass.ZAC.label),
    ZoneClass.ZV: ("ZV", "zone de vigilance", ZoneClass.ZV.label),
    ZoneClass.OUT: ("hors", "HV", "HZ", "hors vivier", "hors zone", "hors zonage"),
    ZoneClass.DEFICIT: ("déficitaire", "zone déficitaire"),
    ZoneClass.FRAGILE: ("fragile", "zone fragile"),
    ZoneClass.WATCHED: ("vigilance",),
}
_class = choice(SPELLINGS)


def zone_class(cell: Cell) -> str | None:
    """A class of zone; `NOT_TOLD` when the sheet says that it has none to tell, which is not « hors zone » (Z3)."""
    written = as_written(cell)
    if comparable(written) in NO_CLASS:
        return NOT_TOLD
    return _class(RANK.sub("", written, count=1) if RANK.match(written) else cell)


def unit_code(cell: Cell) -> str | None:
    """The code of a unit; a canton-ou-ville is written with signs at its end, to be five characters long."""
    told = text(12)(cell)
    return told.rstrip("_").upper() if told else None


class Schemes:
    """The zonings, by name."""

    def __init__(self):
        self.rows = {scheme.pk: scheme for scheme in ZoningScheme.objects.select_related("region")}
        self.named: dict[str, list[int]] = {}
        for pk, scheme in self.rows.items():
            self.named.setdefault(comparable(scheme.name), []).append(pk)

    def __call__(self, cell: Cell) -> int | None:
        """The key of a zoning."""
        written = as_written(cell)
        if not written:
            return None
        found = self.named.get(comparable(written), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueRefused(f"{quoted(cell)} désigne plusieurs zonages\u00a0: donnez-leur des noms différents.")
        raise ValueRefused(f"{quoted(cell)} n’est pas un zonage enregistré\u00a0: saisissez d’abord son arrêté.")

    def name_of(self, key: int) -> str:
        return self.rows[key].name


COLUMNS = (
    Column(
        "schema",
        help="Nom du zonage (arrêté) enregistré\u202f; vide\u00a0: le seul en vigueur pour cette région.",
        aliases=("nom_zonage", "arrete", "scheme"),
    ),
    Column(
        "classe",
        zone_class,
        "Classe de zone\u202f; «\u00a0non spécifié\u00a0» ne dit rien et n’est pas lu.",
        required=True,
        aliases=("zonage", "zonage_mg", "zonage_regional", "zonage_qpv", "classement", "zone", "classe_zonage"),
        values=tuple(SPELLINGS),
        example="ZIP",
    ),
    Column(
        "commune",
        help="Code INSEE, ou nom s’il est unique.",
        aliases=("code_commune", "code_de_la_commune", "depcom", "code_insee", "insee_com", "codgeo", "code"),
        example="22113",
    ),
    Column(
        "code_unite",
        unit_code,
        "Code de l’unité\u00a0: territoire de vie-santé, bassin de vie, canton ou quartier prioritaire.",
        aliases=(
            "code_du_territoire_de_vie_sante", "code_tvs", "tvs", "tv", "code_du_qpv", "code_qp", "code_bv", "unite"
        ),
    ),
    Column(
        "date_debut",
        plausible_day,
        "Premier jour\u202f; vide\u00a0: l’entrée en vigueur du zonage.",
        aliases=("debut", "date_effet", "date_d_effet"),
        example="01/01/2018",
    ),
    Column("date_fin", plausible_day, "Dernier jour, inclus\u202f; vide\u00a0: en vigueur.", aliases=("fin",)),
)  # fmt: skip
