import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from regions.enums import UNKNOWN_ZONE, ZoneClass, ZoneUnitKind
from regions.periods import dates_in_order, days, in_force, key
from regions.tracking import track_part
from regions.wall import OpenQuerySet


@pghistory.track()
class ZoningScheme(models.Model):
    """A zoning order: who is short of doctors, for a profession, in one region or everywhere."""

    name = models.CharField("nom", max_length=120)
    profession = models.CharField("profession", max_length=60, default="médecin généraliste")
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", on_delete=models.PROTECT, null=True, blank=True
    )
    order_reference = models.CharField("arrêté", max_length=120, blank=True)
    valid_from = models.DateField("en vigueur à partir du")
    valid_to = models.DateField("en vigueur jusqu’au", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "zonage"
        ordering = ["-valid_from", "name"]
        constraints = [
            dates_in_order(
                "zoning_dates_in_order",
                "La fin de validité précède le début\u00a0: corrigez l’une des deux dates.",
                start="valid_from",
                last_day="valid_to",
            )
        ]

    def __str__(self):
        return self.name


@pghistory.track()
class ZoneUnit(models.Model):
    """A unit that a zoning classifies: bassin de vie, territoire de vie-santé, canton, quartier or commune."""

    kind = models.CharField("type", max_length=10, choices=ZoneUnitKind)
    code = models.CharField("code", max_length=12)
    name = models.CharField("nom", max_length=120)
    communes = models.ManyToManyField(
        "regions.Commune", through="ZoneUnitCommune", verbose_name="communes", related_name="zone_units"
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "unité de zonage"
        verbose_name_plural = "unités de zonage"
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="one_zone_unit_per_kind_and_code",
                violation_error_message="Cette unité existe déjà\u00a0: complétez-la, ou donnez un autre code.",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"


@track_part("unit")
class ZoneUnitCommune(models.Model):
    """A commune, or a part of it, inside a unit."""

    unit = models.ForeignKey(ZoneUnit, verbose_name="unité", on_delete=models.CASCADE)
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "commune d’une unité"
        verbose_name_plural = "communes des unités"
        ordering = ["unit", "commune"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "commune"],
                name="commune_once_per_zone_unit",
                violation_error_message="Cette commune est déjà dans l’unité\u00a0: retirez l’une des deux lignes.",
            )
        ]

    def __str__(self):
        return f"{self.commune} dans {self.unit}"


class ZoneClassificationQuerySet(OpenQuerySet):
    def on(self, day: datetime.date):
        """Classifications in force on `day`, both ends included."""
        return self.filter(in_force(day))

    def class_of(self, commune, scheme, on: datetime.date) -> str:
        """The class of `commune` in `scheme` on day `on`, else `UNKNOWN_ZONE` (Z3).

        Unknown too is a commune cut between units of different classes: its quartier would have to be told (Z2).
        """
        classes = self.on(on).filter(scheme=scheme, unit__communes=commune).values_list("zone_class", flat=True)
        found = set(classes)
        return found.pop() if len(found) == 1 else UNKNOWN_ZONE


@track_part("unit", "scheme")
class ZoneClassification(models.Model):
    """The class of a unit in a zoning, over a period; one at most on any day (Z1)."""

    scheme = models.ForeignKey(
        ZoningScheme, verbose_name="zonage", related_name="classifications", on_delete=models.CASCADE
    )
    unit = models.ForeignKey(ZoneUnit, verbose_name="unité", related_name="classifications", on_delete=models.CASCADE)
    zone_class = models.CharField("classe", max_length=12, choices=ZoneClass)
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True)

    objects = ZoneClassificationQuerySet.as_manager()

    class Meta:
        verbose_name = "classement"
        ordering = ["scheme", "unit", "start"]
        constraints = [
            dates_in_order(
                "zone_classification_dates_in_order",
                "La fin du classement précède son début\u00a0: corrigez l’une des deux dates.",
            ),
            ExclusionConstraint(
                name="z1_one_class_per_unit_and_day",
                expressions=[
                    (key("scheme"), RangeOperators.OVERLAPS),
                    (key("unit"), RangeOperators.OVERLAPS),
                    (days("start", "last_day"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette unité a déjà une classe ce jour-là dans ce zonage\u00a0: "
                "terminez d’abord l’autre classement (Z1).",
            ),
        ]

    def __str__(self):
        return f"{self.unit}\u00a0: {self.get_zone_class_display()}"


@pghistory.track()
class PriorityDistrict(models.Model):
    """A priority district (QPV), valid over the years of its list: 2015 (QP…) or 2024 (QN…)."""

    code = models.CharField("code", max_length=8, primary_key=True)
    name = models.CharField("nom", max_length=120)
    communes = models.ManyToManyField("regions.Commune", verbose_name="communes", related_name="priority_districts")
    valid_from = models.DateField("valide à partir du", default=datetime.date(2015, 1, 1))
    valid_to = models.DateField("valide jusqu’au", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="priority_district_code_format",
                condition=Q(code__regex=r"^(QP[0-9][0-9AB][0-9]{4}|QN[0-9][0-9AB][0-9]{3}[A-Z])$"),
                violation_error_message="Un code de quartier commence par QP ou QN, suivi de six caractères\u00a0: "
                "recopiez-le en entier.",
            ),
            dates_in_order(
                "priority_district_dates_in_order",
                "La fin de validité précède le début\u00a0: corrigez l’une des deux dates.",
                start="valid_from",
                last_day="valid_to",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"
