"""Pages of the bilans: fetch a snapshot, lay it out, render."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bilans import outputs, presentation, region_page
from bilans import published as published_page
from bilans.build import BilanError, available_years, build_bilan
from bilans.typography import NARROW_SPACE
from measures.published import compare


class DatesForm(forms.Form):
    """The date of the figures and the horizon of the installations to come, both optional."""

    date = forms.DateField(
        label="Chiffres arrêtés au",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "La date demandée n’existe pas ou n’est pas de la forme AAAA-MM-JJ."},
    )
    horizon = forms.DateField(
        label="Installations à venir jusqu’au",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "L’horizon demandé n’existe pas ou n’est pas de la forme AAAA-MM-JJ."},
    )

    def asked(self) -> dict[str, str]:
        """The valid dates asked for, as they are written in an address."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: value.isoformat() for name, value in cleaned.items() if value}


def asked_bilan(request, year: int) -> tuple[dict, DatesForm, int]:
    """The bilan at the dates of the address; at its own dates with status 400 when those are wrong."""
    form = DatesForm(request.GET)
    if form.is_valid():
        dates = form.cleaned_data
        try:
            return build_bilan(year, as_of=dates["date"], horizon=dates["horizon"]), form, 200
        except BilanError as error:
            form.add_error(None, str(error))
    return build_bilan(year), form, 400


def not_found(request, message: str) -> HttpResponse:
    """A 404 that says in French what does not exist."""
    return render(request, "404.html", {"message": message}, status=404)


def unknown_year(request, year: int) -> HttpResponse | None:
    """The 404 of a year the reader has no bilan for."""
    if year in available_years(request.user):
        return None
    return not_found(request, f"Il n’y a pas de bilan {year} à consulter.")


def bilan_context(bilan: dict, form: DatesForm) -> dict:
    """What the national page and the pages by region share; the year is text, else it reads « 2 016 »."""
    asked = form.asked() if not form.errors else {}
    form.fields["date"].initial, form.fields["horizon"].initial = bilan["as_of"], bilan["horizon"]
    return {
        "bilan": bilan,
        "year": str(bilan["year"]),
        "dates": presentation.dates(bilan),
        "headings": presentation.year_headings(bilan),
        "regions": presentation.ordered_regions(bilan),
        "form": form,
        "dates_query": f"?{urlencode(asked)}" if asked else "",
    }


@require_safe
def years(request):
    """The years that have a bilan."""
    context = {
        "years": [str(year) for year in available_years(request.user)],
        "current_year": str(timezone.localdate().year),
    }
    return render(request, "bilans/years.html", context)


@require_safe
def national(request, year):
    """The national bilan: key figures, targets, measures, regions, definitions."""
    if refusal := unknown_year(request, year):
        return refusal
    bilan, form, status = asked_bilan(request, year)
    columns, rows, total = presentation.region_table(bilan)
    context = bilan_context(bilan, form) | {
        "key_figures": presentation.national_key_figures(bilan),
        "targets": presentation.target_rows(bilan),
        "sections": presentation.national_sections(bilan),
        "region_columns": columns,
        "region_rows": rows,
        "region_total": total,
        "definitions": presentation.definitions(bilan),
    }
    return render(request, "bilans/national.html", context, status=status)


@require_safe
def download(request, year, file_format):
    """The bilan as a file, at the dates of the address; a 400 in one sentence when those are wrong."""
    if refusal := unknown_year(request, year):
        return refusal
    if file_format not in outputs.FORMATS:
        return not_found(request, f"Il n’y a pas de bilan au format «\u00a0{file_format}\u00a0».")
    bilan, form, status = asked_bilan(request, year)
    if status != 200:
        sentences = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(sentences, content_type="text/plain; charset=utf-8", status=status)
    name = f"bilan-pts-{year}-au-{bilan['as_of']}.{file_format}"
    content = outputs.FORMATS[file_format](bilan)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=outputs.CONTENT_TYPES[file_format], headers=headers)


@require_safe
def schema(request):
    """The Table Schema of the CSV."""
    return JsonResponse(outputs.table_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def region(request, year, code):
    """The chapter of a region: key figures, evolution, declared figures."""
    if refusal := unknown_year(request, year):
        return refusal
    bilan, form, status = asked_bilan(request, year)
    found = region_page.find_region(bilan, code)
    if found is None:
        return not_found(request, f"Aucune région ne porte le code «{NARROW_SPACE}{code}{NARROW_SPACE}».")
    context = bilan_context(bilan, form) | {
        "region": found,
        "key_figures": region_page.region_key_figures(bilan, found),
        "group_figures": region_page.group_sentence(bilan, found),
        "note": region_page.installations_note(found),
        "sections": region_page.region_sections(bilan, found),
    }
    return render(request, "bilans/region.html", context, status=status)


@require_safe
def published(request, year):
    """Figures printed in the documents of the pact beside those the records give."""
    if refusal := unknown_year(request, year):
        return refusal
    rows = list(compare())
    context = {
        "year": str(year),
        "sources": published_page.by_source(rows),
        "summary": published_page.summary(rows),
    }
    return render(request, "bilans/published.html", context)
