import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bilans.models.campaign import Campaign
from measures.indicators import indicator_choices
from regions.wall import OpenQuerySet

FROZEN = pgtrigger.Protect(name="edition_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)


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
        ordering = ["-campaign", "-published_at", "-pk"]
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
        triggers = [FROZEN]

    def __str__(self):
        return f"{self.campaign}, édition {self.number}"


class EditionRecords(models.Model):
    """The keys of the records that a computed figure of an edition counted, to tell later what has changed.

    Keys only: nothing in it names anybody, and no page shows one to who may not read the record.
    """

    edition = models.ForeignKey(Edition, verbose_name="édition", related_name="records", on_delete=models.PROTECT)
    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices)
    scope = models.CharField("région ou groupe", max_length=50, blank=True)
    keys = ArrayField(models.BigIntegerField(), verbose_name="enregistrements")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "enregistrements comptés"
        verbose_name_plural = "enregistrements comptés"
        ordering = ["edition", "indicator", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "indicator", "scope"], name="one_list_of_records_per_edition_figure_and_scope"
            )
        ]
        triggers = [FROZEN]

    def __str__(self):
        return f"{self.edition}, {self.indicator} ({self.scope or 'région inconnue'})"
