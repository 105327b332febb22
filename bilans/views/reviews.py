"""The review of a return: accept it, or send back one figure or one paragraph, with a thread."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bilans.enums import Paragraph
from bilans.forms import AnswerForm, SendBackForm
from bilans.models import FigureReview, RegionalReturn
from bilans.returns import contents, state
from bilans.typography import french_text
from bilans.views.campaigns import for_administrators
from bilans.views.reading import posted
from bilans.words import pact_of
from measures.indicators import all_indicators

SEPARATOR = ":"


def _return(year: int, code: str) -> RegionalReturn:
    rows = RegionalReturn.objects.select_related("campaign", "region")
    return get_object_or_404(rows, campaign__year=year, region=code)


def _figures() -> list[tuple[str, str]]:
    """The figures that a region can say something of: the computed ones, and those it declares."""
    declared = {row.code for row in contents.declared_indicators()}
    rows = all_indicators().values()
    return [(row.code, french_text(row.label)) for row in rows if row.is_computed or row.code in declared]


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def send_back(request, year, code):
    """Send back one figure or one paragraph; the rest stays accepted."""
    row = _return(year, code)
    commitments = {each.number: each for each in pact_of(row.campaign.reference_date).commitments.all()}
    paragraphs = [
        (f"{each.number}{SEPARATOR}{paragraph.value}", f"{each.number}. {each.title} – {paragraph.label}")
        for each in commitments.values()
        for paragraph in Paragraph
    ]
    form = SendBackForm(posted(request), figures=_figures(), paragraphs=paragraphs)
    if request.method == "POST" and form.is_valid():
        number, _, paragraph = form.cleaned_data["about"].partition(SEPARATOR)
        about = (
            {"commitment": commitments[int(number)], "paragraph": paragraph} if paragraph else {"indicator": number}
        )
        try:
            review = state.send_back(row, request.user, form.cleaned_data["message"], **about)
        except state.ReturnRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Renvoyé à la région\u00a0: {review.about}. Le reste demeure accepté.")
        return redirect("bilans:return", year, code)
    context = {"return": row, "form": form, "year": str(year), "campaign": row.campaign}
    return render(request, "bilans/returns/send_back.html", context, status=400 if form.errors else 200)


@require_POST
@for_administrators
def accept(request, year, code):
    """Accept the return as it is."""
    row = _return(year, code)
    try:
        state.accept(row)
    except state.ReturnRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le retour de la région {row.region} est accepté.")
    return redirect("bilans:return", year, code)


@require_POST
def thread(request, year, code, pk):
    """Answer in a thread, for the region and the reviewer; settle it, for the reviewer."""
    rows = RegionalReturn.objects.visible_to(request.user)
    row = get_object_or_404(rows, campaign__year=year, region=code)
    review = get_object_or_404(FigureReview.objects.filter(regional_return=row), pk=pk)
    is_reviewer = state.reviews(request.user)
    if not (is_reviewer or state.fills(request.user, row)):
        raise PermissionDenied
    if "clore" in request.POST and is_reviewer:
        state.settle(review)
        messages.success(request, f"Échange clos\u00a0: {review.about} est accepté.")
        return redirect("bilans:return", year, code)
    form = AnswerForm(request.POST)
    if form.is_valid():
        state.answer(review, request.user, form.cleaned_data["message"])
        messages.success(request, "Votre réponse est enregistrée.")
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("bilans:return", year, code)
