import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from regions.fields import FinessField
from regions.periods import dates_in_order, days, key
from regions.text import folded
from regions.tracking import track_part
from regions.wall import OwnedQuerySet, WalledQuerySet
from structures.enums import LegalForm, StructureStatus, StructureType


class StructureQuerySet(WalledQuerySet):
    def visible_in(self, regions):
        """Structures led from these regions, or with a site in them."""
        sites = self._children("sites").filter(commune__region__in=regions)
        return self.filter(Q(lead_region__in=regions) | Exists(sites))

    def editable_in(self, regions):
        return self.filter(lead_region__in=regions)

    def with_status(self, on: datetime.date):
        """Annotate `status`: the last status event dated `on` or before; null when there is none yet."""
        events = self._children("status_events").filter(on__lte=on).order_by("-on")
        return self.annotate(status=Subquery(events.values("status")[:1]))

    def open_on(self, on: datetime.date):
        """Structures in operation on day `on`; their closing date is the first day they are not."""
        return self.with_status(on).filter(status=StructureStatus.OPEN)

    def _children(self, name: str):
        model = self.model._meta.get_field(name).related_model
        return model._base_manager.filter(structure=OuterRef("pk"))


@pghistory.track()
class Structure(models.Model):
    """A place or organisation of team practice; its state at a date comes from its status events."""

    type = models.CharField("type", max_length=11, choices=StructureType)
    name = models.CharField("nom", max_length=200)
    search_name = models.GeneratedField(
        verbose_name="nom sans accents",
        expression=folded(F("name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    local_label = models.CharField("libellé local", max_length=80, blank=True, help_text="Par exemple\u00a0: PSLA.")
    lead_region = models.ForeignKey(
        "regions.Region", verbose_name="région pilote", related_name="structures", on_delete=models.PROTECT
    )
    legal_form = models.CharField("forme juridique", max_length=13, choices=LegalForm, blank=True)
    finess_ej = FinessField("FINESS juridique", max_length=9, blank=True)
    finess_et = FinessField("FINESS géographique", max_length=9, blank=True)
    manager = models.CharField("gestionnaire", max_length=200, blank=True)
    aci_signed_on = models.DateField("ACI signé le", null=True, blank=True)
    university_since = models.DateField("label universitaire depuis le", null=True, blank=True)
    university_last_day = models.DateField("label universitaire jusqu’au", null=True, blank=True)
    requalified_from = models.OneToOneField(
        "self",
        verbose_name="issue de la requalification de",
        related_name="requalified_as",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    mission_information = models.BooleanField("information et orientation", default=False)
    mission_pathways = models.BooleanField("appui aux parcours complexes", default=False)
    mission_practices = models.BooleanField("appui aux pratiques et aux initiatives", default=False)
    served_communes = models.ManyToManyField(
        "regions.Commune", verbose_name="communes desservies", related_name="+", blank=True
    )
    served_epcis = models.ManyToManyField("regions.Epci", verbose_name="EPCI desservis", related_name="+", blank=True)
    served_population = models.PositiveIntegerField("population desservie", null=True, blank=True)
    intent_letter_on = models.DateField("lettre d’intention du", null=True, blank=True)
    note = models.TextField("note", max_length=2000, blank=True)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        ordering = ["search_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finess_et"],
                condition=~Q(finess_et=""),
                name="one_structure_per_finess",
                violation_error_message="Une structure porte déjà ce numéro FINESS\u00a0: "
                "vérifiez-le, ou cherchez cette structure.",
            ),
            models.CheckConstraint(
                name="structure_finess_format",
                condition=(Q(finess_et="") | Q(finess_et__regex=r"^[0-9][0-9AB][0-9]{7}$"))
                & (Q(finess_ej="") | Q(finess_ej__regex=r"^[0-9][0-9AB][0-9]{7}$")),
                violation_error_message="Un numéro FINESS a neuf caractères\u00a0: "
                "recopiez-le en entier, par exemple 2A0000154.",
            ),
            models.CheckConstraint(
                name="structure_university_dates_in_order",
                condition=Q(university_last_day=None)
                | Q(university_since__isnull=False, university_last_day__gte=F("university_since")),
                violation_error_message="La fin du label universitaire précède son début\u00a0: "
                "corrigez l’une des deux dates.",
            ),
        ]
        indexes = [models.Index(fields=["lead_region", "type"], name="structure_by_region_and_type")]

    def __str__(self):
        return self.name

    def status_on(self, on: datetime.date) -> str | None:
        """State on day `on`, from its last status event; None before the first."""
        event = self.status_events.filter(on__lte=on).order_by("-on").first()
        return event.status if event else None


@track_part("structure")
class StructureAttachment(models.Model):
    """A structure belonging to another over a period: an MSP to its pôle, a branch to its centre (T6)."""

    structure = models.ForeignKey(
        Structure, verbose_name="structure", related_name="attachments", on_delete=models.CASCADE
    )
    parent = models.ForeignKey(
        Structure, verbose_name="rattachée à", related_name="attached", on_delete=models.PROTECT
    )
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")

    objects = OwnedQuerySet.as_manager()
    wall_owner = "structure"

    class Meta:
        verbose_name = "rattachement"
        ordering = ["structure", "start"]
        constraints = [
            dates_in_order(
                "attachment_dates_in_order",
                "La fin du rattachement précède son début\u00a0: corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="attachment_to_another_structure",
                condition=~Q(structure=F("parent")),
                violation_error_message="Une structure ne peut pas être rattachée à elle-même\u00a0: "
                "choisissez-en une autre.",
            ),
            ExclusionConstraint(
                name="one_parent_per_structure_and_day",
                expressions=[
                    (key("structure"), RangeOperators.OVERLAPS),
                    (days("start", "last_day"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette structure est déjà rattachée à une autre ce jour-là\u00a0: "
                "terminez d’abord l’autre rattachement.",
            ),
        ]

    def __str__(self):
        return f"{self.structure} rattachée à {self.parent}"
