"""What the register of contracts can be asked for: every filter is in the address of the page."""

import datetime
import re

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from contracts.enums import AidKind, CespEventType, CespState, PtmgKind, PtmgState
from contracts.models import CespEvent, CespPlacement
from regions.models import Faculty, Region
from regions.periods import in_force
from regions.text import fold, folded

FIRST_DAY = datetime.date(2010, 1, 1)
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
SIGNATURE, FOLLOW_UP, PRACTICE = "signature", "suivi", "exercice"


class IsoDateInput(forms.DateInput):
    """A browser's date field, which reads ISO dates only, when the address may hold a French one."""

    input_type = "date"

    def format_value(self, value):
        """Write a date as browsers expect it, and leave out what is not a date."""
        for date_format in DATE_FORMATS if isinstance(value, str) else []:
            try:
                return datetime.datetime.strptime(value.strip(), date_format).date().isoformat()  # noqa: DTZ007
            except ValueError:
                continue
        return value.isoformat() if isinstance(value, datetime.date) else None


def region_choices() -> list[tuple[str, str]]:
    """The current regions by name: public, the same for every reader."""
    regions = Region.objects.current().order_by(folded(F("name")))
    return [(region.code, region.name.replace("'", "’")) for region in regions]


def date_filter(label: str, **options) -> django_filters.DateFilter:
    """A filter by a day, written 2016-12-31 or 31/12/2016."""
    message = f"«\u00a0{label}\u00a0»\u00a0: cette date n’existe pas, ou n’est pas de la forme JJ/MM/AAAA."
    return django_filters.DateFilter(
        label=label,
        input_formats=DATE_FORMATS,
        widget=IsoDateInput,
        error_messages={"invalid": message},
        **options,
    )


def choice_filter(label: str, unknown: str, **options) -> django_filters.ChoiceFilter:
    """A filter by one choice; `unknown` is said of any other value."""
    return django_filters.ChoiceFilter(label=label, error_messages={"invalid_choice": unknown}, **options)


