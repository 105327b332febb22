from django.conf import settings
from django.db import models
from django.db.models import F, Q

from contracts.models.cesp import CespContract
from regions.tracking import track_part
from regions.wall import WalledQuerySet


class TransferRequestQuerySet(WalledQuerySet):
    def visible_in(self, regions):
        """Requests sent or received by these agencies."""
        return self.filter(Q(from_region__in=regions) | Q(to_region__in=regions))


@track_part("contract")
class TransferRequest(models.Model):
    """A change of follow-up region: one agency asks, the other accepts; « en attente » until then (C12)."""

    contract = models.ForeignKey(
        CespContract, verbose_name="contrat", related_name="transfers", on_delete=models.CASCADE
    )
    from_region = models.ForeignKey(
        "regions.Region", verbose_name="région de départ", related_name="+", on_delete=models.PROTECT
    )
    to_region = models.ForeignKey(
        "regions.Region", verbose_name="région d’accueil", related_name="+", on_delete=models.PROTECT
    )
    effective_on = models.DateField("date d’effet souhaitée")
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", related_name="+", on_delete=models.PROTECT
    )
    answered_on = models.DateField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="répondu par",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    accepted = models.BooleanField("accepté", null=True, blank=True)
    note = models.CharField("note", max_length=400, blank=True)

    objects = TransferRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de transfert"
        verbose_name_plural = "demandes de transfert"
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transfer_between_two_regions",
                condition=~Q(from_region=F("to_region")),
                violation_error_message="Les deux régions doivent être différentes\u00a0: "
                "choisissez une autre région d’accueil.",
            ),
            models.CheckConstraint(
                name="transfer_answer_is_whole",
                condition=Q(answered_on=None, answered_by=None, accepted=None)
                | Q(answered_on__isnull=False, answered_by__isnull=False, accepted__isnull=False),
                violation_error_message="Une réponse a une date, un auteur et un sens\u00a0: indiquez les trois.",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(answered_on=None),
                name="one_pending_transfer_per_contract",
                violation_error_message="Une demande de transfert est déjà en attente pour ce contrat\u00a0: "
                "attendez sa réponse, ou retirez-la.",
            ),
        ]

    def __str__(self):
        return f"{self.contract}\u00a0: {self.from_region} → {self.to_region}"
