import datetime

from django.db import models
from django.db.models import F, Q

from regions.text import curly
from regions.wall import OpenQuerySet

REFORM = datetime.date(2016, 1, 1)
"""First day of the regions in force since the reform of 2016."""


class RegionQuerySet(OpenQuerySet):
    def in_force(self, on: datetime.date):
        """Regions that exist on day `on`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))

    def current(self):
        """The 18 regions since 01/01/2016, in alphabetical order of their code."""
        return self.filter(valid_to=None).order_by("code")


class Region(models.Model):
    """A region and its agency (ARS); the sixteen regions merged in 2016 are rows valid to 31/12/2015."""

    code = models.CharField("code INSEE", max_length=2, primary_key=True)
    name = models.CharField("nom", max_length=60)
    ars_name = models.CharField("nom de l’agence", max_length=80, blank=True)
    old_name = models.CharField("nom avant 2016", max_length=60, blank=True)
    valid_from = models.DateField("valide à partir du", null=True, blank=True)
    valid_to = models.DateField("valide jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")
    predecessors = models.ManyToManyField(
        "self", verbose_name="anciennes régions", related_name="successors", symmetrical=False, blank=True
    )
    counting_group = models.ForeignKey(
        "regions.CountingGroup",
        verbose_name="groupe de comptage",
        related_name="regions",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Régions dont les signatures de CESP ne se comptent qu’ensemble (règle U1).",
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    chief_town_code = models.CharField("commune chef-lieu", max_length=5, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "région"
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="region_valid_to_after_valid_from",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La fin de validité précède le début\u00a0: corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self):
        return curly(self.name)
