"""The columns of a file of structures, and those that only structures have: the university label, the districts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection

from imports.kinds import Column
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, boolean, date, quoted
from regions.import_columns import choice_column, finess, of_field
from structures.enums import StructureStatus
from structures.models import Structure

GRANTED, WITHDRAWN = "oui", "non"
"""What a cell of `universitaire` says of the label, its day aside."""
SINCE = re.compile(r"oui\b.*\b([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\W*", re.IGNORECASE)
BETWEEN_CODES = re.compile(r"[\s,;+/]+")

EVENTS = {
    "date_elaboration": StructureStatus.PREPARING,
    "date_validation": StructureStatus.VALIDATED,
    "date_ouverture": StructureStatus.OPEN,
    "date_fermeture": StructureStatus.CLOSED,
}
"""The columns that date a change of state."""


def university(cell: Cell) -> str | datetime.date | None:
    """Whether a structure has the university label: the day it was granted, when the cell tells it."""
    if told := SINCE.fullmatch(as_written(cell)):
        return date(told[1])
    granted = boolean(cell)
    return None if granted is None else GRANTED if granted else WITHDRAWN


def show_university(day: datetime.date) -> str:
    """A label as a file writes it; `university` reads it back."""
    return f"oui, depuis le {day:%d/%m/%Y}"


def districts(known: Collection[str]):
    """How priority districts are read: one code, or one of each list."""

    def parse(cell: Cell) -> str | None:
        written = as_written(cell).upper()
        codes = sorted({code for code in BETWEEN_CODES.split(written) if code})
        for code in codes:
            if code not in known:
                raise ValueRefused(f"{quoted(code)} n’est pas un code de quartier prioritaire du registre.")
        return ", ".join(codes) or None

    return parse


def _day(name: str, help_text: str, example: str = "") -> Column:
    aliases = (name.removeprefix("date_"), name.replace("date_", "date_d_"), name.replace("date_", "date_de_"))
    return Column(name, date, help_text, aliases=aliases, example=example)


TYPE = choice_column("type", Structure, "type", required=True, aliases=("type_structure",), example="MSP")
NAME = Column(
    "nom",
    of_field(Structure, "name"),
    required=True,
    aliases=("nom_structure", "raison_sociale", "denomination"),
    example="Maison de santé du Val",
)
FINESS = Column(
    "finess_et",
    of_field(Structure, "finess_et", finess),
    "Clé de la ligne\u202f; à défaut\u00a0: le type, le nom et la commune.",
    aliases=("finess", "finess_geographique", "numero_finess", "nofinesset"),
    example="010000024",
)
LEGAL_ENTITY = Column(
    "finess_ej",
    of_field(Structure, "finess_ej", finess),
    "FINESS juridique.",
    aliases=("finess_juridique", "nofinessej"),
)
COMMUNE = Column(
    "commune",
    help="Commune du site principal\u00a0: code INSEE, ou nom s’il est unique.",
    aliases=("code_commune", "commune_insee", "code_insee"),
    example="22113",
)
COLUMNS = (
    TYPE,
    NAME,
    Column("libelle_local", of_field(Structure, "local_label"), "Par exemple\u00a0: PSLA."),
    FINESS,
    LEGAL_ENTITY,
    Column(
        "region",
        help="Code ou nom de la région pilote.",
        required=True,
        aliases=("region_pilote", "ars"),
        example="53",
    ),
    COMMUNE,
    Column(
        "code_qpv",
        help="Code du quartier prioritaire du site principal\u202f; un par liste (QP, QN).",
        aliases=("qpv", "quartier_prioritaire"),
    ),
    choice_column("forme_juridique", Structure, "legal_form", example="SISA"),
    Column(
        "universitaire",
        university,
        "Oui ou non. Le label court depuis le jour donné («\u00a0oui, depuis le 01/09/2016\u00a0»), sinon "
        "l’ouverture, sinon la validation du projet, sinon le jour de l’import\u202f; non\u00a0: jusqu’à la veille.",
        aliases=("msp_universitaire", "label_universitaire"),
        values=(GRANTED, WITHDRAWN),
        show=show_university,
        example="non",
    ),
    _day("date_elaboration", "Début de l’élaboration du projet."),
    _day("date_validation", "Validation du projet de santé.", "15/12/2015"),
    _day("date_ouverture", "Entrée en fonctionnement.", "01/09/2016"),
    _day("date_fermeture", "Premier jour de fermeture."),
)
