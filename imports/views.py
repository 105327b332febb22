"""The journal of imports, and the form that sends a file."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from imports import batches, tasks
from imports.batch_pages import BADGES
from imports.enums import BlankPolicy, Step
from imports.exporting.templates import FORMATS, template
from imports.forms import JournalFilter, UploadForm
from imports.kinds import ImportKind, kinds, kinds_of, may_import
from imports.kinds import kind as kind_of
from imports.matching import match_headers
from imports.models import ImportBatch

PAGE_SIZE = 50


@require_safe
def journal(request):
    """List the files sent, the latest first, and the kinds that the user may import."""
    if not request.user.can_read_records:
        raise PermissionDenied
    form = JournalFilter(request.GET, kinds())
    context = {"form": form, "kinds": kinds_of(request.user)}
    if not form.is_valid():
        return render(request, "imports/journal.html", context, status=400)
    found = ImportBatch.objects.visible_to(request.user).defer("file").select_related("owner")
    if asked := form.cleaned_data["type"]:
        found = found.filter(kind=asked)
    if state := form.cleaned_data["etat"]:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-received_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    labels = {kind.code: kind.label for kind in kinds()}
    context |= {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "lines": [(batch, labels.get(batch.kind, batch.kind), BADGES.get(batch.state, "")) for batch in page],
        "is_filtered": bool(asked or state),
    }
    return render(request, "imports/journal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request, kind):
    """Take a file of `kind` on POST, check it and lead to its batch; show the form otherwise."""
    kind = _kind_for(request.user, kind)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"vide": BlankPolicy.KEEP})
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "kind": kind}
        return render(request, "imports/upload.html", context, status=400 if form.errors else 200)
    file = form.cleaned_data["fichier"]
    batch = batches.receive_once(kind, file.read(), file.name, request.user, blank=form.cleaned_data["vide"])
    batch.size = file.size
    tasks.take(batch, Step.CHECK, by=request.user)
    batch.refresh_from_db(fields=["headers", "mapping"])
    to_map = bool(batch.headers and match_headers(kind, batch.headers, batch.chosen).problems)
    return redirect("imports:columns" if to_map else "imports:batch", pk=batch.pk)


@require_safe
def template_file(request, kind, file_format):
    """Give the file to fill in for a kind: its headers, an example, the values that are taken."""
    kind = _kind_for(request.user, kind)
    if file_format not in FORMATS:
        raise Http404("Ce format de modèle n’existe pas.")
    content = template(kind, file_format)
    return FileResponse(content, as_attachment=True, filename=f"modele-{kind.code}.{file_format}")


def _kind_for(user, code: str) -> ImportKind:
    """The kind `code`; 404 when there is none, 403 when `user` may not import it."""
    try:
        kind = kind_of(code)
    except KeyError:
        raise Http404("Ce type d’import n’existe pas.") from None
    if not may_import(user, kind):
        raise PermissionDenied("Ce type d’import n’est pas ouvert à votre compte.")
    return kind
