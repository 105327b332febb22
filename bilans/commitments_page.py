"""The commitments of the pact with what the regions do and say for each: from the document to the rows of pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from bilans.enums import Paragraph
from bilans.presentation import indicators_by_code, ordered_regions
from bilans.typography import french_text, long_date, number


@dataclass(frozen=True)
class Action:
    """What a region does for a commitment, as printed."""

    region: str
    title: str
    place: str
    dates: str
    funding: str
    result: str

    @property
    def details(self) -> list[str]:
        """Where, when, and for how much; what is not known is left out."""
        return [text for text in (self.place, self.dates, self.funding) if text]


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment: its number and title, the labels of the figures that measure it, the actions of the regions."""

    number: int
    title: str
    indicators: list[str]
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class Narrative:
    """What a region writes of a commitment: the texts that are not empty, each under its title."""

    number: int
    title: str
    texts: list[tuple[str, list[str]]]


def commitments(bilan: dict) -> list[CommitmentRow]:
    """The commitments of the pact in force, in their order, with the actions of the regions that have sent theirs."""
    pact = bilan.get("pact")
    if not pact:
        return []
    labels = {code: row["label"] for code, row in indicators_by_code(bilan).items()}
    rows = {
        row["number"]: CommitmentRow(
            row["number"], french_text(row["title"]), [labels[code] for code in row["indicators"] if code in labels]
        )
        for row in pact["commitments"]
    }
    for region in ordered_regions(bilan):
        for action in (region.get("chapter") or {}).get("actions", []):
            if action["pact"] == pact["code"] and action["number"] in rows:
                rows[action["number"]].actions.append(_action(region["name"], action))
    return list(rows.values())


def regional_actions(bilan: dict, region: dict) -> list[tuple[str, list[Action]]]:
    """The actions of a region, under the title of the commitment each is for."""
    found: dict[str, list[Action]] = {}
    for action in (region.get("chapter") or {}).get("actions", []):
        found.setdefault(_title(bilan, action), []).append(_action(region["name"], action))
    return list(found.items())


def narratives(bilan: dict, region: dict) -> list[Narrative]:
    """What a region writes of each commitment; those it says nothing of are left out."""
    rows = []
    for narrative in (region.get("chapter") or {}).get("narratives", []):
        texts = [
            (str(paragraph.label).capitalize(), paragraphs(narrative[paragraph.value]))
            for paragraph in Paragraph
            if narrative[paragraph.value].strip()
        ]
        if texts:
            rows.append(Narrative(narrative["number"], _title(bilan, narrative), texts))
    return rows


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that a person wrote, spaced as French prints them."""
    return [french_text(line.strip()) for line in text.splitlines() if line.strip()]


def opinions(bilan: dict) -> list[tuple[str, list[str]]]:
    """« Avis et propositions du comité »: title and paragraphs of each."""
    return [(french_text(row["title"]), paragraphs(row["text"])) for row in bilan.get("opinions", [])]


def _title(bilan: dict, part: dict) -> str:
    pact = bilan.get("pact") or {"code": None, "commitments": []}
    titles = {row["number"]: row["title"] for row in pact["commitments"]} if part["pact"] == pact["code"] else {}
    title = titles.get(part["number"])
    return f"{part['number']}. {french_text(title)}" if title else f"Engagement {part['number']} ({part['pact']})"


def _action(region: str, action: dict) -> Action:
    return Action(
        region=region,
        title=french_text(action["title"]),
        place=french_text(action["place"]),
        dates=dates_text(action["start"], action["last_day"]),
        funding="" if action["funding"] is None else number(action["funding"], "€"),
        result=french_text(action["result"]),
    )


def dates_text(start: datetime.date | str | None, last_day: datetime.date | str | None) -> str:
    """« du 1er mars 2016 au 30 juin 2016 », « depuis le 1er mars 2016 », or nothing without a date."""
    if start and last_day:
        return f"du {long_date(start)} au {long_date(last_day)}"
    return f"depuis le {long_date(start)}" if start else ""
