from bilans.models.campaign import Campaign, CommitteeOpinion
from bilans.models.edition import Edition, EditionRecords
from bilans.models.regional_return import (
    FigureReview,
    GapExplanation,
    RegionalReturn,
    ReturnNarrative,
    ReturnReminder,
)

__all__ = [
    "Campaign",
    "CommitteeOpinion",
    "Edition",
    "EditionRecords",
    "FigureReview",
    "GapExplanation",
    "RegionalReturn",
    "ReturnNarrative",
    "ReturnReminder",
]
