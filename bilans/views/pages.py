"""Pages of the bilans: take the document that is read, lay it out, render."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bilans import presentation, rates, region_page
from bilans import published as published_page
from bilans.document import campaign_of, published_rows
from bilans.editions import available_years, edition_numbers, published_years
from bilans.models import RegionalReturn
from bilans.places import add_places
from bilans.typography import NARROW_SPACE
from bilans.views import bodies
from bilans.views.reading import NothingToRead, Reading, not_found, read


@require_safe
def years(request):
    """The years that have a bilan, with the editions published of each."""
    editions, years_read, campaigns = (
        published_years(request.user),
        available_years(request.user),
        _campaigns(request.user),
    )
    context = {
        "years": [(str(year), editions.get(year, [])) for year in years_read],
        "current_year": str(timezone.localdate().year),
        "campaigns": campaigns,
        "openable": [str(y) for y in years_read if str(y) not in campaigns] if request.user.is_national_admin else [],
    }
    return render(request, "bilans/years.html", context)


def _campaigns(user) -> list[str]:
    """The years whose campaign is open to `user`, latest first."""
    returns = RegionalReturn.objects.visible_to(user).order_by("-campaign__year")
    return [str(year) for year in returns.values_list("campaign__year", flat=True).distinct()]


def page(view):
    """A page of a bilan: `view` is given what is read; what cannot be read is a 404 in one sentence."""

    @require_safe
    def shown(request, year, number="", **kwargs):
        try:
            reading = read(request, year, number)
            return view(request, reading, **kwargs)
        except NothingToRead as error:
            return not_found(request, str(error))

    return shown


def context_of(reading: Reading) -> dict:
    """What all the pages of a bilan share."""
    form, numbers = reading.form, edition_numbers(reading.year)
    if form is not None:
        dates = reading.bilan
        form.fields["date"].initial, form.fields["horizon"].initial = dates["as_of"], dates["horizon"]
    return bodies.shared(reading) | {
        "not_sent": presentation.regions_not_sent(reading.bilan),
        "editions": numbers,
        "latest": numbers[-1] if numbers else "",
        "form": form,
    }


@page
def national(request, reading):
    """The national bilan: key figures, targets, measures, commitments, regions, definitions."""
    body = bodies.body(reading, bodies.NATIONAL, lambda: bodies.national_context(reading.bilan))
    return render(request, "bilans/national.html", context_of(reading) | {"body": body}, status=reading.status)


@page
def region(request, reading, code):
    """The chapter of a region: key figures, evolution, what it says and does."""
    bilan = reading.bilan
    if reading.is_live and not reading.in_old:
        add_places(bilan, campaign_of(reading.year))
    found = region_page.find_region(bilan, code)
    if found is None:
        raise NothingToRead(f"Aucune région ne porte le code «{NARROW_SPACE}{code}{NARROW_SPACE}».")
    body = bodies.body(reading, bodies.REGION, lambda: bodies.region_context(bilan, found), code)
    context = context_of(reading) | {"region": found, "body": body}
    return render(request, "bilans/region.html", context, status=reading.status)


@page
def comparison(request, reading):
    """The regions side by side, per 100 000 inhabitants."""
    columns, rows, total = rates.rate_table(reading.bilan)
    shown = next((column for column in columns if column["code"] == request.GET.get("chiffre")), columns[0])
    chart = rates.rate_chart(shown, columns.index(shown), rows, total)
    context = context_of(reading) | {
        "columns": columns,
        "rows": rows,
        "total": total,
        "shown": shown,
        "populations_note": rates.POPULATIONS_NOTE,
        "picture": bodies.pictures([chart])[chart.slug],
    }
    return render(request, "bilans/comparison.html", context, status=reading.status)


@page
def published(request, reading):
    """Figures printed in the documents of the pact beside those the records give."""
    bilan = reading.bilan
    rows = bilan["published"] if "published" in bilan else published_rows()
    context = context_of(reading) | {
        "sources": published_page.by_source(rows),
        "summary": published_page.summary(rows),
    }
    return render(request, "bilans/published.html", context, status=reading.status)
