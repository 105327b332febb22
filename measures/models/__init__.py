from measures.models.figures import Observation, PublishedFigure
from measures.models.pact import Commitment, Pact, RegionalAction, Source, Target

__all__ = ["Commitment", "Observation", "Pact", "PublishedFigure", "RegionalAction", "Source", "Target"]
