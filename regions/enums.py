from django.db import models


class Discipline(models.TextChoices):
    MEDICINE = "medecine", "médecine"
    DENTISTRY = "odontologie", "odontologie"


class ZoneClass(models.TextChoices):
    """Classes of the successive zonings; « inconnu » is an answer of the lookup (Z3), never a stored class."""

    DEFICIT = "deficitaire", "déficitaire"
    FRAGILE = "fragile", "fragile"
    WATCHED = "vigilance", "vigilance"
    ZIP = "ZIP", "zone d’intervention prioritaire (ZIP)"
    ZAC = "ZAC", "zone d’action complémentaire (ZAC)"
    ZV = "ZV", "zone de vigilance (ZV)"
    OUT = "hors", "hors zone"


UNKNOWN_ZONE = "inconnu"
"""What the lookup of a class answers when no unit, or more than one class, is known: never « hors zone » (Z3)."""


class ZoneUnitKind(models.TextChoices):
    LIVING_AREA = "bassin_vie", "bassin de vie"
    TVS = "tvs", "territoire de vie-santé"
    CANTON = "canton", "canton"
    DISTRICT = "quartier", "quartier"
    COMMUNE = "commune", "commune"


class CommuneAliasKind(models.TextChoices):
    FORMER_CODE = "ancien-code", "ancien code"
    DELEGATED = "commune-deleguee", "commune déléguée"
    ASSOCIATED = "commune-associee", "commune associée"
    CITY_DISTRICT = "arrondissement-municipal", "arrondissement municipal"
