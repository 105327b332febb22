import functools
import operator

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q


class JustificationQuerySet(models.QuerySet):
    """Behind the wall of the record that each row justifies."""

    def visible_to(self, user):
        """Justifications of the records `user` reads."""
        return self._on_records(user, "visible_to")

    def editable_by(self, user):
        """Justifications of the records `user` writes."""
        return self._on_records(user, "editable_by")

    def in_force(self, on):
        """Justifications that hold on day `on`, both ends included."""
        return self.filter(Q(at__lte=on) & (Q(until=None) | Q(until__gte=on)))

    def _on_records(self, user, narrow: str):
        justified = ContentType.objects.filter(pk__in=self.model.objects.values("content_type"))
        reached = [
            Q(content_type=content_type, object_id__in=getattr(manager, narrow)(user).values("pk"))
            for content_type in justified
            if hasattr(manager := _manager(content_type), narrow)
        ]
        return self.filter(functools.reduce(operator.or_, reached)) if reached else self.none()


def _manager(content_type: ContentType):
    model = content_type.model_class()
    return model._default_manager.all() if model else None


@pghistory.track()
class Justification(models.Model):
    """Why a record that a warning rule points out is right as it is; asked again once `until` is past.

    The anomaly itself is computed whenever it is shown, never stored.
    """

    rule = models.CharField("règle", max_length=20)
    content_type = models.ForeignKey(ContentType, verbose_name="type de fiche", on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField("n° de la fiche")
    record = GenericForeignKey()
    reason = models.CharField("motif", max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", related_name="+", on_delete=models.PROTECT)
    at = models.DateField("le")
    until = models.DateField("valable jusqu’au", null=True, blank=True, help_text="Dernier jour, inclus.")

    objects = JustificationQuerySet.as_manager()

    class Meta:
        verbose_name = "justification"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "content_type", "object_id", "at"],
                name="one_justification_per_rule_record_and_day",
                violation_error_message="Cette anomalie est déjà justifiée ce jour-là\u00a0: "
                "corrigez la justification existante.",
            ),
            models.CheckConstraint(
                name="justification_dates_in_order",
                condition=Q(until=None) | Q(until__gte=F("at")),
                violation_error_message="La fin de validité précède la justification\u00a0: corrigez l’une des deux "
                "dates.",
            ),
        ]

    def __str__(self):
        return f"{self.rule}\u00a0: {self.reason}"

    def holds_on(self, on) -> bool:
        """Whether it holds on day `on`, both ends included."""
        return self.at <= on and (self.until is None or self.until >= on)
