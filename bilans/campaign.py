"""The campaign of a year: opened for every region, followed in the cockpit, with reminders and more time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone

from anomalies.listing import Asked, counts
from bilans.document import live_bilan, published_rows
from bilans.enums import ReturnState
from bilans.models import Campaign, GapExplanation, RegionalReturn, ReturnNarrative, ReturnReminder
from bilans.returns import contents
from bilans.returns.gaps import gaps
from bilans.themes import region_order
from bilans.words import pact_of
from measures.models import Observation, RegionalAction
from regions.models import Region
from regions.tracking import events_of


@dataclass(frozen=True)
class CockpitRow:
    """Where a region is: its return, how complete it is, how late, what is left to look at."""

    regional_return: RegionalReturn
    completeness: int
    days_late: int
    anomalies: int
    last_activity: datetime.datetime | None
    last_reminder: datetime.datetime | None

    @property
    def is_awaited(self) -> bool:
        """Whether a reminder makes sense: the return is in the hands of the region."""
        return self.regional_return.state in ReturnState.in_hand()


def open_campaign(campaign: Campaign) -> Campaign:
    """Save a new campaign, with a return to fill for each current region, all at once."""
    with transaction.atomic():
        campaign.full_clean()
        campaign.save()
        for region in Region.objects.current():
            RegionalReturn.objects.get_or_create(campaign=campaign, region=region)
    return campaign


def cockpit(campaign: Campaign, user, today: datetime.date) -> list[CockpitRow]:
    """A row a region, in the order of their names; a fixed number of queries, plus a few a region."""
    bilan = live_bilan(campaign.year)
    regions = {region["code"]: region for region in bilan["regions"]}
    published = published_rows()
    pact = pact_of(campaign.reference_date)
    commitments = pact.commitments.count() if pact else 0
    found = counts(user, Asked(today))
    returns = campaign.returns.select_related("region", "campaign").prefetch_related("reminders")
    activity, is_published = _last_activity(campaign), campaign.editions.exists()
    rows = []
    for row in sorted(returns, key=lambda each: region_order(each.region_id, each.region.name)):
        region = regions.get(row.region_id)
        parts = contents.parts(row, gaps(bilan, region, published) if region else [], commitments)
        awaited = row.state in (ReturnState.TO_DO, ReturnState.DRAFT) and not is_published
        rows.append(
            CockpitRow(
                regional_return=row,
                completeness=contents.completeness(parts),
                days_late=max(0, (today - row.due_on).days) if awaited else 0,
                anomalies=sum(number for (_, code), number in found.items() if code == row.region_id),
                last_activity=activity.get(row.region_id),
                last_reminder=max((each.sent_at for each in row.reminders.all()), default=None),
            )
        )
    return rows


def _last_activity(campaign: Campaign) -> dict[str, datetime.datetime]:
    """When each region last wrote something for the campaign, since it opened."""
    since = timezone.make_aware(datetime.datetime.combine(campaign.opens_on, datetime.time.min))
    codes = dict(campaign.returns.values_list("pk", "region"))
    latest: dict[str, datetime.datetime] = {}
    for model, key in (
        (RegionalReturn, "pgh_obj_id"),
        (ReturnNarrative, "regional_return_id"),
        (GapExplanation, "regional_return_id"),
        (Observation, "region_id"),
        (RegionalAction, "region_id"),
    ):
        events = events_of(model).filter(pgh_created_at__gte=since)
        if key != "region_id":
            events = events.filter(**{f"{key}__in": list(codes)})
        for owner, at in events.order_by().values_list(key).annotate(Max("pgh_created_at")):
            code = owner if key == "region_id" else codes[owner]
            if code and (code not in latest or at > latest[code]):
                latest[code] = at
    return latest


def referents(regional_return: RegionalReturn):
    """The accounts of the référents of the region, in force today."""
    users = get_user_model().objects.filter(is_active=True).prefetch_related("memberships")
    return [user for user in users if regional_return.region_id in user.write_scope.regions]


def remind(regional_return: RegionalReturn, by, address: str) -> ReturnReminder:
    """Write to each référent of the region that the return is awaited at `address`; raises `OSError`, `LookupError`.

    Each is written to apart: nobody reads the address of another.
    """
    recipients = [user.email for user in referents(regional_return)]
    if not recipients:
        raise LookupError(f"Aucun référent n’a de compte pour la région {regional_return.region}.")
    context = {"return": regional_return, "address": address, "year": str(regional_return.campaign.year)}
    text = render_to_string("bilans/campaign/reminder.txt", context)
    subject = f"Bilan {regional_return.campaign.year}\u00a0: le retour de votre région est attendu"
    with get_connection() as connection:
        connection.send_messages(
            [EmailMessage(subject, text, None, [email], connection=connection) for email in recipients]
        )
    return ReturnReminder.objects.create(regional_return=regional_return, sent_by=by, recipients=len(recipients))


def extend(regional_return: RegionalReturn, until: datetime.date, reason: str) -> None:
    """Give the region until `until`, included, to send its return."""
    regional_return.extended_until, regional_return.extension_reason = until, reason
    regional_return.full_clean()
    regional_return.save(update_fields=["extended_until", "extension_reason"])
