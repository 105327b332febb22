from django.db import models


class ReturnState(models.TextChoices):
    TO_DO = "a_saisir", "à saisir"
    DRAFT = "brouillon", "brouillon"
    SENT = "transmis", "transmis"
    SENT_BACK = "renvoye", "renvoyé"
    VALIDATED = "valide", "validé"
    LOCKED = "verrouille", "verrouillé"

    @classmethod
    def sent(cls) -> list["ReturnState"]:
        """The states of a return that was sent, some of it sent back or not: its figures are in the totals (B3)."""
        return [cls.SENT, cls.SENT_BACK, cls.VALIDATED, cls.LOCKED]

    @classmethod
    def in_hand(cls) -> list["ReturnState"]:
        """The states in which the region writes its return."""
        return [cls.TO_DO, cls.DRAFT, cls.SENT_BACK]


class Paragraph(models.TextChoices):
    """The four texts of a narrative; each value is the name of its field."""

    ACHIEVEMENTS = "achievements", "réalisations"
    HIGHLIGHTS = "highlights", "faits marquants"
    DIFFICULTIES = "difficulties", "difficultés"
    MEASURES_TAKEN = "measures_taken", "mesures prises"


class ComparedWith(models.TextChoices):
    """The other figure that a computed one differs from."""

    LAST_YEAR = "last_year", "l’année précédente"
    PUBLISHED = "published", "le chiffre publié"
