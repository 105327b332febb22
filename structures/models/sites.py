from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from regions.periods import days, key
from regions.tracking import track_part
from regions.wall import OwnedQuerySet
from structures.models.structure import Structure


@track_part("structure")
class StructureSite(models.Model):
    """A place where a structure receives patients. `closed_on` is the first day it is closed."""

    structure = models.ForeignKey(Structure, verbose_name="structure", related_name="sites", on_delete=models.CASCADE)
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT)
    address = models.CharField("adresse", max_length=200, blank=True)
    opened_on = models.DateField("ouvert le", null=True, blank=True, help_text="Vide\u00a0: site en projet.")
    closed_on = models.DateField("fermé le", null=True, blank=True, help_text="Premier jour de fermeture.")
    main_since = models.DateField("site principal depuis le", null=True, blank=True)
    main_last_day = models.DateField(
        "site principal jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus."
    )

    objects = OwnedQuerySet.as_manager()
    wall_owner = "structure"

    class Meta:
        verbose_name = "site"
        ordering = ["structure", "opened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="site_closes_after_it_opens",
                condition=Q(closed_on=None) | Q(opened_on__isnull=False, closed_on__gte=F("opened_on")),
                violation_error_message="La fermeture du site précède son ouverture\u00a0: corrigez l’une des deux "
                "dates.",
            ),
            models.CheckConstraint(
                name="site_main_dates_in_order",
                condition=Q(main_last_day=None) | Q(main_since__isnull=False, main_last_day__gte=F("main_since")),
                violation_error_message="La fin du rôle de site principal précède son début\u00a0: "
                "corrigez l’une des deux dates.",
            ),
            ExclusionConstraint(
                name="one_main_site_per_structure_and_day",
                expressions=[
                    (key("structure"), RangeOperators.OVERLAPS),
                    (days("main_since", "main_last_day"), RangeOperators.OVERLAPS),
                ],
                condition=Q(main_since__isnull=False),
                violation_error_message="La structure a déjà un site principal ce jour-là\u00a0: "
                "terminez d’abord le rôle de l’autre site.",
            ),
        ]

    def __str__(self):
        return f"{self.structure} – {self.commune}"


@track_part("site")
class SiteDistrict(models.Model):
    """A site inside a priority district (T7); the district's list says in which years that counts."""

    site = models.ForeignKey(StructureSite, verbose_name="site", related_name="districts", on_delete=models.CASCADE)
    district = models.ForeignKey(
        "regions.PriorityDistrict", verbose_name="quartier prioritaire", on_delete=models.PROTECT
    )

    objects = OwnedQuerySet.as_manager()
    wall_owner = "site"

    class Meta:
        verbose_name = "quartier d’un site"
        verbose_name_plural = "quartiers des sites"
        ordering = ["site", "district"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "district"],
                name="district_once_per_site",
                violation_error_message="Ce quartier est déjà indiqué pour ce site\u00a0: retirez l’une des deux "
                "lignes.",
            )
        ]

    def __str__(self):
        return f"{self.site}\u00a0: {self.district}"
