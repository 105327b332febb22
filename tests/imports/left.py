"""What a writing leaves in the database, history included, to compare two ways of writing the same."""

from django.db import transaction

from regions.tracking import events_of, kept_fields


def content_left_by(write, owners: dict) -> tuple[dict, object]:
    """The rows and the history that `write` leaves, and what it gives; then it is undone.

    `owners` gives, for each model, what names the record that a row belongs to. Keys, times and contexts are left out.
    """
    with transaction.atomic():
        given = write()
        content = {model: _rows_of(model.objects.all(), model, *names) for model, names in owners.items()}
        content |= {
            ("history", model): _rows_of(events_of(model), model, *names, "pgh_label")
            for model, names in owners.items()
        }
        transaction.set_rollback(True)
    return content, given


def _rows_of(queryset, model, *more) -> list[dict]:
    """Rows in an order that depends on nothing but what they say."""
    names = [field.attname for field in kept_fields(model) if not _is_key(field, more)] + list(more)
    return sorted(queryset.values(*names), key=lambda row: [str(row[name]) for name in names])


def _is_key(field, owners: tuple) -> bool:
    """Whether `field` only says which row it is, or which one it belongs to: `owners` names that one."""
    return field.primary_key or any(owner.startswith(f"{field.name}__") for owner in owners)
