import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bilans.enums import ReturnState
from measures.indicators import indicator_choices
from regions.tracking import track_part
from regions.wall import OpenQuerySet, OwnedQuerySet, RegionQuerySet


@pghistory.track()
class Campaign(models.Model):
    """The making of one year's bilan: the day its figures are drawn at, and when the regions send theirs."""

    year = models.PositiveSmallIntegerField("année", unique=True)
    reference_date = models.DateField("date de référence")
    horizon = models.DateField("horizon")
    opens_on = models.DateField("ouverte le")
    due_on = models.DateField("à rendre le")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="campaign_reference_date_in_its_year",
                condition=Q(reference_date__year=F("year")),
                violation_error_message="La date de référence tombe dans l’année du bilan\u00a0: "
                "corrigez l’une ou l’autre.",
            ),
            models.CheckConstraint(
                name="campaign_dates_in_order",
                condition=Q(horizon__gte=F("reference_date"), due_on__gte=F("opens_on")),
                violation_error_message="L’horizon suit la date de référence, l’échéance suit l’ouverture\u00a0: "
                "corrigez ces dates.",
            ),
        ]

    def __str__(self):
        return f"Bilan {self.year}"


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
        ]

    def __str__(self):
        return f"{self.campaign} – {self.region}"


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
class FigureReview(models.Model):
    """A message in the thread that a reviewer and a region hold about one figure."""

    regional_return = models.ForeignKey(
        RegionalReturn, verbose_name="retour", related_name="reviews", on_delete=models.CASCADE
    )
    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices)
    message = models.TextField("message", max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", related_name="+", on_delete=models.PROTECT
    )
    written_at = models.DateTimeField("écrit le", auto_now_add=True)
    resolved = models.BooleanField("résolu", default=False)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "regional_return"

    class Meta:
        verbose_name = "échange sur un chiffre"
        verbose_name_plural = "échanges sur les chiffres"
        ordering = ["regional_return", "indicator", "written_at"]

    def __str__(self):
        return f"{self.regional_return}\u00a0: {self.get_indicator_display()}"
