"""Import and export in the admin, on the lists of the models that a kind of file names.

The rights and the resources are those of django-import-export; the files are ours.
"""

from __future__ import annotations

from django import forms
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.signals import post_export

from imports.enums import FileFormat
from imports.exporting import About, export
from imports.kinds import ImportKind, kind_of_model, may_import
from imports.models import ExportLog
from imports.resource import resource_of

CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
SEPARATOR = "\u202f; "


class ExportForm(forms.ModelForm):
    """What is asked before records that name persons leave the register."""

    class Meta:
        model = ExportLog
        fields = ("format", "reason")
        widgets = {
            "format": AdminRadioSelect(attrs={"class": "radiolist"}),
            "reason": forms.TextInput(attrs={"class": "vTextField"}),
        }


class ImportExportAdmin(ImportExportMixin):
    """Offers, in the list of a model that a kind of file names, to import such a file and to export what is listed."""

    import_export_change_list_template = None

    @property
    def import_kind(self) -> ImportKind | None:
        """The kind of file that holds these records."""
        return kind_of_model(self.opts.label)

    def get_resource_classes(self, request):
        return [resource_of(self.import_kind)]

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"user": request.user}

    def has_import_permission(self, request) -> bool:
        kind = self.import_kind
        return kind is not None and super().has_import_permission(request) and may_import(request.user, kind)

    def has_export_permission(self, request) -> bool:
        return self.import_kind is not None and super().has_export_permission(request)

    def get_urls(self):
        """Django's, and that of the export: importing has its own pages, out of the admin."""
        others = {self._name_of(view) for view in ("import", "process_import", "export")}
        urls = [url for url in super().get_urls() if getattr(url, "name", None) not in others]
        if self.import_kind is None:
            return urls
        return [path("export/", self.admin_site.admin_view(self.export_action), name=self._name_of("export")), *urls]

    def changelist_view(self, request, extra_context=None):
        kind = self.import_kind if self.has_import_permission(request) else None
        return super().changelist_view(request, {"import_kind": kind} | (extra_context or {}))

    def export_action(self, request):
        """Ask for a format and a reason, then give the file of what the list shows, and note who took it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        narrows = bool(request.GET)
        listed = self.get_changelist_instance(request)
        if narrows and not request.GET:  # filters that were not understood: the list is whole, and says so
            return redirect(request.path)
        form = ExportForm(request.POST or None)
        if form.is_valid():
            return self._file(request, form.save(commit=False), listed)
        context = self.admin_site.each_context(request) | {
            "title": f"Exporter\u00a0: {self.import_kind.label}",
            "opts": self.opts,
            "number": listed.queryset.count(),
            "filters": filters_of(listed),
            "form": form,
            "adminform": AdminForm(form, [(None, {"fields": ExportForm.Meta.fields})], {}),
            "media": self.media + form.media,
            "list_address": self._list_address() + listed.get_query_string(),
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _file(self, request, log: ExportLog, listed) -> FileResponse:
        day = timezone.localdate()
        log.by, log.kind, log.filters = request.user, self.import_kind.code, filters_of(listed)[:500]
        about = About(request.user.email, f"{day:%d/%m/%Y}", log.reason, log.filters)
        with transaction.atomic():
            file, log.rows = export(self.import_kind, request.user, listed.queryset, log.format, about)
            log.save()
        post_export.send(sender=None, model=self.model)
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"{log.kind}-{day.isoformat()}.{log.format}",
            content_type=CONTENT_TYPES[log.format],
        )

    def _name_of(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def _list_address(self) -> str:
        return reverse(f"admin:{self._name_of('changelist')}")


def filters_of(listed) -> str:
    """What narrows a list, in words: « recherche : durand ; filière : médecine »."""
    said = [("recherche", listed.query)] if listed.query else []
    expected = set()
    for spec in listed.filter_specs:
        expected.update(spec.expected_parameters())
        # The first choice is « Tous ».
        chosen = [choice["display"] for choice in list(spec.choices(listed))[1:] if choice["selected"]]
        said += [(str(spec.title), str(display)) for display in chosen]
    said += [(name, ", ".join(values)) for name, values in listed.get_filters_params().items() if name not in expected]
    return SEPARATOR.join(f"{name}\u00a0: {value}" for name, value in said)
