"""Figures that regions declare: those that the dossier prints, and the three ways of having none."""

from __future__ import annotations

import datetime
from decimal import Decimal

from measures.enums import ObservationState
from measures.models import Commitment, Observation, RegionalAction, Source
from measures.reference import NATIONAL
from pts_admin.demo import figures
from pts_admin.demo.book import Book
from pts_admin.demo.figures import BILAN_DAY, CURRENT_REGIONS
from pts_admin.demo.randomness import Draw

INVENTED_SOURCE = "Chiffre fictif de la démonstration"
WITHOUT_VALUE = [
    ("trauma_equipped_practices", "27", ObservationState.NIL),
    ("trauma_equipped_practices", "53", ObservationState.NOT_APPLICABLE),
    ("trauma_equipped_practices", "24", ObservationState.NOT_APPLICABLE),
    ("communes_over_30min", "11", ObservationState.NIL),
    ("mcs_population_covered_seasonal", "44", ObservationState.NIL),
    ("internship_gp_pct", "06", ObservationState.NOT_APPLICABLE),
    ("internship_gp_pct", "94", ObservationState.NOT_APPLICABLE),
    ("internship_gp_pct", "93", ObservationState.NOT_SUBMITTED),
    ("training_supervisors", "32", ObservationState.NOT_SUBMITTED),
    ("gp_density_per_100k", "06", ObservationState.NOT_SUBMITTED),
]
YEARLY = {
    "training_supervisors": (150, 900),
    "internship_gp_pct": (70, 100),
    "population_over_30min_pct": (1, 9),
}
"""Declared again each year after 2016 by every region but Mayotte, between these two bounds: invented."""

ACTIONS = [
    ("84", 4, "Équipement de cabinets de montagne en traumatologie", datetime.date(2014, 1, 15), 350_000),
    ("93", 9, "Téléconsultations de dermatologie en vallée", datetime.date(2015, 9, 1), 120_000),
    ("32", 10, "Consultations avancées de spécialistes en Thiérache", datetime.date(2014, 10, 1), 80_000),
    ("53", 1, "Rencontres entre internes et médecins des îles", datetime.date(2015, 3, 20), 15_000),
    ("75", 3, "Appel à projets pour des centres de santé", datetime.date(2015, 2, 2), 300_000),
    ("24", 2, "Visites de territoires pour les internes de Tours", datetime.date(2013, 11, 4), 25_000),
    ("27", 4, "Convention avec une association de médecins de la Nièvre", datetime.date(2012, 6, 1), 40_000),
    ("44", 3, "Diagnostic territorial partagé dans le Vitryat", datetime.date(2014, 1, 6), 30_000),
    ("94", 4, "Formation initiale de correspondants du SAMU", datetime.date(2015, 10, 12), 20_000),
    ("52", 8, "Permanences du portail d’accompagnement", datetime.date(2013, 5, 13), 10_000),
    ("01", 3, "Accompagnement des premiers projets de maison de santé", datetime.date(2014, 9, 1), 90_000),
    ("04", 10, "Consultations avancées dans les cirques", datetime.date(2016, 3, 1), 60_000),
]
"""Invented: (region, commitment of the second pact, title, first day, funding in euros)."""


def add(book: Book, today: datetime.date, seed: int):
    """Declared figures of the dossier, those invented, and a few regional actions."""
    printed = [_printed(row, Source.objects.get(code=figures.SOURCE)) for row in figures.declared_rows()]
    keys = {(row.indicator, row.region_id, row.date) for row in printed}
    invented = [_without_value(*given) for given in WITHOUT_VALUE]
    invented += [_yearly(code, region, year, seed) for code, region, year in _yearly_keys(today)]
    for row in [*printed, *(row for row in invented if (row.indicator, row.region_id, row.date) not in keys)]:
        book.add(row)
    commitments = {commitment.number: commitment for commitment in Commitment.objects.filter(pact="pts2")}
    for region, number, title, start, funding in ACTIONS:
        book.add(
            RegionalAction(
                region_id=region,
                commitment=commitments[number],
                title=title,
                start=start,
                funding=Decimal(funding),
                result="Action fictive, pour la démonstration.",
            )
        )


def _printed(row: dict[str, str], source: Source) -> Observation:
    return Observation(
        indicator=row["indicator"],
        region_id=None if row["regions"] == NATIONAL else row["regions"],
        date=datetime.date.fromisoformat(row["reference_date"]),
        value=Decimal(row["value"]),
        source=source.title[:200],
    )


def _without_value(indicator: str, region: str, state: str) -> Observation:
    return Observation(indicator=indicator, region_id=region, date=BILAN_DAY, state=state, source=INVENTED_SOURCE)


def _yearly_keys(today: datetime.date):
    for year in range(BILAN_DAY.year + 1, today.year):
        for indicator in YEARLY:
            yield from ((indicator, region, year) for region in CURRENT_REGIONS if region != "06")


def _yearly(indicator: str, region: str, year: int, seed: int) -> Observation:
    """Close to the year before: each region keeps its level and moves a little."""
    least, most = YEARLY[indicator]
    level = Draw(seed, "declared", indicator, region).uniform(least, most)
    value = level * (1 + Draw(seed, "declared", indicator, region, year).uniform(-0.04, 0.04))
    return Observation(
        indicator=indicator,
        region_id=region,
        date=datetime.date(year, 12, 31),
        value=Decimal(round(min(most, max(least, value)))),
        source=INVENTED_SOURCE,
    )
