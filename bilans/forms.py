"""Forms of the campaign and of the returns, in the look of the design system."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from django import forms

from bilans.enums import Paragraph
from bilans.models import Campaign, FigureReview, RegionalReturn, ReturnNarrative
from bilans.returns.gaps import Gap
from bilans.themes import YES_OR_NO
from measures.declared import number
from measures.enums import ObservationState
from measures.indicators import Indicator, all_indicators
from measures.models import Observation, RegionalAction
from regions.models import Territory
from regions.plain_text import REMINDER, refuse_invisible_but_lines, refuse_personal_numbers

MOST_TERRITORIES = 3
MEASURED = ("%", "€", "fois", "pour 100 000 hab.")
"""Units that may have decimals; the others count whole things."""
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def plain_words(text: str) -> None:
    """Refuse what looks like HTML: a return is words only."""
    if any(f"<{letter}" in text.lower() for letter in "abcdefghijklmnopqrstuvwxyz/!"):
        raise forms.ValidationError("Du texte seulement\u00a0: retirez les balises, comme «\u00a0<b>\u00a0».")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(attrs={"class": "fr-input"}, format="%Y-%m-%d")


class TextArea(forms.Textarea):
    """A text whose length the server judges: a browser would cut what is pasted beyond it, and say nothing."""

    def __init__(self, rows: int = 5):
        super().__init__(attrs={"class": "fr-input", "rows": rows})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("maxlength", None)
        return context


def _day(label: str, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), input_formats=DAY_FORMATS)


class NumberField(forms.DecimalField):
    """A number as French writes it: « 350 000 », « 66,5 »."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"class": "fr-input", "inputmode": "decimal"}), **kwargs)

    def to_python(self, value):
        return super().to_python("".join(str(value or "").split()).replace(",", "."))

    def prepare_value(self, value):
        return str(number(value)).replace(".", ",") if isinstance(value, Decimal) else value


class CampaignForm(forms.ModelForm):
    """The opening of the campaign of a year, or its dates."""

    class Meta:
        model = Campaign
        fields = ("reference_date", "horizon", "opens_on", "due_on")
        field_classes = dict.fromkeys(fields, forms.DateField)
        widgets = {name: DateInput() for name in fields}

    def _post_clean(self):
        # The year is not in the form, and Django then leaves out the constraints that name it.
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self.add_error(None, error)


