"""« Chiffres publiés / chiffres calculés »: from the compared rows to the tables of the page."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from bilans import typography
from bilans.typography import french_text, number
from measures.enums import Qualifier

VERDICTS = {
    "matches": ("concorde", "concordent", "success"),
    "expected": ("écart attendu", "écarts attendus", "info"),
    "differs": ("écart", "écarts", "error"),
    "unknown": ("non calculé", "non calculés", "new"),
}


@dataclass(frozen=True)
class ComparedRow:
    """A printed figure, the figure the records give, and what to think of their gap."""

    scope: str
    indicator: str
    reference_date: str
    published: str
    computed: str
    gap: str
    verdict: str
    badge: str
    note: str


@dataclass(frozen=True)
class ComparedSource:
    """The figures of one document."""

    code: str
    title: str
    rows: list[ComparedRow]


def by_source(rows) -> list[ComparedSource]:
    """The rows under the document that printed them, in the order the documents come."""
    order = {code: rank for rank, code in enumerate(dict.fromkeys(row["source_code"] for row in rows))}
    ordered = sorted(rows, key=lambda row: order[row["source_code"]])
    return [
        ComparedSource(code, french_text(group[0]["source_title"]), [compared_row(row) for row in group])
        for code, group in ((code, list(found)) for code, found in groupby(ordered, itemgetter("source_code")))
    ]


def summary(rows) -> list[dict]:
    """How many figures agree, differ for a known reason, differ, or cannot be computed."""
    counts = Counter(row["verdict"] for row in rows)
    return [
        {"count": number(counts[code]), "label": one if counts[code] == 1 else many, "badge": badge}
        for code, (one, many, badge) in VERDICTS.items()
        if counts[code]
    ]


def compared_row(row: dict) -> ComparedRow:
    """A row in words; a figure that was not computed says so instead of showing 0."""
    unit = row["unit"]
    word, _, badge = VERDICTS[row["verdict"]]
    return ComparedRow(
        scope=french_text(row["scope_label"]),
        indicator=french_text(row["indicator_label"]),
        reference_date=typography.long_date(row["reference_date"]),
        published=qualified(row["published"], row["qualifier"], unit),
        computed="non calculé" if row["computed"] is None else number(row["computed"], unit),
        gap="" if row["gap"] is None else typography.gap(row["gap"], unit),
        verdict=word,
        badge=badge,
        note=french_text(remark(row["reason"], row["note"])),
    )


def remark(reason: str, note: str) -> str:
    """Why the figures differ, then what was noted of the printed one, each ended by one full stop."""
    noted = f"Note\u00a0: {note}" if note else ""
    return " ".join(f"{text.rstrip('.')}." for text in (reason, noted) if text)


def qualified(value, qualifier: str, unit: str) -> str:
    """« environ 800 », « plus de 1 000 000 », « 241 »."""
    word = "" if qualifier == Qualifier.EXACT else Qualifier(qualifier).label
    return f"{word} {number(value, unit)}".strip()
