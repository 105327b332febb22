import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from contracts.enums import Profession
from regions.fields import RppsField
from regions.text import folded
from regions.wall import OpenQuerySet, WalledQuerySet


class Specialty(models.Model):
    """A medical or dental specialty."""

    name = models.CharField("nom", max_length=80, unique=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "spécialité"
        ordering = ["name"]

    def __str__(self):
        return self.name


class ProfessionalQuerySet(WalledQuerySet):
    def visible_in(self, regions):
        """Persons entered by these agencies, or with a commitment that these agencies read."""
        return self._reached_by(regions, "visible_in")

    def editable_in(self, regions):
        """Persons entered by these agencies, or with a commitment that these agencies write."""
        return self._reached_by(regions, "editable_in")

    def _reached_by(self, regions, narrow: str):
        reached = Q(created_in_region__in=regions)
        for commitment in ("cesp_contracts", "ptmg_contracts", "mcs_engagements"):
            model = self.model._meta.get_field(commitment).related_model
            rows = getattr(model._default_manager.all(), narrow)(regions)
            reached |= Exists(rows.filter(professional=OuterRef("pk")))
        return self.filter(reached)


@pghistory.track()
class Professional(models.Model):
    """A person who commits: student, doctor or dentist. One RPPS, one person (H1)."""

    rpps = RppsField("RPPS", max_length=11, blank=True, help_text="Onze chiffres\u202f; vide pour un étudiant.")
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    search_name = models.GeneratedField(
        verbose_name="nom et prénom sans accents",
        expression=folded(Concat(F("last_name"), Value(" "), F("first_name"))),
        output_field=models.TextField(),
        db_persist=True,
    )
    birth_year = models.PositiveSmallIntegerField(
        "année de naissance", null=True, blank=True, validators=[MinValueValidator(1920), MaxValueValidator(2015)]
    )
    profession = models.CharField("profession", max_length=20, choices=Profession, default=Profession.GP)
    specialty = models.ForeignKey(
        Specialty,
        verbose_name="spécialité",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )
    email = models.EmailField("adresse électronique professionnelle", blank=True)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    created_in_region = models.ForeignKey(
        "regions.Region",
        verbose_name="région de saisie",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
    )

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        verbose_name = "professionnel"
        ordering = ["search_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rpps"],
                condition=~Q(rpps=""),
                name="h1_one_person_per_rpps",
                violation_error_message="Une personne porte déjà ce numéro RPPS\u00a0: "
                "vérifiez-le, ou cherchez cette personne par ce numéro (H1).",
            ),
            models.CheckConstraint(
                name="professional_rpps_format",
                condition=Q(rpps="") | Q(rpps__regex=r"^[0-9]{11}$"),
                violation_error_message="Un numéro RPPS a onze chiffres\u00a0: "
                "recopiez-le en entier, ou laissez le champ vide.",
            ),
        ]
        indexes = [
            models.Index(fields=["search_name", "id"], name="professional_by_search_name"),
            # Not on the field: the index of a key that is a text comes with a second one, for LIKE.
            models.Index(fields=["created_in_region"], name="professional_by_region"),
        ]

    def __str__(self):
        return f"{self.last_name} {self.first_name}"
