import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from bilans.enums import ComparedWith, Paragraph, ReturnState
from bilans.models.campaign import Campaign
from measures.indicators import indicator_choices
from regions.tracking import track_part
from regions.wall import OwnedQuerySet, RegionQuerySet


@pghistory.track()
class RegionalReturn(models.Model):
    """A region's answer to a campaign."""

    campaign = models.ForeignKey(Campaign, verbose_name="campagne", related_name="returns", on_delete=models.PROTECT)
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", related_name="returns", on_delete=models.PROTECT
    )
    state = models.CharField("état", max_length=10, choices=ReturnState, default=ReturnState.TO_DO)
    sent_at = models.DateTimeField("transmis le", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="transmis par",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    extended_until = models.DateField(
        "délai accordé jusqu’au",
        null=True,
        blank=True,
        help_text="Dernier jour, inclus\u202f; vide\u00a0: l’échéance.",
    )
    extension_reason = models.CharField("motif du délai", max_length=200, blank=True)
    territories = models.ManyToManyField("regions.Territory", verbose_name="territoires en exemple", blank=True)
    highlight_indicator = models.CharField(
        "graphique mis en avant", max_length=40, choices=indicator_choices, blank=True
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "retour régional"
        verbose_name_plural = "retours régionaux"
        ordering = ["-campaign", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "region"],
                name="one_return_per_campaign_and_region",
                violation_error_message="Cette région a déjà un retour pour cette campagne\u00a0: ouvrez-le dans la "
                "liste.",
            ),
            models.CheckConstraint(
                name="return_sent_at_with_sent_by",
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                violation_error_message="Un envoi a une date et un auteur\u00a0: indiquez les deux.",
            ),
            models.CheckConstraint(
                name="return_extension_with_its_reason",
                condition=Q(extended_until=None, extension_reason="")
                | (Q(extended_until__isnull=False) & ~Q(extension_reason="")),
                violation_error_message="Un délai a une date et un motif\u00a0: indiquez les deux.",
            ),
        ]

    def __str__(self):
        return f"{self.campaign} – {self.region}"

    @property
    def due_on(self):
        """The last day to send it: the due date of the campaign, or the later one that the region was given."""
        return max(filter(None, [self.campaign.due_on, self.extended_until]))


@track_part("regional_return")
class ReturnNarrative(models.Model):
    """What a region says of one commitment in its return."""

    regional_return = models.ForeignKey(
        RegionalReturn, verbose_name="retour", related_name="narratives", on_delete=models.CASCADE
    )
    commitment = models.ForeignKey("measures.Commitment", verbose_name="engagement", on_delete=models.PROTECT)
    achievements = models.TextField("réalisations", max_length=10000, blank=True)
    highlights = models.TextField("faits marquants", max_length=10000, blank=True)
    difficulties = models.TextField("difficultés", max_length=10000, blank=True)
    measures_taken = models.TextField("mesures prises", max_length=10000, blank=True)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "regional_return"

    class Meta:
        verbose_name = "récit d’un engagement"
        verbose_name_plural = "récits des engagements"
        ordering = ["regional_return", "commitment"]
        constraints = [
            models.UniqueConstraint(
                fields=["regional_return", "commitment"],
                name="one_narrative_per_return_and_commitment",
                violation_error_message="Cet engagement a déjà son récit\u00a0: complétez-le.",
            )
        ]

    def __str__(self):
        return f"{self.regional_return}\u00a0: {self.commitment}"


@track_part("regional_return")
class GapExplanation(models.Model):
    """Why a computed figure differs from last year's, or from the one a document printed (B1)."""

    regional_return = models.ForeignKey(
        RegionalReturn, verbose_name="retour", related_name="explanations", on_delete=models.CASCADE
    )
    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices)
    compared_with = models.CharField("comparé à", max_length=10, choices=ComparedWith)
    text = models.TextField("explication", max_length=1000)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "regional_return"

    class Meta:
        verbose_name = "explication d’un écart"
        verbose_name_plural = "explications des écarts"
        ordering = ["regional_return", "indicator", "compared_with"]
        constraints = [
            models.UniqueConstraint(
                fields=["regional_return", "indicator", "compared_with"],
                name="one_explanation_per_gap",
                violation_error_message="Cet écart a déjà son explication\u00a0: complétez-la.",
            )
        ]

    def __str__(self):
        return f"{self.regional_return}\u00a0: {self.get_indicator_display()}"


@track_part("regional_return")
class FigureReview(models.Model):
    """A message in the thread that a reviewer and a region hold about one figure, or one paragraph of a narrative."""

    regional_return = models.ForeignKey(
        RegionalReturn, verbose_name="retour", related_name="reviews", on_delete=models.CASCADE
    )
    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices, blank=True)
    commitment = models.ForeignKey(
        "measures.Commitment", verbose_name="engagement", on_delete=models.PROTECT, null=True, blank=True
    )
    paragraph = models.CharField("paragraphe", max_length=15, choices=Paragraph, blank=True)
    message = models.TextField("message", max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", related_name="+", on_delete=models.PROTECT
    )
    written_at = models.DateTimeField("écrit le", auto_now_add=True)
    resolved = models.BooleanField("résolu", default=False)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "regional_return"

    class Meta:
        verbose_name = "échange de relecture"
        verbose_name_plural = "échanges de relecture"
        ordering = ["regional_return", "indicator", "commitment", "paragraph", "written_at"]
        constraints = [
            models.CheckConstraint(
                name="review_of_one_figure_or_one_paragraph",
                condition=(~Q(indicator="") & Q(commitment=None, paragraph=""))
                | (Q(indicator="", commitment__isnull=False) & ~Q(paragraph="")),
                violation_error_message="Un échange porte sur un chiffre ou sur un paragraphe\u00a0: indiquez l’un "
                "des deux.",
            )
        ]

    def __str__(self):
        return f"{self.regional_return}\u00a0: {self.about}"

    @property
    def about(self) -> str:
        """What the message is about, in French."""
        if self.indicator:
            return self.get_indicator_display()
        return f"engagement {self.commitment.number}, {self.get_paragraph_display()}"


class ReturnReminder(models.Model):
    """A reminder sent by e-mail to the référents of a region that has not sent its return."""

    regional_return = models.ForeignKey(
        RegionalReturn, verbose_name="retour", related_name="reminders", on_delete=models.CASCADE
    )
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="envoyé par", related_name="+", on_delete=models.PROTECT
    )
    recipients = models.PositiveSmallIntegerField("destinataires")

    objects = OwnedQuerySet.as_manager()
    wall_owner = "regional_return"

    class Meta:
        verbose_name = "relance"
        ordering = ["regional_return", "-sent_at"]

    def __str__(self):
        return f"{self.regional_return}, {self.sent_at:%d/%m/%Y}"
