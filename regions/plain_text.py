"""What a text of a record never holds: invisible characters, a social security number, a bank account.

The rules are put on every text of every model when the project starts (`guard_texts`), so that a new field has them
too, at every door that calls `full_clean()`: forms, imports, scripts. They change no column, hence no migration.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from regions.identifiers import holds_iban, holds_nir

REMINDER = "Ni numéro de sécurité sociale, ni coordonnées bancaires, ni motif médical."
"""Said under every field where one writes sentences."""
ROOM_FOR_SENTENCES = 200
INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of Unicode: control, format (right-to-left override, zero-width…), half characters, separators."""
SHORTEST_NUMBER = 15
"""Characters of a social security number; a bank account has as many at least."""
LINE_ENDS_AND_TABS = "\n\r\t"


def refuse_invisible(text: str) -> None:
    """Refuse, with a sentence in French, a character that cannot be seen, line ends included."""
    if text.isprintable():  # which the categories below are not: quick, for the texts of a whole file
        return
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in INVISIBLE:
            raise ValidationError(_invisible_sentence(character, position), code="invisible_character")


def refuse_invisible_but_lines(text: str) -> None:
    """Refuse a character that cannot be seen in a text of several lines."""
    refuse_invisible(text.translate(dict.fromkeys(map(ord, LINE_ENDS_AND_TABS), " ")))


def _invisible_sentence(character: str, position: int) -> str:
    if character in LINE_ENDS_AND_TABS:
        return "Ce texte tient sur une seule ligne, sans tabulation."
    return (
        f"Ce texte contient un caractère invisible ou de contrôle (U+{ord(character):04X}, en position "
        f"{position})\u00a0: retapez-le au lieu de le coller."
    )


def refuse_personal_numbers(text: str) -> None:
    """Refuse a text in which a social security number or a bank account stands, its key being right."""
    if len(text) < SHORTEST_NUMBER and text.isascii():
        return
    if holds_nir(text):
        raise ValidationError("Aucun numéro de sécurité sociale ici\u00a0: retirez-le du texte.", code="nir")
    if holds_iban(text):
        raise ValidationError("Aucune coordonnée bancaire ici\u00a0: retirez l’IBAN du texte.", code="iban")


def guard_texts(model_classes: Iterable[type[models.Model]]) -> None:
    """Put these rules, and the limit of length that Django leaves to forms, on the texts of `model_classes`."""
    for model in model_classes:
        for field in filter(is_text, model._meta.local_concrete_fields):
            # The list of the field itself: `deconstruct()`, hence the migrations, reads another.
            field.validators.extend(_rules(field))


def is_text(field: models.Field) -> bool:
    """Whether a person may write `field`; a text without a limit is a document that the code writes."""
    return isinstance(field, models.CharField | models.TextField) and bool(field.max_length)


def _rules(field: models.Field) -> list:
    if isinstance(field, models.TextField):
        return [MaxLengthValidator(field.max_length), refuse_invisible_but_lines, refuse_personal_numbers]
    return [refuse_invisible, refuse_personal_numbers]


def takes_sentences(field: models.Field) -> bool:
    """Whether one writes sentences in `field`. Names are shorter, and required."""
    if not is_text(field) or field.choices or isinstance(field, models.EmailField | models.URLField):
        return False
    return field.max_length > ROOM_FOR_SENTENCES or (field.blank and field.max_length == ROOM_FOR_SENTENCES)


def reminded(help_text: str) -> str:
    """`help_text` followed by what a free text must not hold."""
    return f"{help_text} {REMINDER}".strip()
