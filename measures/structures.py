"""Figures of the structures: what is open, prepared or validated, and what opened or closed in the year.

The state of a structure over a spell comes from a status event until the next. A pôle is left out of a count when an
MSP attached to it is in the same state (T6); those are few, and looked at day by day.
"""

from __future__ import annotations

from measures.scale import Scale, Tally, counted
from structures.enums import StructureStatus, StructureType

MSP_FAMILY = "('MSP', 'POLE')"

IN_STATE = {
    (StructureType.MSP, StructureStatus.OPEN): ["msp_open"],
    (StructureType.MSP, StructureStatus.VALIDATED): ["msp_validated"],
    (StructureType.MSP, StructureStatus.PREPARING): ["msp_in_preparation"],
    (StructureType.POLE, StructureStatus.OPEN): ["msp_open"],
    (StructureType.POLE, StructureStatus.VALIDATED): ["msp_validated"],
    (StructureType.POLE, StructureStatus.PREPARING): ["msp_in_preparation"],
    (StructureType.CDS, StructureStatus.OPEN): ["cds_open"],
    (StructureType.CDS, StructureStatus.PREPARING): ["cds_in_preparation"],
    (StructureType.PTA, StructureStatus.OPEN): ["pta_open", "pta_open_or_planned"],
    (StructureType.PTA, StructureStatus.VALIDATED): ["pta_open_or_planned"],
    (StructureType.PTA, StructureStatus.PREPARING): ["pta_open_or_planned"],
    (StructureType.ESP, StructureStatus.OPEN): ["esp_open"],
    (StructureType.CPTS, StructureStatus.OPEN): ["cpts_open"],
}
"""The figures that a structure enters by its type and state."""

BY_MAIN_SITE = {"msp_open", "msp_univ", "cds_open", "pta_open", "esp_open", "cpts_open"}
"""Figures that go to the region of the main site; the others go to the lead region."""


def count_structures(cursor, scale: Scale, tally: Tally, **_) -> None:
    """All the figures of structures."""
    cursor.execute(_spells_sql(scale))
    for what, kind, status, lead, region, packed, count in cursor.fetchall():
        start, stop = scale.unpack(packed, 2)
        if what == "site":
            tally.add("msp_sites", region, start, stop, count)
        elif what == "change":
            tally.add("msp_opened" if status == StructureStatus.OPEN else "msp_closed", region, start, stop, count)
        else:
            for code in IN_STATE.get((kind, status), []):
                if what == "state":
                    tally.add(code, lead, start, stop, count)
                elif code in BY_MAIN_SITE:
                    tally.add(code, lead, start, stop, -count)
                    tally.add(code, region, start, stop, count)
    cursor.execute(_day_by_day_sql(scale))
    for code, region, index, count in cursor.fetchall():
        tally.add(code, region, index, index + 1, count)


def _spells_sql(scale: Scale) -> str:
    """Structures in a state from a day until another, by the buckets of both.

    `state`: by lead region. `moved`: open structures again, whose main site is in another region. `site`: sites of
    open MSP. `change`: openings and closings of MSP in the asked years; the first opening of a requalified structure
    is none.
    """
    sites = """
        FROM spell
        JOIN structures_structuresite site USING (structure_id)
        JOIN regions_commune commune ON commune.code = commune_id
    """
    by_state = counted(
        [
            "'state'",
            "type",
            "status",
            "lead_region_id",
            "NULL",
            scale.pack(scale.bucket("start"), scale.bucket("stop")),
        ],
        "FROM spell WHERE status <> 'fermee'",
    )
    by_main_site = counted(
        [
            "'moved'",
            "type",
            "status",
            "lead_region_id",
            "commune.region_id",
            _overlap(scale, "main_since", "main_last_day + 1"),
        ],
        f"{sites} WHERE status = 'ouverte' AND main_since <= {scale.last} AND commune.region_id <> lead_region_id",
    )
    by_site = counted(
        ["'site'", "NULL", "NULL", "NULL", "commune.region_id", _overlap(scale, "opened_on", "closed_on")],
        f"{sites} WHERE status = 'ouverte' AND type IN {MSP_FAMILY} AND opened_on <= {scale.last}",
    )
    changes = counted(
        [
            "'change'",
            "NULL",
            "status",
            "NULL",
            region_on("judged_on", "change"),
            scale.pack(scale.bucket("start"), scale.next_year("start")),
        ],
        f"""
        FROM (
            SELECT *, structure_id AS id, CASE WHEN status = 'ouverte' THEN start ELSE start - 1 END AS judged_on
            FROM spell
            WHERE start >= {scale.first_year} AND type IN {MSP_FAMILY} AND previous IS DISTINCT FROM status
              AND (status = 'ouverte' OR (status = 'fermee' AND previous = 'ouverte'))
        ) change
        WHERE NOT (type = 'POLE' AND {has_msp_in_state("change.id", "'ouverte'", "judged_on")})
          AND NOT (status = 'ouverte' AND requalified_from_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM structures_structurestatusevent earlier
              WHERE earlier.structure_id = change.id AND earlier.status = 'ouverte' AND earlier."on" < change.start
          ))
        """,
    )
    return f"""
        WITH spell AS MATERIALIZED (
            SELECT spell.*, type, lead_region_id, requalified_from_id
            FROM (
                SELECT structure_id, status, "on" AS start, lead("on") OVER by_date AS stop,
                       lag(status) OVER by_date AS previous
                FROM structures_structurestatusevent
                WHERE "on" <= {scale.last}
                WINDOW by_date AS (PARTITION BY structure_id ORDER BY "on")
            ) spell
            JOIN structures_structure structure ON structure.id = structure_id
            WHERE status IN ('elaboration', 'valide', 'ouverte', 'fermee')
        )
        {by_state} UNION ALL {by_main_site} UNION ALL {by_site} UNION ALL {changes}
    """


