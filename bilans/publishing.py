"""Publication: a bilan frozen into an edition, once; a correction is the next edition, with its reason (B2).

Whoever publishes is alone to: the others wait, then are told. What is frozen is read from one snapshot of the
database, in the transaction that writes the edition.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from bilans.changes import keep_records
from bilans.document import bilan_to_publish
from bilans.editions import canonical, read_edition, sha256
from bilans.enums import ReturnState
from bilans.figures import differences
from bilans.models import Campaign, Edition, RegionalReturn
from bilans.names import names_in
from bilans.tokens import UnknownToken
from bilans.typography import long_date

FIRST = "1.0"
LOCK = 20130101
"""The advisory lock of publications; the year of the campaign is its second number."""
MAX_MINOR = 99


class PublicationError(ValueError):
    """What cannot be published; the message is a French sentence for whoever asked."""


def publish(campaign: Campaign, *, by, at: datetime.datetime | None = None) -> Edition:
    """Freeze the bilan of `campaign` into its edition 1.0, published by the user `by`; raises `PublicationError`.

    The regions that have not sent their return are « non transmis », and out of the totals (B3); the returns sent are
    locked, but for those sent back, which the region mends for the next edition.
    """
    with _alone(campaign):
        if published := campaign.editions.select_related("published_by").first():
            raise PublicationError(
                f"Le bilan {campaign.year} est déjà publié\u00a0: édition {published.number}, le "
                f"{long_date(timezone.localdate(published.published_at))}, par {published.published_by}. Rien n’a été "
                "publié une seconde fois."
            )
        return _write(campaign, FIRST, _checked(campaign), by=by, at=at)


def correct(campaign: Campaign, *, of: str, reason: str, by, at: datetime.datetime | None = None) -> Edition:
    """Publish the correction of the edition `of`, the latest that `by` saw; raises `PublicationError`.

    The new edition says its `reason` and lists the figures that it corrects; the one before stays as it is.
    """
    if not reason.strip():
        raise PublicationError("Une correction a un motif\u00a0: indiquez-le.")
    with _alone(campaign):
        latest = campaign.editions.first()
        if latest is None or latest.number != of:
            raise PublicationError(
                f"L’édition {of} n’est plus la dernière du bilan {campaign.year}\u00a0: relisez la nouvelle avant de "
                "la corriger."
            )
        before, after = read_edition(latest), _checked(campaign)
        corrected = [difference.as_dict() for difference in differences(before, after)]
        if not corrected and _content(before) == _content(after):
            raise PublicationError(f"Rien n’a changé depuis l’édition {of}\u00a0: il n’y a rien à corriger.")
        words = {"reason": reason.strip(), "corrects": of, "corrections": corrected}
        return _write(campaign, _next(of), after | words, by=by, at=at)


def _checked(campaign: Campaign) -> dict:
    """The document to publish, once nothing in it forbids it."""
    if not RegionalReturn.objects.filter(campaign=campaign, state__in=ReturnState.sent()).exists():
        raise PublicationError(
            f"Aucune région n’a transmis son retour pour {campaign.year}\u00a0: il n’y a rien à publier."
        )
    try:
        bilan = bilan_to_publish(campaign)
    except UnknownToken as error:
        raise PublicationError(f"Le bilan {campaign.year} ne peut pas être publié. {error}") from None
    written = [bilan["opinions"], *([region["chapter"], region["sources"]] for region in bilan["regions"])]
    written += [figure.get("source", "") for figure in bilan["national"].values()]
    if names := names_in(_texts(written)):
        quoted = ", ".join(f"«\u00a0{name}\u00a0»" for name in names)
        raise PublicationError(
            f"Aucun nom de personne n’entre dans un bilan publié\u00a0: retirez des textes {quoted}."
        )
    return bilan


def _texts(part) -> Iterator[str]:
    """Every text of a part of the document, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def _write(campaign: Campaign, number: str, bilan: dict, *, by, at: datetime.datetime | None) -> Edition:
    at = at or timezone.now()
    snapshot = canonical(bilan | {"edition": number, "published_on": timezone.localdate(at).isoformat()})
    edition = Edition.objects.create(
        campaign=campaign,
        number=number,
        snapshot=snapshot,
        sha256=sha256(snapshot),
        reason=bilan.get("reason", ""),
        published_at=at,
        published_by=by,
    )
    keep_records(edition, bilan)
    finished = (ReturnState.SENT, ReturnState.VALIDATED)
    RegionalReturn.objects.filter(campaign=campaign, state__in=finished).update(state=ReturnState.LOCKED)
    return edition


def _content(bilan: dict) -> dict:
    """What a bilan says, but for what tells one edition from another."""
    told_apart = ("edition", "published_on", "reason", "corrects", "corrections")
    return {key: value for key, value in bilan.items() if key not in told_apart}


def _next(number: str) -> str:
    major, minor = map(int, number.split("."))
    if minor == MAX_MINOR:
        raise PublicationError(f"L’édition {number} est la dernière qui puisse être publiée.")
    return f"{major}.{minor + 1}"


@contextmanager
def _alone(campaign: Campaign) -> Iterator[None]:
    """One publication of a campaign at a time, each reading what those before it have written.

    The lock comes before the transaction, whose snapshot is then later than the edition that was waited for.
    """
    inside = connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, campaign.year])
        try:
            with transaction.atomic():
                if not inside:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, campaign.year])
