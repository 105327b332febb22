"""The whole document of a bilan: its figures, its words, and what surrounds them; live, or about to be published."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import asdict

from django.utils import timezone

from bilans.build import build_bilan, left_out_scopes
from bilans.enums import ReturnState
from bilans.models import Campaign, RegionalReturn
from bilans.old_regions import add_old_regions
from bilans.places import add_places
from bilans.words import add_words
from measures.published import compare
from regions.models import Region


def campaign_of(year: int) -> Campaign | None:
    """The campaign of the bilan of `year`, if it was opened."""
    return Campaign.objects.filter(year=year).first()


def sent_regions(campaign: Campaign | None) -> list[str]:
    """Codes of the regions whose return is sent, accepted or locked, in order."""
    returns = RegionalReturn.objects.filter(campaign=campaign, state__in=ReturnState.sent())
    return sorted(returns.values_list("region", flat=True))


def live_bilan(year: int, *, as_of: datetime.date | None = None, horizon: datetime.date | None = None) -> dict:
    """The bilan of `year` as it stands: the figures of all the regions, the words of the returns that were sent.

    Without dates, those of the campaign, if there is one and its day has come. A token that names no figure, in a text
    being mended, stays as it is written. Raises `BilanError`.
    """
    campaign = campaign_of(year)
    if campaign and as_of is None and campaign.reference_date <= timezone.localdate():
        as_of, horizon = campaign.reference_date, horizon or campaign.horizon
    bilan = build_bilan(year, as_of=as_of, horizon=horizon)
    return add_words(bilan, campaign, sent_regions(campaign) if campaign else (), strict=False)


def whole_live_bilan(year: int, *, as_of: datetime.date | None = None, horizon: datetime.date | None = None) -> dict:
    """The live bilan with all that a published one holds. Raises `BilanError`."""
    return _completed(live_bilan(year, as_of=as_of, horizon=horizon), campaign_of(year))


def bilan_to_publish(campaign: Campaign) -> dict:
    """The bilan of `campaign`, of the regions that have sent theirs alone. Raises `BilanError`, `UnknownToken`."""
    sent = sent_regions(campaign)
    bilan = build_bilan(campaign.year, as_of=campaign.reference_date, horizon=campaign.horizon, sent=sent)
    return _completed(add_words(bilan, campaign, sent), campaign, sent)


def _completed(bilan: dict, campaign: Campaign | None, sent: Collection[str] | None = None) -> dict:
    """`bilan` with the places below its regions, the old regions, and the published figures beside its own."""
    add_old_regions(add_places(bilan, campaign))
    return bilan | {"published": published_rows(sent)}


def published_rows(sent: Collection[str] | None = None) -> list[dict]:
    """The figures that documents print beside the computed ones, each at its own date.

    `sent`: the regions that are in the figures, all of them by default.
    """
    left_out = frozenset() if sent is None else left_out_scopes(list(Region.objects.current()), sent)
    return [asdict(row) | {"reference_date": row.reference_date.isoformat()} for row in compare(left_out)]
