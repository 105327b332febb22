"""« Expliquer ce chiffre »: what a figure counts, on which day, where, without what, and what editions said of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse

from anomalies.listing import name_of
from bilans.editions import read_edition
from bilans.figures import Figure, all_figures
from bilans.models import Edition
from bilans.typography import french_text
from measures.records import MODELS, counted_records
from measures.scale import FRANCE

PAGE_SIZE = 50
EXCLUDED = {
    "contrats": "les contrats qui ne sont pas encore signés à cette date, et les lignes d’import refusées",
    "personnes": "une même personne comptée deux fois dans la même région, et les lignes d’import refusées",
    "structures": "les pôles dont une MSP rattachée est déjà comptée, et les projets abandonnés",
    "sites": "les sites fermés, et ceux des structures qui ne sont pas ouvertes",
}


@dataclass(frozen=True)
class Line:
    """A record behind a figure, as it is printed."""

    name: str
    url: str


def excluded(unit: str) -> str:
    """What the figures counted in `unit` leave out, in French; nothing for those that are declared."""
    return EXCLUDED.get(unit, "")


def figure_of(bilan: dict, code: str, scope: str) -> Figure | None:
    """The figure `code` of `scope` (FR, a group, a region) at the date of `bilan`; None when it has none such."""
    return next(
        (row for row in all_figures(bilan) if (row.indicator, row.code, row.date) == (code, scope, bilan["as_of"])),
        None,
    )


def source_of(bilan: dict, code: str, scope: str) -> str:
    """Where a declared figure comes from, as the bilan keeps it; nothing for the others."""
    if scope == FRANCE:
        return bilan["national"][code].get("source", "")
    regions = {row["code"]: row.get("sources") or {} for row in bilan["regions"]}
    return regions.get(scope, {}).get(code, "")


def editions_of(year: int, code: str, scope: str) -> list[tuple[Edition, Figure]]:
    """What each edition of the bilan of `year` says of the figure, the first one first."""
    editions = Edition.objects.filter(campaign__year=year).defer("snapshot").order_by("published_at", "pk")
    found = [(edition, figure_of(read_edition(edition), code, scope)) for edition in editions]
    return [(edition, figure) for edition, figure in found if figure]


def records_behind(bilan: dict, code: str, scope: str, user, page: str | None) -> tuple[Page, int]:
    """The records that the live figure counts and that `user` reads, a page of them; and how many it counts."""
    day, horizon = (datetime.date.fromisoformat(bilan[key]) for key in ("as_of", "horizon"))
    keys = {
        record.key
        for record in counted_records([day], horizon=horizon, codes=[code])
        if scope in (FRANCE, record.scope)
    }
    model = MODELS[code]
    rows = model._default_manager.visible_to(user).filter(pk__in=keys).order_by("pk")
    if any(each.name == "professional" for each in model._meta.concrete_fields):
        rows = rows.select_related("professional")
    return Paginator(rows, PAGE_SIZE).get_page(page), len(keys)


def lines(records) -> list[Line]:
    """The records as they are printed, each with its page."""
    return [
        Line(
            french_text(name_of(record)),
            reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]),
        )
        for record in records
    ]
