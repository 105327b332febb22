"""The return of a region, page by page, for those who write it and those who read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bilans import commitments_page, region_page
from bilans.document import live_bilan, published_rows
from bilans.enums import Paragraph, ReturnState
from bilans.forms import ActionForm, DeclaredForm, ExplanationsForm, IllustrationsForm, NarrativeForm, SendForm
from bilans.models import GapExplanation, RegionalReturn, ReturnNarrative
from bilans.places import add_places
from bilans.presentation import dates, year_headings
from bilans.region_page import find_region
from bilans.returns import contents, state
from bilans.returns.checks import check, check_text, parts_of
from bilans.returns.gaps import gaps
from bilans.views import bodies
from bilans.views.reading import Reading, posted
from bilans.words import actions_of, add_words, pact_of
from measures.models import Commitment, Observation, RegionalAction


@dataclass(frozen=True)
class Work:
    """A return under the eyes of `user`, with the figures of its region as they stand."""

    regional_return: RegionalReturn
    user: object

    @cached_property
    def bilan(self) -> dict:
        """The live bilan, with the words of this return as they stand, sent or not."""
        return live_bilan(self.regional_return.campaign.year)

    @cached_property
    def region(self) -> dict:
        region = find_region(self.bilan, self.regional_return.region_id)
        if region is None:
            raise Http404("Cette région n’a pas de chapitre.")
        return region

    @cached_property
    def gaps(self) -> list:
        return gaps(self.bilan, self.region, published_rows())

    @cached_property
    def commitments(self) -> list[Commitment]:
        pact = pact_of(self.regional_return.campaign.reference_date)
        return list(pact.commitments.all()) if pact else []

    @property
    def parts(self) -> list[contents.Part]:
        return contents.parts(self.regional_return, self.gaps, len(self.commitments))

    @cached_property
    def why_closed(self) -> str:
        return state.why_closed(self.regional_return, timezone.localdate())

    @property
    def is_writer(self) -> bool:
        return state.fills(self.user, self.regional_return)

    @property
    def may_write(self) -> bool:
        """Whether `user` writes this return now."""
        return self.is_writer and not self.why_closed

    @property
    def is_sent_back(self) -> bool:
        return self.regional_return.state == ReturnState.SENT_BACK

    @property
    def may_write_all(self) -> bool:
        """Whether the whole of it is open, and not only what was sent back."""
        return self.may_write and not self.is_sent_back

    def context(self, **more) -> dict:
        row = self.regional_return
        return {"work": self, "return": row, "campaign": row.campaign, "year": str(row.campaign.year)} | more


def of_a_region(view):
    """A page of a return: 404 for who does not read the region, 403 for writing what is another's or closed."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD", "POST"])
    def shown(request, year, code, **kwargs):
        rows = RegionalReturn.objects.visible_to(request.user).select_related("campaign", "region", "sent_by")
        work = Work(get_object_or_404(rows, campaign__year=year, region=code), request.user)
        if request.method == "POST":
            if not work.is_writer:
                raise PermissionDenied
            if work.why_closed:
                messages.error(request, work.why_closed)
                return redirect("bilans:return", year, code)
        try:
            return view(request, work, **kwargs)
        except state.ReturnRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("bilans:return", year, code)

    return shown


def _back(work: Work, name: str = "return", *args):
    return redirect(f"bilans:{name}", work.regional_return.campaign.year, work.regional_return.region_id, *args)


@of_a_region
def overview(request, work):
    """Where the return is: its parts, what was sent back, what comes next."""
    parts = work.parts
    context = work.context(
        parts=parts,
        completeness=contents.completeness(parts),
        threads=state.threads(work.regional_return),
        reviews=state.reviews(request.user),
    )
    return render(request, "bilans/returns/overview.html", context)


