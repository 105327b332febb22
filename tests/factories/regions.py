"""Regions, communes, faculties, zonings."""

import string

import factory
from factory.django import DjangoModelFactory

from regions import models as regions
from regions.enums import CommuneAliasKind, Discipline, ZoneClass, ZoneUnitKind
from tests.factories.days import DAY

ALPHANUMERIC = string.digits + string.ascii_uppercase


def region_code(n: int) -> str:
    """A code of two characters that no region bears."""
    letter, other = divmod(n % (20 * 36), 36)
    return string.ascii_uppercase[6 + letter] + ALPHANUMERIC[other]


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = regions.Region
        django_get_or_create = ("code",)

    code = factory.Sequence(region_code)
    name = factory.LazyAttribute(lambda region: f"Région {region.code}")


class CountingGroupFactory(DjangoModelFactory):
    class Meta:
        model = regions.CountingGroup
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"groupe-{n}")
    name = factory.LazyAttribute(lambda group: group.code.capitalize())


class DepartementFactory(DjangoModelFactory):
    class Meta:
        model = regions.Departement

    code = factory.Sequence(lambda n: f"Z{n % 100:02}")
    name = factory.LazyAttribute(lambda departement: f"Département {departement.code}")
    region = factory.SubFactory(RegionFactory)
    old_region = factory.SelfAttribute("region")
    chief_town_code = "Z0001"
    population = 1000


class FinessDepartementFactory(DjangoModelFactory):
    class Meta:
        model = regions.FinessDepartement

    code = factory.Sequence(lambda n: f"Z{n % 10}")
    insee_code = "Z01"
    number_prefix = "ZZ01"
    name = factory.LazyAttribute(lambda departement: f"FINESS {departement.code}")


class EpciFactory(DjangoModelFactory):
    class Meta:
        model = regions.Epci

    siren = factory.Sequence(lambda n: f"Z{n:08}")
    name = factory.LazyAttribute(lambda epci: f"EPCI {epci.siren}")
    kind = "CC"


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = regions.Commune

    code = factory.Sequence(lambda n: f"Z{n:04}")
    name = factory.LazyAttribute(lambda commune: f"Commune {commune.code}")
    region = factory.SubFactory(RegionFactory)


class CommuneAliasFactory(DjangoModelFactory):
    class Meta:
        model = regions.CommuneAlias

    code = factory.Sequence(lambda n: f"Y{n:04}")
    name = factory.LazyAttribute(lambda alias: f"Ancienne commune {alias.code}")
    kind = CommuneAliasKind.FORMER_CODE
    commune = factory.SubFactory(CommuneFactory)


class RemoteCommuneFactory(DjangoModelFactory):
    class Meta:
        model = regions.RemoteCommune

    commune = factory.SubFactory(CommuneFactory)
    start = DAY


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = regions.Territory

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Territoire {n}")
    kind = "pays"


class FacultyFactory(DjangoModelFactory):
    """A UFR; `regions=[…]` are those it serves (default: one of its own)."""

    class Meta:
        model = regions.Faculty
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"ufr-{n}")
    name = factory.LazyAttribute(lambda faculty: faculty.code.upper())
    discipline = Discipline.MEDICINE
    commune = factory.SubFactory(CommuneFactory)
    city = "Ville"

    @factory.post_generation
    def regions(self, create, extracted, **kwargs):
        if create:
            self.regions.set([self.commune.region] if extracted is None else extracted)


class ZoningSchemeFactory(DjangoModelFactory):
    class Meta:
        model = regions.ZoningScheme

    name = factory.Sequence(lambda n: f"Zonage {n}")
    valid_from = DAY


class ZoneUnitFactory(DjangoModelFactory):
    class Meta:
        model = regions.ZoneUnit

    kind = ZoneUnitKind.LIVING_AREA
    code = factory.Sequence(lambda n: f"Z{n:05}")
    name = factory.LazyAttribute(lambda unit: f"Bassin {unit.code}")


class ZoneUnitCommuneFactory(DjangoModelFactory):
    class Meta:
        model = regions.ZoneUnitCommune

    unit = factory.SubFactory(ZoneUnitFactory)
    commune = factory.SubFactory(CommuneFactory)


class ZoneClassificationFactory(DjangoModelFactory):
    class Meta:
        model = regions.ZoneClassification

    scheme = factory.SubFactory(ZoningSchemeFactory)
    unit = factory.SubFactory(ZoneUnitFactory)
    zone_class = ZoneClass.DEFICIT
    start = DAY


class PriorityDistrictFactory(DjangoModelFactory):
    class Meta:
        model = regions.PriorityDistrict

    code = factory.Sequence(lambda n: f"QP9B{n:04}")
    name = factory.LazyAttribute(lambda district: f"Quartier {district.code}")
