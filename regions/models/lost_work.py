"""What keeps work from being lost: forms already recorded, and the history of links."""

import datetime

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class FormSubmissionQuerySet(models.QuerySet):
    def older_than(self, days: int, now: datetime.datetime | None = None):
        """Submissions made more than `days` days ago, which no browser will send again."""
        return self.filter(at__lt=(now or timezone.now()) - datetime.timedelta(days=days))


class FormSubmission(models.Model):
    """A form of creation that was recorded: sent again, it leads to the record it created."""

    token = models.UUIDField("jeton")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", related_name="+", on_delete=models.CASCADE)
    at = models.DateTimeField("le", default=timezone.now, db_index=True)
    content_type = models.ForeignKey(
        ContentType, verbose_name="type de fiche", related_name="+", on_delete=models.CASCADE, null=True
    )
    object_id = models.CharField("n° de la fiche", max_length=40, blank=True)
    record = GenericForeignKey()

    objects = FormSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "formulaire enregistré"
        verbose_name_plural = "formulaires enregistrés"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token"],
                name="one_submission_per_user_and_token",
                violation_error_message="Ce formulaire est déjà enregistré\u00a0: "
                "ouvrez la fiche au lieu de l’envoyer de nouveau.",
            )
        ]

    def __str__(self):
        return f"{self.content_type} n° {self.object_id}"


class LinkEvent(models.Model):
    """A link of a many-to-many between records, added or removed; written by triggers, never rewritten.

    `link` names the many-to-many (`structures.Structure.served_communes`), `source` and `target` its two rows.
    """

    link = models.CharField("lien", max_length=100)
    label = models.CharField("changement", max_length=6, choices=[("insert", "ajout"), ("delete", "retrait")])
    source = models.CharField("fiche", max_length=40)
    target = models.CharField("fiche liée", max_length=40)
    at = models.DateTimeField("le", db_default=Now())
    context = models.ForeignKey(
        "pghistory.Context", related_name="+", on_delete=models.DO_NOTHING, null=True, db_constraint=False
    )

    class Meta:
        verbose_name = "changement de lien"
        verbose_name_plural = "changements de liens"
        default_permissions = ()
        indexes = [models.Index(fields=["link", "source", "at"], name="link_event_by_source")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.link}\u00a0: {self.source} – {self.target}"


def keep_links(field) -> None:
    """Have the database keep the history of the links of `field`, a many-to-many without a model of its own."""
    through = field.remote_field.through
    if getattr(through, "links_are_kept", False):  # the applications may start twice
        return
    through.links_are_kept = True
    name = f"{field.model._meta.label}.{field.name}"
    for label, operation, row in (("insert", pgtrigger.Insert, "NEW"), ("delete", pgtrigger.Delete, "OLD")):
        trigger = pgtrigger.Trigger(
            name=f"keep_{label}",
            when=pgtrigger.After,
            operation=operation,
            # Names of our own tables and columns, nothing that anybody types.
            func=f"""
                INSERT INTO {LinkEvent._meta.db_table} (link, label, source, target, at, context_id)
                VALUES ('{name}', '{label}', {row}.{field.m2m_column_name()}::text,
                        {row}.{field.m2m_reverse_name()}::text, NOW(), _pgh_attach_context());
                RETURN NULL;
            """,  # noqa: S608
        )
        pgtrigger.register(trigger)(through)
