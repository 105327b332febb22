from structures.models.children import Funding, StructureHeadcount, StructureStatusEvent
from structures.models.sites import SiteDistrict, StructureSite
from structures.models.structure import Structure, StructureAttachment

__all__ = [
    "Funding",
    "SiteDistrict",
    "Structure",
    "StructureAttachment",
    "StructureHeadcount",
    "StructureSite",
    "StructureStatusEvent",
]
