import pghistory
from django.db import models
from django.db.models import F, Q

from regions.tracking import track_part
from regions.wall import OpenQuerySet


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


@track_part("campaign")
class CommitteeOpinion(models.Model):
    """An opinion or a proposal of the national committee, printed in the bilan of the year."""

    campaign = models.ForeignKey(Campaign, verbose_name="campagne", related_name="opinions", on_delete=models.CASCADE)
    rank = models.PositiveSmallIntegerField("rang", default=1)
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("avis ou proposition", max_length=5000)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "avis du comité"
        verbose_name_plural = "avis du comité"
        ordering = ["campaign", "rank", "pk"]

    def __str__(self):
        return self.title
