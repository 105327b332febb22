"""Which bilan a page shows: an edition, or the live one at the dates of the address; and who may read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bilans.build import BilanError
from bilans.document import live_bilan
from bilans.editions import available_years, find_edition, read_edition
from bilans.models import Edition
from bilans.old_regions import add_old_regions, in_old_regions, reads_in_old_regions


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


REGION_SETS = {"anciennes": True, "nouvelles": False}
"""What an address asks for: the regions before 2016, or those of today."""


class NothingToRead(Exception):
    """There is no such bilan for the reader; the message is a French sentence."""


@dataclass(frozen=True)
class Reading:
    """A bilan being read: its document, the edition it comes from, or the form of the dates of a live one."""

    year: int
    bilan: dict
    edition: Edition | None = None
    number: str = ""
    form: DatesForm | None = None
    status: int = 200
    in_old: bool = False

    @property
    def is_live(self) -> bool:
        return self.edition is None

    @property
    def query(self) -> str:
        """The dates of a live bilan, as the links of the page carry them."""
        asked = self.form.asked() if self.form is not None and not self.form.errors else {}
        if self.in_old != reads_in_old_regions(self.year):
            asked["regions"] = next(name for name, old in REGION_SETS.items() if old == self.in_old)
        return f"?{urlencode(asked)}" if asked else ""

    def url(self, name: str, *args) -> str:
        """The address of another page of the same bilan: the same edition, the same dates."""
        edition = [self.number] if self.number else []
        return reverse(f"bilans:{name}", args=[self.year, *edition, *args]) + self.query

    @property
    def other_regions(self) -> str:
        """The address of the national page read in the other set of regions."""
        return replace(self, in_old=not self.in_old).url("national")


def read(request, year: int, number: str = "", *, build=live_bilan) -> Reading:
    """The bilan that the address names. Raises `NothingToRead`.

    A member of the committee reads published bilans alone: without a number, the latest edition.
    """
    user = request.user
    if year not in available_years(user):
        raise NothingToRead(f"Il n’y a pas de bilan {year} à consulter.")
    old = REGION_SETS.get(request.GET.get("regions", ""), reads_in_old_regions(year))
    if number or user.sees_published_only:
        edition = find_edition(year, number or None)
        if edition is None:
            which = f"d’édition {number} du bilan {year}" if number else f"de bilan {year} publié"
            raise NothingToRead(f"Il n’y a pas {which}.")
        bilan = read_edition(edition)
        return Reading(year, in_old_regions(bilan) if old else bilan, edition, number, in_old=old)
    return _live(request, year, build, old)


def _live(request, year: int, build, old: bool) -> Reading:
    """The live bilan at the dates of the address; at its own dates, with status 400, when those are wrong."""
    form = DatesForm(request.GET)
    if form.is_valid():
        dates = form.cleaned_data
        try:
            bilan = build(year, as_of=dates["date"], horizon=dates["horizon"])
            return Reading(year, _in_asked_regions(bilan, old), form=form, in_old=old)
        except BilanError as error:
            form.add_error(None, str(error))
    return Reading(year, _in_asked_regions(build(year), old), form=form, status=400, in_old=old)


def _in_asked_regions(bilan: dict, old: bool) -> dict:
    if not old:
        return bilan
    return in_old_regions(bilan if "old_regions" in bilan else add_old_regions(bilan))


def posted(request):
    """What a form was sent with; None for a page that is only shown."""
    return request.POST if request.method == "POST" else None


def not_found(request, message: str) -> HttpResponse:
    """A 404 that says in French what does not exist."""
    return render(request, "404.html", {"message": message}, status=404)
