"""Structures at the places that the dossier of 2017 names as examples; names and exact days are invented."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from structures.enums import StructureType


@dataclass(frozen=True)
class NamedStructure:
    """A structure with its communes (the main site first) and the day it opened."""

    name: str
    opened: datetime.date
    communes: tuple[str, ...]
    type: str = StructureType.MSP
    district: str = ""
    counts: bool = True
    inside: str = ""
    note: str = ""


def _day(year: int, month: int, day: int) -> datetime.date:
    return datetime.date(year, month, day)


POLE_OF_SAINT_BONNET = "Pôle de santé du Champsaur"

NAMED_MSP = {
    "27": [
        NamedStructure("Maison de santé de Bletterans", _day(2013, 9, 2), ("39056",)),
        NamedStructure("Maison de santé de Chaussin", _day(2014, 4, 7), ("39128",)),
    ],
    "24": [
        NamedStructure(
            "Maison de santé des Loges",
            _day(2016, 2, 8),
            ("45082",),
            note="Ouverte par d’anciens titulaires d’un CESP, devenus PTMG.",
        ),
        NamedStructure("Maison de santé des Trois Provinces", _day(2014, 9, 1), ("18242",)),
    ],
    "94": [
        NamedStructure("Maison de santé de la Costa-Verde", _day(2015, 6, 1), ("2B313",), note="16 professionnels."),
        NamedStructure(
            "Pôle de santé des Deux-Sevi", _day(2016, 2, 1), ("2A065",), StructureType.POLE, note="19 adhérents."
        ),
    ],
    "44": [
        NamedStructure("Maison de santé de Sermaize-les-Bains", _day(2013, 5, 6), ("51531",)),
        NamedStructure("Maison de santé de Vanault-les-Dames", _day(2014, 10, 6), ("51590",)),
        NamedStructure(
            "Maison de santé Cœur de Ville",
            _day(2016, 5, 9),
            ("54526",),
            district="QP054901",
            note="23 professionnels dont 4 généralistes.",
        ),
    ],
    "32": [
        NamedStructure("Maison de santé d’Anor", _day(2012, 10, 1), ("59012",)),
        NamedStructure("Maison de santé de Trélon", _day(2013, 6, 3), ("59601",)),
        NamedStructure("Maison de santé de Fourmies", _day(2014, 3, 3), ("59249",)),
        NamedStructure("Maison de santé de Wignehies", _day(2014, 11, 3), ("59659",)),
        NamedStructure("Maison de santé du Nouvion-en-Thiérache", _day(2013, 10, 7), ("02558",)),
    ],
    "11": [
        NamedStructure(
            "Maison de santé des Agnettes Nord",
            _day(2015, 3, 2),
            ("92036",),
            district="QP092901",
            note="10 professionnels.",
        ),
        NamedStructure(
            "Maison de santé des Agnettes Sud",
            _day(2016, 3, 7),
            ("92036",),
            district="QP092901",
            note="13 professionnels.",
        ),
        NamedStructure("Maison de santé de Bonnières-sur-Seine", _day(2014, 1, 6), ("78089",)),
    ],
    "75": [
        NamedStructure("Maison de santé d’Archiac", _day(2013, 4, 2), ("17016",)),
        NamedStructure("Maison de santé de Pons", _day(2014, 9, 15), ("17283",)),
    ],
    "52": [
        NamedStructure(
            "Pôle de santé du Sud-Ouest mayennais",
            _day(2011, 5, 2),
            ("53084", "53188", "53077", "53018", "53197"),
            StructureType.POLE,
            note="Pôle multisite\u00a0: 5 sites, 43 professionnels.",
        ),
        NamedStructure("Maison de santé de Sillé-le-Guillaume", _day(2013, 9, 9), ("72334",)),
        NamedStructure("Maison de santé du Pays belmontais", _day(2014, 5, 5), ("72029",)),
    ],
    "93": [
        NamedStructure(
            POLE_OF_SAINT_BONNET,
            _day(2013, 1, 7),
            ("05132",),
            StructureType.POLE,
            counts=False,
            note="Réunit 3 maisons de santé, qui comptent à sa place (T6).",
        ),
        NamedStructure("Maison de santé de Saint-Bonnet", _day(2010, 9, 6), ("05132",), inside=POLE_OF_SAINT_BONNET),
        NamedStructure(
            "Maison de santé du Haut-Champsaur", _day(2011, 10, 3), ("05132",), inside=POLE_OF_SAINT_BONNET
        ),
        NamedStructure("Maison de santé du Drac", _day(2012, 6, 4), ("05132",), inside=POLE_OF_SAINT_BONNET),
        NamedStructure(
            "Maison de santé de la Roya",
            _day(2013, 6, 10),
            ("06023",),
            note="Adossée à un hôpital de proximité\u202f; 32 professionnels.",
        ),
    ],
    "01": [
        NamedStructure(
            "Maison de santé du Lamentin",
            _day(2015, 5, 18),
            ("97115",),
            note="Première maison de santé de Guadeloupe\u00a0: 3 généralistes, 1 pédiatre, 1 sage-femme.",
        )
    ],
}

DISTRICTS = {
    "QP054901": ("Cœur de Ville (code fictif)", "54526"),
    "QP092901": ("Les Agnettes (code fictif)", "92036"),
    "QP040901": ("Le Peyrouat (code fictif)", "40192"),
    "QP038901": ("Quartier fictif de Grenoble", "38185"),
    "QP021901": ("Quartier fictif de Dijon", "21231"),
    "QP035901": ("Quartier fictif de Rennes", "35238"),
    "QP059901": ("Quartier fictif de Lille", "59350"),
    "QP076901": ("Quartier fictif de Rouen", "76540"),
    "QP031901": ("Quartier fictif de Toulouse", "31555"),
    "QP044901": ("Quartier fictif de Nantes", "44109"),
}
"""Priority districts: three that the dossier names, the others invented. No list of codes comes with the project:
the codes are all invented (rank 901, which no département reaches)."""

_INVENTED_IN_DISTRICTS = {
    "84": ("Grenoble", "38185", "QP038901", _day(2015, 9, 7)),
    "27": ("Dijon", "21231", "QP021901", _day(2014, 6, 2)),
    "53": ("Rennes", "35238", "QP035901", _day(2015, 11, 2)),
    "32": ("Lille", "59350", "QP059901", _day(2016, 9, 5)),
    "28": ("Rouen", "76540", "QP076901", _day(2015, 4, 13)),
    "76": ("Toulouse", "31555", "QP031901", _day(2016, 10, 3)),
    "52": ("Nantes", "44109", "QP044901", _day(2014, 9, 8)),
}
for _region, (_city, _commune, _district, _opened) in _INVENTED_IN_DISTRICTS.items():
    NAMED_MSP.setdefault(_region, []).append(
        NamedStructure(f"Maison de santé du quartier fictif de {_city}", _opened, (_commune,), district=_district)
    )
