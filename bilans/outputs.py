"""Files drawn from the document of a bilan."""

from __future__ import annotations

import csv
import io
import json

from bilans.figures import all_figures
from measures.indicators import all_indicators

FIELD_DETAILS = {
    "indicateur": {"constraints": {"required": True, "enum": list(all_indicators())}},
    "portee": {"constraints": {"required": True, "enum": ["france", "groupe", "region"]}},
    "code": {"constraints": {"required": True}},
    "date": {"format": "%Y-%m-%d", "constraints": {"required": True}},
    "valeur": {"decimalChar": ",", "bareNumber": True},
    "motif_absence": {"constraints": {"enum": ["grouped", "not_applicable", "not_submitted", "nil"]}},
}
CSV_COLUMNS = ["indicateur", "portee", "code", "date", "valeur", "motif_absence"]


def as_json(bilan: dict) -> str:
    """The document itself, indented for a reader."""
    return json.dumps(bilan, ensure_ascii=False, indent=2) + "\n"


def as_csv(bilan: dict) -> str:
    """One line a figure and date, `;` between columns, decimal comma; a missing value is empty, with its reason."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for figure in all_figures(bilan):
        writer.writerow([*figure.place, _decimal_comma(figure.value), figure.reason])
    return out.getvalue()


def _decimal_comma(value) -> str:
    return "" if value is None else str(value).replace(".", ",")


FORMATS = {"json": as_json, "csv": as_csv}
CONTENT_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


def table_schema() -> dict:
    """The Table Schema of the CSV: its columns, what each holds, and the codes that it may hold."""
    described = {
        "indicateur": ("string", "Code de l’indicateur, dont la définition est dans le bilan au format JSON."),
        "portee": (
            "string",
            "De qui est le chiffre\u00a0: la France, un groupe de régions comptées ensemble, une région.",
        ),
        "code": ("string", "Code INSEE de la région, code du groupe, ou FR."),
        "date": ("date", "Jour du chiffre, inclus."),
        "valeur": ("number", "Le chiffre\u202f; vide quand il manque, jamais zéro."),
        "motif_absence": ("string", "Pourquoi le chiffre manque."),
    }
    fields = [
        {"name": name, "type": kind, "description": text} | FIELD_DETAILS.get(name, {})
        for name, (kind, text) in described.items()
    ]
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "bilan-pacte-territoire-sante",
        "title": "Bilan du pacte territoire santé",
        "description": "Un chiffre par ligne\u00a0: un indicateur, une portée, un jour.",
        "licenses": [{"name": "etalab-2.0", "title": "Licence Ouverte 2.0"}],
        "primaryKey": ["indicateur", "portee", "code", "date"],
        "missingValues": [""],
        "fields": fields,
    }
