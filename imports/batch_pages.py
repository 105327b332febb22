"""The page of a file that was sent: what it would change, what is refused; and what may be done with it."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anomalies import engine
from anomalies.listing import Asked, by_rule, counts
from imports import batches, tasks
from imports.batches import NotWritten
from imports.drafts import NEW
from imports.enums import BatchState, BlankPolicy, Outcome, Step
from imports.exporting.refused import refused_rows_file
from imports.forms import BLANKS, ColumnsForm
from imports.kinds import may_import
from imports.mappings import remember
from imports.matching import match_headers
from imports.models import ImportBatch
from imports.reading.headers import Match

PAGE_SIZE = 50
BYTES = "application/octet-stream"
BADGES = {
    BatchState.CHECKING: "info",
    BatchState.CHECKED: "info",
    BatchState.WRITING: "info",
    BatchState.WRITTEN: "success",
    BatchState.UNDOING: "info",
    BatchState.REFUSED: "error",
}
FILTERS = (
    (Outcome.REFUSED, "Refusées", "refused"),
    (Outcome.PROPOSED, "À confirmer", "proposed"),
    (Outcome.CREATED, "Créées", "created"),
    (Outcome.UPDATED, "Modifiées", "updated"),
)
UNDER_WAY = "Ce lot est en cours de traitement\u00a0: attendez la fin de l’étape."


@require_safe
def batch_page(request, pk):
    """Show a batch: its state, what was read, each row with what it changes or why it is refused."""
    batch = _visible(request.user, pk)
    context = _about(request.user, batch)
    if batch.state in BatchState.under_way():
        context["task"] = getattr(batch, "task", None)
        context["has_died"] = tasks.has_died(batch)
        return render(request, "imports/under_way.html", context)
    if batch.state == BatchState.WRITTEN:
        context["anomalies"] = anomalies_on(batch, request.user)
    return render(request, "imports/batch.html", context | _rows(request, batch))


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, pk):
    """Say, on POST, which column each header is; the batch is checked again. Show the form otherwise."""
    batch = _decided_by(request.user, pk)
    if batch.state not in BatchState.before_writing() or not batch.headers:
        messages.info(request, "Les colonnes de ce lot ne sont plus à choisir.")
        return redirect("imports:batch", pk=pk)
    samples = batches.samples_of(batch)
    form = ColumnsForm(request.POST or None, batch.import_kind, batch.headers, batch.chosen, samples)
    if request.method != "POST" or not form.is_valid():
        context = _about(request.user, batch) | {"form": form}
        return render(request, "imports/columns.html", context, status=400 if form.errors else 200)
    return _check_anew(request, batch, form.mapping, batch.blank_policy, remembers=True)


@require_POST
def blanks(request, pk):
    """Change what an empty cell means, and check again."""
    batch = _decided_by(request.user, pk)
    policy = request.POST.get("vide", "")
    if policy not in BlankPolicy.values:
        raise Http404("Ce choix n’existe pas.")
    return _check_anew(request, batch, batch.chosen, policy)


@require_POST
def answers(request, pk):
    """Say which record each line is about, among those proposed, and check again."""
    batch = _decided_by(request.user, pk)
    asked = {}
    for line, proposals in batch.imported_rows.filter(outcome=Outcome.PROPOSED).values_list("line", "proposals"):
        choices = {str(key): key for key in (NEW, *(key for key, _ in proposals))}
        said = request.POST.get(f"ligne_{line}")
        if said in choices:
            asked[line] = choices[said]
    if not asked:
        return _refuse(request, pk, "Répondez au moins à une ligne.")
    try:
        batches.answer(batch, asked)
    except NotWritten as refusal:
        return _refuse(request, pk, str(refusal))
    tasks.take(batch, Step.CHECK, by=request.user)
    return redirect("imports:batch", pk=pk)


@require_POST
def write(request, pk):
    """Write a batch: all of it, or its valid rows if the form asks so."""
    batch = _decided_by(request.user, pk)
    if batch.state in BatchState.under_way():
        return _refuse(request, pk, UNDER_WAY)
    partial = request.POST.get("partiel") == "oui"
    if refusal := tasks.take(batch, Step.WRITE, by=request.user, partial=partial):
        return _refuse(request, pk, refusal)
    return redirect("imports:batch", pk=pk)


@require_POST
def resume(request, pk):
    """Start again the task that has died."""
    batch = _decided_by(request.user, pk)
    if tasks.has_died(batch):
        tasks.start_again(batch)
    return redirect("imports:batch", pk=pk)


@require_POST
def abandon(request, pk):
    """Give up a file that is not written."""
    batch = _decided_by(request.user, pk)
    try:
        batches.abandon(batch)
    except NotWritten as refusal:
        return _refuse(request, pk, str(refusal))
    messages.success(request, f"«\u00a0{batch.file_name}\u00a0» est abandonné\u00a0: rien n’a été écrit.")
    return redirect("imports:journal")


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, pk):
    """Undo, on POST, what a batch wrote; say what will happen otherwise."""
    batch = _decided_by(request.user, pk)
    if batch.state != BatchState.WRITTEN:
        return _refuse(request, pk, "Ce lot n’est pas écrit, ou est déjà annulé\u00a0: il n’y a rien à annuler.")
    if request.method != "POST":
        return render(request, "imports/undo.html", _about(request.user, batch))
    if refusal := tasks.take(batch, Step.UNDO, by=request.user):
        return _refuse(request, pk, refusal)
    return redirect("imports:batch", pk=pk)


@require_safe
def file(request, pk):
    """Give back the file as it was sent."""
    batch = _visible(request.user, pk)
    if batch.size is None:
        raise Http404("Ce fichier n’est plus conservé.")
    return FileResponse(io.BytesIO(batch.file), as_attachment=True, filename=batch.file_name, content_type=BYTES)


@require_safe
def refused_rows(request, pk):
    """Give the refused rows as the reader's own file, with why and what instead: corrected, it is sent back."""
    batch = _visible(request.user, pk)
    faults = batches.faults_of(batch)
    if batch.size is None or not faults:
        raise Http404("Il n’y a pas de ligne refusée à corriger, ou ce fichier n’est plus conservé.")
    content = refused_rows_file(batches.table_of(batch), faults)
    return FileResponse(content, as_attachment=True, filename=f"a-corriger-{batch.file_name}", content_type=BYTES)