@of_a_region
def figures(request, work):
    """The computed figures, locked to their definition, and the gaps to explain."""
    row = work.regional_return
    known = {(each.indicator, each.compared_with): each for each in row.explanations.all()}
    takes = [gap for gap in work.gaps if state.takes_figure(row, gap.indicator)] if work.may_write else []
    initial = {ExplanationsForm.name_of(gap): known[gap.key].text for gap in work.gaps if gap.key in known}
    form = ExplanationsForm(posted(request), gaps=takes, initial=initial)
    if request.method == "POST" and form.is_valid():
        with state.writing(row):
            _write_explanations(row, form, known)
        messages.success(request, "Les explications sont enregistrées.")
        return _back(work, "return-figures")
    context = work.context(
        form=form,
        sections=[(section, []) for section in region_page.region_sections(work.bilan, work.region)],
        headings=year_headings(work.bilan),
        reading=Reading(row.campaign.year, work.bilan),
        dates=dates(work.bilan),
        read_only=[(gap, known[gap.key].text if gap.key in known else "") for gap in work.gaps if gap not in takes],
    )
    return render(request, "bilans/returns/figures.html", context, status=400 if form.errors else 200)


def _write_explanations(row: RegionalReturn, form: ExplanationsForm, known: dict) -> None:
    for gap in form.gaps:
        text, before = form.cleaned_data[form.name_of(gap)].strip(), known.get(gap.key)
        if before is None and text:
            indicator, compared_with = gap.key
            GapExplanation.objects.create(
                regional_return=row, indicator=indicator, compared_with=compared_with, text=text
            )
        elif before is not None and not text:
            before.delete()
        elif before is not None and text != before.text:
            before.text = text
            before.save(update_fields=["text"])


@of_a_region
def declared(request, work):
    """The declared figures: a value, or why there is none."""
    row = work.regional_return
    known = contents.observations(row)
    forms, fixed = [], []
    for indicator in contents.declared_indicators():
        if work.may_write and state.takes_figure(row, indicator.code):
            instance = known.get(indicator.code) or Observation(
                indicator=indicator.code, region_id=row.region_id, date=row.campaign.reference_date
            )
            forms.append(DeclaredForm(posted(request), instance=instance, indicator=indicator))
        else:
            fixed.append((indicator, contents.declared_text(indicator, known.get(indicator.code))))
    answers = [form.is_valid() for form in forms]  # each says what is wrong with it, not only the first
    if request.method == "POST" and all(answers):
        with state.writing(row):
            for form in forms:
                if form.is_blank:
                    if form.instance.pk:
                        form.instance.delete()
                elif form.has_changed():
                    form.save()
        messages.success(request, "Les chiffres déclarés sont enregistrés.")
        return _back(work, "return-declared")
    faulty = any(form.errors for form in forms)
    context = work.context(forms=forms, fixed=fixed, faulty=faulty)
    return render(request, "bilans/returns/declared.html", context, status=400 if faulty else 200)


@of_a_region
def commitments(request, work):
    """The commitments of the pact, and which have their narrative."""
    written = {row.commitment_id: row for row in work.regional_return.narratives.all()}
    rows = [(commitment, written.get(commitment.pk)) for commitment in work.commitments]
    return render(request, "bilans/returns/commitments.html", work.context(rows=rows))


@of_a_region
def narrative(request, work, commitment):
    """The four texts of a commitment, with the figures written by hand that contradict the computed ones."""
    row = work.regional_return
    found = next((each for each in work.commitments if each.number == commitment), None)
    if found is None:
        raise Http404("Cet engagement n’existe pas dans ce pacte.")
    stored = row.narratives.filter(commitment=found).first()
    writable = {name for name in Paragraph.values if work.may_write and state.takes_paragraph(row, found, name)}
    instance = stored or ReturnNarrative(regional_return=row, commitment=found)
    form = NarrativeForm(posted(request), instance=instance, writable=writable)
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        with state.writing(row):
            kept = row.narratives.filter(commitment=found).first()
            if form.mark_of(kept) == form.cleaned_data["seen"]:
                form.save()
                messages.success(request, "Le récit est enregistré.")
                return _back(work, "return-narrative", commitment)
        texts = [(Paragraph(name).label, getattr(kept, name, "")) for name in Paragraph.values]
        meanwhile = [(label, text) for label, text in texts if text]
        form.data = form.data.copy()
        form.data["seen"] = form.mark_of(kept)  # saved again, it replaces what was just shown
    parts = parts_of(row.region_id)
    remarks = [
        (Paragraph(name).label, *check_text(getattr(instance, name), work.bilan, work.region, parts))
        for name in Paragraph.values
    ]
    tokens = [row for row in work.bilan["indicators"] if row["code"] in found.indicators]
    context = work.context(
        form=form,
        meanwhile=meanwhile,
        commitment=found,
        writable=bool(writable),
        remarks=[(label, faults, doubts) for label, faults, doubts in remarks if faults or doubts],
        tokens=[(row["code"], row["label"]) for row in tokens],
    )
    status = 409 if meanwhile is not None else 400 if form.errors else 200
    return render(request, "bilans/returns/narrative.html", context, status=status)


