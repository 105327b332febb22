import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Least

from contracts.enums import (
    PtmgEndReason,
    PtmgKind,
    PtmgPracticeStatus,
    PtmgRenewal,
    Sector,
    StayedAfter,
)
from contracts.models.cesp import CespContract
from contracts.models.person import Professional
from contracts.ptmg_kinds import sector_allowed, signed_while_the_kind_existed
from contracts.rules.zones import class_to_keep
from contracts.states import with_ptmg_state
from regions.enums import ZoneClass
from regions.periods import days, key
from regions.wall import WalledQuerySet


class PtmgContractQuerySet(WalledQuerySet):
    def visible_in(self, regions):
        """Contracts signed by these agencies or practised in their communes."""
        return self.filter(Q(signing_region__in=regions) | Q(region__in=regions))

    def editable_in(self, regions):
        return self.filter(signing_region__in=regions)

    def signed_by(self, on: datetime.date):
        """Contracts signed on day `on` or before."""
        return self.filter(signature_date__lte=on)

    def with_state(self, on: datetime.date):
        """Annotate `state`, the `PtmgState` on day `on`; of use for contracts signed by then."""
        return with_ptmg_state(self, on)


@pghistory.track()
class PtmgContract(models.Model):
    """A contract of the PTMG family between an agency and a doctor: a guaranteed income where doctors lack.

    Its real end is the earlier of the planned and the real last day; a tacit renewal moves the planned one and
    makes no new contract (P9).
    """

    number = models.CharField("numéro", max_length=30, blank=True)
    kind = models.CharField("type", max_length=4, choices=PtmgKind, default=PtmgKind.PTMG)
    professional = models.ForeignKey(
        Professional, verbose_name="médecin", related_name="ptmg_contracts", on_delete=models.PROTECT
    )
    signing_region = models.ForeignKey(
        "regions.Region",
        verbose_name="ARS signataire",
        related_name="ptmg_contracts",
        on_delete=models.PROTECT,
        db_index=False,
    )
    signature_date = models.DateField("date de signature")
    start = models.DateField("date de début", blank=True, help_text="À défaut\u00a0: la date de signature.")
    planned_last_day = models.DateField("fin prévue", help_text="Dernier jour, renouvellement compris.")
    renewal = models.CharField("renouvellement", max_length=13, choices=PtmgRenewal, blank=True)
    renewal_date = models.DateField("date du renouvellement", null=True, blank=True)
    last_day = models.DateField("fin réelle", null=True, blank=True, help_text="Dernier jour, inclus.")
    end_reason = models.CharField("motif de fin", max_length=20, choices=PtmgEndReason, blank=True)
    notice_date = models.DateField("date du préavis", null=True, blank=True)
    installation_date = models.DateField("date d’installation", null=True, blank=True)
    first_registration_date = models.DateField("première inscription en exercice libéral", null=True, blank=True)
    practice_status = models.CharField("statut", max_length=13, choices=PtmgPracticeStatus, blank=True)
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT, db_index=False)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="région d’exercice",
        related_name="+",
        on_delete=models.PROTECT,
        editable=False,
        blank=True,
        db_index=False,
    )
    structure = models.ForeignKey(
        "structures.Structure", verbose_name="structure", on_delete=models.PROTECT, null=True, blank=True
    )
    zone_class_at_signature = models.CharField(
        "classe de la zone à la signature", max_length=12, choices=ZoneClass, blank=True
    )
    derogation = models.CharField("dérogation", max_length=400, blank=True)
    half_days_per_week = models.PositiveSmallIntegerField("demi-journées par semaine", null=True, blank=True)
    sector = models.CharField("secteur", max_length=5, choices=Sector, default=Sector.ONE)
    cdom_notified_on = models.DateField("transmis à l’Ordre le", null=True, blank=True)
    origin_cesp = models.ForeignKey(
        CespContract,
        verbose_name="CESP d’origine",
        related_name="ptmg_contracts",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    stayed_after = models.CharField("resté après le contrat", max_length=7, choices=StayedAfter, blank=True)
    stayed_after_on = models.DateField("réponse du", null=True, blank=True)

    objects = PtmgContractQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat PTMG et apparenté"
        verbose_name_plural = "contrats PTMG et apparentés"
        ordering = ["-signature_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="one_ptmg_per_number",
                violation_error_message="Un contrat porte déjà ce numéro\u00a0: vérifiez-le, ou ouvrez ce contrat.",
            ),
            models.CheckConstraint(
                name="p1_signed_while_the_kind_existed",
                condition=signed_while_the_kind_existed(),
                violation_error_message="Ce type de contrat ne se signait pas à cette date\u00a0: "
                "corrigez la date ou le type (P1).",
            ),
            models.CheckConstraint(
                name="p8_sector_allowed_by_kind",
                condition=sector_allowed(),
                violation_error_message="Ce type de contrat n’accepte pas ce secteur\u00a0: "
                "choisissez un autre secteur, ou un autre type (P8).",
            ),
            models.CheckConstraint(
                name="ptmg_dates_in_order",
                condition=Q(start__gte=F("signature_date"), planned_last_day__gte=F("start"))
                & (Q(last_day=None) | Q(last_day__gte=F("start"))),
                violation_error_message="Les dates se suivent – signature, début, fin\u00a0: "
                "corrigez celle qui n’est pas à sa place.",
            ),
            models.CheckConstraint(
                name="ptmg_answer_on_staying_is_dated",
                condition=Q(stayed_after="") | Q(stayed_after_on__isnull=False),
                violation_error_message="La réponse «\u00a0resté après le contrat\u00a0» doit être datée\u00a0: "
                "indiquez le jour où elle a été donnée.",
            ),
            ExclusionConstraint(
                name="p6_one_contract_per_doctor_and_day",
                # Judged once a statement is over: one may move several rows of a doctor.
                deferrable=Deferrable.IMMEDIATE,
                expressions=[
                    (key("professional"), RangeOperators.OVERLAPS),
                    (days("start", Least("planned_last_day", "last_day")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Engagement existant ces jours-là\u00a0: corrigez les dates, "
                "ou contactez l’administration nationale (P6).",
            ),
        ]
        indexes = [
            models.Index(fields=["signature_date", "id"], name="ptmg_by_signature_date"),
            # Not on the fields: the index of a key that is a text comes with a second one, for LIKE.
            models.Index(fields=["signing_region"], name="ptmg_by_signing_region"),
            models.Index(fields=["commune"], name="ptmg_by_commune"),
            models.Index(fields=["region"], name="ptmg_by_region"),
        ]

    def __str__(self):
        return self.number or f"{self.kind} n° {self.pk}"

    def clean(self):
        if self.start is None:
            self.start = self.signature_date
        if self.commune_id and not self.commune.region_id:
            raise ValidationError({"commune": "Aucune agence régionale de santé ne sert cette commune."})

    def save(self, *args, **kwargs):
        # Kept on the row so that figures need no join; always that of the commune.
        self.region_id = self.commune.region_id
        if self.start is None:
            self.start = self.signature_date
        # Kept once known: a zoning rewritten later changes nothing here (Z4).
        if not self.zone_class_at_signature:
            self.zone_class_at_signature = class_to_keep(self.kind, self.commune_id, self.signature_date)
        super().save(*args, **kwargs)
