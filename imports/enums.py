from django.db import models


class BatchState(models.TextChoices):
    """What became of a file, step by step."""

    RECEIVED = "recu", "reçu"
    CHECKING = "en_cours", "vérification en cours"
    CHECKED = "verifie", "vérifié"
    WRITING = "ecriture", "écriture en cours"
    WRITTEN = "ecrit", "écrit"
    UNDOING = "retrait", "annulation en cours"
    UNDONE = "annule", "annulé"
    REFUSED = "refuse", "refusé"
    ABANDONED = "abandon", "abandonné"

    @classmethod
    def under_way(cls) -> tuple:
        """States that a task leaves when it ends, or that it died in."""
        return cls.CHECKING, cls.WRITING, cls.UNDOING

    @classmethod
    def before_writing(cls) -> tuple:
        """States in which a file may still be checked again, mapped otherwise, or abandoned."""
        return cls.RECEIVED, cls.CHECKED, cls.REFUSED


class Step(models.TextChoices):
    """What a task does with a batch."""

    CHECK = "verifier", "vérification"
    WRITE = "ecrire", "écriture"
    UNDO = "annuler", "annulation"

    @property
    def state(self) -> BatchState:
        """The state of a batch while this step lasts."""
        return dict(zip(Step, BatchState.under_way(), strict=True))[self]


class BlankPolicy(models.TextChoices):
    KEEP = "keep", "ne change rien"
    ERASE = "erase", "efface"


class Outcome(models.TextChoices):
    """What a row of a file would do, or did."""

    CREATED = "cree", "créé"
    UPDATED = "modifie", "modifié"
    UNCHANGED = "inchange", "inchangé"
    REFUSED = "refuse", "refusé"
    PROPOSED = "propose", "à confirmer"

    @classmethod
    def held_back(cls) -> tuple:
        """What is not to be written as it is."""
        return cls.REFUSED, cls.PROPOSED


class FileFormat(models.TextChoices):
    XLSX = "xlsx", "Excel (XLSX)"
    CSV = "csv", "CSV pour Excel"
    ODS = "ods", "LibreOffice (ODS)"
