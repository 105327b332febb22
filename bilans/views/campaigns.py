"""The campaign, for the national administrators: opening, cockpit, reminders, more time, publication, corrections."""

from __future__ import annotations

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bilans import campaign as campaigns
from bilans.build import BilanError
from bilans.editions import FIRST_YEAR
from bilans.enums import ReturnState
from bilans.forms import CampaignForm, CorrectionForm, ExtensionForm, OpinionsForm
from bilans.models import Campaign, CommitteeOpinion, RegionalReturn
from bilans.publishing import PublicationError, correct, publish
from bilans.themes import region_order
from bilans.typography import long_date
from bilans.views.reading import posted
from measures.published import default_horizon


def for_administrators(view):
    """A page of the national administrators: 403 for the others."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_national_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _campaign(year: int) -> Campaign:
    return get_object_or_404(Campaign, year=year)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def open_campaign(request, year):
    """Open the campaign of a year, or change its dates while nothing is published."""
    today = timezone.localdate()
    if not FIRST_YEAR <= year <= today.year:
        raise Http404(f"Il n’y a pas de bilan {year}.")
    campaign = Campaign.objects.filter(year=year).first()
    if campaign and campaign.editions.exists():
        messages.error(request, f"Le bilan {year} est publié\u00a0: ses dates ne changent plus.")
        return redirect("bilans:cockpit", year)
    form = CampaignForm(posted(request), instance=campaign or _proposed(year, today))
    if request.method == "POST" and form.is_valid():
        campaigns.open_campaign(form.instance)
        messages.success(request, f"La campagne {year} est ouverte\u00a0: chaque région a son retour à saisir.")
        return redirect("bilans:cockpit", year)
    context = {"form": form, "year": str(year), "campaign": campaign}
    return render(request, "bilans/campaign/open.html", context, status=400 if form.errors else 200)


def _proposed(year: int, today) -> Campaign:
    """The dates offered for a new campaign."""
    end = today.replace(year=year, month=12, day=31)
    return Campaign(
        year=year,
        reference_date=end,
        horizon=default_horizon(end),
        opens_on=today,
        due_on=today + timezone.timedelta(days=45),
    )


@require_safe
@for_administrators
def cockpit(request, year):
    """Where each region is."""
    campaign, today = _campaign(year), timezone.localdate()
    rows = campaigns.cockpit(campaign, request.user, today)
    context = {
        "campaign": campaign,
        "year": str(year),
        "rows": rows,
        "sent": sum(row.regional_return.state in ReturnState.sent() for row in rows),
        "editions": campaign.editions.defer("snapshot").select_related("published_by").order_by("published_at"),
        "opinions": campaign.opinions.all(),
        "today": today,
    }
    return render(request, "bilans/campaign/cockpit.html", context)


@require_POST
@for_administrators
def remind(request, year, code):
    """Send the reminder of a region, in one click."""
    row = _return(year, code)
    address = request.build_absolute_uri(reverse("bilans:return", args=[year, code]))
    if row.state not in ReturnState.in_hand():
        messages.error(
            request, f"Le retour de la région {row.region} est {row.get_state_display()}\u00a0: rien n’est attendu."
        )
        return redirect("bilans:cockpit", year)
    try:
        sent = campaigns.remind(row, request.user, address)
    except LookupError as error:
        messages.error(request, str(error))
    except OSError:
        messages.error(request, "Le message n’a pas pu partir\u00a0: réessayez dans quelques minutes.")
    else:
        people = "un référent" if sent.recipients == 1 else f"{sent.recipients} référents"
        messages.success(request, f"Relance envoyée à {people} de la région {row.region}.")
    return redirect("bilans:cockpit", year)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def extend(request, year, code):
    """Give a region more time, until a day."""
    row = _return(year, code)
    form = ExtensionForm(posted(request), due_on=row.campaign.due_on, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        campaigns.extend(row, form.cleaned_data["until"], form.cleaned_data["reason"])
        messages.success(
            request, f"La région {row.region} a jusqu’au {long_date(row.extended_until)} pour transmettre."
        )
        return redirect("bilans:cockpit", year)
    context = {"form": form, "return": row, "year": str(year)}
    return render(request, "bilans/campaign/extend.html", context, status=400 if form.errors else 200)


def _return(year: int, code: str) -> RegionalReturn:
    rows = RegionalReturn.objects.select_related("campaign", "region")
    return get_object_or_404(rows, campaign__year=year, region=code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def publication(request, year):
    """What publishing would freeze, then publish; once published, correct."""
    campaign = _campaign(year)
    latest = campaign.editions.defer("snapshot").first()
    # Without an edition to correct, it is the first one that was asked for: on a page older than the publication.
    corrects = latest and (request.method != "POST" or "of" in request.POST)
    form = CorrectionForm(posted(request), initial={"of": latest.number}) if corrects else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            edition = _publish(campaign, form, request.user)
        except (PublicationError, BilanError) as error:
            messages.error(request, str(error))
            return redirect("bilans:publication", year)
        messages.success(request, f"L’édition {edition.number} du bilan {year} est publiée.")
        return redirect("bilans:national", year, edition.number)
    rows = campaign.returns.select_related("region")
    returns = sorted(rows, key=lambda row: region_order(row.region_id, row.region.name))
    context = {
        "campaign": campaign,
        "year": str(year),
        "latest": latest,
        "form": form,
        "sent": [row for row in returns if row.state in ReturnState.sent()],
        "not_accepted": [row for row in returns if row.state == ReturnState.SENT],
        "sent_back": [row for row in returns if row.state == ReturnState.SENT_BACK],
        "not_sent": [row for row in returns if row.state not in ReturnState.sent()],
    }
    return render(request, "bilans/campaign/publication.html", context, status=400 if form and form.errors else 200)


def _publish(campaign: Campaign, form: CorrectionForm | None, user):
    if form is None:
        return publish(campaign, by=user)
    return correct(campaign, of=form.cleaned_data["of"], reason=form.cleaned_data["reason"], by=user)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def opinions(request, year):
    """« Avis et propositions du comité »: those recorded, and one more."""
    campaign = _campaign(year)
    if request.method == "POST" and "retirer" in request.POST:
        campaign.opinions.filter(pk=request.POST["retirer"]).delete()
        return redirect("bilans:opinions", year)
    form = OpinionsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        rank = campaign.opinions.count() + 1
        opinion = CommitteeOpinion(campaign=campaign, rank=rank, **form.cleaned_data)
        opinion.full_clean()
        opinion.save()
        messages.success(request, "L’avis est enregistré\u00a0: il paraîtra dans la prochaine édition.")
        return redirect("bilans:opinions", year)
    context = {"campaign": campaign, "year": str(year), "opinions": campaign.opinions.all(), "form": form}
    return render(request, "bilans/campaign/opinions.html", context, status=400 if form.errors else 200)
