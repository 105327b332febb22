"""The day on which the page of a record is looked at: today, or `?au=2016-12-31`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.utils import timezone

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
OUT_OF_RANGE = f"Choisissez un jour du {FIRST_DAY:%d/%m/%Y} au {LAST_DAY:%d/%m/%Y}."
NOT_A_DAY = "Cette date n’existe pas\u00a0: écrivez-la comme 31/12/2016."


class ChosenDayForm(forms.Form):
    """The day asked for, in the address; no day, today."""

    au = forms.DateField(
        label="État au",
        required=False,
        error_messages={"invalid": NOT_A_DAY},
        validators=[MinValueValidator(FIRST_DAY, OUT_OF_RANGE), MaxValueValidator(LAST_DAY, OUT_OF_RANGE)],
    )


@dataclass(frozen=True)
class ChosenDay:
    """A day, and whether it is today; `error` says why the day asked for could not be taken."""

    on: datetime.date
    is_today: bool
    error: str = ""


def chosen_day(request: HttpRequest) -> ChosenDay:
    """The day that `request` asks for; today without one, or when it is none."""
    today, form = timezone.localdate(), ChosenDayForm(request.GET)
    if not form.is_valid():
        return ChosenDay(today, True, form.errors["au"][0])
    on = form.cleaned_data["au"] or today
    return ChosenDay(on, on == today)
