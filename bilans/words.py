"""The words of a bilan: what the regions write in their returns, and the opinions of the committee.

Each part is plain data under a key of the document, beside the figures it comments on.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from bilans.enums import Paragraph
from bilans.models import Campaign, GapExplanation, RegionalReturn, ReturnNarrative
from bilans.tokens import UnknownToken, with_figures
from measures.declared import number
from measures.models import Commitment, Pact, RegionalAction


def pact_of(day: datetime.date) -> Pact | None:
    """The pact in force on `day`: the last one presented by then."""
    return Pact.objects.filter(presented_on__lte=day).order_by("presented_on").last()


def actions_of(as_of: datetime.date):
    """The actions that a bilan at `as_of` tells: those under way in its year, or without a date."""
    begun, not_over = (
        Q(start=None) | Q(start__lte=as_of),
        Q(last_day=None) | Q(last_day__gte=as_of.replace(month=1, day=1)),
    )
    return RegionalAction.objects.filter(begun, not_over)


def add_words(bilan: dict, campaign: Campaign | None, regions: Collection[str], *, strict: bool = True) -> dict:
    """Put in `bilan` the commitments of the pact, the committee's opinions, and a chapter for each of `regions`.

    `regions` are the codes of those whose return is shown; the others have `chapter: null`. A token of a narrative
    becomes the figure of this very document; one that names no figure raises `UnknownToken`, or stays as it is written
    when not `strict`.
    """
    bilan["pact"] = _pact(datetime.date.fromisoformat(bilan["as_of"]))
    bilan["opinions"] = [{"title": o.title, "text": o.text} for o in campaign.opinions.all()] if campaign else []
    chapters = _Chapters(campaign, bilan, regions, strict) if campaign else None
    for region in bilan["regions"]:
        region["chapter"] = chapters.of(region) if chapters and region["code"] in regions else None
    return bilan


def _pact(day: datetime.date) -> dict | None:
    pact = pact_of(day)
    if pact is None:
        return None
    commitments = [
        {"number": row.number, "title": row.title, "axis": row.axis, "indicators": row.indicators}
        for row in pact.commitments.all()
    ]
    return {"code": pact.code, "name": pact.name, "commitments": commitments}


class _Chapters:
    """What the returns of a campaign say, read at once for all the regions."""

    def __init__(self, campaign: Campaign, bilan: dict, regions: Collection[str], strict: bool):
        self.bilan, self.strict = bilan, strict
        rows = RegionalReturn.objects.filter(campaign=campaign, region__in=regions)
        self.returns = {row.region_id: row for row in rows.prefetch_related("territories")}
        keys = {row.pk: code for code, row in self.returns.items()}
        owned = {"regional_return__in": list(keys)}
        self.narratives = _grouped(ReturnNarrative.objects.filter(**owned).select_related("commitment"), keys)
        self.explanations = _grouped(GapExplanation.objects.filter(**owned), keys)
        self.actions = defaultdict(list)
        as_of = datetime.date.fromisoformat(bilan["as_of"])
        for action in actions_of(as_of).filter(region__in=regions).select_related("commitment", "territory"):
            self.actions[action.region_id].append(action)

    def of(self, region: dict) -> dict:
        regional_return = self.returns.get(region["code"])
        return {
            "narratives": [self._narrative(row, region) for row in self.narratives[region["code"]]],
            "explanations": [
                {"indicator": row.indicator, "compared_with": row.compared_with, "text": row.text}
                for row in self.explanations[region["code"]]
            ],
            "actions": [_action(row) for row in self.actions[region["code"]]],
            "territories": _territories(regional_return),
            "highlight": regional_return.highlight_indicator if regional_return else "",
        }

    def _narrative(self, row: ReturnNarrative, region: dict) -> dict:
        return _commitment(row.commitment) | {
            name: self._text(getattr(row, name), region) for name in Paragraph.values
        }

    def _text(self, text: str, region: dict) -> str:
        try:
            return with_figures(text, self.bilan, region)
        except UnknownToken:
            if self.strict:
                raise
            return text


def _grouped(rows, keys: dict[int, str]) -> dict[str, list]:
    found = defaultdict(list)
    for row in rows:
        found[keys[row.regional_return_id]].append(row)
    return found


def _commitment(commitment: Commitment) -> dict:
    return {"pact": commitment.pact_id, "number": commitment.number}


def _action(row: RegionalAction) -> dict:
    place = ", ".join(filter(None, [row.territory.name if row.territory else "", row.place]))
    return _commitment(row.commitment) | {
        "title": row.title,
        "place": place,
        "start": row.start.isoformat() if row.start else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "funding": number(row.funding),
        "result": row.result,
    }


def _territories(regional_return: RegionalReturn | None) -> list[dict]:
    if regional_return is None:
        return []
    return [{"name": row.name, "kind": row.kind} for row in regional_return.territories.all()]
