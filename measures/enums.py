from django.db import models


class Direction(models.TextChoices):
    AT_LEAST = "at_least", "au moins"
    AT_MOST = "at_most", "au plus"


class ObservationState(models.TextChoices):
    """What a region says of a declared figure; none of the last three is ever a zero."""

    VALUE = "value", "valeur"
    NIL = "nil", "néant"
    NOT_SUBMITTED = "not_submitted", "non transmis"
    NOT_APPLICABLE = "not_applicable", "non concerné"


class Qualifier(models.TextChoices):
    """How a document prints a figure."""

    EXACT = "exact", "exactement"
    ABOUT = "about", "environ"
    MORE_THAN = "more_than", "plus de"


class TargetStatus(models.TextChoices):
    REACHED = "reached", "atteint"
    LATE = "late", "atteint en retard"
    ONGOING = "ongoing", "en cours"
    MISSED = "missed", "manqué"


class TargetPlan(models.TextChoices):
    PTS1 = "pts1", "pacte 1 (2012)"
    PTS2 = "pts2", "pacte 2 (2015)"
    REVISED = "revised", "cible révisée"
