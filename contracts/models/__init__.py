from contracts.models.cesp import CespContract, CespFollowUp
from contracts.models.cesp_children import CespChoice, CespEvent, CespPlacement
from contracts.models.mcs import McsEngagement, McsSuspension, SamuEstablishment
from contracts.models.parameters import CampaignQuota, Contingent, EligibleZoneClass, RateParameter
from contracts.models.person import Professional, Specialty
from contracts.models.ptmg import PtmgContract
from contracts.models.transfer import TransferRequest

__all__ = [
    "CampaignQuota",
    "CespChoice",
    "CespContract",
    "CespEvent",
    "CespFollowUp",
    "CespPlacement",
    "Contingent",
    "EligibleZoneClass",
    "McsEngagement",
    "McsSuspension",
    "Professional",
    "PtmgContract",
    "RateParameter",
    "SamuEstablishment",
    "Specialty",
    "TransferRequest",
]
