"""Fields that are completed while one types, safe from what a browser may send in place of a choice."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _ChosenOnly:
    """Shows the records chosen: what the form already holds, and an empty field, ask the database nothing.

    A form refused is shown again without what cannot be a key, on which the database would choke.
    """

    holder = None
    """The record that the form is about, and its field that this widget shows."""

    def optgroups(self, name, value, attr=None):
        chosen = self._chosen([key for key in value if self._is_key(key)])
        options = [] if self.is_required or self.allow_multiple_selected else [("", "", False)]
        options += [(record.pk, self.choices.field.label_from_instance(record), True) for record in chosen]
        return [(None, [self.create_option(name, *option, index) for index, option in enumerate(options)], 0)]

    def _chosen(self, keys: list):
        if not keys:
            return []
        if self.holder is not None:
            record, field = self.holder
            if [str(getattr(record, field.attname))] == [str(key) for key in keys]:
                return [getattr(record, field.name)]
        return self.choices.queryset.filter(pk__in=keys)

    def _is_key(self, value) -> bool:
        try:
            self.choices.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return value not in (None, "") and "\x00" not in str(value)


class CompletedSelect(_ChosenOnly, AutocompleteSelect):
    """One record, found by completion."""


class CompletedSelectMultiple(_ChosenOnly, AutocompleteSelectMultiple):
    """Several records, found by completion."""
