"""Where a figure comes from, what has changed since it was published, and two bilans side by side."""

from __future__ import annotations

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bilans import comparing
from bilans import explanation as explaining
from bilans.changes import changes_since
from bilans.coverage import counted_words
from bilans.document import live_bilan
from bilans.editions import available_years, find_edition, published_years, read_edition
from bilans.presentation import figure_cell, indicators_by_code
from bilans.typography import gap, long_date
from bilans.views.pages import context_of, page
from bilans.views.reading import NothingToRead, not_found
from measures.records import MODELS
from measures.scale import FRANCE


@page
def explanation(request, reading, indicator, scope):
    """« Expliquer ce chiffre »."""
    bilan = reading.bilan
    described = indicators_by_code(bilan).get(indicator)
    figure = explaining.figure_of(bilan, indicator, scope)
    if described is None or figure is None:
        raise NothingToRead("Ce chiffre n’est pas dans ce bilan.")
    context = context_of(reading) | {
        "indicator": described,
        "scope_name": comparing.scope_name(bilan, scope),
        "is_national": scope == FRANCE,
        "source": explaining.source_of(bilan, indicator, scope),
        "value": figure_cell(described, figure.value, figure.reason),
        "excluded": explaining.excluded(described["unit"]) if described["kind"] == "computed" else "",
        "said": [
            (edition, figure_cell(described, each.value, each.reason))
            for edition, each in explaining.editions_of(reading.year, indicator, scope)
        ],
    }
    is_of_today = reading.is_live and not reading.in_old
    if is_of_today and indicator in MODELS and request.user.can_read_records:
        found, total = explaining.records_behind(bilan, indicator, scope, request.user, request.GET.get("page"))
        context |= {
            "page": found,
            "pages": found.paginator.get_elided_page_range(found.number, on_each_side=1),
            "lines": explaining.lines(found.object_list),
            "total": total,
        }
    return render(request, "bilans/explanation.html", context, status=reading.status)


@page
def changes(request, reading):
    """« Ce qui a changé depuis la publication »."""
    known = indicators_by_code(reading.bilan)
    rows = [_changed_row(reading.bilan, known, row) for row in changes_since(reading.edition, request.user)]
    return render(request, "bilans/changes.html", context_of(reading) | {"rows": rows})


@page
def corrections(request, reading):
    """The figures that an edition corrects."""
    known = indicators_by_code(reading.bilan)
    rows = [_difference_row(reading.bilan, known, row) for row in reading.bilan.get("corrections", [])]
    return render(request, "bilans/corrections.html", context_of(reading) | {"rows": rows})


def _changed_row(bilan: dict, known: dict, changed) -> dict:
    return _difference_row(bilan, known, vars(changed.difference)) | {"changed": changed}


def _difference_row(bilan: dict, known: dict, row: dict) -> dict:
    indicator = known[row["indicator"]]
    both = None not in (row["before"], row["after"])
    return {
        "label": indicator["label"],
        "scope": comparing.scope_name(bilan, row["code"]),
        "date": long_date(row["date"]),
        "before": figure_cell(indicator, row["before"]),
        "after": figure_cell(indicator, row["after"]),
        "gap": gap(row["after"] - row["before"], indicator["unit"]) if both else "",
    }


class CompareForm(forms.Form):
    """Two bilans, each a year or one of its editions, and the scope to compare."""

    avant = forms.ChoiceField(label="Premier bilan", widget=forms.Select(attrs={"class": "fr-select"}))
    apres = forms.ChoiceField(label="Second bilan", widget=forms.Select(attrs={"class": "fr-select"}))
    portee = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, choices: list[tuple[str, str]]):
        super().__init__(data)
        for name in ("avant", "apres"):
            self.fields[name].choices = choices
            self.fields[name].error_messages["invalid_choice"] = "Ce bilan n’existe pas, ou n’est pas publié."


@require_safe
def compare(request):
    """Two years or two editions, side by side."""
    choices = _comparable(request.user)
    if not choices:
        return not_found(request, "Aucun bilan ne peut encore être comparé.")
    latest_two = {"avant": choices[min(1, len(choices) - 1)][0], "apres": choices[0][0]}
    form = CompareForm(request.GET if "avant" in request.GET else latest_two, choices)
    context = {"form": form}
    if form.is_valid():
        names = dict(choices)
        before, after = (_document(form.cleaned_data[name]) for name in ("avant", "apres"))
        scope = form.cleaned_data["portee"] or "FR"
        scopes = comparing.scopes(after)
        context |= {
            "headings": [
                (names[form.cleaned_data[name]], counted_words(bilan) if scope == FRANCE else "")
                for name, bilan in (("avant", before), ("apres", after))
            ],
            "rows": comparing.compared(before, after, scope),
            "other_regions": scope == FRANCE and not comparing.same_regions(before, after),
            "scopes": scopes,
            "scope": scope,
            "scope_name": dict(scopes).get(scope, scope),
        }
    return render(request, "bilans/compare.html", context, status=400 if form.errors else 200)


def _comparable(user) -> list[tuple[str, str]]:
    """What `user` may compare: the editions, and the live bilans for who reads them; latest first."""
    editions = published_years(user)
    found = []
    for year in available_years(user):
        if not user.sees_published_only:
            found.append((str(year), f"{year}, en direct"))
        found += [(f"{year}-{number}", f"{year}, édition {number}") for number in reversed(editions.get(year, []))]
    return found


def _document(choice: str) -> dict:
    year, _, number = choice.partition("-")
    return read_edition(find_edition(int(year), number)) if number else live_bilan(int(year))