class RegisterForm(forms.Form):
    """The rules between the filters of the register."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "fr-select" if is_select else "fr-input"

    def clean_date(self):
        """The day of the states lies between the first contracts and today."""
        day = self.cleaned_data["date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(f"Le {day:%d/%m/%Y} est dans le futur\u00a0: la situation n’y est pas connue.")
        if day and day < FIRST_DAY:
            raise forms.ValidationError("Aucun contrat n’existait avant 2010\u00a0: choisissez une date plus récente.")
        return day

    def clean(self):
        """A period of signature ends after it starts."""
        cleaned = super().clean()
        if (start := cleaned.get("du")) and (end := cleaned.get("au")) and end < start:
            self.add_error("au", "La période de signature finit avant de commencer.")
        return cleaned


class ContractFilter(django_filters.FilterSet):
    """Filters shared by all the kinds of contracts.

    A subclass has its states, and `in_region(contracts, region, capacity)`: the contracts of `region`, or all of them
    when it is empty, as to their signature, follow-up or practice.
    """

    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="search",
        max_length=80,
        error_messages={"max_length": "La recherche compte 80\u00a0caractères au plus."},
    )
    region = choice_filter(
        "Région", "Cette région n’existe pas.", choices=region_choices, empty_label="Toutes les régions", method="keep"
    )
    date = date_filter("Situation au", method="keep")
    du = date_filter("Signé à partir du", field_name="signature_date", lookup_expr="gte")
    au = date_filter("Signé jusqu’au", field_name="signature_date", lookup_expr="lte")

    number_field: str

    class Meta:
        form = RegisterForm

    @property
    def day(self) -> datetime.date:
        """The day on which states and regions are read: the one asked for, else today."""
        return getattr(self.form, "cleaned_data", {}).get("date") or timezone.localdate()

    def filter_queryset(self, queryset):
        """Keep the contracts signed by the day, then apply the filters asked for."""
        asked = self.form.cleaned_data
        contracts = super().filter_queryset(queryset.signed_by(self.day))
        contracts = self.in_region(contracts, asked["region"], asked["titre"] or SIGNATURE)
        # The state costs several lookups a row: it is read here only when it decides what is listed.
        return contracts.with_state(self.day).filter(state=asked["etat"]) if asked["etat"] else contracts

    def keep(self, contracts, name, value):
        """Filter nothing: the value is used with others, in `filter_queryset`."""
        return contracts

    def search(self, contracts, name, value):
        """Find all the words in the name of the signatory, or the text in the number of the contract."""
        named = Q()
        for word in re.split(r"[\s'’]+", fold(value)):
            named &= Q(professional__search_name__contains=word)
        return contracts.filter(named | Q(**{f"{self.number_field}__icontains": value}))


UNKNOWN_KIND = "Ce type de contrat n’existe pas."
UNKNOWN_STATE = "Cet état n’est pas l’un de ceux de ce type de contrat."
UNKNOWN_CAPACITY = "Ce rattachement n’est pas l’un de ceux de ce type de contrat."


class CespFilter(ContractFilter):
    """Filters of the CESP: a region signs them in its UFR, follows them, or sees them practised."""

    number_field = "cng_number"

    type = choice_filter("Type de contrat", UNKNOWN_KIND, choices=AidKind, method="keep")
    titre = choice_filter(
        "Au titre de",
        UNKNOWN_CAPACITY,
        choices=[
            (SIGNATURE, "la signature (UFR)"),
            (FOLLOW_UP, "le suivi à la date"),
            (PRACTICE, "l’exercice à la date"),
        ],
        empty_label=None,
        method="keep",
    )
    etat = choice_filter(
        "État à la date", UNKNOWN_STATE, choices=CespState, empty_label="Tous les états", method="keep"
    )

    def in_region(self, contracts, region, capacity):
        """A UFR that serves several regions counts for each; « exercice » keeps those practising on the day."""
        if capacity == PRACTICE:
            return practised(contracts, self.day, region)
        if not region:
            return contracts
        if capacity == FOLLOW_UP:
            return contracts.with_followup(self.day).filter(current_followup=region)
        return contracts.filter(faculty__in=Faculty.objects.filter(regions=region).values("pk"))


class PtmgFilter(ContractFilter):
    """Filters of the PTMG family: an agency signs the contract, and the commune of practice is in a region."""

    number_field = "number"

    type = choice_filter("Type de contrat", UNKNOWN_KIND, choices=AidKind, field_name="kind")
    titre = choice_filter(
        "Au titre de",
        UNKNOWN_CAPACITY,
        choices=[(SIGNATURE, "la signature"), (PRACTICE, "l’exercice")],
        empty_label=None,
        method="keep",
    )
    etat = choice_filter(
        "État à la date", UNKNOWN_STATE, choices=PtmgState, empty_label="Tous les états", method="keep"
    )

    def in_region(self, contracts, region, capacity):
        """The region of a contract does not change with time."""
        if not region:
            return contracts
        return contracts.filter(**{"region" if capacity == PRACTICE else "signing_region": region})


def filter_class(kind: str) -> type[ContractFilter]:
    """The filters of a kind of contract; of the CESP when it is unknown, which the form then says."""
    return PtmgFilter if kind in PtmgKind.values else CespFilter


def practised(contracts, on: datetime.date, region: str = ""):
    """CESP practised on day `on`, in `region` if given: that of the main placement, as in the bilans (I1)."""
    broken = CespEvent.objects.filter(contract=OuterRef("pk"), type=CespEventType.BREACH, start__lte=on)
    main = main_placements(on).filter(contract=OuterRef("pk")).values("region")[:1]
    practised = contracts.alias(practice_region=Subquery(main)).exclude(Exists(broken))
    return practised.filter(practice_region=region) if region else practised.exclude(practice_region=None)


def main_placements(on: datetime.date):
    """Placements in force on day `on`, the main one of each contract first."""
    return CespPlacement.objects.filter(in_force(on)).order_by("-activity_pct", "start", "pk")
