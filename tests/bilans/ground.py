"""A campaign with returns in the states that a test asks for."""

import datetime

from django.utils import timezone

from bilans.enums import ReturnState
from bilans.models import Campaign
from tests.factories import CampaignFactory, RegionalReturnFactory, UserFactory

END_2016 = datetime.date(2016, 12, 31)


def campaign_with(*, sent=(), waiting=(), year=2016) -> Campaign:
    """The campaign of `year`, with the returns of the regions `sent` and those `waiting` to be written."""
    campaign = CampaignFactory(year=year)
    for region in sent:
        RegionalReturnFactory(
            campaign=campaign,
            region=region,
            state=ReturnState.SENT,
            sent_at=timezone.now(),
            sent_by=UserFactory(),
        )
    for region in waiting:
        RegionalReturnFactory(campaign=campaign, region=region)
    return campaign
