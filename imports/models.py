import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from imports.enums import BatchState, BlankPolicy


class ImportBatchQuerySet(models.QuerySet):
    """Each batch belongs to who sent it; a national administrator sees them all."""

    def visible_to(self, user):
        """The batches of `user`, as long as some record can be theirs; no user, no rows."""
        return self._of(user, "read_scope")

    def editable_by(self, user):
        """Batches that `user` may confirm or undo: those they see, as long as they write records."""
        return self._of(user, "write_scope")

    def _of(self, user, scope_name: str):
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        scope = getattr(user, scope_name)
        if scope.everywhere:
            return self.all()
        return self.filter(owner=user) if scope.regions else self.none()


@pghistory.track(exclude=["file"])
class ImportBatch(models.Model):
    """A file that somebody sent: kept in the database, with what was read, refused and written."""

    kind = models.CharField("type", max_length=20)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="envoyé par", related_name="import_batches", on_delete=models.PROTECT
    )
    received_at = models.DateTimeField("reçu le", auto_now_add=True)
    file_name = models.CharField("nom du fichier", max_length=255)
    file = models.BinaryField("contenu", null=True, help_text="Effacé après 90 jours.")
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField("état", max_length=8, choices=BatchState, default=BatchState.RECEIVED)
    mapping = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    blank_policy = models.CharField("une cellule vide", max_length=5, choices=BlankPolicy, default=BlankPolicy.KEEP)
    rows = models.PositiveIntegerField("lignes", default=0)
    created = models.PositiveIntegerField("créées", default=0)
    updated = models.PositiveIntegerField("modifiées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    written_at = models.DateTimeField("écrit le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="annulé par",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lot d’import"
        verbose_name_plural = "lots d’import"
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="batch_undone_at_with_undone_by",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Une annulation a une date et un auteur\u00a0: indiquez les deux.",
            )
        ]

    def __str__(self):
        return self.file_name


class RefusedRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Refused rows of the batches that `user` sees."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        """Refused rows of the batches that `user` may confirm."""
        return self.filter(batch__in=ImportBatch.objects.editable_by(user).values("pk"))


class RefusedRow(models.Model):
    """A row that a batch could not take, as it was read, with the sentence that says why."""

    batch = models.ForeignKey(ImportBatch, verbose_name="lot", related_name="refused_rows", on_delete=models.CASCADE)
    line = models.PositiveIntegerField("ligne")
    cells = models.JSONField("cellules")
    error = models.CharField("erreur", max_length=400)
    suggestion = models.CharField("suggestion", max_length=400, blank=True)

    objects = RefusedRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne refusée"
        verbose_name_plural = "lignes refusées"
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line"],
                name="one_refusal_per_batch_and_line",
                violation_error_message="Cette ligne est déjà refusée\u00a0: indiquez un autre numéro de ligne.",
            )
        ]

    def __str__(self):
        return f"{self.batch}, ligne {self.line}"
