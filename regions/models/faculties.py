from django.db import models

from regions.enums import Discipline
from regions.wall import OpenQuerySet


class CountingGroup(models.Model):
    """Regions served by one UFR, whose signatures are counted together and never shared out (U1)."""

    code = models.SlugField("code", primary_key=True)
    name = models.CharField("nom", max_length=60)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe de comptage"
        verbose_name_plural = "groupes de comptage"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Faculty(models.Model):
    """A training unit (UFR) of medicine or dentistry, where CESP are signed; it may serve several regions."""

    code = models.SlugField("code", unique=True)
    name = models.CharField("nom", max_length=80)
    discipline = models.CharField("filière", max_length=11, choices=Discipline)
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT)
    city = models.CharField("ville", max_length=80)
    regions = models.ManyToManyField("regions.Region", verbose_name="régions", related_name="faculties")
    counting_group = models.ForeignKey(
        CountingGroup,
        verbose_name="groupe de comptage",
        related_name="faculties",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    note = models.CharField("note", max_length=200, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "UFR"
        verbose_name_plural = "UFR"
        ordering = ["discipline", "name"]

    def __str__(self):
        return f"{self.name} ({self.get_discipline_display()})"
