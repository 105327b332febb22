"""Pages of the bilans: take the document that is read, lay it out, render."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bilans import commitments_page, national_page, presentation, rates, region_page
from bilans import published as published_page
from bilans.document import published_rows
from bilans.editions import available_years, latest_number, published_years
from bilans.typography import NARROW_SPACE
from bilans.views.reading import NothingToRead, Reading, not_found, read


@require_safe
def years(request):
    """The years that have a bilan, with the editions published of each."""
    editions = published_years(request.user)
    context = {
        "years": [(str(year), editions.get(year, [])) for year in available_years(request.user)],
        "current_year": str(timezone.localdate().year),
    }
    return render(request, "bilans/years.html", context)


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
    """What all the pages of a bilan share; the year is text, else it reads « 2 016 »."""
    bilan, form = reading.bilan, reading.form
    if form is not None:
        form.fields["date"].initial, form.fields["horizon"].initial = bilan["as_of"], bilan["horizon"]
    return {
        "reading": reading,
        "bilan": bilan,
        "year": str(bilan["year"]),
        "dates": presentation.dates(bilan),
        "headings": presentation.year_headings(bilan),
        "regions": presentation.ordered_regions(bilan),
        "not_sent": presentation.regions_not_sent(bilan),
        "latest": latest_number(reading.year),
        "form": form,
    }


@page
def national(request, reading):
    """The national bilan: key figures, targets, measures, commitments, regions, definitions."""
    bilan = reading.bilan
    columns, rows, total = national_page.region_table(bilan)
    context = context_of(reading) | {
        "key_figures": national_page.national_key_figures(bilan),
        "targets": national_page.target_rows(bilan),
        "sections": national_page.national_sections(bilan),
        "commitments": commitments_page.commitments(bilan),
        "opinions": commitments_page.opinions(bilan),
        "region_columns": columns,
        "region_rows": rows,
        "region_total": total,
        "definitions": presentation.definitions(bilan),
    }
    return render(request, "bilans/national.html", context, status=reading.status)


@page
def region(request, reading, code):
    """The chapter of a region: key figures, evolution, what it says and does."""
    bilan = reading.bilan
    found = region_page.find_region(bilan, code)
    if found is None:
        raise NothingToRead(f"Aucune région ne porte le code «{NARROW_SPACE}{code}{NARROW_SPACE}».")
    context = context_of(reading) | region_page.chapter(bilan, found)
    return render(request, "bilans/region.html", context, status=reading.status)


@page
def comparison(request, reading):
    """The regions side by side, per 100 000 inhabitants."""
    columns, rows, total = rates.rate_table(reading.bilan)
    context = context_of(reading) | {"columns": columns, "rows": rows, "total": total}
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
