import pgtrigger
from django.conf import settings
from django.db import models

from bilans.models.campaign import Campaign
from regions.wall import OpenQuerySet


class Edition(models.Model):
    """A published bilan: the very text of its snapshot and its SHA-256. The database refuses any change to it."""

    campaign = models.ForeignKey(Campaign, verbose_name="campagne", related_name="editions", on_delete=models.PROTECT)
    number = models.CharField("numéro", max_length=5, help_text="1.0, puis 1.1 pour une correction.")
    snapshot = models.TextField("contenu", help_text="JSON canonique\u00a0: c’est ce texte qui est haché.")
    sha256 = models.CharField("SHA-256", max_length=64)
    reason = models.CharField("motif de la correction", max_length=400, blank=True)
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="publiée par", related_name="+", on_delete=models.PROTECT
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "édition"
        ordering = ["-campaign", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                name="one_edition_per_campaign_and_number",
                violation_error_message="Cette édition est déjà publiée\u00a0: donnez le numéro suivant.",
            ),
            models.CheckConstraint(
                name="edition_number_format",
                condition=models.Q(number__regex=r"^[1-9][0-9]?\.[0-9]{1,2}$"),
                violation_error_message="Une édition se numérote 1.0, 1.1, 1.2…\u00a0: corrigez le numéro.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="edition_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.campaign}, édition {self.number}"
