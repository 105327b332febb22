"""A form shown again with what was typed and why it cannot be saved, when a rule objects after the writing.

Django checks a form alone and each of its lines alone. The database, and the rules over a record with all its parts,
speak once everything is written; it is then undone, and the same form is shown with their sentences at their fields.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.forms.models import BaseInlineFormSet

from regions.rules import Problem, checked, judged_record, lock, problems_of

UNKNOWN_RULE = "Une règle de la base refuse cet enregistrement\u00a0: vérifiez les doublons."
NOTHING_SAVED = "Rien n’a été enregistré\u00a0: corrigez les lignes signalées plus bas."
REPEATED = "Cette ligne en répète une autre\u00a0: corrigez-la, ou retirez-la."


@dataclass(frozen=True)
class Refusal:
    """Sentences by field of the record (`None`: the whole), and by line of its formsets."""

    on_record: list[tuple[str | None, str]] = field(default_factory=list)
    on_lines: dict[tuple[str, int], list[tuple[str | None, str]]] = field(default_factory=lambda: defaultdict(list))


class Refused(Exception):
    """What has just been written is undone; `refusal` says why."""

    def __init__(self, refusal: Refusal):
        super().__init__("refused")
        self.refusal = refusal


def refusal_of_database(error: IntegrityError) -> Refusal:
    """The French sentence of the constraint that `error` tells."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    sentences = (constraint.violation_error_message for constraint in _constraints() if constraint.name == name)
    return Refusal(on_record=[(None, str(next(sentences, UNKNOWN_RULE)))])


def refusal_of_rules(problems: list[Problem], record, formsets) -> Refusal:
    """Each problem at its field, on the record or on the line of its part; on the whole when it has no line here."""
    lines = {
        (type(form.instance), form.instance.pk): (formset.prefix, index)
        for formset in formsets
        for index, form in enumerate(formset.forms)
        if form.instance.pk
    }
    refusal = Refusal()
    for problem in problems:
        part = problem.part
        place = lines.get((type(part), part.pk)) if part is not None else None
        if place:
            refusal.on_lines[place].append((problem.field or None, str(problem)))
        else:
            is_own = part is None or part == record
            refusal.on_record.append((problem.field or None if is_own else None, str(problem)))
    return refusal


def field_of(sentence: str, form) -> str | None:
    """The field of `form` to which the sentence of a constraint belongs: the last one changed of those it compares."""
    columns = {
        name
        for constraint in _constraints()
        if str(constraint.violation_error_message) == sentence
        for name in _columns(constraint)
    }
    about = [name for name in form.fields if name in columns]
    changed = [name for name in about if name in form.changed_data]
    return next(reversed(changed or about), None)


def at_its_field(error: ValidationError, form) -> ValidationError:
    """What Django says of a whole record, each sentence moved to the field of `form` that it is about."""
    found = defaultdict(list)
    for name, errors in error.error_dict.items():
        for each in errors:
            place = field_of(each.messages[0], form) if name == NON_FIELD_ERRORS else name
            found[place or NON_FIELD_ERRORS].append(each)
    return ValidationError(found)


def _constraints():
    return (constraint for model in apps.get_models() for constraint in model._meta.constraints)


def _columns(constraint) -> set[str]:
    """The columns that a constraint keeps unique, else those that it compares."""
    condition = getattr(constraint, "condition", None)
    return set(getattr(constraint, "fields", ())) or (condition.referenced_base_fields if condition else set())


def refused(form_class, refusal: Refusal):
    """`form_class`, that `refusal` keeps from being valid."""

    class RefusedForm(form_class):
        def clean(self):
            cleaned = super().clean()
            for name, sentence in refusal.on_record:
                self.add_error(name if name in self.fields else field_of(sentence, self), sentence)
            if refusal.on_lines:
                self.add_error(None, NOTHING_SAVED)
            return cleaned

    return RefusedForm


class RefusableFormSet(BaseInlineFormSet):
    """The lines of a record, some of which a refusal may point out."""

    def __init__(self, *args, refusal: Refusal | None = None, **kwargs):
        self.refusal = refusal or Refusal()
        super().__init__(*args, **kwargs)

    def clean(self):
        super().clean()
        for index, form in enumerate(self.forms):
            for name, sentence in self.refusal.on_lines.get((self.prefix, index), []):
                form.add_error(name if name in form.fields else None, sentence)

    def get_unique_error_message(self, unique_check):
        """The sentence of the constraint that two lines of this very form break."""
        columns = {self.fk.name, *unique_check}
        sentences = (
            str(constraint.violation_error_message)
            for constraint in self.model._meta.constraints
            if {*getattr(constraint, "fields", ())} == columns
        )
        return next(sentences, REPEATED)

    def get_form_error(self):
        return REPEATED


class RuledAdmin:
    """Writes a record and its parts under the lock of its rules, and shows the form again when one objects."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            request.refusal = refusal_of_database(error)
        except Refused as error:
            request.refusal = error.refusal
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return refused(form_class, request.refusal) if hasattr(request, "refusal") else form_class

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | ({"refusal": request.refusal} if hasattr(request, "refusal") else {})

    def save_model(self, request, obj, form, change):
        lock(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if problems := problems_of(form.instance):
            raise Refused(refusal_of_rules(problems, form.instance, formsets))

    def delete_model(self, request, obj):
        """Delete a record, or a part of one unless its owner could not stay as it would be left."""
        with _checked_owners([obj]):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Delete many records, or parts of records: all or, when an owner could not stay so, none."""
        with _checked_owners(queryset):
            super().delete_queryset(request, queryset)


def _checked_owners(parts):
    """Deletes inside are undone, with `RuleViolation`, if a rule objects to what is left of the owners of `parts`."""
    judged = {record for record in map(judged_record, parts) if record is not None}
    return checked(*sorted(judged - set(parts), key=lambda record: record.pk))
