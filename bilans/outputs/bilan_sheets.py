"""The sheets of a bilan: presentation, targets, one a measure, regions, rates, actions, comparison, definitions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bilans import themes
from bilans.commitments_page import commitments
from bilans.coverage import counted_words, coverage_text, total_name, totals_caution
from bilans.national_page import target_pace, target_row
from bilans.outputs import facts
from bilans.outputs.sheets import Amount, Cell, Grid, Missing, Plot, Sheet, amount, figure
from bilans.presentation import (
    definitions,
    figure_cell,
    group_name,
    indicators_by_code,
    is_in_old_regions,
    ordered_regions,
    past_years,
    region_cell,
    year_headings,
)
from bilans.published import VERDICTS, remark
from bilans.rates import POPULATIONS_NOTE
from bilans.typography import as_date, due_date, french_text, number
from measures.enums import Direction, Qualifier

THEME_SHEETS = {
    "formation": "Formation",
    "cesp": "CESP",
    "ptmg": "PTMG et installations",
    "equipe": "Exercice en équipe",
    "coordination": "PTA, ESP, CPTS",
    "urgences": "MCS et soins urgents",
    "telemedecine": "Télémédecine",
    "autres": "Autres",
}

NO_ACTION = "Aucune action transmise."


def bilan_sheets(bilan: dict) -> list[Sheet]:
    """All the sheets, in order."""
    return [
        _presentation(bilan),
        _targets(bilan),
        *_measures(bilan),
        _regions(bilan),
        _rates(bilan),
        _actions(bilan),
        _published(bilan),
        _definitions(bilan),
    ]


def _presentation(bilan: dict) -> Sheet:
    rows: list[list[Cell]] = [
        ["Titre", facts.title(bilan)],
        ["Édition", bilan["edition"] or facts.edition_words(bilan)],
        *([["Publiée le", as_date(bilan["published_on"])]] if bilan.get("published_on") else []),
        ["Chiffres arrêtés au", as_date(bilan["as_of"])],
        ["Installations à venir jusqu’au", as_date(bilan["horizon"])],
        ["Couverture", counted_words(bilan)],
        ["Régions non transmises", facts.not_sent_names(bilan) or "aucune"],
        *([["Régions", facts.region_set_words(bilan)]] if is_in_old_regions(bilan) else []),
        ["Licence", facts.LICENCE],
    ]
    if bilan.get("corrects"):
        rows += [["Corrige l’édition", bilan["corrects"]], ["Motif de la correction", french_text(bilan["reason"])]]
    grids = [Grid(["Ce bilan", "Contenu"], rows)]
    if corrected := facts.corrections(bilan):
        columns = ["Indicateur", "Portée", "Au", "Avant", "Après"]
        lines: list[list[Cell]] = [
            [
                row.indicator["label"],
                row.place,
                row.day,
                *(_corrected(row, value) for value in (row.before, row.after)),
            ]
            for row in corrected
        ]
        grids.append(Grid(columns, lines, "Chiffres corrigés"))
    if found := facts.sources(bilan):
        grids.append(Grid(["Document", "Ce qui en vient"], [list(row) for row in found], "Sources"))
    return Sheet("Présentation", facts.title(bilan), grids, facts.edition_words(bilan))


def _corrected(row: facts.Correction, value) -> Cell:
    return figure(row.indicator, value, themes.UNKNOWN_WORDS)


def _targets(bilan: dict) -> Sheet:
    as_of, rows = as_date(bilan["as_of"]), []
    for code, indicator in indicators_by_code(bilan).items():
        national = bilan["national"].get(code) or {}
        rows += [_target(indicator, national, target, as_of) for target in national.get("targets") or []]
    columns = ["Indicateur", "Code", "Sens", "Objectif", "Échéance", "Fixé par", "Chiffre", "Avancement", "État"]
    columns += [f"Ajouté depuis fin {as_of.year - 1}", "À ajouter par an", "Couverture", "Source"]
    progress = columns.index("Avancement")
    known = [rank for rank, row in enumerate(rows) if isinstance(row[progress], Amount)]
    plots = [Plot("bar", "Avancement vers les objectifs, en\u00a0%", known, [progress], 0)] if known else []
    note = f"Chiffres au {as_of:%d/%m/%Y}. L’avancement n’est pas borné à 100\u202f%. {totals_caution(bilan)}".strip()
    return Sheet("Objectifs", "Objectifs", [Grid(columns, rows)], note, plots)


def _target(indicator: dict, national: dict, target: dict, as_of: datetime.date) -> list[Cell]:
    row, unit, value = target_row(indicator, national, target, as_of), indicator["unit"], national.get("value")
    due_on = as_date(target["due_on"]) if target.get("due_on") else None
    at_most = target.get("direction") == Direction.AT_MOST
    found = target_pace(indicator, national, target, as_of)
    return [
        f"{indicator['label']}{f', {due_date(due_on)}' if due_on else ''}",
        indicator["code"],
        str((Direction.AT_MOST if at_most else Direction.AT_LEAST).label),
        Amount(target["value"], unit),
        due_on or Missing(row.due),
        row.plan,
        figure(indicator, value, row.value.text),
        amount(target.get("progress_pct"), "%", row.progress.text),
        row.status,
        amount(found.observed, unit) if found else "",
        amount(found.needed, unit) if found else "",
        coverage_text(indicator, national),
        row.source,
    ]


def _measures(bilan: dict) -> Iterator[Sheet]:
    titles = {slug: title for slug, title, _ in themes.THEMES} | dict([themes.OTHER_THEME])
    by_theme: dict[str, list[dict]] = {slug: [] for slug in titles}
    for code, indicator in indicators_by_code(bilan).items():
        by_theme[themes.theme_of(code)[0]].append(indicator)
    for slug, indicators in by_theme.items():
        if indicators:
            grids = [_series(bilan, indicators), _by_region(bilan, indicators)]
            plots = _evolution(bilan, slug, indicators)
            yield Sheet(THEME_SHEETS[slug], titles[slug], grids, facts.days_words(bilan), plots)


def _series(bilan: dict, indicators: list[dict]) -> Grid:
    rows: list[list[Cell]] = []
    for indicator in indicators:
        national = bilan["national"].get(indicator["code"]) or {}
        past = [(national.get("series") or {}).get(year) for year in past_years(bilan)]
        reason = figure_cell(indicator, None, national.get("missing")).text
        last = figure(indicator, national.get("value"), reason)
        cells = [figure(indicator, value, themes.UNKNOWN_WORDS) for value in past]
        covered = coverage_text(indicator, national)
        rows.append([indicator["label"], indicator["code"], indicator["unit"], *cells, last, covered])
    columns = ["Indicateur", "Code", "Unité", *year_headings(bilan), "Couverture"]
    return Grid(columns, rows, "France entière")


def _evolution(bilan: dict, slug: str, indicators: list[dict]) -> list[Plot]:
    """The columns of the main indicators of a measure that share a unit; a series with a gap would be drawn as 0."""
    columns = list(range(3, 3 + len(year_headings(bilan))))
    main, rows = themes.SECTION_FIGURES.get(slug, ()), []
    for rank, indicator in enumerate(indicators):
        national = bilan["national"].get(indicator["code"]) or {}
        past = [(national.get("series") or {}).get(year) for year in past_years(bilan)]
        values = [*past, national.get("value")]
        if indicator["code"] in main and None not in values and any(values):
            rows.append(rank)
    rows = [rank for rank in rows if indicators[rank]["unit"] == indicators[rows[0]]["unit"]]
    return [Plot("column", "Évolution nationale", rows, columns, 0)] if rows and len(columns) > 1 else []


def _by_region(bilan: dict, indicators: list[dict]) -> Grid:
    rows: list[list[Cell]] = []
    for region in ordered_regions(bilan):
        cells = (
            _regional(bilan, region, indicator, region["figures"].get(indicator["code"])) for indicator in indicators
        )
        rows.append([region["name"], region["code"], *cells])
    for group in bilan["groups"]:
        if any(indicator["code"] in group["figures"] for indicator in indicators):
            cells = (_grouped(group, indicator) for indicator in indicators)
            rows.append([f"{group_name(group)} (chiffre commun)", group["code"], *cells])
    rows.append([total_name(bilan), "FR", *(_national(bilan, i) for i in indicators)])
    columns = ["Région", "Code", *(indicator["label"] for indicator in indicators)]
    return Grid(columns, rows, f"Par région, au {as_date(bilan['as_of']):%d/%m/%Y}", frozenset({len(rows) - 1}))


def _regional(bilan: dict, region: dict, indicator: dict, value) -> Cell:
    return figure(indicator, value, region_cell(bilan, region | {"figures": {}}, indicator).text)


def _grouped(group: dict, indicator: dict) -> Cell:
    code = indicator["code"]
    if code not in group["figures"]:
        return Missing("compté par région")
    reason = figure_cell(indicator, None, (group.get("missing") or {}).get(code)).text
    return figure(indicator, group["figures"][code], reason)


def _national(bilan: dict, indicator: dict) -> Cell:
    national = bilan["national"].get(indicator["code"]) or {}
    return figure(indicator, national.get("value"), figure_cell(indicator, None, national.get("missing")).text)


def _regions(bilan: dict) -> Sheet:
    years, rows = past_years(bilan), []
    indicators = list(indicators_by_code(bilan).values())
    for region in ordered_regions(bilan):
        for indicator in indicators:
            code = indicator["code"]
            series = (region.get("series") or {}).get(code) or {}
            not_sent = not region.get("sent", True)
            past = [_past(indicator, series.get(year), not_sent) for year in years]
            last = _regional(bilan, region, indicator, region["figures"].get(code))
            source = french_text((region.get("sources") or {}).get(code, ""))
            head = [region["name"], region["code"], indicator["label"], code, indicator["unit"]]
            rows.append([*head, *past, last, source])
    for group in bilan["groups"]:
        for indicator in indicators:
            if indicator["code"] in group["figures"]:
                series = (group.get("series") or {}).get(indicator["code"]) or {}
                past = [_past(indicator, series.get(year), False) for year in years]
                head = [group_name(group), group["code"], indicator["label"], indicator["code"], indicator["unit"]]
                rows.append([*head, *past, _grouped(group, indicator), ""])
    columns = ["Région", "Code", "Indicateur", "Code de l’indicateur", "Unité", *year_headings(bilan)]
    columns.append("Source du chiffre déclaré")
    note = facts.not_sent_words(bilan) or f"Couverture\u00a0: {counted_words(bilan)}."
    note = f"{note} {facts.not_split_words(bilan, [indicator['code'] for indicator in indicators])}".strip()
    return Sheet("Régions", "Régions, année après année", [Grid(columns, rows)], note)


def _past(indicator: dict, value, not_sent: bool) -> Cell:
    return figure(indicator, value, "non transmis" if not_sent else themes.UNKNOWN_WORDS)


def _rates(bilan: dict) -> Sheet:
    title = "Pour 100\u202f000\u00a0habitants"
    note = f"Comparaison dans l’ordre habituel des régions, sans classement. {POPULATIONS_NOTE}"
    found = facts.rates(bilan)
    if found is None:
        return Sheet("Pour 100 000 habitants", title, [Grid(["Région", "Code"], [])], "Populations inconnues.")
    columns, rows, whole = found
    lines: list[list[Cell]] = []
    populations = {region["code"]: region.get("population") for region in bilan["regions"]}
    counted = [populations[region["code"]] for region in bilan["regions"] if region.get("sent", True)]
    populations["FR"] = sum(counted) if all(counted) else None
    for row in [*rows, whole]:
        cells = (amount(value, "", cell.text) for value, cell in zip(row.values, row.cells, strict=True))
        lines.append([row.name, row.code, amount(populations[row.code], "", row.population), *cells])
    heads = ["Région", "Code", "Population", *(column["label"] for column in columns)]
    return Sheet("Pour 100 000 habitants", title, [Grid(heads, lines, totals=frozenset({len(lines) - 1}))], note)


def _actions(bilan: dict) -> Sheet:
    titles = {row.number: row.title for row in commitments(bilan)}
    pact = (bilan.get("pact") or {}).get("code")
    rows: list[list[Cell]] = []
    for region in ordered_regions(bilan):
        for action in (region.get("chapter") or {}).get("actions", []):
            is_known = action["pact"] == pact
            rows.append(
                [
                    region["name"],
                    number(action["number"]) if is_known else f"{action['number']} ({action['pact']})",
                    titles.get(action["number"], "") if is_known else "",
                    french_text(action["title"]),
                    french_text(action["place"]),
                    as_date(action["start"]) if action["start"] else Missing("non précisé"),
                    as_date(action["last_day"]) if action["last_day"] else Missing("non précisé"),
                    amount(action["funding"], "€", "non précisé"),
                    french_text(action["result"]),
                ]
            )
    columns = ["Région", "Engagement", "Titre", "Action", "Lieu", "Début", "Fin", "Crédits", "Résultat"]
    nothing = "Les actions sont celles des régions d’aujourd’hui." if is_in_old_regions(bilan) else NO_ACTION
    note = "" if rows else nothing
    return Sheet("Actions", "Actions des régions", [Grid(columns, rows)], note)


def _published(bilan: dict) -> Sheet:
    rows: list[list[Cell]] = [
        [
            french_text(row["source_title"]),
            french_text(row["scope_label"]),
            french_text(row["indicator_label"]),
            as_date(row["reference_date"]),
            str(Qualifier(row["qualifier"]).label),
            Amount(row["published"], row["unit"]),
            amount(row["computed"], row["unit"], "non calculé"),
            amount(row["gap"], row["unit"], "sans objet"),
            VERDICTS[row["verdict"]][0],
            french_text(remark(row["reason"], row["note"])),
        ]
        for row in bilan.get("published") or []
    ]
    columns = ["Document", "Où", "Indicateur", "Au", "Imprimé", "Publié", "Calculé", "Écart", "Constat", "Remarque"]
    note = "" if rows else "Aucun chiffre publié."
    return Sheet("Chiffres publiés", "Chiffres publiés et chiffres calculés", [Grid(columns, rows)], note)


def _definitions(bilan: dict) -> Sheet:
    keys = ("code", "label", "kind_label", "unit", "counting_unit", "region_attribute", "definition")
    rows: list[list[Cell]] = [
        [french_text(row[key]) if key != "code" else row[key] for key in keys] for row in definitions(bilan)
    ]
    columns = ["Code", "Indicateur", "Nature", "Unité", "Unité de compte", "Région retenue", "Définition"]
    return Sheet("Définitions", "Définitions", [Grid(columns, rows)])
