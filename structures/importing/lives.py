"""A structure as a line of a file would leave it, with its states and its sites: what its rules judge."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace

from django.db.models import Model

from regions.models import Commune, PriorityDistrict
from structures.models import SiteDistrict, Structure, StructureSite, StructureStatusEvent

ONE_DAY = datetime.timedelta(days=1)
SITE_DATES = ("opened_on", "closed_on", "main_since", "main_last_day")
Day = datetime.date | None


class Row(SimpleNamespace):
    """A row that is not written yet, as the rules read it: making a model takes longer than judging."""

    def __init__(self, model: type[Model], **values):
        super().__init__(**values, _meta=model._meta)


class Rows(list):
    """The parts of a row that is not written yet."""

    def all(self) -> list:
        return self


def give_parts(record: Model | Row, **parts: list) -> None:
    """Make the rules read these rows as the parts of `record`, in place of those of the database."""
    if isinstance(record, Row):
        vars(record).update({name: Rows(rows) for name, rows in parts.items()})
    else:
        record._prefetched_objects_cache = getattr(record, "_prefetched_objects_cache", {}) | parts


@dataclass
class Dates:
    """The days that the columns of a line give."""

    preparing: Day = None
    validated: Day = None
    opened: Day = None
    closed: Day = None

    @property
    def first(self) -> Day:
        return min(filter(None, (self.preparing, self.validated, self.opened)), default=None)


@dataclass
class Life:
    """A structure in memory, with its parts; `dated` gives the events that columns date, by the name of the column."""

    structure: Structure | Row
    events: list
    sites: list
    main: StructureSite | Row | None = None
    dated: dict[str, StructureStatusEvent | Row] = field(default_factory=dict)

    def __post_init__(self):
        self.as_read = {site.pk: _dated(site) for site in self.sites}

    @classmethod
    def of_new(cls, row: Mapping) -> Life:
        """A structure that is not written yet."""
        structure = Row(Structure, **row, pk=0, requalified_from=None, requalified_as=None)
        give_parts(structure, attachments=[], attached=[], headcounts=[])
        return cls(structure, [], [])

    @classmethod
    def of_known(cls, structure: Structure, row: Mapping) -> Life:
        """A structure read by `structures.rules.loaded`, with the columns that change."""
        for attribute, value in row.items():
            setattr(structure, attribute, value)
        return cls(structure, list(structure.status_events.all()), list(structure.sites.all()))

    def whole(self) -> Structure | Row:
        """The structure with its parts, for the rules."""
        give_parts(self.structure, status_events=self.events, sites=self.sites)
        return self.structure

    def date(self, column: str, status: str, key: int | None, day: Day) -> None:
        """Enter `status` on `day`; `key` is that of the event which says so already. No day: it never did."""
        event = next((each for each in self.events if each.pk == key), None) if key else None
        if event is None and day:
            event = Row(StructureStatusEvent, pk=0, status=status, reason="")
            self.events.append(event)
        if event is not None and day is None:
            self.events.remove(event)
        elif event is not None:
            event.on = day
            self.dated[column] = event

    def settle(self, key: int | None, commune: Commune | None) -> None:
        """Put the site `key`, or a new one, in `commune`; without a commune, there is no such site."""
        site = next((each for each in self.sites if each.pk == key), None) if key else None
        if commune is None:
            self.sites[:] = [each for each in self.sites if each is not site]
            return
        if site is None:
            site = Row(StructureSite, pk=0, commune_id=commune.code, **dict.fromkeys(SITE_DATES))
            self.sites.append(site)
        site.commune = commune
        self.main = site

    def follow(self, old: Dates, new: Dates) -> None:
        """Move the dates of the sites as the states of the structure do."""
        for site in self.sites:
            self._open(site, old.opened, new)
            self._close(site, old.closed, new.closed)

    def _open(self, site: StructureSite, old: Day, new: Dates) -> None:
        if old and new.opened != old:
            for name in ("opened_on", "main_since"):
                if getattr(site, name) == old:
                    setattr(site, name, new.opened)
        elif site is self.main and (not site.pk or (new.opened and not old)):
            site.opened_on = site.opened_on or new.opened
            if not any(other.main_since for other in self.sites):
                site.main_since = new.first

    @staticmethod
    def _close(site: StructureSite, old: Day, new: Day) -> None:
        """As the action « Fermer » does: nothing is open from that day on, nor the main site."""
        if new == old:
            return
        if old and site.closed_on == old:
            site.closed_on = None
        if old and site.main_last_day == old - ONE_DAY:
            site.main_last_day = None
        if new and site.opened_on and (site.closed_on is None or site.closed_on > new):
            site.closed_on = new
        if new and site.main_since and (site.main_last_day is None or site.main_last_day >= new):
            site.main_last_day = new - ONE_DAY

    def place(self, districts: Iterable[PriorityDistrict]) -> None:
        """Say in which districts the main site is."""
        if self.main is not None:
            give_parts(self.main, districts=[Row(SiteDistrict, district=district) for district in districts])

    def changed_sites(self) -> list[StructureSite]:
        """The known sites whose columns are no longer those that were read."""
        return [site for site in self.sites if site.pk and _dated(site) != self.as_read[site.pk]]

    def day_taken(self) -> str | None:
        """The column of an event that enters a state on a day when another is entered."""
        days = [event.on for event in self.events]
        return next((name for name, event in self.dated.items() if days.count(event.on) > 1), None)

    def has_two_main_sites(self) -> bool:
        """Whether two sites are the main one on some day."""
        roles = sorted(
            (site.main_since, site.main_last_day or datetime.date.max) for site in self.sites if site.main_since
        )
        return any(first[1] >= second[0] for first, second in pairwise(roles))


def _dated(site: StructureSite) -> tuple:
    return (site.commune_id, *(getattr(site, name) for name in SITE_DATES))
