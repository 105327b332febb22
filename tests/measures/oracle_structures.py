"""Structures counted one by one: their state, their place, the openings and closings of a year."""

from __future__ import annotations

import datetime

from structures.enums import StructureStatus, StructureType
from tests.measures.oracle_rows import ONE_DAY, place, runs

MSP_FAMILY = {StructureType.MSP, StructureType.POLE}


def status_on(rows, structure, day):
    events = [event for event in rows.status_events[structure.pk] if event.on <= day]
    return max(events, key=lambda event: event.on).status if events else None


def counted_as_msp(rows, structure, status, day):
    """Whether an MSP, or a pôle none of whose MSP is counted, is in that state."""
    if structure.type not in MSP_FAMILY or status_on(rows, structure, day) != status:
        return False
    return structure.type == StructureType.MSP or not any(
        rows.structures[attachment.structure_id].type == StructureType.MSP
        and status_on(rows, rows.structures[attachment.structure_id], day) == status
        for attachment in rows.attached[structure.pk]
        if runs(attachment, day)
    )


def open_msp(rows, day):
    return [
        structure
        for structure in rows.structures.values()
        if counted_as_msp(rows, structure, StructureStatus.OPEN, day)
    ]


def located(rows, structure, day):
    """Region of the main site that day, else the lead region."""
    for site in rows.sites[structure.pk]:
        if site.main_since and site.main_since <= day <= (site.main_last_day or day):
            return place(rows.commune_regions[site.commune_id] or structure.lead_region_id)
    return place(structure.lead_region_id)


def open_sites(rows, structure, day):
    return [
        site
        for site in rows.sites[structure.pk]
        if site.opened_on and site.opened_on <= day and (site.closed_on is None or site.closed_on > day)
    ]


def in_priority_district(rows, site, day):
    districts = [rows.districts[link.district_id] for link in rows.site_districts[site.pk]]
    return any(district.valid_from <= day <= (district.valid_to or day) for district in districts)


def msp_open(rows, day, horizon):
    return ((structure.pk, located(rows, structure, day)) for structure in open_msp(rows, day))


def msp_led(status):
    def count(rows, day, horizon):
        for structure in rows.structures.values():
            if counted_as_msp(rows, structure, status, day):
                yield structure.pk, place(structure.lead_region_id)

    return count


def type_open(kind):
    def count(rows, day, horizon):
        for structure in rows.structures.values():
            if structure.type == kind and status_on(rows, structure, day) == StructureStatus.OPEN:
                yield structure.pk, located(rows, structure, day)

    return count


def type_led(kind, statuses):
    def count(rows, day, horizon):
        for structure in rows.structures.values():
            if structure.type == kind and status_on(rows, structure, day) in statuses:
                yield structure.pk, place(structure.lead_region_id)

    return count


def msp_univ(rows, day, horizon):
    for structure in open_msp(rows, day):
        since, last_day = structure.university_since, structure.university_last_day
        if since and since <= day <= (last_day or day):
            yield structure.pk, located(rows, structure, day)


def msp_qpv(rows, day, horizon):
    for structure in open_msp(rows, day):
        if any(in_priority_district(rows, site, day) for site in open_sites(rows, structure, day)):
            yield structure.pk, located(rows, structure, day)


def msp_sites(rows, day, horizon):
    for structure in open_msp(rows, day):
        for site in open_sites(rows, structure, day):
            yield site.pk, place(rows.commune_regions[site.commune_id])


def changes(rows, day):
    """Changes of state of the MSP and pôles in the year of `day`, up to it: structure, event, state before."""
    for structure in rows.structures.values():
        for event in rows.status_events[structure.pk] if structure.type in MSP_FAMILY else []:
            if datetime.date(day.year, 1, 1) <= event.on <= day:
                yield structure, event, status_on(rows, structure, event.on - ONE_DAY)


def comes_from_requalification(rows, structure, event):
    openings = [other.on for other in rows.status_events[structure.pk] if other.status == StructureStatus.OPEN]
    return structure.requalified_from_id is not None and event.on == min(openings)


def entries(rows, day):
    """Openings of the year that the count of open MSP saw, requalifications included."""
    for structure, event, before in changes(rows, day):
        begins = event.status == StructureStatus.OPEN and before != StructureStatus.OPEN
        if begins and counted_as_msp(rows, structure, StructureStatus.OPEN, event.on):
            yield structure, event


def exits(rows, day):
    """Ends of the year that the count of open MSP saw, requalifications included."""
    for structure, event, before in changes(rows, day):
        ends = before == StructureStatus.OPEN and event.status != StructureStatus.OPEN
        if ends and counted_as_msp(rows, structure, StructureStatus.OPEN, event.on - ONE_DAY):
            yield structure, event


def msp_opened(rows, day, horizon):
    for structure, event in entries(rows, day):
        if not comes_from_requalification(rows, structure, event):
            yield event.pk, located(rows, structure, event.on)


def msp_closed(rows, day, horizon):
    for structure, event in exits(rows, day):
        if event.status == StructureStatus.CLOSED:
            yield event.pk, located(rows, structure, event.on - ONE_DAY)
