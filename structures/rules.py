"""What is refused in a structure with its parts (T1, T2, T6, T7, T8, T10), whatever path wrote it.

`judge` takes a structure read by `loaded` and never queries: an import judges thousands of them in a dozen queries.
What one row can say is a constraint of the database; what only looks wrong is in `structures.warnings`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

from django.utils import timezone

from regions.periods import add_months
from regions.rules import Problem, Rules
from structures.enums import StructureStatus as Status
from structures.enums import StructureType
from structures.models import Structure, StructureSite, StructureStatusEvent

PROJECT = (Status.EMERGING, Status.PREPARING, Status.VALIDATED)
NEXT_STATES = {
    None: (*PROJECT, Status.OPEN),
    Status.EMERGING: (Status.PREPARING, Status.VALIDATED, Status.OPEN, Status.ABANDONED, Status.REQUALIFIED),
    Status.PREPARING: (Status.VALIDATED, Status.OPEN, Status.ABANDONED, Status.REQUALIFIED),
    Status.VALIDATED: (Status.OPEN, Status.ABANDONED, Status.REQUALIFIED),
    Status.OPEN: (Status.CLOSED, Status.REQUALIFIED),
    Status.CLOSED: (Status.OPEN,),
    Status.ABANDONED: (*PROJECT, Status.OPEN),
    Status.REQUALIFIED: (),
}
"""The states that may follow each one; None: before the first (T1). To go on after an end, a reason is needed."""

PARENTS = {
    StructureType.MSP: (StructureType.POLE,),
    StructureType.CDS: (StructureType.POLE,),
    StructureType.CDS_BRANCH: (StructureType.CDS,),
    StructureType.ESP: (StructureType.POLE, StructureType.CPTS),
}
"""What each type may belong to (T6). No type belongs, however far, to its own: attachments cannot turn in a loop."""

NETWORKS = (StructureType.PTA, StructureType.CPTS)
FIRST_DAY = datetime.date(1900, 1, 1)
YEARS_AHEAD = 10

PARTS = (
    "status_events",
    "sites__commune",
    "sites__districts__district__communes",
    "attachments__parent",
    "attached__structure",
    "headcounts",
    "requalified_from__status_events",
    "requalified_as__status_events",
)


def loaded(structures):
    """The structures of a queryset with all that `judge` reads, in as many queries for one as for thousands."""
    return structures.select_related("requalified_from", "requalified_as").prefetch_related(*PARTS)


def judge(structure: Structure, today: datetime.date) -> list[Problem]:
    """What is refused in a `loaded` structure; facts are dated `today` or before."""
    events = sorted(structure.status_events.all(), key=lambda event: event.on)
    return [
        *_impossible_dates(structure, today),
        *_states_out_of_order(events),
        *_network_dates_out_of_order(structure, events),
        *_open_without_a_site(structure, events),
        *_sites_open_after_the_end(structure, events),
        *_wrong_requalification(structure, events),
        *_wrong_attachments(structure),
        *_wrong_districts(structure),
        *_wrong_headcounts(structure),
    ]


def problems(structure: Structure) -> list[Problem]:
    """What is refused in a structure as the database holds it."""
    return judge(loaded(Structure.objects.all()).get(pk=structure.pk), timezone.localdate())


def lock(structure: Structure) -> None:
    """Keep other writers of the structure, or of its parts, waiting until the end of the transaction."""
    # Contracts that only refer to it need not wait.
    list(Structure.objects.filter(pk=structure.pk).order_by().select_for_update(no_key=True).values_list("pk"))


RULES = Rules(problems=problems, lock=lock)


# Dates


def _impossible_dates(structure: Structure, today: datetime.date) -> Iterator[Problem]:
    """Facts in the future, ends too far ahead, and slips of the keyboard."""
    limit = add_months(today, 12 * YEARS_AHEAD)
    for part, name, is_fact in _dates(structure):
        day = getattr(part, name)
        if day is None or FIRST_DAY <= day <= (today if is_fact else limit):
            continue
        label = part._meta.get_field(name).verbose_name
        if is_fact and day > today:
            sentence = (
                f"«\u00a0{label}\u00a0»\u00a0: "
                f"le {_french(day)} est dans le futur. Saisissez ce fait quand il aura eu lieu."
            )
        else:
            sentence = f"«\u00a0{label}\u00a0»\u00a0: le {_french(day)} n’est pas plausible. Corrigez l’année."
        yield Problem("date", sentence, name, None if part is structure else part)


def _dates(structure: Structure) -> Iterator[tuple]:
    """Each date of the structure and of its parts: the row, the field, and whether it can only be a fact."""
    for name, is_fact in (
        ("aci_signed_on", True),
        ("intent_letter_on", True),
        ("university_since", True),
        ("university_last_day", False),
    ):
        yield structure, name, is_fact
    for event in structure.status_events.all():
        yield event, "on", event.status not in Status.over()
    for site in structure.sites.all():
        yield site, "opened_on", True
        for name in ("closed_on", "main_since", "main_last_day"):
            yield site, name, False
    for attachment in structure.attachments.all():
        yield attachment, "start", False
        yield attachment, "last_day", False
    for headcount in structure.headcounts.all():
        yield headcount, "as_of", True


# States (T1, T2, T10)


def _states_out_of_order(events: list[StructureStatusEvent]) -> Iterator[Problem]:
    """T1: each state may follow the one before; T10: nothing closes before it has opened."""
    for previous, event in pairwise([None, *events]):
        state = previous.status if previous else None
        if event.status not in NEXT_STATES[state]:
            yield _refused_step(previous, event, events)
        elif state in Status.over() and not event.reason.strip():
            sentence = (
                f"La reprise du {_french(event.on)} suit «\u00a0{_state(previous)}\u00a0»\u00a0: indiquez-en le motif."
            )
            yield Problem("T1", sentence, "reason", event)


def _refused_step(previous, event: StructureStatusEvent, events: list[StructureStatusEvent]) -> Problem:
    """Why `event` may not follow `previous` (None when it is the first), and what to do."""
    opening = next((other for other in events if other.status == Status.OPEN and other.on > event.on), None)
    if event.status == Status.CLOSED and (previous is None or previous.status in PROJECT):
        if opening:
            sentence = f"La fermeture du {_french(event.on)} précède l’ouverture du {_french(opening.on)}"
            return Problem("T10", f"{sentence}\u00a0: corrigez l’une des deux dates.", "on", event)
        sentence = (
            "Seule une structure en fonctionnement ferme\u00a0: "
            "indiquez son ouverture, ou choisissez «\u00a0abandonné\u00a0»."
        )
        return Problem("T10", sentence, "status", event)
    if previous is None:
        sentence = (
            f"«\u00a0{_state(event)}\u00a0» ne peut pas être le premier état connu\u00a0: ajoutez celui qui précède."
        )
    elif event.status == previous.status:
        since = _french(previous.on)
        sentence = (
            f"La structure est déjà «\u00a0{_state(event)}\u00a0» depuis le {since}\u00a0: supprimez cette ligne."
        )
    elif previous.status == Status.REQUALIFIED:
        since = _french(previous.on)
        sentence = (
            f"La structure est requalifiée depuis le {since}\u00a0: saisissez la suite sur la fiche qui lui succède."
        )
    elif event.status == Status.ABANDONED:
        sentence = (
            "Une structure qui a ouvert ne s’abandonne pas\u00a0: "
            "choisissez «\u00a0fermée\u00a0», ou corrigez la date."
        )
    else:
        sentence = (
            f"Le {_french(event.on)}, la structure passerait de «\u00a0{_state(previous)}\u00a0», depuis le "
            f"{_french(previous.on)}, à «\u00a0{_state(event)}\u00a0»\u00a0: corrigez l’état ou la date."
        )
    return Problem("T1", sentence, "status", event)


def _network_dates_out_of_order(structure: Structure, events: list[StructureStatusEvent]) -> Iterator[Problem]:
    """T1: a letter of intent comes before the validated project, an ACI after."""
    validated = next((event.on for event in events if event.status == Status.VALIDATED), None)
    letter, aci = structure.intent_letter_on, structure.aci_signed_on
    if letter and structure.type not in NETWORKS:
        yield Problem(
            "T1", "Seules les PTA et les CPTS ont une lettre d’intention\u00a0: effacez la date.", "intent_letter_on"
        )
    if validated and letter and letter > validated:
        sentence = (
            f"La lettre d’intention suit la validation du projet, le {_french(validated)}\u00a0: corrigez la date."
        )
        yield Problem("T1", sentence, "intent_letter_on")
    if validated and aci and aci < validated:
        sentence = f"L’ACI précède la validation du projet de santé, le {_french(validated)}\u00a0: corrigez la date."
        yield Problem("T1", sentence, "aci_signed_on")


def _open_without_a_site(structure: Structure, events: list[StructureStatusEvent]) -> Iterator[Problem]:
    """T2: what opens has one site at least, with its commune."""
    opening = next((event for event in events if event.status == Status.OPEN), None)
    if opening and not structure.sites.all():
        sentence = "Une structure en fonctionnement a au moins un site\u00a0: ajoutez-le, avec sa commune."
        yield Problem("T2", sentence, "status", opening)


def _sites_open_after_the_end(structure: Structure, events: list[StructureStatusEvent]) -> Iterator[Problem]:
    """T10: what closes, is given up or becomes another record ends all its sites, until it opens again."""
    for event, following in pairwise([*events, None]):
        if event.status in Status.over():
            for site in structure.sites.all():
                if _is_open_between(site, event.on, following.on if following else None):
                    sentence = (
                        f"Le site de {site.commune.name} est encore ouvert alors que la structure est «\u00a0"
                        f"{_state(event)}\u00a0» le {_french(event.on)}\u00a0: "
                        "indiquez sa fermeture, ce jour-là au plus tard."
                    )
                    yield Problem("T10", sentence, "closed_on", site)


def _is_open_between(site: StructureSite, first: datetime.date, until: datetime.date | None) -> bool:
    """Whether the site is open on some day from `first`, included, to `until`, excluded."""
    starts_before = site.opened_on is not None and (until is None or site.opened_on < until)
    return starts_before and (site.closed_on is None or site.closed_on > first)


# Links between structures (T1, T6)


def _wrong_requalification(structure: Structure, events: list[StructureStatusEvent]) -> Iterator[Problem]:
    """T1: the record that follows opens once the other is requalified, and not before."""
    heir = getattr(structure, "requalified_as", None)
    if heir and _day_requalified(events) is None:
        sentence = (
            "Une autre fiche succède à celle-ci\u00a0: "
            "gardez l’état «\u00a0requalifié\u00a0», ou retirez d’abord ce lien."
        )
        yield Problem("T1", sentence)
    origin = structure.requalified_from
    if origin is None:
        return
    requalified = _day_requalified(origin.status_events.all())
    opened = next((event.on for event in events if event.status == Status.OPEN), None)
    if requalified is None:
        sentence = (
            "La fiche d’origine n’est pas «\u00a0requalifiée\u00a0»\u00a0: "
            "enregistrez d’abord ce changement d’état sur elle."
        )
        yield Problem("T1", sentence, "requalified_from")
    elif opened and opened < requalified:
        sentence = (
            f"Cette structure ouvre le {_french(opened)}, avant la requalification de la fiche d’origine, le "
            f"{_french(requalified)}\u00a0: corrigez l’une des deux dates."
        )
        yield Problem("T1", sentence, "requalified_from")


def _day_requalified(events) -> datetime.date | None:
    return next((event.on for event in events if event.status == Status.REQUALIFIED), None)


def _wrong_attachments(structure: Structure) -> Iterator[Problem]:
    """T6: a structure belongs to what may hold its type; seen from either of the two records."""
    for attachment in structure.attachments.all():
        if sentence := _misplaced(structure.type, attachment.parent.type):
            yield Problem("T6", f"{sentence} Corrigez «\u00a0rattachée à\u00a0».", "parent", attachment)
    for attachment in structure.attached.all():
        if sentence := _misplaced(attachment.structure.type, structure.type):
            # The attached record may be another region's: it is not named.
            yield Problem("T6", f"Une fiche est rattachée à celle-ci. {sentence} Retirez d’abord ce lien.", "type")


def _misplaced(kind: str, parent: str) -> str:
    """The sentence that refuses a structure of `kind` inside one of type `parent`; empty when it is in its place."""
    allowed = PARENTS.get(kind, ())
    if parent in allowed:
        return ""
    label = StructureType(kind).label
    if not allowed:
        return f"Le type «\u00a0{label}\u00a0» ne se rattache à aucune structure."
    return (
        f"Le type «\u00a0{label}\u00a0» ne se rattache qu’à\u00a0: "
        f"{', '.join(StructureType(other).label for other in allowed)}."
    )


# Districts and headcounts (T7, T8)


def _wrong_districts(structure: Structure) -> Iterator[Problem]:
    """T7: a site is in a district of its own commune, of a list in force while the site was open."""
    for site in structure.sites.all():
        for placed in site.districts.all():
            district = placed.district
            communes = [commune.pk for commune in district.communes.all()]
            if communes and site.commune_id not in communes:
                sentence = (
                    f"Le quartier {district.code} n’est pas à {site.commune.name}\u00a0: choisissez-en un autre."
                )
                yield Problem("T7", sentence, "district", placed)
            after = district.valid_to + datetime.timedelta(days=1) if district.valid_to else None
            if site.opened_on and not _is_open_between(site, district.valid_from, after):
                sentence = (
                    f"La liste du quartier {district.code} n’était pas en vigueur pendant que ce site était "
                    "ouvert\u00a0: indiquez le code de la liste de ces années-là."
                )
                yield Problem("T7", sentence, "district", placed)


def _wrong_headcounts(structure: Structure) -> Iterator[Problem]:
    """T8: the training supervisors are among the persons."""
    for headcount in structure.headcounts.all():
        if (headcount.supervisors or 0) > headcount.persons:
            sentence = (
                f"Les maîtres de stage sont parmi les {headcount.persons} personnes\u00a0: corrigez l’un des nombres."
            )
            yield Problem("T8", sentence, "supervisors", headcount)


def _state(event: StructureStatusEvent) -> str:
    return Status(event.status).label


def _french(day: datetime.date) -> str:
    # `%Y` leaves out the zeros of the year 201.
    return f"{day:%d/%m}/{day.year:04d}"
