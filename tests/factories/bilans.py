"""Campaigns, returns and editions."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from bilans.enums import ComparedWith
from bilans.models import (
    Campaign,
    CommitteeOpinion,
    Edition,
    EditionRecords,
    FigureReview,
    GapExplanation,
    RegionalReturn,
    ReturnNarrative,
    ReturnReminder,
)
from tests.factories.accounts import UserFactory
from tests.factories.measures import CommitmentFactory
from tests.factories.regions import RegionFactory


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    year = factory.Sequence(lambda n: 2100 + n)
    reference_date = factory.LazyAttribute(lambda campaign: datetime.date(campaign.year, 12, 31))
    horizon = factory.LazyAttribute(lambda campaign: datetime.date(campaign.year + 2, 12, 31))
    opens_on = factory.LazyAttribute(lambda campaign: datetime.date(campaign.year + 1, 1, 1))
    due_on = factory.LazyAttribute(lambda campaign: datetime.date(campaign.year + 1, 3, 31))


class RegionalReturnFactory(DjangoModelFactory):
    class Meta:
        model = RegionalReturn

    campaign = factory.SubFactory(CampaignFactory)
    region = factory.SubFactory(RegionFactory)


class ReturnNarrativeFactory(DjangoModelFactory):
    class Meta:
        model = ReturnNarrative

    regional_return = factory.SubFactory(RegionalReturnFactory)
    commitment = factory.SubFactory(CommitmentFactory)


class GapExplanationFactory(DjangoModelFactory):
    class Meta:
        model = GapExplanation

    regional_return = factory.SubFactory(RegionalReturnFactory)
    indicator = "msp_open"
    compared_with = ComparedWith.LAST_YEAR
    text = "Six ouvertures en un an."


class ReturnReminderFactory(DjangoModelFactory):
    class Meta:
        model = ReturnReminder

    regional_return = factory.SubFactory(RegionalReturnFactory)
    sent_by = factory.SubFactory(UserFactory)
    recipients = 1


class CommitteeOpinionFactory(DjangoModelFactory):
    class Meta:
        model = CommitteeOpinion

    campaign = factory.SubFactory(CampaignFactory)
    title = "Suivre les installations"
    text = "Le comité demande un suivi à trois ans."


class FigureReviewFactory(DjangoModelFactory):
    class Meta:
        model = FigureReview

    regional_return = factory.SubFactory(RegionalReturnFactory)
    indicator = "cesp_signed"
    message = "Ce chiffre surprend."
    author = factory.SubFactory(UserFactory)


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    campaign = factory.SubFactory(CampaignFactory)
    number = "1.0"
    snapshot = "{}"
    sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    published_at = factory.LazyFunction(timezone.now)
    published_by = factory.SubFactory(UserFactory)


class EditionRecordsFactory(DjangoModelFactory):
    class Meta:
        model = EditionRecords

    edition = factory.SubFactory(EditionFactory)
    indicator = "msp_open"
    keys = factory.LazyFunction(list)
