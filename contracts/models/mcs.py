import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Least

from contracts.enums import McsEndReason, McsKind
from contracts.models.person import Professional
from contracts.states import with_mcs_state
from regions.fields import FinessField
from regions.periods import dates_in_order, days, key
from regions.tracking import track_part
from regions.wall import OpenQuerySet, OwnedQuerySet, RegionQuerySet


@pghistory.track()
class SamuEstablishment(models.Model):
    """A hospital that is the seat of a SAMU, with which its correspondents sign."""

    finess = FinessField("FINESS", max_length=9, unique=True)
    name = models.CharField("nom", max_length=200)
    region = models.ForeignKey("regions.Region", verbose_name="région", on_delete=models.PROTECT)
    commune = models.ForeignKey(
        "regions.Commune", verbose_name="commune", on_delete=models.PROTECT, null=True, blank=True
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement siège de SAMU"
        verbose_name_plural = "établissements sièges de SAMU"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="samu_finess_format",
                condition=Q(finess__regex=r"^[0-9][0-9AB][0-9]{7}$"),
                violation_error_message="Un numéro FINESS a neuf caractères\u00a0: "
                "recopiez-le en entier, par exemple 2A0000154.",
            )
        ]

    def __str__(self):
        return self.name


class McsEngagementQuerySet(RegionQuerySet):
    def with_state(self, on: datetime.date):
        """Annotate `state`, the `McsState` on day `on`; of use for engagements entered by then."""
        return with_mcs_state(self, on)


ENTRY = Least("volunteer_since", "training_start", "training_on", "contract_signed_on")
"""First date known of an engagement: the day it enters in force."""


@pghistory.track()
class McsEngagement(models.Model):
    """A doctor who goes out for the SAMU before its own team arrives, or who serves a similar scheme.

    In force from the first of its dates to `last_day`, both included.
    """

    professional = models.ForeignKey(
        Professional, verbose_name="médecin", related_name="mcs_engagements", on_delete=models.PROTECT
    )
    kind = models.CharField("type", max_length=9, choices=McsKind, default=McsKind.MCS)
    affiliated_scheme = models.CharField("dispositif apparenté", max_length=80, blank=True)
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", related_name="mcs_engagements", on_delete=models.PROTECT
    )
    departement = models.ForeignKey(
        "regions.Departement", verbose_name="département", on_delete=models.PROTECT, null=True, blank=True
    )
    samu = models.ForeignKey(
        SamuEstablishment,
        verbose_name="établissement siège de SAMU",
        related_name="engagements",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    volunteer_since = models.DateField("volontaire depuis le", null=True, blank=True)
    training_start = models.DateField("formation initiale commencée le", null=True, blank=True)
    training_on = models.DateField("formé le", null=True, blank=True)
    contract_signed_on = models.DateField("contrat signé le", null=True, blank=True)
    last_refresh_on = models.DateField("dernière formation continue", null=True, blank=True)
    equipped_on = models.DateField("équipé le", null=True, blank=True)
    equipment_waived = models.BooleanField("dispensé d’équipement", default=False)
    practice_commune = models.ForeignKey(
        "regions.Commune", verbose_name="commune d’exercice", on_delete=models.PROTECT, null=True, blank=True
    )
    zone = models.ManyToManyField(
        "regions.Commune", verbose_name="communes d’intervention", related_name="+", blank=True
    )
    firefighter_doctor = models.BooleanField("médecin sapeur-pompier", default=False)
    last_day = models.DateField("sorti le", null=True, blank=True, help_text="Dernier jour, inclus.")
    end_reason = models.CharField("motif de sortie", max_length=14, choices=McsEndReason, blank=True)

    objects = McsEngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement de MCS"
        verbose_name_plural = "engagements de MCS"
        ordering = ["region", "professional", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mcs_has_a_first_date",
                condition=Q(volunteer_since__isnull=False)
                | Q(training_start__isnull=False)
                | Q(training_on__isnull=False)
                | Q(contract_signed_on__isnull=False),
                violation_error_message="Indiquez au moins une date\u00a0: volontariat, formation ou contrat.",
            ),
            models.CheckConstraint(
                name="mcs_ends_after_it_starts",
                condition=Q(last_day=None) | Q(last_day__gte=ENTRY),
                violation_error_message="La sortie précède l’entrée\u00a0: corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="mcs_scheme_with_affiliated_kind",
                condition=Q(kind=McsKind.MCS, affiliated_scheme="")
                | (Q(kind=McsKind.AFFILIATED) & ~Q(affiliated_scheme="")),
                violation_error_message="Le dispositif se précise pour un apparenté, et pour lui seul\u00a0: "
                "choisissez-le ou effacez-le (M2).",
            ),
            ExclusionConstraint(
                name="m3_one_engagement_per_doctor_samu_and_day",
                # Judged once a statement is over: one may move several rows of a doctor.
                deferrable=Deferrable.IMMEDIATE,
                expressions=[
                    (key("professional"), RangeOperators.OVERLAPS),
                    (key("samu"), RangeOperators.OVERLAPS),
                    (days(ENTRY, F("last_day")), RangeOperators.OVERLAPS),
                ],
                condition=Q(samu__isnull=False),
                violation_error_message="Ce médecin est déjà engagé auprès de ce SAMU ces jours-là\u00a0: "
                "corrigez les dates, ou mettez d’abord fin à l’autre engagement (M3).",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}\u00a0: {self.professional}"

    @property
    def entered_on(self) -> datetime.date:
        """The day it enters in force: `ENTRY`, read on the record."""
        dates = (self.volunteer_since, self.training_start, self.training_on, self.contract_signed_on)
        return min(filter(None, dates))


@track_part("engagement")
class McsSuspension(models.Model):
    """A period during which a correspondent does not go out."""

    engagement = models.ForeignKey(
        McsEngagement, verbose_name="engagement", related_name="suspensions", on_delete=models.CASCADE
    )
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")

    objects = OwnedQuerySet.as_manager()
    wall_owner = "engagement"

    class Meta:
        verbose_name = "suspension"
        ordering = ["engagement", "start"]
        constraints = [
            dates_in_order(
                "mcs_suspension_dates_in_order",
                "La fin de la suspension précède son début\u00a0: corrigez l’une des deux dates.",
            )
        ]

    def __str__(self):
        return f"suspension depuis le {self.start:%d/%m/%Y}"
