import datetime

import pghistory
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from contracts.enums import (
    CESP_DENTISTRY_INTERNS_START,
    CESP_DENTISTRY_STARTS,
    CESP_STARTS,
    DatePrecision,
    SignatoryStatus,
)
from contracts.models.person import Professional, Specialty
from contracts.states import with_cesp_state
from regions.enums import Discipline
from regions.periods import dates_in_order, in_force
from regions.tracking import track_part
from regions.wall import OwnedQuerySet, WalledQuerySet


class CespContractQuerySet(WalledQuerySet):
    def visible_in(self, regions):
        """Contracts signed in a UFR of these regions, followed, practised or expected there, now or in the past."""
        return self.filter(
            Q(faculty__in=self._faculties_of(regions))
            | Q(followup_region__in=regions)
            | Q(pk__in=self._owners_in("follow_ups", regions))
            | Q(pk__in=self._owners_in("placements", regions))
            | Q(expected_practice_region__in=regions)
        )

    def editable_in(self, regions):
        """Contracts that these regions follow today, or that are practised there today."""
        today = timezone.localdate()
        return self.with_followup(today).filter(
            Q(current_followup__in=regions) | Q(pk__in=self._owners_in("placements", regions, in_force(today)))
        )

    def with_followup(self, on: datetime.date):
        """Annotate `current_followup`, the code of the region that follows each contract on day `on`."""
        changes = self.model._meta.get_field("follow_ups").related_model._base_manager
        latest = changes.filter(contract=OuterRef("pk"), start__lte=on).order_by("-start").values("region")[:1]
        return self.annotate(
            current_followup=Coalesce(Subquery(latest), F("followup_region_id"), output_field=models.CharField())
        )

    def signed_by(self, on: datetime.date):
        """Contracts signed on day `on` or before; a contract broken since counts (cumulative, gross)."""
        return self.filter(signature_date__lte=on)

    def with_state(self, on: datetime.date):
        """Annotate `state`, the `CespState` on day `on`; of use for contracts signed by then."""
        return with_cesp_state(self, on)

    def _faculties_of(self, regions):
        faculty = self.model._meta.get_field("faculty").related_model
        return faculty.objects.filter(regions__in=regions).values("pk")

    def _owners_in(self, children: str, regions, condition: Q = Q()):  # noqa: B008 (an empty Q is never changed)
        model = self.model._meta.get_field(children).related_model
        return model._base_manager.filter(condition, region__in=regions).values("contract")