def _overlap(scale: Scale, since: str, until: str) -> str:
    """The part of a spell that lies from the date `since` until the date `until`, excluded, as packed buckets."""
    return scale.pack(scale.bucket(f"greatest(start, {since})"), scale.bucket(f"least(stop, {until})"))


def region_on(day: str, structure: str = "structure") -> str:
    """SQL: the region of the main site of `structure` on `day`, else its lead region."""
    return f"""
        (SELECT coalesce(min(commune.region_id), {structure}.lead_region_id)
         FROM structures_structuresite main_site JOIN regions_commune commune ON commune.code = main_site.commune_id
         WHERE main_site.structure_id = {structure}.id
           AND {day} BETWEEN main_site.main_since AND coalesce(main_site.main_last_day, 'infinity'))
    """


def status_on(day: str, structure: str) -> str:
    """SQL: the state of the structure whose key is `structure` on `day`."""
    return f"""
        (SELECT status FROM structures_structurestatusevent event
         WHERE event.structure_id = {structure} AND event."on" <= {day} ORDER BY event."on" DESC LIMIT 1)
    """


def has_msp_in_state(pole: str, status: str, day: str) -> str:
    """SQL: whether an MSP attached to `pole` on `day` is in `status` (T6)."""
    return f"""
        EXISTS (SELECT FROM structures_structureattachment attachment
                JOIN structures_structure msp ON msp.id = attachment.structure_id AND msp.type = 'MSP'
                WHERE attachment.parent_id = {pole}
                  AND {day} BETWEEN attachment.start AND coalesce(attachment.last_day, 'infinity')
                  AND {status_on(day, "msp.id")} = {status})
    """


def _day_by_day_sql(scale: Scale) -> str:
    """What is rare enough to be looked at on each asked day.

    Pôles with an MSP in the same state, to take from what the spells counted; then MSP in a priority district, and MSP
    with the university label.
    """
    in_district = """
        structure.id IN (SELECT structure_id FROM structures_structuresite site
                         JOIN structures_sitedistrict placed ON placed.site_id = site.id)
        AND EXISTS (
            SELECT FROM structures_structuresite site
            JOIN structures_sitedistrict placed ON placed.site_id = site.id
            JOIN regions_prioritydistrict district ON district.code = placed.district_id
            WHERE site.structure_id = structure.id
              AND site.opened_on <= day AND coalesce(site.closed_on > day, true)
              AND day BETWEEN district.valid_from AND coalesce(district.valid_to, 'infinity')
        )
    """
    with_label = "day BETWEEN university_since AND coalesce(university_last_day, 'infinity')"
    return f"""
        WITH pole AS MATERIALIZED (
            SELECT structure.*, i, day, status
            FROM structures_structure structure
            CROSS JOIN {scale.rows()}
            CROSS JOIN LATERAL {status_on("day", "structure.id")} state
            WHERE type = 'POLE' AND status IN ('elaboration', 'valide', 'ouverte')
              AND structure.id IN (SELECT parent_id FROM structures_structureattachment)
              AND {has_msp_in_state("structure.id", "status", "day")}
        ),
        open_pole AS (SELECT *, {region_on("day", "pole")} AS region FROM pole WHERE status = 'ouverte')
        SELECT CASE status WHEN 'valide' THEN 'msp_validated' ELSE 'msp_in_preparation' END,
               lead_region_id, i, -count(*)
        FROM pole WHERE status <> 'ouverte' GROUP BY 1, 2, 3
        UNION ALL
        SELECT 'msp_open', region, i, -count(*) FROM open_pole GROUP BY 2, 3
        UNION ALL
        SELECT 'msp_sites', commune.region_id, i, -count(*)
        FROM open_pole
        JOIN structures_structuresite site ON site.structure_id = open_pole.id
        JOIN regions_commune commune ON commune.code = site.commune_id
        WHERE opened_on <= day AND coalesce(closed_on > day, true) GROUP BY 2, 3
        UNION ALL
        {_open_msp_sql(scale, "msp_qpv", in_district)}
        UNION ALL
        {_open_msp_sql(scale, "msp_univ", with_label)}
    """


def _open_msp_sql(scale: Scale, code: str, condition: str) -> str:
    """Open MSP, less the pôles left out, that satisfy `condition` on each asked day."""
    return counted(
        [f"'{code}'", region_on("day"), "i"],
        f"""
        FROM structures_structure structure
        CROSS JOIN {scale.rows()}
        WHERE type IN {MSP_FAMILY} AND {condition}
          AND {status_on("day", "structure.id")} = 'ouverte'
          AND NOT (type = 'POLE' AND {has_msp_in_state("structure.id", "'ouverte'", "day")})
        """,
    )
