import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from measures.enums import Direction, TargetPlan
from measures.indicators import indicator_choices
from regions.wall import OpenQuerySet, RegionQuerySet


class Source(models.Model):
    """A published document that prints figures or targets."""

    code = models.SlugField("code", primary_key=True)
    title = models.CharField("titre", max_length=300)
    publisher = models.CharField("éditeur", max_length=120)
    published_on = models.DateField("publié le", null=True, blank=True)
    reference_date = models.DateField("chiffres arrêtés au")
    note = models.CharField("note", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "source"
        ordering = ["-reference_date", "title"]

    def __str__(self):
        return self.title


class Pact(models.Model):
    """A pacte territoire santé: the first of 2012, the second of 2015."""

    code = models.SlugField("code", primary_key=True)
    name = models.CharField("nom", max_length=120)
    presented_on = models.DateField("présenté le")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "pacte"
        ordering = ["presented_on"]

    def __str__(self):
        return self.name


class Commitment(models.Model):
    """A numbered promise of a pact, with the indicators that measure it."""

    pact = models.ForeignKey(Pact, verbose_name="pacte", related_name="commitments", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField("numéro")
    axis = models.CharField("axe", max_length=10, blank=True)
    title = models.CharField("intitulé", max_length=200)
    indicators = ArrayField(
        models.CharField(max_length=40, choices=indicator_choices),
        verbose_name="indicateurs",
        default=list,
        blank=True,
    )
    note = models.CharField("note", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement du pacte"
        verbose_name_plural = "engagements des pactes"
        ordering = ["pact", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["pact", "number"],
                name="one_commitment_per_pact_and_number",
                violation_error_message="Cet engagement existe déjà dans ce pacte\u00a0: donnez un autre numéro.",
            )
        ]

    def __str__(self):
        return f"{self.pact}, engagement {self.number}\u00a0: {self.title}"


@pghistory.track()
class Target(models.Model):
    """A value promised for an indicator by a date. A revision is a new row; none replaces another."""

    indicator = models.CharField("indicateur", max_length=40, choices=indicator_choices)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="région",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Vide\u00a0: la France.",
    )
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2)
    direction = models.CharField("sens", max_length=8, choices=Direction, default=Direction.AT_LEAST)
    due_on = models.DateField("échéance", null=True, blank=True)
    plan = models.CharField("origine", max_length=10, choices=TargetPlan)
    source = models.ForeignKey(Source, verbose_name="source", on_delete=models.PROTECT)
    note = models.CharField("note", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "cible"
        ordering = ["indicator", F("due_on").asc(nulls_last=True), "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "region", "value", "due_on", "plan"],
                name="target_recorded_once",
                nulls_distinct=False,
                violation_error_message="Cette cible est déjà enregistrée\u00a0: corrigez-la, ou changez l’échéance.",
            )
        ]

    def __str__(self):
        return f"{self.get_indicator_display()}\u00a0: {self.value}"


@pghistory.track()
class RegionalAction(models.Model):
    """What a region does for a commitment."""

    region = models.ForeignKey(
        "regions.Region", verbose_name="région", related_name="actions", on_delete=models.PROTECT
    )
    commitment = models.ForeignKey(
        Commitment, verbose_name="engagement", related_name="actions", on_delete=models.PROTECT
    )
    title = models.CharField("intitulé", max_length=200)
    territory = models.ForeignKey(
        "regions.Territory", verbose_name="territoire", on_delete=models.PROTECT, null=True, blank=True
    )
    place = models.CharField("lieu", max_length=200, blank=True)
    start = models.DateField("à partir du", null=True, blank=True)
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")
    funding = models.DecimalField("financement (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    result = models.TextField("résultat", max_length=2000, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "action régionale"
        verbose_name_plural = "actions régionales"
        ordering = ["region", "commitment", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="regional_action_dates_in_order",
                condition=Q(last_day=None) | Q(start__isnull=False, last_day__gte=F("start")),
                violation_error_message="La fin de l’action précède son début\u00a0: corrigez l’une des deux dates.",
            )
        ]

    def __str__(self):
        return self.title
