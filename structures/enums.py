from django.db import models


class StructureType(models.TextChoices):
    MSP = "MSP", "maison de santé (MSP)"
    POLE = "POLE", "pôle de santé"
    CDS = "CDS", "centre de santé"
    CDS_BRANCH = "CDS_ANTENNE", "antenne de centre de santé"
    PTA = "PTA", "plateforme territoriale d’appui (PTA)"
    ESP = "ESP", "équipe de soins primaires (ESP)"
    CPTS = "CPTS", "communauté professionnelle territoriale de santé (CPTS)"


class LegalForm(models.TextChoices):
    SISA = "SISA", "SISA"
    ASSOCIATION = "association", "association"
    SCM = "SCM", "SCM"
    GCS = "GCS", "GCS"
    LOCAL_AUTHORITY = "commune_epci", "commune ou EPCI"
    HOSPITAL = "etablissement", "établissement de santé"
    MUTUAL = "mutualiste", "mutualiste"
    OTHER = "autre", "autre"


class StructureStatus(models.TextChoices):
    """States of a structure, in the order of its life (T1)."""

    EMERGING = "emergence", "projet en émergence"
    PREPARING = "elaboration", "projet en cours d’élaboration"
    VALIDATED = "valide", "projet de santé validé"
    OPEN = "ouverte", "en fonctionnement"
    CLOSED = "fermee", "fermée"
    ABANDONED = "abandonne", "abandonné"
    REQUALIFIED = "requalifie", "requalifié"

    @classmethod
    def over(cls):
        """States that end the record."""
        return [cls.CLOSED, cls.ABANDONED, cls.REQUALIFIED]


class FundingSource(models.TextChoices):
    FIR = "FIR", "fonds d’intervention régional (FIR)"
    FNADT = "FNADT", "FNADT ou DETR"
    REGION = "region", "conseil régional"
    CDC = "CDC", "Caisse des dépôts"
    OTHER = "autre", "autre"


class HeadcountProfession(models.TextChoices):
    GP = "medecin_generaliste", "médecin généraliste"
    SPECIALIST = "autre_specialite", "médecin d’une autre spécialité"
    DENTIST = "chirurgien_dentiste", "chirurgien-dentiste"
    NURSE = "infirmier", "infirmier"
    MIDWIFE = "sage_femme", "sage-femme"
    PHYSIOTHERAPIST = "masseur_kinesitherapeute", "masseur-kinésithérapeute"
    PHARMACIST = "pharmacien", "pharmacien"
    OTHER = "autre", "autre professionnel"
