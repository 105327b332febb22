"""Lines of files drawn at random, as values of Python: valid ones mostly, about few persons and few places."""

import datetime

from hypothesis import strategies as st

from contracts.enums import (
    CespBreachReason,
    McsEndReason,
    McsKind,
    PracticeMode,
    Profession,
    PtmgEndReason,
    PtmgKind,
    PtmgRenewal,
    Sector,
    SignatoryStatus,
)
from regions.enums import Discipline

PERSONS = (
    {"rpps": "10001234567", "nom": "Lefèvre", "prenom": "Zoé", "annee_naissance": 1985},
    {"rpps": "10001234575", "nom": "Durand", "prenom": "Camille", "annee_naissance": 1990},
    {"rpps": "10001234583", "nom": "N’Guyen", "prenom": "Anne-Lise", "annee_naissance": 1992},
)
SIGNED = (
    datetime.date(2014, 3, 10),
    datetime.date(2015, 3, 10),
    datetime.date(2016, 1, 31),
    datetime.date(2016, 11, 15),
    datetime.date(2018, 2, 28),
)


def maybe(strategy):
    """A value, or nothing."""
    return st.none() | strategy


def later(day, *spans):
    """A day some days after `day`."""
    return st.sampled_from(spans).map(lambda span: day + datetime.timedelta(days=span))


@st.composite
def cesp(draw, number, ground):
    """A contract, with or without its placement and its breach."""
    signed = draw(st.sampled_from(SIGNED))
    installed = draw(maybe(later(signed, 800, 1200)))
    broken = draw(maybe(later(signed, 0, 300, 2500)))
    diploma = draw(maybe(later(signed, 800)))
    line = {
        "numero_cng": f"CNG-{number}",
        **draw(st.sampled_from(PERSONS)),
        "filiere": draw(st.sampled_from(Discipline.values)),
        "statut_signature": draw(st.sampled_from(SignatoryStatus.values)),
        "campagne": f"{signed.year}-{signed.year + 1}",
        "ufr": ground.faculty,
        "region_origine": draw(maybe(st.just(ground.region))),
        "region_suivi": ground.region,
        "date_signature": signed,
        "debut_allocation": draw(later(signed, 0, 20)),
        "fin_allocation": draw(maybe(later(signed, 400, 790))),
        "date_diplome": diploma,
        "specialite": draw(maybe(st.just(ground.specialty))),
        "date_prevue_installation": draw(maybe(later(signed, 900))),
        "region_prevue": draw(maybe(st.just(ground.region))),
        "date_rupture": broken,
        "motif_rupture": draw(maybe(st.sampled_from(CespBreachReason.values))) if broken else None,
    }
    if installed:
        line |= {
            "date_installation": installed,
            "commune_installation": draw(st.sampled_from(ground.communes)),
            "mode_exercice": draw(st.sampled_from(PracticeMode.values)),
            "finess_structure": draw(maybe(st.just(ground.structure))),
        }
    return line


@st.composite
def ptmg(draw, number, ground):
    """A contract of the family."""
    signed = draw(st.sampled_from(SIGNED))
    kind = draw(st.sampled_from(PtmgKind.values))
    renewal = draw(maybe(st.sampled_from(PtmgRenewal.values)))
    return {
        "numero": f"PTMG-{number}",
        "type": kind,
        **_without_year(draw(st.sampled_from(PERSONS))),
        "region": ground.region,
        "date_signature": signed,
        "date_debut": draw(maybe(later(signed, 0, 30))),
        "date_fin_prevue": draw(later(signed, 200, 360)),
        "renouvellement": renewal,
        "date_renouvellement": draw(maybe(later(signed, 300))),
        "date_fin": draw(maybe(later(signed, 60, 150))),
        "motif_fin": draw(maybe(st.sampled_from(PtmgEndReason.values))),
        "commune": draw(st.sampled_from(ground.communes)),
        "finess_structure": draw(maybe(st.just(ground.structure))),
        "secteur": draw(maybe(st.sampled_from(Sector.values))),
        "date_installation": draw(maybe(later(signed, 0, 40))),
    }


@st.composite
def mcs(draw, number, ground):
    """An engagement; each number has its own SAMU, hence its key."""
    signed = draw(st.sampled_from(SIGNED))
    kind = draw(st.sampled_from(McsKind.values))
    return {
        **_without_year(draw(st.sampled_from(PERSONS))),
        "type": kind,
        "dispositif": "AMLUV" if kind == McsKind.AFFILIATED else None,
        "region": ground.region,
        "samu_finess": ground.samus[number],
        "commune": draw(maybe(st.sampled_from(ground.communes))),
        "date_contrat": signed,
        "date_formation": draw(maybe(later(signed, 0, 40))),
        "date_equipement": draw(maybe(later(signed, 50))),
        "medecin_pompier": draw(maybe(st.booleans())),
        "date_fin": draw(maybe(later(signed, 100, 300))),
        "motif_fin": draw(maybe(st.sampled_from(McsEndReason.values))),
    }


@st.composite
def professionals(draw, number, ground):
    """A person, of whom one is in the pool."""
    return {
        **PERSONS[number % len(PERSONS)],
        "profession": draw(maybe(st.sampled_from(Profession.values))),
        "specialite": draw(maybe(st.just(ground.specialty))),
        "courriel": draw(maybe(st.just("dr.durand@example.fr"))),
        "telephone": draw(maybe(st.just("01 99 00 12 34"))),
        "region": ground.region,
    }


def _without_year(person: dict) -> dict:
    return {name: value for name, value in person.items() if name != "annee_naissance"}


LINES = {"cesp": cesp, "ptmg": ptmg, "mcs": mcs, "professionals": professionals}


@st.composite
def files(draw, kind: str, ground):
    """Two files: new lines, then some of them changed or with cells emptied, and one new line."""
    first = [draw(LINES[kind](number, ground)) for number in range(draw(st.integers(1, 3)))]
    second = []
    for number, line in enumerate(first):
        if draw(st.booleans()):
            other = draw(LINES[kind](number, ground))
            same = {name: line[name] for name in KEYS[kind]}
            kept = draw(st.sets(st.sampled_from(sorted(other))))
            second.append({name: value for name, value in (line | other).items() if name in kept} | same)
    return first, [*second, draw(LINES[kind](len(first), ground))][: 3 if kind == "professionals" else 4]


@st.composite
def new_persons(draw, kind: str, ground):
    """Lines each about somebody else, known of nobody; their days in any order."""
    lines = []
    for number, name in enumerate(("Durand", "Lefèvre", "N’Guyen", "Évêque")):
        line = draw(LINES[kind](number, ground)) | {"rpps": None, "nom": name}
        days = [column for column, value in line.items() if isinstance(value, datetime.date)]
        moved = draw(st.sets(st.sampled_from(days)))
        lines.append(line | {column: draw(maybe(st.sampled_from(SIGNED))) for column in sorted(moved)})
    return lines


KEYS = {
    "cesp": ("numero_cng", "rpps", "nom", "prenom", "annee_naissance"),
    # With the planned end: where the first file's line is refused, the second one's is new, and would have another.
    "ptmg": ("numero", "rpps", "nom", "prenom", "date_fin_prevue"),
    "mcs": ("rpps", "nom", "prenom", "samu_finess", "type", "date_contrat"),
    "professionals": ("rpps", "nom", "prenom", "annee_naissance"),
}
