from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from regions.tracking import track_part
from regions.wall import OwnedQuerySet
from structures.enums import FundingSource, HeadcountProfession, StructureStatus
from structures.models.structure import Structure


@track_part("structure")
class StructureStatusEvent(models.Model):
    """The state a structure enters on a day: the only source of « ouverte »."""

    structure = models.ForeignKey(
        Structure, verbose_name="structure", related_name="status_events", on_delete=models.CASCADE
    )
    status = models.CharField("état", max_length=11, choices=StructureStatus)
    on = models.DateField("à partir du", help_text="Pour une fermeture\u00a0: premier jour fermé.")
    reason = models.CharField("motif", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "structure"

    class Meta:
        verbose_name = "changement d’état"
        verbose_name_plural = "changements d’état"
        ordering = ["structure", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "on"],
                name="one_status_event_per_structure_and_day",
                violation_error_message="Cette structure change déjà d’état ce jour-là\u00a0: "
                "corrigez ce changement, ou choisissez un autre jour.",
            )
        ]

    def __str__(self):
        return f"{self.structure}\u00a0: {self.get_status_display()} le {self.on:%d/%m/%Y}"


@track_part("structure")
class StructureHeadcount(models.Model):
    """Who works in a structure at a date, by profession (T8)."""

    structure = models.ForeignKey(
        Structure, verbose_name="structure", related_name="headcounts", on_delete=models.CASCADE
    )
    as_of = models.DateField("au")
    profession = models.CharField("profession", max_length=24, choices=HeadcountProfession)
    persons = models.PositiveSmallIntegerField("personnes")
    fte = models.DecimalField("équivalents temps plein", max_digits=6, decimal_places=2, null=True, blank=True)
    interns = models.PositiveSmallIntegerField("internes", null=True, blank=True)
    supervisors = models.PositiveSmallIntegerField("maîtres de stage", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "structure"

    class Meta:
        verbose_name = "effectif"
        ordering = ["structure", "-as_of", "profession"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "as_of", "profession"],
                name="one_headcount_per_structure_day_and_profession",
                violation_error_message="L’effectif de cette profession est déjà saisi à cette date\u00a0: "
                "corrigez la ligne existante.",
            ),
            models.CheckConstraint(
                name="headcount_fte_not_negative",
                condition=Q(fte=None) | Q(fte__gte=0),
                violation_error_message="Les équivalents temps plein ne peuvent pas être négatifs\u00a0: "
                "indiquez zéro ou plus.",
            ),
        ]

    def __str__(self):
        return f"{self.structure}\u00a0: {self.persons} {self.get_profession_display()} au {self.as_of:%d/%m/%Y}"


@track_part("structure")
class Funding(models.Model):
    """A sum granted to a structure for a year, in euros."""

    structure = models.ForeignKey(
        Structure, verbose_name="structure", related_name="fundings", on_delete=models.CASCADE
    )
    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(2005)])
    source = models.CharField("financeur", max_length=6, choices=FundingSource)
    amount = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)
    note = models.CharField("note", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()
    wall_owner = "structure"

    class Meta:
        verbose_name = "financement"
        ordering = ["structure", "-year", "source"]
        constraints = [
            models.CheckConstraint(
                name="funding_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être positif\u00a0: indiquez une somme supérieure à zéro.",
            )
        ]

    def __str__(self):
        return f"{self.structure}\u00a0: {self.amount}\u00a0€ en {self.year}"
