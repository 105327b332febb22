from django.db import models


class ReturnState(models.TextChoices):
    TO_DO = "a_saisir", "à saisir"
    DRAFT = "brouillon", "brouillon"
    SENT = "transmis", "transmis"
    SENT_BACK = "renvoye", "renvoyé"
    VALIDATED = "valide", "validé"
    LOCKED = "verrouille", "verrouillé"
