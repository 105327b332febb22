import pghistory
from django.db import models
from django.db.models import Q

from measures.enums import ObservationState, Qualifier
from measures.indicators import declared_choices, indicator_choices
from measures.models.pact import Source
from regions.wall import OpenQuerySet, RegionQuerySet


@pghistory.track()
class Observation(models.Model):
    """A figure that a region, or the country when there is none, declares at a date: a value, or why there is none."""

    indicator = models.CharField("indicateur", max_length=40, choices=declared_choices)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="région",
        related_name="observations",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Vide\u00a0: la France.",
    )
    date = models.DateField("au")
    state = models.CharField("état", max_length=14, choices=ObservationState, default=ObservationState.VALUE)
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre déclaré"
        verbose_name_plural = "chiffres déclarés"
        ordering = ["indicator", "region", "-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "region", "date"],
                name="one_observation_per_indicator_region_and_date",
                nulls_distinct=False,
                violation_error_message="Ce chiffre est déjà déclaré à cette date\u00a0: corrigez la ligne existante.",
            ),
            models.CheckConstraint(
                name="observation_value_with_its_state",
                condition=Q(state=ObservationState.VALUE, value__isnull=False)
                | (~Q(state=ObservationState.VALUE) & Q(value=None)),
                violation_error_message="Indiquez une valeur, ou pourquoi il n’y en a pas.",
            ),
        ]

    def __str__(self):
        return f"{self.get_indicator_display()}, {self.region or 'France'}, {self.date:%d/%m/%Y}"


class PublishedFigure(models.Model):
    """A figure that a document prints, at its own reference date. Never overwritten: gaps are shown."""

    source = models.ForeignKey(Source, verbose_name="source", related_name="figures", on_delete=models.PROTECT)
    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices)
    reference_date = models.DateField("au")
    regions = models.ManyToManyField(
        "regions.Region",
        verbose_name="régions",
        blank=True,
        help_text="Vide\u00a0: la France\u202f; plusieurs\u00a0: chiffre commun.",
    )
    scope = models.CharField("portée", max_length=20, help_text="FR, un code de région, ou plusieurs joints par +.")
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2)
    qualifier = models.CharField("précision", max_length=9, choices=Qualifier, default=Qualifier.EXACT)
    note = models.CharField("note", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre publié"
        verbose_name_plural = "chiffres publiés"
        ordering = ["source", "reference_date", "indicator", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "indicator", "reference_date", "scope"],
                name="one_published_figure_per_source_and_scope",
                violation_error_message="Ce chiffre publié est déjà enregistré\u00a0: "
                "corrigez-le, ou citez une autre source.",
            )
        ]

    def __str__(self):
        return f"{self.get_indicator_display()} ({self.scope})\u00a0: {self.value}"
