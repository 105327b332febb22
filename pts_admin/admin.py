"""What the applications below the region wall keep, and what the admin leaves out."""

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from dsfr.models import DsfrConfig

from anomalies import engine
from anomalies.models import Justification
from imports.models import ImportBatch, RefusedRow
from regions.wall import OpenQuerySet, WalledQuerySet
from regions.wall_admin import PartAdmin, ReadOnly, WalledForm, WalledModelAdmin

# The look of the site is a setting of the deployment.
admin.site.unregister(DsfrConfig)


def record_types():
    """Content types of the records that a rule may point out: behind the wall, and numbered."""
    models = [model for model in admin.site._registry if _is_record(model)]
    return ContentType.objects.filter(
        pk__in=[content_type.pk for content_type in ContentType.objects.get_for_models(*models).values()]
    )


def _is_record(model) -> bool:
    rows = model._default_manager.all()
    behind_the_wall = isinstance(rows, WalledQuerySet) and not isinstance(rows, OpenQuerySet)
    return behind_the_wall and model._meta.app_label in ("structures", "contracts")


class JustificationForm(WalledForm):
    def clean(self):
        """The rule judges that type of records."""
        cleaned = super().clean()
        code, content_type = cleaned.get("rule"), cleaned.get("content_type")
        if code and content_type and engine.rule(code).model != content_type.model_class()._meta.label:
            self.add_error("rule", "Cette règle ne juge pas ce type de fiche : choisissez-en une autre.")
        return cleaned


@admin.register(Justification)
class JustificationAdmin(WalledModelAdmin):
    """Every justification; a referent gives one on the page of its record."""

    form = JustificationForm
    list_display = ("rule", "content_type", "object_id", "reason", "by", "at", "until")
    list_filter = ("rule",)
    list_select_related = ("content_type", "by")
    search_fields = ("rule", "reason")
    fixed_fields = ("rule", "content_type", "object_id")
    readonly_fields = ("by",)
    author_field = "by"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "rule":
            rules = [(rule.code, f"{rule.code} – {rule.title}") for rule in engine.rules()]
            return forms.ChoiceField(label="Règle", choices=[("", "---------"), *rules])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "content_type":
            kwargs["queryset"] = record_types()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, WalledModelAdmin):
    """The journal of imports."""

    list_display = ("file_name", "kind", "state", "owner", "received_at", "rows", "created", "updated", "refused")
    list_filter = ("state", "kind")
    list_select_related = ("owner",)
    search_fields = ("file_name",)


@admin.register(RefusedRow)
class RefusedRowAdmin(ReadOnly, PartAdmin):
    list_display = ("batch", "line", "error", "suggestion")
    list_select_related = ("batch",)
    search_fields = ("error",)
