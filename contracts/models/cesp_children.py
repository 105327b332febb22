from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from contracts.enums import AidKind, CespBreachReason, CespEventType, DecidedBy, FacultyOpinion, PracticeMode
from contracts.models.cesp import CespContract
from contracts.rules.zones import class_to_keep
from regions.enums import ZoneClass
from regions.periods import dates_in_order
from regions.tracking import track_part
from regions.wall import OwnedQuerySet

PERCENTAGE = [MinValueValidator(1), MaxValueValidator(100)]


@track_part("contract")
class CespEvent(models.Model):
    """A dated event of a CESP: suspension of the allowance, deferral of the installation, breach."""

    contract = models.ForeignKey(CespContract, verbose_name="contrat", related_name="events", on_delete=models.CASCADE)
    type = models.CharField("type", max_length=10, choices=CespEventType)
    start = models.DateField("à partir du", help_text="Pour une rupture\u00a0: sa date.")
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")
    decision_date = models.DateField("date de la décision", null=True, blank=True)
    decided_by = models.CharField("décidé par", max_length=3, choices=DecidedBy, blank=True)
    faculty_opinion = models.CharField("avis de l’UFR", max_length=11, choices=FacultyOpinion, blank=True)
    faculty_opinion_date = models.DateField("date de l’avis de l’UFR", null=True, blank=True)
    breach_reason = models.CharField("motif de la rupture", max_length=18, choices=CespBreachReason, blank=True)
    reference = models.CharField("référence", max_length=80, blank=True)
    note = models.CharField(
        "note", max_length=400, blank=True, help_text="Aucun motif médical, aucune donnée personnelle."
    )

    objects = OwnedQuerySet.as_manager()
    wall_owner = "contract"

    class Meta:
        verbose_name = "événement"
        ordering = ["contract", "start"]
        constraints = [
            dates_in_order(
                "cesp_event_dates_in_order",
                "La fin de l’événement précède son début\u00a0: corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="cesp_breach_is_a_day",
                condition=~Q(type=CespEventType.BREACH) | Q(last_day=None),
                violation_error_message="Une rupture a une date, pas de période\u00a0: effacez "
                "«\u00a0jusqu’au\u00a0».",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(type=CespEventType.BREACH),
                name="one_breach_per_cesp",
                violation_error_message="Ce contrat est déjà rompu\u00a0: corrigez la rupture existante.",
            ),
        ]

    def __str__(self):
        return f"{self.get_type_display()} le {self.start:%d/%m/%Y}"


@track_part("contract")
class CespPlacement(models.Model):
    """A period of practice under a CESP. It ends the day before a breach, whatever its last day."""

    contract = models.ForeignKey(
        CespContract,
        verbose_name="contrat",
        related_name="placements",
        on_delete=models.CASCADE,
        db_index=False,
    )
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT, db_index=False)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="région d’exercice",
        on_delete=models.PROTECT,
        editable=False,
        blank=True,
        db_index=False,
    )
    site = models.CharField("lieu d’exercice", max_length=200, blank=True)
    structure = models.ForeignKey(
        "structures.Structure", verbose_name="structure", on_delete=models.PROTECT, null=True, blank=True
    )
    choice_date = models.DateField(
        "date du choix", null=True, blank=True, help_text="À défaut\u00a0: la date de début."
    )
    zone_class_at_choice = models.CharField("classe de la zone au choix", max_length=12, choices=ZoneClass, blank=True)
    mode = models.CharField("mode d’exercice", max_length=7, choices=PracticeMode)
    convention_tariffs = models.BooleanField("tarifs conventionnels", null=True, blank=True)
    employer = models.CharField("employeur", max_length=120, blank=True)
    activity_pct = models.PositiveSmallIntegerField("quotité (%)", default=100, validators=PERCENTAGE)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "contract"

    class Meta:
        verbose_name = "lieu d’exercice"
        verbose_name_plural = "lieux d’exercice"
        ordering = ["contract", "start", "pk"]
        constraints = [
            dates_in_order(
                "placement_dates_in_order",
                "La fin de l’exercice précède son début\u00a0: corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="placement_activity_is_a_percentage",
                condition=Q(activity_pct__gte=1, activity_pct__lte=100),
                violation_error_message="La quotité va de 1 à 100\u202f%\u00a0: corrigez-la.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contract", "start", "id"],
                include=["region", "last_day", "activity_pct"],
                name="placement_facts",
            ),
            # Not on the fields: the index of a key that is a text comes with a second one, for LIKE.
            models.Index(fields=["commune"], name="placement_by_commune"),
            models.Index(fields=["region"], name="placement_by_region"),
        ]

    def __str__(self):
        return f"{self.commune} depuis le {self.start:%d/%m/%Y}"

    def clean(self):
        if self.commune_id and not self.commune.region_id:
            raise ValidationError({"commune": "Aucune agence régionale de santé ne sert cette commune."})

    @property
    def decision_day(self):
        """The day the place was chosen, on which its zone is judged (C7)."""
        return self.choice_date or self.start

    def save(self, *args, **kwargs):
        # Kept on the row so that figures need no join; always that of the commune.
        self.region_id = self.commune.region_id
        # Kept once known: a zoning rewritten later changes nothing here (Z4).
        if not self.zone_class_at_choice:
            self.zone_class_at_choice = class_to_keep(AidKind.CESP, self.commune_id, self.decision_day)
        super().save(*args, **kwargs)


@track_part("contract")
class CespChoice(models.Model):
    """A place ranked by a signatory: five at most, each rank once (C8)."""

    contract = models.ForeignKey(
        CespContract, verbose_name="contrat", related_name="choices", on_delete=models.CASCADE
    )
    rank = models.PositiveSmallIntegerField("rang", validators=[MinValueValidator(1), MaxValueValidator(5)])
    commune = models.ForeignKey("regions.Commune", verbose_name="commune", on_delete=models.PROTECT)
    place = models.CharField("lieu", max_length=200, blank=True)
    chosen_on = models.DateField(
        "choisi le",
        null=True,
        blank=True,
        help_text="La zone est jugée ce jour-là\u202f; sans date, elle ne l’est pas.",
    )

    objects = OwnedQuerySet.as_manager()
    wall_owner = "contract"

    class Meta:
        verbose_name = "vœu"
        verbose_name_plural = "vœux"
        ordering = ["contract", "rank"]
        constraints = [
            models.CheckConstraint(
                name="c8_choice_rank_from_1_to_5",
                condition=Q(rank__gte=1, rank__lte=5),
                violation_error_message="Un vœu a un rang de 1 à 5\u00a0: corrigez le rang (C8).",
            ),
            models.UniqueConstraint(
                fields=["contract", "rank"],
                name="c8_one_choice_per_rank",
                violation_error_message="Ce rang est déjà pris par un autre vœu\u00a0: donnez un rang libre (C8).",
            ),
        ]

    def __str__(self):
        return f"vœu {self.rank}\u00a0: {self.commune}"
