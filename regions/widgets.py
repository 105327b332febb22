"""Fields that are completed while one types, safe from what a browser may send in place of a choice."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _KeysOnly:
    """Shows a refused form again: Django would look up, hence choke on, a value that cannot be a key."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if self._is_key(key)], attr)

    def _is_key(self, value) -> bool:
        try:
            self.choices.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return "\x00" not in str(value)


class CompletedSelect(_KeysOnly, AutocompleteSelect):
    """One record, found by completion."""


class CompletedSelectMultiple(_KeysOnly, AutocompleteSelectMultiple):
    """Several records, found by completion."""