def anomalies_on(batch: ImportBatch, user) -> list[tuple[engine.WarningRule, int]]:
    """The warning rules that point out today some of the records that `batch` wrote, and how many; most first."""
    found = by_rule(counts(user, Asked(on=timezone.localdate(), written_in=batch.history_context)))
    return [(engine.rule(code), number) for code, number in found.most_common()]


def _visible(user, pk: int) -> ImportBatch:
    """The batch `pk`, without its file but for its `size`; 404 when `user` does not see it."""
    seen = ImportBatch.objects.visible_to(user).defer("file").annotate(size=Length("file"))
    return get_object_or_404(seen.select_related("owner", "written_by", "undone_by", "task"), pk=pk)


def _decided_by(user, pk: int) -> ImportBatch:
    """The batch `pk`; 404 when `user` does not see it, 403 when they may not decide of it."""
    batch = _visible(user, pk)
    if not _may_decide(user, batch):
        raise PermissionDenied("Ce lot n’est pas à vous.")
    return batch


def _may_decide(user, batch: ImportBatch) -> bool:
    kind = batch.import_kind
    is_theirs = ImportBatch.objects.editable_by(user).filter(pk=batch.pk).exists()
    return kind is not None and may_import(user, kind) and is_theirs


def _about(user, batch: ImportBatch) -> dict:
    """What every page of a batch says of it."""
    kind = batch.import_kind
    match = match_headers(kind, batch.headers, batch.chosen) if kind and batch.headers else Match()
    return {
        "batch": batch,
        "kind": kind,
        "badge": BADGES.get(batch.state, ""),
        "match": match,
        "unread": [batch.headers[position] for position in match.unknown if batch.headers[position]],
        "blanks": BLANKS,
        "may_decide": _may_decide(user, batch),
        "is_open": batch.state in BatchState.before_writing(),
        "to_write": batch.created + batch.updated,
    }


def _rows(request, batch: ImportBatch) -> dict:
    """The rows kept of a batch, of one outcome if the address asks so, a page at a time."""
    asked = request.GET.get("effet", "")
    rows = batch.imported_rows.order_by("line")
    if asked in Outcome.values:
        rows = rows.filter(outcome=asked)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "asked": asked if asked in Outcome.values else "",
        "is_answered": any(row.proposals for row in page),
        "filters": [
            (outcome, label, getattr(batch, name)) for outcome, label, name in FILTERS if getattr(batch, name)
        ],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
    }


def _check_anew(request, batch: ImportBatch, mapping: dict[int, str], blank: str, *, remembers: bool = False):
    """Check `batch` with these columns and this meaning of an empty cell, and lead to its page."""
    try:
        batches.set_columns(batch, mapping, blank)
    except NotWritten as refusal:
        return _refuse(request, batch.pk, str(refusal))
    if remembers:
        batch.mapping = {str(position): name for position, name in mapping.items()}
        remember(batch)
    tasks.take(batch, Step.CHECK, by=request.user)
    return redirect("imports:batch", pk=batch.pk)


def _refuse(request, pk: int, sentence: str):
    messages.error(request, sentence)
    return redirect("imports:batch", pk=pk)
