"""The structures behind their figures: in a state on a day, opened or closed in its year."""

from __future__ import annotations

from measures.records.sql import any_of
from measures.scale import Scale
from measures.structures import BY_MAIN_SITE, IN_STATE, has_msp_in_state, region_on, status_on

CODES = (*sorted({code for codes in IN_STATE.values() for code in codes}),
         "msp_qpv", "msp_univ", "msp_opened", "msp_closed", "msp_sites")  # fmt: skip
MSP = "type IN ('MSP', 'POLE')"


def rows_sql(scale: Scale, horizon) -> str:
    """SQL: code, index of the day, structure (site for `msp_sites`), region, commune, nothing."""
    counted = {code: _in_state(code) for code in CODES if code.startswith(("cds", "pta", "esp", "cpts", "msp"))}
    is_open = f"{MSP} AND status = 'ouverte'"
    counted |= {
        "msp_qpv": (f"{is_open} AND {_in_district()}", "main_region", "main_commune"),
        "msp_univ": (
            f"{is_open} AND day BETWEEN university_since AND coalesce(university_last_day, 'infinity')",
            "main_region",
            "main_commune",
        ),
    }
    del counted["msp_opened"], counted["msp_closed"], counted["msp_sites"]
    return f"""
        WITH state AS MATERIALIZED ({_states_sql(scale)})
        SELECT code, i, id, region, indicator.commune, NULL::bigint
        FROM state CROSS JOIN LATERAL {any_of(counted)}
        WHERE counts
        UNION ALL
        SELECT 'msp_sites', i, site.id, commune.region_id, site.commune_id, NULL
        FROM state
        JOIN structures_structuresite site ON site.structure_id = state.id
        JOIN regions_commune commune ON commune.code = site.commune_id
        WHERE {is_open} AND site.opened_on <= day AND coalesce(site.closed_on > day, true)
        UNION ALL
        {_changes_sql(scale)}
    """


def _in_state(code: str) -> tuple[str, str, str]:
    pairs = [pair for pair, codes in IN_STATE.items() if code in codes]
    condition = " OR ".join(f"(type = '{kind}' AND status = '{status}')" for kind, status in pairs) or "false"
    return condition, "main_region" if code in BY_MAIN_SITE else "lead_region_id", "main_commune"


def _states_sql(scale: Scale) -> str:
    """Structures in a state on a day, less the pôles one of whose MSP is in the same state (T6)."""
    return f"""
        SELECT * FROM (
            SELECT structure.*, i, day, {status_on("day", "structure.id")} AS status,
                   {region_on("day")} AS main_region, {_commune_on("day", "structure.id")} AS main_commune
            FROM structures_structure structure CROSS JOIN {scale.rows()}
        ) dated
        WHERE status IN ('elaboration', 'valide', 'ouverte')
          AND NOT (type = 'POLE' AND {has_msp_in_state("dated.id", "status", "day")})
    """


def _commune_on(day: str, structure: str) -> str:
    """SQL: the commune of the main site of `structure` on `day`."""
    return f"""
        (SELECT min(main_site.commune_id) FROM structures_structuresite main_site
         WHERE main_site.structure_id = {structure}
           AND {day} BETWEEN main_site.main_since AND coalesce(main_site.main_last_day, 'infinity'))
    """


def _in_district() -> str:
    return """
        EXISTS (SELECT FROM structures_structuresite site
                JOIN structures_sitedistrict placed ON placed.site_id = site.id
                JOIN regions_prioritydistrict district ON district.code = placed.district_id
                WHERE site.structure_id = state.id
                  AND site.opened_on <= day AND coalesce(site.closed_on > day, true)
                  AND day BETWEEN district.valid_from AND coalesce(district.valid_to, 'infinity'))
    """


def _changes_sql(scale: Scale) -> str:
    """Openings and closings of MSP in the year of a day; a pôle counts when none of its MSP did (T6).

    The first opening of a requalified structure is none. A closing is judged on the last day open.
    """
    return f"""
        SELECT CASE WHEN status = 'ouverte' THEN 'msp_opened' ELSE 'msp_closed' END, i, id,
               {region_on("judged_on", "change")}, {_commune_on("judged_on", "change.id")}, NULL
        FROM (
            SELECT event.structure_id AS id, type, lead_region_id, requalified_from_id, status, start,
                   CASE WHEN status = 'ouverte' THEN start ELSE start - 1 END AS judged_on
            FROM (
                SELECT structure_id, status, "on" AS start,
                       lag(status) OVER (PARTITION BY structure_id ORDER BY "on") AS previous
                FROM structures_structurestatusevent WHERE "on" <= {scale.last}
            ) event
            JOIN structures_structure structure ON structure.id = event.structure_id
            WHERE {MSP} AND previous IS DISTINCT FROM status
              AND (status = 'ouverte' OR (status = 'fermee' AND previous = 'ouverte'))
        ) change
        JOIN {scale.rows()} ON start <= day AND extract(year FROM start) = extract(year FROM day)
        WHERE NOT (type = 'POLE' AND {has_msp_in_state("change.id", "'ouverte'", "judged_on")})
          AND NOT (status = 'ouverte' AND requalified_from_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM structures_structurestatusevent earlier
              WHERE earlier.structure_id = change.id AND earlier.status = 'ouverte' AND earlier."on" < change.start
          ))
    """
