"""A small bilan written by hand: seven regions, a counting group, each way a figure can be missing."""

import copy

INDICATORS = [
    ("cesp_signed", "computed", "contrats", "CESP signés"),
    ("cesp_installed_ever", "computed", "contrats", "CESP déjà installés"),
    ("cesp_to_come", "computed", "contrats", "Installations à venir d'ici l'horizon"),
    ("msp_open", "computed", "structures", "MSP ouvertes"),
    ("population_over_30min_pct", "declared", "%", "Population à plus de 30 minutes de soins urgents"),
    ("telemedicine_pilot", "declared", "région", "Région pilote de télémédecine"),
    ("telemedicine_budget_eur", "declared", "€", "Budget de télémédecine"),
]


def sample_bilan() -> dict:
    """A new copy of the bilan of 2016."""
    return copy.deepcopy(BILAN)


def _indicator(code, kind, unit, label):
    return {
        "code": code,
        "label": label,
        "unit": unit,
        "kind": kind,
        "counting_unit": unit,
        "region_attribute": "UFR de signature",
        "definition": f"{label} : ce qui est compté ; le reste ne l'est pas.",
    }


def _target(value, due_on, plan, progress_pct, status, direction="at_least"):
    return {
        "value": value,
        "due_on": due_on,
        "direction": direction,
        "plan": plan,
        "source": "dossier-2017",
        "progress_pct": progress_pct,
        "status": status,
    }


def _national(value, series=None, targets=None, **more):
    return {
        "value": value,
        "series": series or {},
        "targets": targets or [],
        "coverage": {"regions": 18, "of": 18},
    } | more


def _region(code, name, signed, installed, to_come, msp, missing=None, declared=None):
    figures = {
        "cesp_signed": signed,
        "cesp_installed_ever": installed,
        "cesp_to_come": to_come,
        "msp_open": msp,
        "population_over_30min_pct": None,
        "telemedicine_pilot": None,
        "telemedicine_budget_eur": None,
    } | (declared or {})
    series = {indicator: {"2016": value} for indicator, value in figures.items()}
    series["msp_open"] = {"2015": msp - 1, "2016": msp}
    if signed is not None:
        series["cesp_signed"] = {"2013": 1, "2015": 2, "2016": signed}
    return {
        "code": code,
        "name": name,
        "ars": f"ARS {name}",
        "population": 100_000,
        "sent": True,
        "figures": figures,
        "series": series,
        "missing": missing or {},
    }


GROUPED = {"cesp_signed": "grouped"}

BILAN = {
    "schema": "pts-bilan/1",
    "year": 2016,
    "as_of": "2016-12-31",
    "horizon": "2018-12-31",
    "edition": None,
    "indicators": [_indicator(*row) for row in INDICATORS],
    "national": {
        "cesp_signed": _national(
            1795,
            {"2010": 20, "2013": 591, "2014": 881, "2015": 1324, "2016": 1795},
            [
                _target(1500, "2017-12-31", "pts1", 119.7, "reached"),
                _target(1700, "2017-12-31", "pts2", 105.6, "reached"),
                _target(2550, "2018-12-31", "revised", 70.4, "ongoing"),
            ],
        ),
        "cesp_installed_ever": _national(131, {"2015": 90, "2016": 131}),
        "cesp_to_come": _national(562),
        "msp_open": _national(910, {"2015": 778, "2016": 910}, [_target(600, "2014-12-31", "pts1", 151.7, "late")]),
        "population_over_30min_pct": _national(
            None, missing="not_submitted", targets=[_target(0, "2015-12-31", "pts1", None, "missed", "at_most")]
        ),
        "telemedicine_pilot": _national(None),
        "telemedicine_budget_eur": _national(40000000, targets=[_target(40000000, None, "pts2", 100.0, "reached")]),
    },
    "groups": [
        {
            "code": "antilles-guyane",
            "regions": ["01", "02", "03"],
            "figures": {"cesp_signed": 70},
            "series": {"cesp_signed": {"2016": 70}},
        }
    ],
    "regions": [
        _region("01", "Guadeloupe", None, 2, 5, 1, GROUPED),
        _region("02", "Martinique", None, 0, 3, 2, GROUPED),
        _region("03", "Guyane", None, 1, 4, 3, GROUPED | {"population_over_30min_pct": "nil"}),
        _region("04", "La Réunion", 4, 1, 4, 9),
        _region("11", "Île-de-France", 275, 4, 77, 50, declared={"telemedicine_pilot": 0}),
        _region("84", "Auvergne-Rhône-Alpes", 241, 19, 67, 126, declared={"telemedicine_pilot": 1}),
        _region("94", "Corse", None, 0, 8, 4, {"cesp_signed": "not_applicable"}),
    ],
}
