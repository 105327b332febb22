"""Pacts, targets and figures."""

import datetime

import factory
from factory.django import DjangoModelFactory

from measures import models as measures
from measures.enums import TargetPlan
from tests.factories.days import DAY
from tests.factories.regions import RegionFactory


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = measures.Source

    code = factory.Sequence(lambda n: f"source-{n}")
    title = factory.LazyAttribute(lambda source: source.code.capitalize())
    publisher = "Ministère"
    reference_date = DAY


class PactFactory(DjangoModelFactory):
    class Meta:
        model = measures.Pact

    code = factory.Sequence(lambda n: f"pacte-{n}")
    name = factory.LazyAttribute(lambda pact: pact.code.capitalize())
    presented_on = DAY


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = measures.Commitment

    pact = factory.SubFactory(PactFactory)
    number = 1
    title = "Engagement"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = measures.Target

    indicator = "cesp_signed"
    value = factory.Sequence(lambda n: 1000 + n)
    due_on = datetime.date(2017, 12, 31)
    plan = TargetPlan.PTS2
    source = factory.SubFactory(SourceFactory)


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = measures.Observation

    indicator = "population_over_30min_pct"
    region = factory.SubFactory(RegionFactory)
    date = DAY
    value = 5


class PublishedFigureFactory(DjangoModelFactory):
    class Meta:
        model = measures.PublishedFigure

    source = factory.SubFactory(SourceFactory)
    indicator = "cesp_signed"
    reference_date = DAY
    scope = "FR"
    value = 1795


class RegionalActionFactory(DjangoModelFactory):
    class Meta:
        model = measures.RegionalAction

    region = factory.SubFactory(RegionFactory)
    commitment = factory.SubFactory(CommitmentFactory)
    title = "Action"
