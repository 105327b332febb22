"""« Ce qui a changé depuis la publication »: the figures that would differ today, and the records that explain it.

An edition keeps the keys of the records that each of its figures counted. Beside those that are counted today, they
tell which records came in and went out; the history tells who changed them, to who may read them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Model
from django.urls import reverse

from anomalies.listing import name_of
from bilans.build import build_bilan
from bilans.editions import read_edition
from bilans.figures import Difference, differences
from bilans.models import Edition, EditionRecords
from measures.records import MODELS, counted_records
from measures.records.counting import RECORDS_OF_PERSONS
from measures.scale import FRANCE
from regions.history import RowChange, changes_of
from regions.tracking import INSERT, events_of

FIRST_RECORDS = 20
"""Records that a figure shows one by one; the others are counted."""
UNKNOWN_REGION = ""
"""The scope under which an edition keeps the records of no known region."""


@dataclass(frozen=True)
class Moved:
    """A record that came in a figure or went out of it, as shown to who may read it."""

    name: str
    url: str
    what: str
    by: str = ""
    reason: str = ""
    at: datetime.datetime | None = None


@dataclass
class Changed:
    """A figure that would differ today: how many records were added, corrected or removed, and the first of them."""

    difference: Difference
    added: int = 0
    corrected: int = 0
    removed: int = 0
    moved: list[Moved] = field(default_factory=list)


def keep_records(edition: Edition, bilan: dict) -> None:
    """Keep with `edition`, whose document is `bilan`, the keys of the records that its figures count."""
    EditionRecords.objects.bulk_create(
        EditionRecords(edition=edition, indicator=code, scope=scope, keys=sorted(keys))
        for (code, scope), keys in _counted_today(bilan).items()
    )


def changes_since(edition: Edition, user) -> list[Changed]:
    """The figures of `edition` that would differ today, of the regions and for the days that it is about.

    The records are named to `user` where the wall lets them be read.
    """
    bilan = read_edition(edition)
    found = differences(bilan, _as_today(bilan))
    then = _kept(edition)
    now = _counted_today(bilan) if found and then else {}
    return [
        _explained(each, then, now, edition, user) if then and _is_last(each, bilan) else Changed(each)
        for each in found
    ]


def _as_today(bilan: dict) -> dict:
    """The figures that the document would have if it were built today."""
    return build_bilan(
        bilan["year"],
        as_of=datetime.date.fromisoformat(bilan["as_of"]),
        horizon=datetime.date.fromisoformat(bilan["horizon"]),
        sent=[region["code"] for region in bilan["regions"] if region["sent"]],
    )


def _is_last(difference: Difference, bilan: dict) -> bool:
    """Whether the figure is one of those whose records are kept: computed, at the date of the bilan."""
    return difference.date == bilan["as_of"] and difference.indicator in MODELS


def _counted_today(bilan: dict) -> dict[tuple[str, str], set[int]]:
    """The keys of the records that each computed figure counts, by indicator and scope; none of what is left out."""
    left_out = {region["code"] for region in bilan["regions"] if not region["sent"]}
    left_out |= {group["code"] for group in bilan["groups"] if group["missing"]}
    day, horizon = (datetime.date.fromisoformat(bilan[key]) for key in ("as_of", "horizon"))
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for record in counted_records([day], horizon=horizon):
        if record.scope not in left_out:
            found[record.code, record.scope or UNKNOWN_REGION].add(record.key)
    return found


def _kept(edition: Edition) -> dict[tuple[str, str], set[int]]:
    rows = EditionRecords.objects.filter(edition=edition).values_list("indicator", "scope", "keys")
    return {(code, scope): set(keys) for code, scope, keys in rows}


def _explained(difference: Difference, then: dict, now: dict, edition: Edition, user) -> Changed:
    before, after = _of_scope(then, difference), _of_scope(now, difference)
    model, since = MODELS[difference.indicator], edition.published_at
    came_in, went_out = after - before, before - after
    known = set().union(*(keys for (code, _), keys in then.items() if MODELS[code] is model))
    new = _created_since(model, came_in - known, since)
    gone = went_out - set(model._base_manager.filter(pk__in=went_out).values_list("pk", flat=True))
    moved = [(key, "ajouté" if key in new else "corrigé, compté depuis") for key in sorted(came_in)]
    moved += [(key, "corrigé, n’est plus compté") for key in sorted(went_out - gone)]
    return Changed(
        difference,
        added=len(new),
        corrected=len(came_in - new) + len(went_out - gone),
        removed=len(gone),
        moved=_shown(model, difference.indicator, moved, since, user),
    )


def _of_scope(keys: dict[tuple[str, str], set[int]], difference: Difference) -> set[int]:
    if difference.code != FRANCE:
        return keys.get((difference.indicator, difference.code), set())
    return set().union(*(found for (code, _), found in keys.items() if code == difference.indicator))


def _created_since(model: type[Model], keys: set[int], since: datetime.datetime) -> set[int]:
    events = events_of(model).filter(pgh_obj_id__in=keys, pgh_label=INSERT, pgh_created_at__gt=since)
    return set(events.values_list("pgh_obj_id", flat=True))


def _shown(model: type[Model], code: str, moved: list[tuple[int, str]], since, user) -> list[Moved]:
    """The first of the records that `user` reads, with who last changed each since the publication."""
    readable = model._default_manager.visible_to(user).in_bulk([key for key, _ in moved])
    first = [(readable[key], what) for key, what in moved if key in readable][:FIRST_RECORDS]
    return [_moved(record, code, what, since, user) for record, what in first]


def _moved(record: Model, code: str, what: str, since: datetime.datetime, user) -> Moved:
    options = record._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])
    latest = _latest_change(record, code, since, user)
    if latest is None:
        return Moved(name_of(record), url, what)
    return Moved(name_of(record), url, what, latest.author, latest.reason, latest.at)


def _latest_change(record: Model, code: str, since: datetime.datetime, user):
    """The last change of a record since the publication; of the contracts of a person, for a figure of persons.

    Its own insertion says nothing of why it was corrected since.
    """
    records = []
    for model in RECORDS_OF_PERSONS.get(code, ()):
        records += model._default_manager.visible_to(user).filter(professional=record)
    changes = [change for each in [*records, record] for change in changes_of(type(each), each.pk, user)[0]]
    recent = [change for change in changes if change.at > since]
    corrections = [change for change in recent if not any(_inserts(row, record) for row in change.rows)]
    return max(corrections or recent, key=lambda change: change.at, default=None)


def _inserts(row: RowChange, record: Model) -> bool:
    return row.model is type(record) and row.label == INSERT and str(row.key) == str(record.pk)
