"""Published bilans: the canonical text of a snapshot, its hash, and how an edition is read back."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.utils import timezone

from bilans.models import Campaign, Edition

FIRST_YEAR = 2010
"""The first CESP was signed in 2010: no bilan before."""
KEPT = 8
"""Editions that a process keeps read: the last ones of a few years."""


class AlteredEdition(Exception):
    """The text of an edition is not the one that was hashed when it was published."""


def canonical(bilan: dict) -> str:
    """The one text of a document: sorted keys, no spaces, accents as they are."""
    return json.dumps(bilan, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """The SHA-256 of `text` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def available_years(user) -> list[int]:
    """The years whose bilan `user` may read, latest first; a member of the committee reads the published ones."""
    if user.sees_published_only:
        return list(
            Campaign.objects.exclude(editions=None).order_by("-year").values_list("year", flat=True).distinct()
        )
    return list(range(timezone.localdate().year, FIRST_YEAR - 1, -1)) if user.roles else []


def published_years(user) -> dict[int, list[str]]:
    """The numbers of the editions that `user` may read, the first one first, by year."""
    found: dict[int, list[str]] = {}
    editions = Edition.objects.visible_to(user).order_by("published_at", "pk")
    for year, number in editions.values_list("campaign__year", "number"):
        found.setdefault(year, []).append(number)
    return found


def find_edition(year: int, number: str | None = None) -> Edition | None:
    """The edition `number` of the bilan of `year`, by default the latest, without its text; None without one."""
    editions = Edition.objects.filter(campaign__year=year).defer("snapshot").select_related("campaign")
    return (editions.filter(number=number) if number else editions).first()


def edition_numbers(year: int) -> list[str]:
    """The numbers of the editions of the bilan of `year`, the first one first."""
    editions = Edition.objects.filter(campaign__year=year).order_by("published_at", "pk")
    return list(editions.values_list("number", flat=True))


def read_edition(edition: Edition) -> dict:
    """The document of an edition, not to be changed: a process reads it once. Raises `AlteredEdition`."""
    return _read(edition.pk, edition.sha256)


@lru_cache(maxsize=KEPT)
def _read(pk: int, expected: str) -> dict:
    text = Edition.objects.values_list("snapshot", flat=True).get(pk=pk)
    if sha256(text) != expected:
        raise AlteredEdition(f"edition {pk}: the text does not have the SHA-256 {expected}")
    return json.loads(text)
