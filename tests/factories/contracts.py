"""Persons and what they sign."""

import datetime

import factory
from factory.django import DjangoModelFactory

from contracts import models as contracts
from contracts.enums import (
    AidKind,
    CespBreachReason,
    CespEventType,
    McsKind,
    PracticeMode,
    Profession,
    PtmgKind,
    SignatoryStatus,
)
from regions.enums import Discipline, ZoneClass
from tests.factories.accounts import UserFactory
from tests.factories.days import DAY
from tests.factories.identifiers import fictitious_finess
from tests.factories.regions import CommuneFactory, FacultyFactory, RegionFactory


class SpecialtyFactory(DjangoModelFactory):
    class Meta:
        model = contracts.Specialty

    name = factory.Sequence(lambda n: f"Spécialité {n}")


class ProfessionalFactory(DjangoModelFactory):
    class Meta:
        model = contracts.Professional

    last_name = factory.Sequence(lambda n: f"Nom-{n}")
    first_name = "Camille"
    profession = Profession.GP


class CespContractFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CespContract

    professional = factory.SubFactory(ProfessionalFactory)
    discipline = Discipline.MEDICINE
    signatory_status = SignatoryStatus.STUDENT
    campaign = "2013-2014"
    faculty = factory.SubFactory(FacultyFactory)
    followup_region = factory.SubFactory(RegionFactory)
    signature_date = datetime.date(2013, 11, 15)
    allowance_start = datetime.date(2013, 11, 1)

    class Params:
        trained = factory.Trait(allowance_last_day=datetime.date(2014, 12, 31), diploma_date=datetime.date(2015, 1, 1))


class CespFollowUpFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CespFollowUp

    contract = factory.SubFactory(CespContractFactory)
    region = factory.SubFactory(RegionFactory)
    start = DAY


class CespEventFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CespEvent

    contract = factory.SubFactory(CespContractFactory)
    type = CespEventType.SUSPENSION
    start = DAY

    class Params:
        breach = factory.Trait(type=CespEventType.BREACH, breach_reason=CespBreachReason.DENUNCIATION)


class CespPlacementFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CespPlacement

    contract = factory.SubFactory(CespContractFactory, trained=True)
    start = DAY
    commune = factory.SubFactory(CommuneFactory)
    mode = PracticeMode.LIBERAL
    convention_tariffs = True


class CespChoiceFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CespChoice

    contract = factory.SubFactory(CespContractFactory)
    rank = 1
    commune = factory.SubFactory(CommuneFactory)


class PtmgContractFactory(DjangoModelFactory):
    class Meta:
        model = contracts.PtmgContract

    professional = factory.SubFactory(ProfessionalFactory)
    kind = PtmgKind.PTMG
    signing_region = factory.SubFactory(RegionFactory)
    commune = factory.SubFactory(CommuneFactory, region=factory.SelfAttribute("..signing_region"))
    signature_date = DAY
    planned_last_day = datetime.date(2016, 3, 9)


class SamuEstablishmentFactory(DjangoModelFactory):
    class Meta:
        model = contracts.SamuEstablishment

    finess = factory.Sequence(fictitious_finess)
    name = factory.LazyAttribute(lambda samu: f"CH {samu.finess}")
    region = factory.SubFactory(RegionFactory)


class McsEngagementFactory(DjangoModelFactory):
    """A volunteer; `active=True` signs, trains and equips them on `DAY`."""

    class Meta:
        model = contracts.McsEngagement

    professional = factory.SubFactory(ProfessionalFactory)
    region = factory.SubFactory(RegionFactory)
    volunteer_since = DAY

    class Params:
        active = factory.Trait(training_on=DAY, contract_signed_on=DAY, equipped_on=DAY)
        affiliated = factory.Trait(kind=McsKind.AFFILIATED, affiliated_scheme="AMLUV")


class McsSuspensionFactory(DjangoModelFactory):
    class Meta:
        model = contracts.McsSuspension

    engagement = factory.SubFactory(McsEngagementFactory)
    start = DAY


class TransferRequestFactory(DjangoModelFactory):
    class Meta:
        model = contracts.TransferRequest

    contract = factory.SubFactory(CespContractFactory)
    from_region = factory.SelfAttribute("contract.followup_region")
    to_region = factory.SubFactory(RegionFactory)
    effective_on = DAY
    asked_on = DAY
    asked_by = factory.SubFactory(UserFactory)


class ContingentFactory(DjangoModelFactory):
    class Meta:
        model = contracts.Contingent

    kind = PtmgKind.PTMG
    year = factory.Sequence(lambda n: 2100 + n)
    number = 10


class CampaignQuotaFactory(DjangoModelFactory):
    class Meta:
        model = contracts.CampaignQuota

    campaign = "2013-2014"
    faculty = factory.SubFactory(FacultyFactory)
    signatory_status = SignatoryStatus.STUDENT
    number = 10


class RateParameterFactory(DjangoModelFactory):
    class Meta:
        model = contracts.RateParameter

    code = factory.Sequence(lambda n: f"parametre-{n}")
    label = factory.LazyAttribute(lambda rate: rate.code.capitalize())
    amount = 1200
    unit = "€"
    start = DAY


class EligibleZoneClassFactory(DjangoModelFactory):
    class Meta:
        model = contracts.EligibleZoneClass

    aid = AidKind.CESP
    zone_class = ZoneClass.DEFICIT
    start = factory.Sequence(lambda n: DAY + datetime.timedelta(days=n))