class ExtensionForm(forms.Form):
    """More time for one region, until a day, with the reason."""

    until = _day("Jusqu’au (dernier jour, inclus)")
    reason = forms.CharField(label="Motif", max_length=200, widget=forms.TextInput(attrs={"class": "fr-input"}))

    def __init__(self, *args, due_on, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.due_on, self.today = due_on, today

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= self.due_on:
            raise forms.ValidationError(f"Choisissez un jour après l’échéance du {self.due_on:%d/%m/%Y}.")
        if until < self.today:
            raise forms.ValidationError("Ce jour est passé\u00a0: la région n’aurait pas de délai.")
        return until


class ExplanationsForm(forms.Form):
    """One text a gap; an empty one explains nothing."""

    def __init__(self, *args, gaps: list[Gap], **kwargs):
        super().__init__(*args, **kwargs)
        self.gaps = gaps
        for gap in gaps:
            self.fields[self.name_of(gap)] = forms.CharField(
                label=gap.label,
                required=False,
                max_length=1000,
                widget=TextArea(2),
                validators=[plain_words, refuse_invisible_but_lines, refuse_personal_numbers],
            )

    @staticmethod
    def name_of(gap: Gap) -> str:
        return f"{gap.indicator}-{gap.compared_with}"

    @property
    def rows(self):
        """Each gap with its field."""
        return [(gap, self[self.name_of(gap)]) for gap in self.gaps]


class DeclaredForm(forms.ModelForm):
    """One declared figure: its state, its value when it has one, where it comes from."""

    value = NumberField(label="Valeur", required=False, max_digits=14, decimal_places=2)

    class Meta:
        model = Observation
        fields = ("state", "value", "source")
        widgets = {
            "state": forms.Select(attrs={"class": "fr-select"}),
            "source": forms.TextInput(attrs={"class": "fr-input"}),
        }

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, prefix=indicator.code, **kwargs)
        self.indicator = indicator
        self.fields["state"].choices = [("", "à remplir"), *ObservationState.choices]
        self.fields["state"].required = False
        if self.instance.pk is None:
            self.initial["state"] = ""

    def clean(self):
        cleaned = super().clean()
        state, value = cleaned.get("state"), cleaned.get("value")
        if value is not None and not state:
            cleaned["state"] = state = ObservationState.VALUE
        if state == ObservationState.VALUE and value is None and "value" not in self.errors:
            self.add_error("value", "Indiquez la valeur, ou pourquoi il n’y en a pas.")
        if state and state != ObservationState.VALUE and value is not None:
            self.add_error("value", "Un chiffre néant, non transmis ou non concerné n’a pas de valeur.")
        if value is not None and value < 0:
            self.add_error("value", "Un chiffre déclaré n’est pas négatif.")
        if value is not None and self.indicator.unit == "%" and value > 100:
            self.add_error("value", "Un pourcentage ne dépasse pas 100.")
        if value is not None and self.indicator.unit not in MEASURED and value != value.to_integral_value():
            self.add_error("value", "Ce chiffre compte des unités entières.")
        if value is not None and self.indicator.code in YES_OR_NO and value not in (0, 1):
            self.add_error("value", "Écrivez 1 pour oui, 0 pour non.")
        if value is not None and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", "Indiquez d’où vient ce chiffre.")
        return cleaned

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said of the figure."""
        return not self.cleaned_data.get("state")


class NarrativeForm(forms.ModelForm):
    """The four texts of a commitment; those that were accepted are read only.

    `seen` is the mark of the texts that the form was shown with: two people on one commitment are told.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ReturnNarrative
        fields = tuple(Paragraph.values)
        widgets = {name: TextArea(6) for name in Paragraph.values}

    def __init__(self, *args, writable: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.mark_of(self.instance)
        for name in Paragraph.values:
            field = self.fields[name]
            field.disabled = name not in writable
            field.validators.append(plain_words)
            field.label = str(Paragraph(name).label).capitalize()

    @staticmethod
    def mark_of(narrative: ReturnNarrative | None) -> str:
        """A mark that changes with any of the four texts."""
        texts = [getattr(narrative, name) if narrative else "" for name in Paragraph.values]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


class ActionForm(forms.ModelForm):
    """What the region does for a commitment."""

    funding = NumberField(label="Financement (€)", required=False, max_digits=12, decimal_places=2, min_value=0)

    class Meta:
        model = RegionalAction
        fields = ("commitment", "title", "territory", "place", "start", "last_day", "funding", "result")
        field_classes = {"start": forms.DateField, "last_day": forms.DateField}
        widgets = {
            "commitment": forms.Select(attrs={"class": "fr-select"}),
            "title": forms.TextInput(attrs={"class": "fr-input"}),
            "territory": forms.Select(attrs={"class": "fr-select"}),
            "place": forms.TextInput(attrs={"class": "fr-input"}),
            "start": DateInput(),
            "last_day": DateInput(),
            "result": TextArea(4),
        }
        labels = {"start": "Du", "last_day": "Au"}

    def __init__(self, *args, commitments, region: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.region_id = region
        self.fields["commitment"].queryset = commitments
        self.fields["commitment"].empty_label = "Choisir…"
        self.fields["commitment"].label_from_instance = lambda row: f"{row.number}. {row.title}"
        self.fields["territory"].queryset = Territory.objects.filter(region=region)
        self.fields["territory"].empty_label = "Aucun"
        for name in ("title", "place", "result"):
            self.fields[name].validators.append(plain_words)


class IllustrationsForm(forms.ModelForm):
    """The territories shown as examples, and the figure whose chart is put forward."""

    class Meta:
        model = RegionalReturn
        fields = ("territories", "highlight_indicator")
        widgets = {
            "territories": forms.CheckboxSelectMultiple,
            "highlight_indicator": forms.Select(attrs={"class": "fr-select"}),
        }
        labels = {"highlight_indicator": "Chiffre mis en avant par un graphique"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territories"].queryset = Territory.objects.filter(region=self.instance.region_id)
        computed = [(code, row.label) for code, row in all_indicators().items() if row.is_computed]
        self.fields["highlight_indicator"].choices = [("", "Aucun"), *computed]

    def clean_territories(self):
        chosen = self.cleaned_data["territories"]
        if len(chosen) > MOST_TERRITORIES:
            raise forms.ValidationError(f"Choisissez {MOST_TERRITORIES} territoires au plus.")
        return chosen


class SendForm(forms.Form):
    """The sending of a return; what is doubtful is confirmed."""

    confirmed = forms.BooleanField(
        label="J’ai relu ces points\u00a0: les chiffres écrits à la main sont voulus.",
        required=False,
    )

    def __init__(self, *args, doubts: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].required = bool(doubts)
        self.fields["confirmed"].error_messages["required"] = "Confirmez que vous avez relu ces points."


class SendBackForm(forms.Form):
    """What the reviewer sends back, one figure or one paragraph, and why."""

    about = forms.ChoiceField(label="Chiffre ou paragraphe", widget=forms.Select(attrs={"class": "fr-select"}))
    message = forms.CharField(
        label="Message à la région", max_length=2000, widget=TextArea(3), validators=[plain_words]
    )

    def __init__(self, *args, figures: list[tuple[str, str]], paragraphs: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Choisir…"), ("Chiffres", figures), ("Paragraphes", paragraphs)]


class AnswerForm(forms.ModelForm):
    """One more message in a thread."""

    class Meta:
        model = FigureReview
        fields = ("message",)
        widgets = {"message": TextArea(3)}
        help_texts = {"message": REMINDER}


class CorrectionForm(forms.Form):
    """The reason of a correction, and the edition that it corrects."""

    of = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Motif de la correction", max_length=400, widget=TextArea(2))


class OpinionsForm(forms.Form):
    """An opinion of the committee to add."""

    title = forms.CharField(label="Intitulé", max_length=200, widget=forms.TextInput(attrs={"class": "fr-input"}))
    text = forms.CharField(label="Avis ou proposition", max_length=5000, widget=TextArea(5), validators=[plain_words])
