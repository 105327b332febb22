import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from imports.enums import BatchState, BlankPolicy, FileFormat, Outcome, Step
from imports.kinds import kinds


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
    format = models.CharField("format reconnu", max_length=120, blank=True)
    problem = models.TextField("motif de refus du fichier", max_length=2000, blank=True)
    headers = models.JSONField("en-têtes du fichier", default=list, blank=True)
    notices = models.JSONField("remarques à la lecture", default=list, blank=True)
    mapping = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    answers = models.JSONField(
        "réponses aux propositions",
        default=dict,
        blank=True,
        help_text="Par ligne, la fiche dont il s’agit, ou 0 pour une nouvelle.",
    )
    blank_policy = models.CharField("une cellule vide", max_length=5, choices=BlankPolicy, default=BlankPolicy.KEEP)
    rows = models.PositiveIntegerField("lignes", default=0)
    created = models.PositiveIntegerField("créées", default=0)
    updated = models.PositiveIntegerField("modifiées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    proposed = models.PositiveIntegerField("à confirmer", default=0)
    erased = models.PositiveIntegerField("valeurs effacées", default=0)
    is_partial = models.BooleanField("lignes valides seules", default=False)
    history_context = models.UUIDField("contexte de l’historique", null=True, blank=True, editable=False)
    written_at = models.DateTimeField("écrit le", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="écrit par",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    left = models.JSONField("laissées en place par l’annulation", default=list, blank=True)
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

    @property
    def import_kind(self):
        """The kind of the file; None when it is not imported any more."""
        return next((kind for kind in kinds() if kind.code == self.kind), None)

    @property
    def held_back(self) -> int:
        """Rows that are not written as they are: refused, or about which a question is asked."""
        return self.refused + self.proposed

    @property
    def accepted(self) -> dict[int, int]:
        """The record that its owner said each line is about, 0 for a new one."""
        return {int(line): key for line, key in self.answers.items()}

    @property
    def chosen(self) -> dict[int, str]:
        """The columns chosen by hand, by position in the file."""
        return {int(position): name for position, name in self.mapping.items()}


class ImportedRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of the batches that `user` sees."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        """Rows of the batches that `user` may confirm."""
        return self.filter(batch__in=ImportBatch.objects.editable_by(user).values("pk"))


class ImportedRow(models.Model):
    """A row of a file that would change something, or is refused: what it would change, or why it cannot."""

    batch = models.ForeignKey(ImportBatch, verbose_name="lot", related_name="imported_rows", on_delete=models.CASCADE)
    line = models.PositiveIntegerField("ligne")
    outcome = models.CharField("effet", max_length=8, choices=Outcome)
    label = models.CharField("fiche", max_length=250, blank=True)
    changes = models.JSONField("changements", default=list, blank=True, help_text="Colonne, avant, après.")
    faults = models.JSONField("refus", default=list, blank=True, help_text="Colonne, raison, suggestion.")
    notes = models.JSONField("remarques", default=list, blank=True, help_text="Colonne, phrase.")
    proposals = models.JSONField("propositions", default=list, blank=True, help_text="Clé d’une fiche, nom.")

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line"],
                name="one_imported_row_per_batch_and_line",
                violation_error_message="Cette ligne du lot est déjà enregistrée\u00a0: modifiez-la.",
            )
        ]
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="imported_row_by_outcome")]

    def __str__(self):
        return f"{self.batch}, ligne {self.line}"


class ImportTask(models.Model):
    """A long step of a batch, that a process of its own takes: how far it is, told outside its transaction."""

    batch = models.OneToOneField(ImportBatch, related_name="task", on_delete=models.CASCADE, primary_key=True)
    step = models.CharField("étape", max_length=8, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", related_name="+", on_delete=models.CASCADE)
    is_partial = models.BooleanField("lignes valides seules", default=False)
    started_at = models.DateTimeField("lancée le")
    rows_read = models.PositiveIntegerField("lignes lues", default=0)

    class Meta:
        verbose_name = "tâche d’import"
        verbose_name_plural = "tâches d’import"
        default_permissions = ()

    def __str__(self):
        return f"{self.get_step_display()} de {self.batch}"


class ColumnMapping(models.Model):
    """What somebody said of the columns of a file whose headers are not ours: kept for the next one like it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", related_name="+", on_delete=models.CASCADE)
    kind = models.CharField("type", max_length=20)
    fingerprint = models.CharField("empreinte des en-têtes", max_length=64)
    columns = models.JSONField("colonnes", default=dict, help_text="Nom de colonne par position.")

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "fingerprint"],
                name="one_mapping_per_user_and_headers",
                violation_error_message="Ces en-têtes ont déjà une correspondance\u00a0: modifiez-la.",
            )
        ]

    def __str__(self):
        return f"{self.kind}, {len(self.columns)} colonnes"


class ExportLogQuerySet(models.QuerySet):
    """The journal of exports: read by those whose role gives the right to, whoever exported."""

    def visible_to(self, user):
        """All of it, or nothing."""
        return self.all() if user is not None and user.has_perm("imports.view_exportlog") else self.none()

    def editable_by(self, user):
        """As for any journal, those who write everywhere; no page writes it."""
        is_there = user is not None and user.is_authenticated and user.is_active
        return self.all() if is_there and user.write_scope.everywhere else self.none()


class ExportLog(models.Model):
    """A line of the journal of exports: who took records that name persons out of the register, when and why."""

    at = models.DateTimeField("le", default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", related_name="exports", on_delete=models.PROTECT
    )
    kind = models.CharField("type", max_length=20)
    format = models.CharField("format", max_length=4, choices=FileFormat, default=FileFormat.XLSX)
    reason = models.CharField(
        "motif",
        max_length=300,
        help_text="Pour qui et pour quoi faire. Il est gardé au journal des exports et écrit dans le fichier.",
    )
    rows = models.PositiveIntegerField("lignes", default=0)
    filters = models.CharField("filtres", max_length=500, blank=True)

    objects = ExportLogQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.kind_label} – {self.by}"

    @property
    def kind_label(self) -> str:
        """The name of the kind of file; its code when no kind bears it any more."""
        return next((kind.label for kind in kinds() if kind.code == self.kind), self.kind)