@pghistory.track()
class CespContract(models.Model):
    """A student's commitment: an allowance during studies against as many months of practice where doctors lack."""

    cng_number = models.CharField("n° de contrat CNG", max_length=30, blank=True)
    professional = models.ForeignKey(
        Professional, verbose_name="signataire", related_name="cesp_contracts", on_delete=models.PROTECT
    )
    discipline = models.CharField("filière", max_length=11, choices=Discipline)
    signatory_status = models.CharField("statut à la signature", max_length=8, choices=SignatoryStatus)
    campaign = models.CharField("campagne", max_length=9, help_text="Année universitaire, par exemple 2016-2017.")
    faculty = models.ForeignKey(
        "regions.Faculty", verbose_name="UFR de signature", related_name="cesp_contracts", on_delete=models.PROTECT
    )
    origin_region = models.ForeignKey(
        "regions.Region",
        verbose_name="région d’origine",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )
    followup_region = models.ForeignKey(
        "regions.Region",
        verbose_name="ARS de suivi à la signature",
        related_name="+",
        on_delete=models.PROTECT,
        help_text="Un changement ultérieur est un transfert, à sa date.",
        db_index=False,
    )
    signature_date = models.DateField("date de signature")
    allowance_start = models.DateField("début de l’allocation")
    allowance_last_day = models.DateField("fin de l’allocation", null=True, blank=True, help_text="Dernier jour.")
    diploma_date = models.DateField("date du diplôme", null=True, blank=True)
    specialty = models.ForeignKey(
        Specialty,
        verbose_name="spécialité",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )
    project = models.TextField("projet professionnel", max_length=1000, blank=True)
    expected_practice_region = models.ForeignKey(
        "regions.Region",
        verbose_name="région d’exercice prévue",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )
    project_zone = models.ForeignKey(
        "regions.ZoneUnit",
        verbose_name="zone du projet",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )
    project_zone_since = models.DateField("zone du projet depuis le", null=True, blank=True)
    expected_installation_date = models.DateField("date prévue d’installation", null=True, blank=True)
    expected_installation_precision = models.CharField(
        "précision de la date prévue", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )

    objects = CespContractQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat CESP"
        verbose_name_plural = "contrats CESP"
        ordering = ["-signature_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cng_number"],
                condition=~Q(cng_number=""),
                name="one_cesp_per_cng_number",
                violation_error_message="Un contrat porte déjà ce numéro\u00a0: vérifiez-le, ou ouvrez ce contrat.",
            ),
            models.CheckConstraint(
                name="c1_cesp_signed_after_the_law",
                condition=Q(signature_date__gte=CESP_DENTISTRY_STARTS)
                | Q(discipline=Discipline.MEDICINE, signature_date__gte=CESP_STARTS),
                violation_error_message="Un CESP se signe depuis le 02/07/2010 en médecine, "
                "depuis le 16/08/2013 en odontologie\u00a0: corrigez la date ou la filière (C1).",
            ),
            models.CheckConstraint(
                name="c2_no_dentistry_intern_before_2020",
                condition=~Q(discipline=Discipline.DENTISTRY, signatory_status=SignatoryStatus.INTERN)
                | Q(signature_date__gte=CESP_DENTISTRY_INTERNS_START),
                violation_error_message="Un interne en odontologie ne peut pas signer avant le 20/03/2020\u00a0: "
                "corrigez la date, la filière ou le statut (C2).",
            ),
            models.CheckConstraint(
                name="cesp_campaign_format",
                condition=Q(campaign__regex=r"^20[0-9]{2}-20[0-9]{2}$"),
                violation_error_message="Une campagne s’écrit comme 2016-2017\u00a0: corrigez-la.",
            ),
            dates_in_order(
                "cesp_allowance_dates_in_order",
                "La fin de l’allocation précède son début\u00a0: corrigez l’une des deux dates.",
                start="allowance_start",
                last_day="allowance_last_day",
            ),
            dates_in_order(
                "cesp_diploma_after_signature",
                "Le diplôme précède la signature\u00a0: corrigez l’une des deux dates.",
                start="signature_date",
                last_day="diploma_date",
            ),
        ]
        indexes = [
            models.Index(fields=["signature_date", "id"], name="cesp_by_signature_date"),
            # Not on the fields: the index of a key that is a text comes with a second one, for LIKE.
            models.Index(fields=["followup_region"], name="cesp_by_followup_region"),
            models.Index(fields=["expected_practice_region"], name="cesp_by_expected_region"),
            # What the figures read of a contract, without its texts: a quarter of the table.
            models.Index(
                fields=["id"],
                include=[
                    "faculty",
                    "discipline",
                    "followup_region",
                    "signature_date",
                    "allowance_start",
                    "allowance_last_day",
                    "diploma_date",
                    "expected_practice_region",
                    "expected_installation_date",
                    "professional",
                ],
                name="cesp_facts",
            ),
        ]

    def __str__(self):
        return self.cng_number or f"CESP n° {self.pk}"


@track_part("contract")
class CespFollowUp(models.Model):
    """A change of follow-up: from `start` on, `region` follows the signatory, until the next change.

    Before the first change, it is the contract's own `followup_region`; so one agency follows on any day.
    """

    contract = models.ForeignKey(
        CespContract, verbose_name="contrat", related_name="follow_ups", on_delete=models.CASCADE
    )
    region = models.ForeignKey("regions.Region", verbose_name="nouvelle région de suivi", on_delete=models.PROTECT)
    start = models.DateField("à partir du")

    objects = OwnedQuerySet.as_manager()
    wall_owner = "contract"

    class Meta:
        verbose_name = "changement de suivi"
        verbose_name_plural = "changements de suivi"
        ordering = ["contract", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "start"],
                name="one_follow_up_change_per_contract_and_day",
                violation_error_message="Le suivi de ce contrat change déjà ce jour-là\u00a0: choisissez un autre "
                "jour.",
            )
        ]

    def __str__(self):
        return f"{self.contract} suivi par {self.region} à partir du {self.start:%d/%m/%Y}"
