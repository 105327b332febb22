"""Columns for the identifiers that a person types: they read what was typed, then check it."""

from django.core.exceptions import ValidationError
from django.db import models

from regions.identifiers import finess_of, finess_without_its_zero, has_finess_form, is_finess, rpps_of

TYPED_LENGTH = 24
"""Room, in a form, for the spaces of a number that was pasted."""


class IdentifierField(models.CharField):
    """A text for the database and its migrations; for Python, an identifier written in one way only."""

    read = staticmethod(str)
    """What was typed -> the identifier."""

    def deconstruct(self):
        """Describe a mere `CharField`: how an identifier is read and checked is no migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        """Read what was typed or imported."""
        value = super().to_python(value)
        return self.read(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        """Leave room for the spaces, which are dropped before the length is checked."""
        return super().formfield(**{"max_length": TYPED_LENGTH} | kwargs)


class RppsField(IdentifierField):
    """An RPPS; an IDNPS (8, then the RPPS) is read as one. A wrong key is a warning, told elsewhere."""

    read = staticmethod(rpps_of)


def check_finess(number: str) -> None:
    """Refuse a FINESS of a wrong form or key, with the number that was meant when it can be told."""
    if is_finess(number):
        return
    if meant := finess_without_its_zero(number):
        raise ValidationError(
            f"Il manque le zéro du début\u00a0: vouliez-vous dire {meant}\u202f?", code="finess_zero"
        )
    if not has_finess_form(number):
        raise ValidationError(
            "Un numéro FINESS a neuf caractères\u00a0: recopiez-le en entier, par exemple 2A0000154.",
            code="finess_format",
        )
    raise ValidationError(
        f"La clé du numéro FINESS {number} est fausse\u00a0: recopiez ses neuf caractères.", code="finess_key"
    )


class FinessField(IdentifierField):
    """A FINESS with the right key, by which a wrong digit is told."""

    read = staticmethod(finess_of)
    default_validators = [check_finess]
