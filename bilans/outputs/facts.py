"""What every file says of its bilan: its title, its edition, its day, whom it counts, what it was drawn from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from bilans.coverage import counted_words
from bilans.presentation import (
    group_name,
    indicators_by_code,
    is_in_old_regions,
    ordered_regions,
    regions_not_sent,
)
from bilans.rates import RateRow, rate_table
from bilans.typography import as_date, french_text, long_date, number

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
MASKED_WORDS = "n.c."
MASKED_NOTE = "n.c.\u00a0: non communiqué, moins de 5 ou secret."


class OutputError(Exception):
    """A file that could not be made; the message is a French sentence, `english` the same at the command line."""

    def __init__(self, french: str, english: str):
        super().__init__(french)
        self.english = english


def title(bilan: dict) -> str:
    """« Bilan 2016 du pacte territoire santé »."""
    return f"Bilan {bilan['year']} du pacte territoire santé"


def document_date(bilan: dict) -> datetime.date:
    """The day a file carries: the publication of an edition, else the day of its figures."""
    return as_date(bilan.get("published_on") or bilan["as_of"])


def edition_words(bilan: dict) -> str:
    """« Édition 1.1, publiée le 10 avril 2017 », or what a live bilan is."""
    if not bilan.get("edition"):
        return "Document de travail, non publié"
    published = f", publiée le {long_date(bilan['published_on'])}" if bilan.get("published_on") else ""
    return f"Édition {bilan['edition']}{published}"


def region_set_words(bilan: dict) -> str:
    """In which regions the figures are read, when it is not in those of today."""
    return "Chiffres lus dans les régions d’avant 2016." if is_in_old_regions(bilan) else ""


def not_split_words(bilan: dict, codes: Collection[str]) -> str:
    """What the regions of today count, of the indicators `codes`, and no region before 2016 can be given."""
    if not is_in_old_regions(bilan):
        return ""
    known = indicators_by_code(bilan)
    rests = [
        f"{french_text(rest['name'])}, {known[code]['label']}\u00a0: {number(value, known[code]['unit'])}"
        for rest in bilan.get("not_split", [])
        for code, value in rest["figures"].items()
        if value and code in codes and code in known
    ]
    words = "\u202f; ".join(rests)
    return f"Non réparti entre les anciennes régions\u00a0: {words}." if rests else ""


def days_words(bilan: dict) -> str:
    """Until when facts are counted, and installations to come."""
    return (
        f"Chiffres arrêtés au {long_date(bilan['as_of'])}\u202f; installations à venir jusqu’au "
        f"{long_date(bilan['horizon'])}."
    )


def not_sent_words(bilan: dict) -> str:
    """Which regions are out of the totals, in a sentence; nothing when none is."""
    which = not_sent_names(bilan)
    return f"Non transmis\u00a0: {which}. Les totaux nationaux ne comprennent pas ces données." if which else ""


def totals_words(bilan: dict) -> str:
    """What the national totals stand on, and which regions are out of them."""
    return f"Les totaux nationaux portent sur {counted_words(bilan)}. {not_sent_words(bilan)}".strip()


def not_sent_names(bilan: dict) -> str:
    """« Corse et Mayotte », or nothing when all the regions have sent theirs."""
    names = regions_not_sent(bilan)
    return f"{', '.join(names[:-1])} et {names[-1]}" if names[1:] else "".join(names)


def correction_words(bilan: dict) -> list[str]:
    """What an edition corrects and why; nothing for a first one."""
    if not bilan.get("corrects"):
        return []
    return [f"Corrige l’édition {bilan['corrects']}. Motif\u00a0: {french_text(bilan.get('reason', ''))}"]


@dataclass(frozen=True)
class Correction:
    """A figure that an edition gives otherwise than the one before."""

    indicator: dict
    place: str
    day: datetime.date
    before: int | float | None
    after: int | float | None


def corrections(bilan: dict) -> list[Correction]:
    """The figures that this edition corrects."""
    known = indicators_by_code(bilan)
    places = {"FR": "France entière"} | {group["code"]: group_name(group) for group in bilan["groups"]}
    places |= {region["code"]: region["name"] for region in ordered_regions(bilan)}
    return [
        Correction(
            known.get(row["indicator"], {"code": row["indicator"], "label": row["indicator"], "unit": ""}),
            places.get(row["code"], row["code"]),
            as_date(row["date"]),
            row["before"],
            row["after"],
        )
        for row in bilan.get("corrections", [])
    ]


def rates(bilan: dict) -> tuple[list[dict], list[RateRow], RateRow] | None:
    """The regions per 100 000 inhabitants; None when no population is known."""
    regions = [{"population": None} | region for region in bilan["regions"]]
    if not any(region["population"] for region in regions):
        return None
    return rate_table(bilan | {"regions": regions})


def sources(bilan: dict) -> list[tuple[str, str]]:
    """The documents that targets and published figures were taken from, and what each gave."""
    titles: dict[str, str] = {}
    targets, figures = Counter(), Counter()
    for figure in bilan["national"].values():
        for target in figure.get("targets") or []:
            if code := target.get("source") or target.get("source_title"):
                titles.setdefault(code, target.get("source_title") or code)
                targets[code] += 1
    for row in bilan.get("published") or []:
        titles.setdefault(row["source_code"], row["source_title"])
        figures[row["source_code"]] += 1
    return [
        (french_text(titles[code]), _gave(targets[code], figures[code]))
        for code in sorted(titles, key=lambda code: french_text(titles[code]).casefold())
    ]


def _gave(targets: int, figures: int) -> str:
    parts = [
        f"{count}\u00a0{word}{'s' if count > 1 else ''}"
        for count, word in ((targets, "objectif"), (figures, "chiffre"))
        if count
    ]
    return ", ".join(parts)
