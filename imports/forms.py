"""What a person says of a file: which one, what its empty cells mean, which column is which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms

from imports.enums import BatchState, BlankPolicy
from imports.extras import ERROR, SUGGESTION, VERSION
from imports.kinds import ImportKind
from imports.mappings import proposed
from imports.matching import match_headers
from imports.reading.headers import LONGEST
from imports.reading.tables import MEGABYTE, OF_A_PAGE, TOO_BIG, column_name

BLANKS = [
    (BlankPolicy.KEEP, "ne change rien\u00a0: la fiche garde sa valeur"),
    (BlankPolicy.ERASE, "efface la valeur de la fiche"),
]
EXTRAS = (VERSION, ERROR, SUGGESTION)
UNREAD = "(n’est pas lue)"


class JournalFilter(forms.Form):
    """What the journal can be asked for; the kinds offered are those of the batches that the user sees."""

    type = forms.ChoiceField(label="Type", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous les états"), *BatchState.choices])

    def __init__(self, data, kinds: Iterable[ImportKind]):
        super().__init__(data)
        self.fields["type"].choices = [("", "Tous les types"), *((kind.code, kind.label) for kind in kinds)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "fr-select"
            field.error_messages["invalid_choice"] = f"«\u00a0{field.label}\u00a0»\u00a0: ce choix n’existe pas."


class UploadForm(forms.Form):
    """A file, and what its empty cells mean."""

    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # the reader says what is wrong with it
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Aucun fichier n’est arrivé\u00a0: choisissez-le à nouveau.",
        },
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    vide = forms.ChoiceField(
        label="Une cellule vide", choices=BLANKS, initial=BlankPolicy.KEEP, widget=forms.RadioSelect
    )

    def clean_fichier(self):
        """A file that a page takes."""
        file = self.cleaned_data["fichier"]
        if file.size > OF_A_PAGE.size:
            raise forms.ValidationError(f"Ce fichier dépasse {OF_A_PAGE.size // MEGABYTE}\u00a0Mo\u00a0: {TOO_BIG}")
        return file


class ColumnsForm(forms.Form):
    """A column for each header of a file; two headers cannot give the same one. `samples` shows what each holds."""

    def __init__(self, data, kind: ImportKind, headers: list[str], chosen: Mapping[int, str], samples: list[str]):
        super().__init__(data)
        self.kind, self.headers = kind, headers
        names = [(name, name) for name in (*(column.name for column in kind.in_file), *EXTRAS)]
        for position, name in proposed(kind, headers, chosen).items():
            header = headers[position][:LONGEST]
            self.fields[f"colonne_{position}"] = forms.ChoiceField(
                label=f"{column_name(position)} – {header}" if header else f"{column_name(position)} (sans en-tête)",
                help_text=samples[position] if position < len(samples) else "",
                required=False,
                initial=name,
                choices=[("", UNREAD), *names],
                widget=forms.Select(attrs={"class": "fr-select"}),
                error_messages={"invalid_choice": "Ce choix n’existe pas."},
            )

    @property
    def mapping(self) -> dict[int, str]:
        """The column chosen for each position, "" for none."""
        return {position: self.cleaned_data.get(f"colonne_{position}", "") for position in range(len(self.headers))}

    def clean(self):
        """The columns that a file must have are there, once each."""
        cleaned = super().clean()
        if not self.errors:
            for problem in match_headers(self.kind, self.headers, self.mapping).problems:
                self.add_error(None, problem)
        return cleaned
