"""What the applications below the region wall keep, and what the admin leaves out."""

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.urls import reverse
from django.utils.html import format_html
from dsfr.models import DsfrConfig

from anomalies import engine
from anomalies.models import Justification
from imports.models import ExportLog, ImportBatch, ImportedRow
from regions.history_words import with_names
from regions.wall_admin import PartAdmin, ReadOnly, WalledModelAdmin

# The look of the site is a setting of the deployment.
admin.site.unregister(DsfrConfig)


@admin.register(Justification)
class JustificationAdmin(WalledModelAdmin):
    """Every justification, to read and correct; one is given on the page of its record."""

    list_display = ("rule", "justified_record", "reason", "by", "at", "until")
    list_filter = ("rule",)
    list_select_related = ("by",)
    search_fields = ("rule", "reason")
    fields = ("rule", "justified_record", "reason", "by", "at", "until")
    readonly_fields = ("rule", "justified_record", "by")

    def get_queryset(self, request):
        records = [with_names(model._default_manager.all()) for model in engine.models_with_rules()]
        return super().get_queryset(request).prefetch_related(GenericPrefetch("record", records))

    def has_add_permission(self, request):
        return False

    @admin.display(description="fiche")
    def justified_record(self, justification):
        """The record that the rule points out, and its page."""
        record = justification.record
        address = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(address, args=[quote(record.pk)]), record)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, WalledModelAdmin):
    """The journal of imports; what a file holds, and what to do with it, are on its own page."""

    list_display = ("file_name", "kind_label", "state", "owner", "received_at", "created", "updated", "refused")
    list_filter = ("state", "kind")
    list_select_related = ("owner",)
    search_fields = ("file_name",)
    fields = (
        "page",
        ("kind_label", "state"),
        ("owner", "received_at"),
        ("format", "problem"),
        ("rows", "blank_policy"),
        ("created", "updated"),
        ("unchanged", "refused"),
        ("proposed", "erased"),
        ("written_by", "written_at"),
        ("undone_by", "undone_at"),
        "sha256",
    )
    readonly_fields = ("page", "kind_label", "received_at")

    @admin.display(description="type", ordering="kind")
    def kind_label(self, batch):
        """What the file is of, in words."""
        return batch.import_kind.label if batch.import_kind else batch.kind

    @admin.display(description="fichier")
    def page(self, batch):
        """The file, and its page."""
        return format_html('<a href="{}">{}</a>', reverse("imports:batch", args=[batch.pk]), batch.file_name)


@admin.register(ImportedRow)
class ImportedRowAdmin(ReadOnly, PartAdmin):
    list_display = ("batch", "line", "outcome", "label")
    list_filter = ("outcome",)
    list_select_related = ("batch",)
    search_fields = ("label",)


@admin.register(ExportLog)
class ExportLogAdmin(ReadOnly, WalledModelAdmin):
    """The journal of exports."""

    list_display = ("at", "by", "kind_label", "rows", "format", "reason", "filters")
    list_filter = ("at", "kind", "format")
    list_select_related = ("by",)
    search_fields = ("reason", "by__email")

    @admin.display(description="type", ordering="kind")
    def kind_label(self, log):
        """What was exported, in words."""
        return log.kind_label
