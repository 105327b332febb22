"""Files drawn from the document of a bilan."""

from __future__ import annotations

import csv
import io
import json

from measures.enums import ObservationState
from measures.scale import FRANCE

CSV_COLUMNS = ["indicateur", "portee", "code", "date", "valeur", "motif_absence"]


def as_json(bilan: dict) -> str:
    """The document itself, indented for a reader."""
    return json.dumps(bilan, ensure_ascii=False, indent=2) + "\n"


def as_csv(bilan: dict) -> str:
    """One line a figure and date, `;` between columns, decimal comma; a missing value is empty, with its reason."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for indicator in bilan["indicators"]:
        code = indicator["code"]
        national = bilan["national"][code]
        _write(writer, bilan, code, "france", FRANCE, national["series"], national.get("missing", ""))
        for group in bilan["groups"]:
            if code in group["series"]:
                _write(writer, bilan, code, "groupe", group["code"], group["series"][code], "")
        for region in bilan["regions"]:
            missing = region["missing"].get(code, "")
            _write(writer, bilan, code, "region", region["code"], region["series"][code], missing)
    return out.getvalue()


def _write(writer, bilan: dict, indicator: str, scope: str, code: str, series: dict, missing: str) -> None:
    for year, value in series.items():
        date = bilan["as_of"] if year == str(bilan["year"]) else f"{year}-12-31"
        writer.writerow([indicator, scope, code, date, _decimal_comma(value), _reason(value, missing)])


def _reason(value, missing: str) -> str:
    """Why a value is missing; a declared one that is given today and was not then had not been sent."""
    return "" if value is not None else missing or str(ObservationState.NOT_SUBMITTED)


def _decimal_comma(value) -> str:
    return "" if value is None else str(value).replace(".", ",")


FORMATS = {"json": as_json, "csv": as_csv}
