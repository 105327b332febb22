from regions.models.faculties import CountingGroup, Faculty
from regions.models.geography import (
    Commune,
    CommuneAlias,
    Departement,
    Epci,
    FinessDepartement,
    RemoteCommune,
    Territory,
)
from regions.models.lost_work import FormSubmission, LinkEvent
from regions.models.region import Region
from regions.models.zoning import PriorityDistrict, ZoneClassification, ZoneUnit, ZoneUnitCommune, ZoningScheme

__all__ = [
    "Commune",
    "CommuneAlias",
    "CountingGroup",
    "Departement",
    "Epci",
    "Faculty",
    "FinessDepartement",
    "FormSubmission",
    "LinkEvent",
    "PriorityDistrict",
    "Region",
    "RemoteCommune",
    "Territory",
    "ZoneClassification",
    "ZoneUnit",
    "ZoneUnitCommune",
    "ZoningScheme",
]
