"""A form of creation sent twice creates one record: each carries a token, recorded with what it created."""

import uuid

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict

from regions.models import FormSubmission

TOKEN_FIELD = "submission"  # noqa: S105 (a name)
ALREADY_RECORDED = "Cette fiche a déjà été enregistrée."


class HiddenField(forms.CharField):
    """What a form carries for itself: never a change of the record."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, label="", **options)

    def has_changed(self, initial, data):
        return False

    def clean(self, value):
        """Accept anything: who reads the field judges what it holds."""
        return value


def with_hidden_field(form_class: type[forms.BaseForm], name: str, value: str) -> type[forms.BaseForm]:
    """`form_class`, that Django has just made for one request, with a hidden field besides those of its model.

    Not a subclass: making one would build every field of the model once more.
    """
    plain = form_class.__init__

    def with_field(form, *args, **kwargs):
        plain(form, *args, **kwargs)
        form.fields[name] = HiddenField(initial=value)

    form_class.__init__ = with_field
    return form_class


def new_token() -> str:
    return str(uuid.uuid4())


def token_in(data: QueryDict) -> uuid.UUID | None:
    """The token of a form as posted; None when it has none, or when it is not one of ours."""
    try:
        return uuid.UUID(data.get(TOKEN_FIELD, ""))
    except ValueError:
        return None


def claim(token: uuid.UUID, user) -> tuple[FormSubmission, bool]:
    """The submission of `token`, and whether it is new.

    To be called in the transaction that creates the record: a second one that claims the same token waits for its end.
    """
    try:
        with transaction.atomic():
            return FormSubmission.objects.create(token=token, user=user), True
    except IntegrityError:
        return FormSubmission.objects.get(token=token, user=user), False


def keep(submission: FormSubmission, record) -> None:
    """Remember that the form of `submission` created `record`."""
    submission.record = record
    submission.save(update_fields=["content_type", "object_id"])
