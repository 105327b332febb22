"""Structures and their parts."""

import factory
from factory.django import DjangoModelFactory

from structures import models as structures
from structures.enums import FundingSource, HeadcountProfession, StructureStatus, StructureType
from tests.factories.days import DAY
from tests.factories.regions import CommuneFactory, PriorityDistrictFactory, RegionFactory


class StructureFactory(DjangoModelFactory):
    """A structure without a state; `opened=D` makes it enter operation on day D."""

    class Meta:
        model = structures.Structure
        skip_postgeneration_save = True

    type = StructureType.MSP
    name = factory.Sequence(lambda n: f"Structure {n}")
    lead_region = factory.SubFactory(RegionFactory)

    @factory.post_generation
    def opened(self, create, extracted, **kwargs):
        if create and extracted:
            StructureStatusEventFactory(structure=self, status=StructureStatus.OPEN, on=extracted)


class StructureAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = structures.StructureAttachment

    structure = factory.SubFactory(StructureFactory)
    parent = factory.SubFactory(
        StructureFactory, type=StructureType.POLE, lead_region=factory.SelfAttribute("..structure.lead_region")
    )
    start = DAY


class StructureSiteFactory(DjangoModelFactory):
    """A site in project; `main=True` opens it on `DAY` as the main site."""

    class Meta:
        model = structures.StructureSite

    structure = factory.SubFactory(StructureFactory)
    commune = factory.SubFactory(CommuneFactory, region=factory.SelfAttribute("..structure.lead_region"))

    class Params:
        main = factory.Trait(opened_on=DAY, main_since=DAY)


class SiteDistrictFactory(DjangoModelFactory):
    class Meta:
        model = structures.SiteDistrict

    site = factory.SubFactory(StructureSiteFactory)
    district = factory.SubFactory(PriorityDistrictFactory)


class StructureStatusEventFactory(DjangoModelFactory):
    class Meta:
        model = structures.StructureStatusEvent

    structure = factory.SubFactory(StructureFactory)
    status = StructureStatus.EMERGING
    on = DAY


class StructureHeadcountFactory(DjangoModelFactory):
    class Meta:
        model = structures.StructureHeadcount

    structure = factory.SubFactory(StructureFactory)
    as_of = DAY
    profession = HeadcountProfession.GP
    persons = 3


class FundingFactory(DjangoModelFactory):
    class Meta:
        model = structures.Funding

    structure = factory.SubFactory(StructureFactory)
    year = 2015
    source = FundingSource.FIR
    amount = 50_000
