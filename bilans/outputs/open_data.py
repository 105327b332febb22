"""The open data of a bilan: its JSON, its CSV with their Table Schema, and the dictionary of its indicators."""

from __future__ import annotations

import csv
import io
import json

from bilans.figures import all_figures
from bilans.outputs.facts import LICENCE, LICENCE_URL
from bilans.presentation import definitions
from imports.reading.formulas import neutralised
from measures.indicators import all_indicators

FIELD_DETAILS = {
    "indicateur": {"constraints": {"required": True, "enum": list(all_indicators())}},
    "portee": {"constraints": {"required": True, "enum": ["france", "groupe", "region"]}},
    "code": {"constraints": {"required": True}},
    "date": {"format": "%Y-%m-%d", "constraints": {"required": True}},
    "valeur": {"decimalChar": ",", "bareNumber": True},
    "motif_absence": {"constraints": {"enum": ["grouped", "not_applicable", "not_submitted", "nil", "not_split"]}},
}
CSV_COLUMNS = ["indicateur", "portee", "code", "date", "valeur", "motif_absence"]
DICTIONARY_COLUMNS = ["code", "libelle", "nature", "unite", "unite_de_compte", "attribut_region", "definition"]


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


def dictionary_csv(bilan: dict) -> str:
    """What each indicator means: a line an indicator, `;` between columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(DICTIONARY_COLUMNS)
    for row in definitions(bilan):
        texts = (row["code"], row["label"], row["kind_label"], row["unit"], row["counting_unit"])
        writer.writerow([neutralised(text) for text in (*texts, row["region_attribute"], row["definition"])])
    return out.getvalue()


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
        "licenses": [{"name": "etalab-2.0", "title": LICENCE, "path": LICENCE_URL}],
        "primaryKey": ["indicateur", "portee", "code", "date"],
        "missingValues": [""],
        "fields": fields,
    }
