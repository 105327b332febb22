from django.db import models


class BatchState(models.TextChoices):
    """What became of a file, step by step."""

    RECEIVED = "recu", "reçu"
    CHECKING = "en_cours", "vérification en cours"
    CHECKED = "verifie", "vérifié"
    WRITING = "ecriture", "écriture en cours"
    WRITTEN = "ecrit", "écrit"
    UNDONE = "annule", "annulé"
    REFUSED = "refuse", "refusé"

    @classmethod
    def under_way(cls) -> tuple:
        """States that a task leaves when it ends, or that it died in."""
        return cls.CHECKING, cls.WRITING


class BlankPolicy(models.TextChoices):
    KEEP = "keep", "ne change rien"
    ERASE = "erase", "efface"


class Outcome(models.TextChoices):
    """What a row of a file would do, or did."""

    CREATED = "cree", "créé"
    UPDATED = "modifie", "modifié"
    UNCHANGED = "inchange", "inchangé"
    REFUSED = "refuse", "refusé"


class FileFormat(models.TextChoices):
    XLSX = "xlsx", "Excel (XLSX)"
    CSV = "csv", "CSV pour Excel"
    ODS = "ods", "LibreOffice (ODS)"
