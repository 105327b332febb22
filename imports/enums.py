from django.db import models


class BatchState(models.TextChoices):
    RECEIVED = "recu", "reçu"
    CHECKED = "verifie", "vérifié"
    WRITTEN = "ecrit", "écrit"
    UNDONE = "annule", "annulé"
    REFUSED = "refuse", "refusé"


class BlankPolicy(models.TextChoices):
    KEEP = "keep", "ne change rien"
    ERASE = "erase", "efface"
