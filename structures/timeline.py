"""What happened to a structure: its states, sites, attachments, headcounts; and its state on a day."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpRequest
from django.utils.text import capfirst

from regions.chosen_day import ChosenDay, chosen_day
from regions.record_panels import State, state_panel, timeline_panel
from regions.timeline import Bar, Lane, Look, Mark, Timeline, period_bar
from regions.wall_admin import Panel
from structures.enums import StructureStatus
from structures.models import Structure, StructureAttachment, StructureSite, StructureStatusEvent

TONES = {
    StructureStatus.EMERGING: "new",
    StructureStatus.PREPARING: "info",
    StructureStatus.VALIDATED: "info",
    StructureStatus.OPEN: "success",
    StructureStatus.CLOSED: "error",
    StructureStatus.ABANDONED: "error",
    StructureStatus.REQUALIFIED: "",
}
LOOKS = {
    StructureStatus.OPEN: Look.DONE,
    StructureStatus.VALIDATED: Look.PLAIN,
    StructureStatus.CLOSED: Look.ALERT,
    StructureStatus.ABANDONED: Look.ALERT,
}
ELSEWHERE = "une structure d’une autre région"
ONE_DAY = datetime.timedelta(days=1)


def structure_panels(request: HttpRequest, pk: int) -> list[Panel]:
    """State and timeline of the structure `pk`, on the chosen day; it is read again, as it is stored."""
    chosen = chosen_day(request)
    structure = structure_with_parts(pk, request.user)
    return [
        state_panel(request, chosen, structure_state(structure, chosen.on)),
        timeline_panel(structure_timeline(structure, chosen)),
    ]


def structure_with_parts(pk: int, user) -> Structure:
    """The structure with its parts; the names of other structures are those that `user` sees."""
    visible = Structure.objects.visible_to(user)
    names, links = visible.filter(pk=OuterRef("parent")).values("name"), StructureAttachment.objects
    return Structure.objects.prefetch_related(
        "status_events",
        "headcounts",
        Prefetch("sites", StructureSite.objects.select_related("commune")),
        Prefetch("attachments", links.annotate(parent_name=Subquery(names[:1]))),
        Prefetch("attached", links.filter(structure__in=visible).select_related("structure")),
    ).get(pk=pk)


def structure_state(structure: Structure, on: datetime.date) -> State:
    """The state of `structure` on day `on`, and its sites open that day."""
    event = _event_on(structure, on)
    if event is None:
        return State("sans état à cette date", sentence="Aucun changement d’état n’est enregistré à cette date.")
    sites = [site.commune.name for site in structure.sites.all() if _is_open(site, on)]
    main = next((site.commune.name for site in structure.sites.all() if _is_main(site, on)), "non renseigné")
    return State(
        event.get_status_display(),
        TONES[event.status],
        f"Depuis le {event.on:%d/%m/%Y}.",
        (
            ("Sites ouverts", f"{len(sites)}\u00a0: {', '.join(sites)}" if sites else "aucun"),
            ("Site principal", main),
            ("Type", structure.get_type_display()),
        ),
    )


def _event_on(structure: Structure, on: datetime.date) -> StructureStatusEvent | None:
    events = [event for event in structure.status_events.all() if event.on <= on]
    return max(events, key=lambda event: event.on, default=None)


def _is_open(site: StructureSite, on: datetime.date) -> bool:
    """A site is open to the eve of `closed_on`."""
    return site.opened_on is not None and site.opened_on <= on and (site.closed_on is None or on < site.closed_on)


def _is_main(site: StructureSite, on: datetime.date) -> bool:
    since, last_day = site.main_since, site.main_last_day
    return since is not None and since <= on and (last_day is None or on <= last_day)


def structure_timeline(structure: Structure, chosen: ChosenDay) -> Timeline:
    """The timeline of `structure`; its attachments have a `parent_name`, empty when the reader does not see it."""
    return Timeline(
        "Chronologie de la structure",
        chosen.on,
        chosen.is_today,
        (
            Lane("Événements", marks=tuple(_marks(structure))),
            Lane("État", tuple(_states(structure))),
            Lane("Sites", tuple(_sites(structure))),
            Lane("Rattachements", tuple(_attachments(structure))),
            Lane("Label", tuple(_university(structure))),
        ),
    )


def _marks(structure: Structure) -> Iterable[Mark]:
    if structure.intent_letter_on:
        yield Mark(structure.intent_letter_on, "lettre d’intention", "Lettre d’intention.")
    if structure.aci_signed_on:
        yield Mark(structure.aci_signed_on, "ACI signé", "Accord conventionnel interprofessionnel signé.")
    persons = defaultdict(int)
    for headcount in structure.headcounts.all():
        persons[headcount.as_of] += headcount.persons
    for on, count in persons.items():
        words = f"{count} professionnel{'s' if count > 1 else ''}"
        yield Mark(on, words, f"Effectif\u00a0: {words}.")


def _states(structure: Structure) -> Iterable[Bar]:
    """Each state until the next; one that ends the record is the last."""
    events = sorted(structure.status_events.all(), key=lambda event: event.on)
    ends = [event.on - ONE_DAY for event in events[1:]]
    for event, last_day in itertools.zip_longest(events, ends):
        label = event.get_status_display()
        reason = f" ({event.reason})" if event.reason else ""
        yield Bar(event.on, last_day, label, f"{capfirst(label)}{reason}.", LOOKS.get(event.status, Look.SOFT))


def _sites(structure: Structure) -> Iterable[Bar]:
    for site in structure.sites.all():
        if site.opened_on:
            last_day = site.closed_on and max(site.opened_on, site.closed_on - ONE_DAY)
            yield Bar(site.opened_on, last_day, site.commune.name, f"Site ouvert à {site.commune.name}.", Look.DONE)
        if site.main_since:
            last_day, text = site.main_last_day, f"Site principal\u00a0: {site.commune.name}."
            yield Bar(site.main_since, last_day, f"principal\u00a0: {site.commune.name}", text, Look.SOFT)


def _attachments(structure: Structure) -> Iterable[Bar]:
    for link in structure.attachments.all():
        name = link.parent_name or ELSEWHERE
        yield period_bar(link, name, f"Rattachée à {name}.")
    for link in structure.attached.all():
        yield period_bar(link, link.structure.name, f"Rattache {link.structure.name}.", Look.SOFT)


def _university(structure: Structure) -> Iterable[Bar]:
    if since := structure.university_since:
        yield Bar(since, structure.university_last_day, "universitaire", "Label universitaire.")
