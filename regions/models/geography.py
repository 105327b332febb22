import datetime

from django.db import models
from django.db.models import F, Q

from regions.enums import CommuneAliasKind
from regions.periods import dates_in_order, in_force
from regions.text import curly, folded
from regions.wall import OpenQuerySet, RegionQuerySet


class Departement(models.Model):
    """A département, with the region it belonged to before 2016."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region = models.ForeignKey(
        "regions.Region", verbose_name="région", related_name="departements", on_delete=models.PROTECT
    )
    old_region = models.ForeignKey(
        "regions.Region", verbose_name="ancienne région", related_name="old_departements", on_delete=models.PROTECT
    )
    chief_town_code = models.CharField("commune chef-lieu", max_length=5)
    population = models.PositiveIntegerField("population")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self):
        return f"{curly(self.name)} ({self.code})"


class FinessDepartement(models.Model):
    """A code of département as FINESS writes it overseas (9A is Guadeloupe)."""

    code = models.CharField("code FINESS", max_length=2, primary_key=True)
    insee_code = models.CharField("code INSEE", max_length=3)
    number_prefix = models.CharField("début des numéros FINESS", max_length=4)
    name = models.CharField("nom", max_length=120)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "département FINESS"
        verbose_name_plural = "départements FINESS"
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} ({self.name})"


class Epci(models.Model):
    """An intercommunal body."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("type", max_length=10)
    population = models.PositiveIntegerField("population", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"
        ordering = ["name"]

    def __str__(self):
        return curly(self.name)


class CommuneQuerySet(OpenQuerySet):
    def resolve(self, code: str):
        """The commune that `code` designates today, through merged and delegated codes; None when unknown."""
        return self.filter(Q(code=code) | Q(aliases__code=code)).order_by("code").first()


class Commune(models.Model):
    """A commune of the current vintage; older codes are its aliases.

    `departement` is empty in the overseas collectivities; `region` too, in those no agency serves.
    """

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    search_name = models.GeneratedField(
        verbose_name="nom sans accents",
        expression=folded(F("name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    departement = models.ForeignKey(
        Departement,
        verbose_name="département",
        related_name="communes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="région",
        related_name="communes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    epci = models.ForeignKey(
        Epci, verbose_name="EPCI", related_name="communes", on_delete=models.PROTECT, null=True, blank=True
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    postal_codes = models.CharField("codes postaux", max_length=200, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["search_name", "code"], name="commune_by_search_name")]

    def __str__(self):
        return f"{curly(self.name)} ({self.code})"


class CommuneAlias(models.Model):
    """A former, delegated, associated or district code that now designates another commune.

    A delegated commune may bear the code of its successor, hence no unique code.
    """

    code = models.CharField("code", max_length=5, db_index=True)
    name = models.CharField("nom", max_length=80)
    kind = models.CharField("type", max_length=24, choices=CommuneAliasKind)
    commune = models.ForeignKey(
        Commune, verbose_name="commune actuelle", related_name="aliases", on_delete=models.CASCADE
    )

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "ancien code de commune"
        verbose_name_plural = "anciens codes de commune"
        ordering = ["code", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "kind"],
                name="one_alias_per_code_and_kind",
                violation_error_message="Cet ancien code est déjà enregistré\u00a0: corrigez la ligne existante.",
            )
        ]

    def __str__(self):
        return f"{curly(self.name)} ({self.code})"


class RemoteCommuneQuerySet(OpenQuerySet):
    def on(self, day: datetime.date):
        """Entries in force on `day`, both ends included."""
        return self.filter(in_force(day))


class RemoteCommune(models.Model):
    """A commune declared at more than 30 minutes from urgent care, over a period (M5)."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", related_name="remote_periods", on_delete=models.PROTECT
    )
    start = models.DateField("à partir du")
    last_day = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    objects = RemoteCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune à plus de 30 minutes"
        verbose_name_plural = "communes à plus de 30 minutes"
        ordering = ["commune", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "start"],
                name="one_remote_period_per_commune_and_start",
                violation_error_message="Cette commune a déjà une période qui commence ce jour-là\u00a0: "
                "corrigez-la, ou choisissez un autre jour.",
            ),
            dates_in_order(
                "remote_commune_dates_in_order",
                "La fin de la période précède son début\u00a0: corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} depuis le {self.start:%d/%m/%Y}"


class Territory(models.Model):
    """A named set of communes that a bilan shows as an example, with the figures printed about it."""

    region = models.ForeignKey(
        "regions.Region", verbose_name="région", related_name="territories", on_delete=models.PROTECT
    )
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("type", max_length=40)
    communes = models.ManyToManyField(Commune, verbose_name="communes", related_name="territories", blank=True)
    printed_figures = models.JSONField(
        "chiffres imprimés", default=dict, blank=True, help_text="Chiffres cités par le dossier de presse de 2017."
    )
    note = models.CharField("note", max_length=400, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="one_territory_per_region_and_name",
                violation_error_message="Cette région a déjà un territoire de ce nom\u00a0: "
                "complétez-le, ou donnez un autre nom.",
            )
        ]

    def __str__(self):
        return curly(self.name)
