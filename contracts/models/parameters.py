import pghistory
from django.db import models

from contracts.enums import AidKind, PtmgKind, SignatoryStatus
from regions.enums import ZoneClass
from regions.periods import dates_in_order
from regions.wall import OpenQuerySet


@pghistory.track()
class Contingent(models.Model):
    """How many contracts of a kind a region may have running in a year, by order; no region: the whole country."""

    kind = models.CharField("type", max_length=4, choices=PtmgKind)
    year = models.PositiveSmallIntegerField("année")
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", on_delete=models.PROTECT, null=True, blank=True
    )
    number = models.PositiveIntegerField("nombre de contrats")
    source = models.CharField("source", max_length=200, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "contingent"
        ordering = ["-year", "kind", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "region"],
                name="one_contingent_per_kind_year_and_region",
                nulls_distinct=False,
                violation_error_message="Ce contingent est déjà enregistré\u00a0: corrigez la ligne existante.",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.year}\u00a0: {self.number} ({self.region or 'France'})"


@pghistory.track()
class CampaignQuota(models.Model):
    """How many CESP a campaign offers in a UFR, students and interns apart."""

    campaign = models.CharField("campagne", max_length=9)
    faculty = models.ForeignKey("regions.Faculty", verbose_name="UFR", on_delete=models.PROTECT)
    signatory_status = models.CharField("statut", max_length=8, choices=SignatoryStatus)
    number = models.PositiveIntegerField("nombre de contrats offerts")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "quota de campagne"
        verbose_name_plural = "quotas de campagne"
        ordering = ["-campaign", "faculty", "signatory_status"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "faculty", "signatory_status"],
                name="one_quota_per_campaign_faculty_and_status",
                violation_error_message="Ce quota est déjà enregistré\u00a0: corrigez la ligne existante.",
            )
        ]

    def __str__(self):
        return f"{self.faculty} {self.campaign}\u00a0: {self.number}"


@pghistory.track()
class RateParameter(models.Model):
    """An amount or a threshold in force over a period: 1 200 € of allowance, 6 900 € of guarantee…"""

    code = models.SlugField("code")
    label = models.CharField("libellé", max_length=120)
    amount = models.DecimalField("valeur", max_digits=10, decimal_places=2)
    unit = models.CharField("unité", max_length=40)
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "paramètre daté"
        verbose_name_plural = "paramètres datés"
        ordering = ["code", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "start"],
                name="one_rate_per_code_and_start",
                violation_error_message="Ce paramètre a déjà une valeur à partir de cette date\u00a0: "
                "corrigez-la, ou choisissez une autre date.",
            ),
            dates_in_order(
                "rate_dates_in_order", "La fin de la période précède son début\u00a0: corrigez l’une des deux dates."
            ),
        ]

    def __str__(self):
        return f"{self.label}\u00a0: {self.amount} {self.unit}"


@pghistory.track()
class EligibleZoneClass(models.Model):
    """A class of zone that opens a kind of contract over a period (C7, P5)."""

    aid = models.CharField("contrat", max_length=4, choices=AidKind)
    zone_class = models.CharField("classe", max_length=12, choices=ZoneClass)
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "classe de zone éligible"
        verbose_name_plural = "classes de zone éligibles"
        ordering = ["aid", "zone_class", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["aid", "zone_class", "start"],
                name="one_eligibility_per_aid_class_and_start",
                violation_error_message="Cette classe est déjà éligible à partir de cette date\u00a0: "
                "corrigez la ligne existante.",
            ),
            dates_in_order(
                "eligibility_dates_in_order",
                "La fin de la période précède son début\u00a0: corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self):
        return f"{self.aid}\u00a0: {self.get_zone_class_display()}"
