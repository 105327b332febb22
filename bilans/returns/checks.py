"""What is pointed out before a return is sent: what forbids it, and what the référent confirms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from bilans import tokens
from bilans.contradictions import contradictions
from bilans.enums import Paragraph
from bilans.models import RegionalReturn
from bilans.names import names_in
from bilans.returns import contents
from measures.models import RegionalAction
from regions.models import Departement


@dataclass(frozen=True)
class Checked:
    """Sentences in French: `faults` forbid to send, `doubts` are to be read and confirmed."""

    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def check(regional_return: RegionalReturn, bilan: dict, region: dict) -> Checked:
    """Check the texts of a return against the figures of `region`, its region in `bilan`."""
    found, texts = Checked(), []
    parts = parts_of(region["code"])
    for narrative in regional_return.narratives.select_related("commitment"):
        for paragraph in Paragraph:
            text = getattr(narrative, paragraph.value)
            where = f"Engagement {narrative.commitment.number}, {paragraph.label}"
            faults, doubts = check_text(text, bilan, region, parts)
            found.faults.extend(f"{where}\u00a0: {sentence}" for sentence in faults)
            found.doubts.extend(f"{where}\u00a0: {sentence}" for sentence in doubts)
            texts.append(text)
    texts += regional_return.explanations.values_list("text", flat=True)
    texts += [row.source for row in contents.observations(regional_return).values()]
    for title, place, result in RegionalAction.objects.filter(region=regional_return.region_id).values_list(
        "title", "place", "result"
    ):
        texts += [title, place, result]
    found.faults.extend(
        f"Retirez le nom «\u00a0{name}\u00a0»\u00a0: un bilan ne nomme personne." for name in names_in(texts)
    )
    return found


def check_text(text: str, bilan: dict, region: dict, parts: Collection[str]) -> tuple[list[str], list[str]]:
    """What is wrong with the tokens of a text, and the figures typed by hand that contradict the computed ones.

    `parts`: the names of the départements of the region (`parts_of`).
    """
    return tokens.faults(text), [str(each) for each in contradictions(text, bilan, region, parts)]


def parts_of(region_code: str) -> list[str]:
    """The names of the départements of a region that has several: what a text counts there is not the region's."""
    names = list(Departement.objects.filter(region=region_code).values_list("name", flat=True))
    return names if len(names) > 1 else []