@of_a_region
def actions(request, work):
    """What the region does, commitment by commitment."""
    row = work.regional_return
    rows = RegionalAction.objects.filter(region=row.region_id).select_related("commitment", "territory")
    told = set(actions_of(row.campaign.reference_date).filter(region=row.region_id).values_list("pk", flat=True))
    listed = [
        (action, commitments_page.dates_text(action.start, action.last_day), action.pk in told) for action in rows
    ]
    return render(request, "bilans/returns/actions.html", work.context(actions=listed))


@of_a_region
def action(request, work, pk=None):
    """Add an action, change it, or withdraw it."""
    row = work.regional_return
    own = RegionalAction.objects.filter(region=row.region_id)
    instance = get_object_or_404(own, pk=pk) if pk else None
    if not work.may_write_all:
        messages.error(request, work.why_closed or "Les actions de ce retour ne se modifient plus.")
        return _back(work, "return-actions")
    pacts = {each.pact_id for each in work.commitments} | ({instance.commitment.pact_id} if instance else set())
    form = ActionForm(
        posted(request),
        instance=instance,
        commitments=Commitment.objects.filter(pact__in=pacts).select_related("pact"),
        region=row.region_id,
    )
    if request.method == "POST" and instance and "retirer" in request.POST:
        with state.writing(row):
            instance.delete()
        messages.success(request, "L’action est retirée.")
        return _back(work, "return-actions")
    if request.method == "POST" and form.is_valid():
        with state.writing(row):
            form.save()
        messages.success(request, "L’action est enregistrée.")
        return _back(work, "return-actions")
    return render(
        request,
        "bilans/returns/action.html",
        work.context(form=form, action=instance),
        status=400 if form.errors else 200,
    )


@of_a_region
def illustrations(request, work):
    """Example territories and the figure put forward."""
    form = IllustrationsForm(posted(request), instance=work.regional_return)
    if request.method == "POST" and form.is_valid() and work.may_write_all:
        with state.writing(work.regional_return):
            form.instance.save(update_fields=["highlight_indicator"])
            form.instance.territories.set(form.cleaned_data["territories"])
        messages.success(request, "Les illustrations sont enregistrées.")
        return _back(work, "return-illustrations")
    return render(
        request, "bilans/returns/illustrations.html", work.context(form=form), status=400 if form.errors else 200
    )


@of_a_region
def preview(request, work):
    """The chapter as it would be published, with the texts as they stand."""
    row = work.regional_return
    faults = check(row, work.bilan, work.region).faults
    if not faults:
        add_words(work.bilan, row.campaign, [row.region_id])
    add_places(work.bilan, row.campaign)
    region = find_region(work.bilan, row.region_id)  # once more: what it gives is a copy
    reading = Reading(row.campaign.year, work.bilan)
    body = bodies.body(reading, bodies.REGION, lambda: bodies.region_context(work.bilan, region))
    return render(request, "bilans/returns/preview.html", work.context(faults=faults, region=region, body=body))


@of_a_region
def sending(request, work):
    """What is pointed out before sending, then send."""
    found = check(work.regional_return, work.bilan, work.region)
    form = SendForm(posted(request), doubts=found.doubts)
    if request.method == "POST" and not found.faults and form.is_valid():
        state.send(work.regional_return, request.user)
        messages.success(request, "Le retour est transmis. Vous serez prévenu ici si un point vous est renvoyé.")
        return _back(work)
    parts = work.parts
    context = work.context(checked=found, form=form, parts=parts, completeness=contents.completeness(parts))
    refused = request.method == "POST"
    return render(request, "bilans/returns/sending.html", context, status=400 if refused else 200)


@require_safe
def mine(request):
    """Lead a référent to the return of their region in the latest campaign."""
    rows = RegionalReturn.objects.visible_to(request.user).order_by("-campaign__year", "region")
    row = rows.select_related("campaign").first()
    if row is None:
        raise Http404("Aucune campagne n’est ouverte.")
    if request.user.is_national_admin:
        return redirect("bilans:cockpit", row.campaign.year)
    return redirect("bilans:return", row.campaign.year, row.region_id)
