from bilans.models.campaign import Campaign, FigureReview, RegionalReturn, ReturnNarrative
from bilans.models.edition import Edition

__all__ = ["Campaign", "Edition", "FigureReview", "RegionalReturn", "ReturnNarrative"]
