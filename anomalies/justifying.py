"""To justify what a rule points out, until a day; to take it back. The caller has checked who may."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from anomalies.models import Justification


def usual_end(on: datetime.date) -> datetime.date:
    """The last day of a justification made on day `on`, unless told otherwise: the rule asks again each year."""
    return datetime.date(on.year, 12, 31)


def latest_end(on: datetime.date) -> datetime.date:
    """The last day that a justification made on day `on` may reach."""
    return datetime.date(on.year + 1, 12, 31)


def in_force(record: Model, code: str, on: datetime.date) -> Justification | None:
    """The justification that holds the rule `code` back on `record` on day `on`, if any."""
    rows = Justification.objects.filter(rule=code, object_id=record.pk, content_type=_type_of(record))
    return rows.in_force(on).order_by("-at").first()


def justify(
    record: Model, code: str, *, by, reason: str, on: datetime.date, until: datetime.date | None = None
) -> tuple[Justification, bool]:
    """Say why `record` is right as it is: the justification, and whether it is new.

    It holds from `on` to `until`, both included; to the end of the year by default. One already in force is left as
    it is, so that a double click makes one.
    """
    if held := in_force(record, code, on):
        return held, False
    return Justification.objects.get_or_create(
        rule=code,
        content_type=_type_of(record),
        object_id=record.pk,
        at=on,
        defaults={"reason": reason, "by": by, "until": until or usual_end(on)},
    )


def withdraw(justification: Justification, on: datetime.date) -> None:
    """Make the rule ask again from day `on`. The reason stays to be read, unless it was given that very day."""
    if justification.at == on:
        justification.delete()
    else:
        justification.until = on - datetime.timedelta(days=1)
        justification.save(update_fields=["until"])


def _type_of(record: Model) -> ContentType:
    return ContentType.objects.get_for_model(record)
