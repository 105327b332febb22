"""The chapter of a region, from the snapshot of a bilan: pure functions, like `presentation`."""

import datetime
from functools import partial

from bilans import themes
from bilans.commitments_page import narratives, regional_actions
from bilans.enums import ComparedWith
from bilans.masking import MASKED
from bilans.presentation import (
    Cell,
    KeyFigure,
    Section,
    change_text,
    chosen,
    figure_cell,
    figure_row,
    figure_text,
    group_name,
    group_of,
    in_sections,
    indicators_by_code,
    ordered_regions,
    past_years,
    region_cell,
)
from bilans.sentences import regional_sentence
from bilans.typography import WIDE_SPACE, as_date, due_date, french_text, number


def find_region(bilan: dict, code: str) -> dict | None:
    """The region of that INSEE code in the bilan, its name spelt as French prints it."""
    return next((region for region in ordered_regions(bilan) if region["code"] == code), None)


def chapter(bilan: dict, region: dict) -> dict:
    """All that the chapter of a region shows, by the names of its template."""
    return {
        "region": region,
        "key_figures": region_key_figures(bilan, region),
        "group_figures": group_sentence(bilan, region),
        "note": installations_note(region),
        "sections": region_sections(bilan, region),
        "narratives": narratives(bilan, region),
        "actions": regional_actions(bilan, region),
        "territories": territories(bilan, region),
        "explanations": explanations(bilan, region),
        "sources": declared_sources(bilan, region),
    }


def declared_sources(bilan: dict, region: dict) -> str:
    """Where the declared figures of a region come from, in a sentence: the figures of one source together."""
    labels: dict[str, list[str]] = {}
    for code, indicator in indicators_by_code(bilan).items():
        if source := (region.get("sources") or {}).get(code):
            labels.setdefault(french_text(source), []).append(indicator["label"])
    said = [f"{', '.join(listed)}{WIDE_SPACE}: {source.rstrip('.')}" for source, listed in labels.items()]
    return f"Sources des chiffres déclarés. {'. '.join(said)}." if said else ""


def departements(bilan: dict, region: dict) -> dict:
    """The table by département: its columns, and its rows with the words of what is masked."""
    rows = region.get("departements") or []
    columns = [row for code, row in indicators_by_code(bilan).items() if rows and code in rows[0]["figures"]]
    return {
        "columns": [column["label"] for column in columns],
        "rows": [(french_text(row["name"]), [small_cell(column, row) for column in columns]) for row in rows],
    }


def territories(bilan: dict, region: dict) -> list[dict]:
    """The territories shown as examples, each with its printed figures in words; what is masked is not said."""
    found = []
    for row in (region.get("chapter") or {}).get("territories", []):
        known = [each for code, each in indicators_by_code(bilan).items() if code in (row.get("figures") or {})]
        cells = [(indicator, small_cell(indicator, row)) for indicator in known]
        said = [f"{indicator['label']}{WIDE_SPACE}: {cell.text}" for indicator, cell in cells if not cell.is_missing]
        found.append({"name": french_text(row["name"]), "kind": row["kind"], "figures": said})
    return found


def small_cell(indicator: dict, place: dict) -> Cell:
    """A figure below the region as printed: « n.c. » when it is masked."""
    if place["missing"].get(indicator["code"]) == MASKED:
        return Cell("n.c.", is_missing=True)
    return figure_cell(indicator, place["figures"].get(indicator["code"]))


def explanations(bilan: dict, region: dict) -> list[tuple[str, str]]:
    """The gaps that the region explains, as in « CESP signés : 241, contre 178 fin 2015 », and why; in our order."""
    indicators = indicators_by_code(bilan)
    order = list(indicators)
    rows = [row for row in (region.get("chapter") or {}).get("explanations", []) if row["indicator"] in indicators]
    rows.sort(key=lambda row: (order.index(row["indicator"]), row["compared_with"]))
    return [(_gap_words(bilan, region, indicators[row["indicator"]], row), french_text(row["text"])) for row in rows]


def _gap_words(bilan: dict, region: dict, indicator: dict, row: dict) -> str:
    code, last_year = indicator["code"], datetime.date(as_date(bilan["as_of"]).year - 1, 12, 31)
    now = f"{indicator['label']}{WIDE_SPACE}: {region_cell(bilan, region, indicator).text}"
    if row["compared_with"] == ComparedWith.PUBLISHED:
        return f"{now}, par rapport au chiffre publié"
    before = ((region.get("series") or {}).get(code) or {}).get(str(last_year.year))
    against = due_date(last_year)
    if before is None:
        return f"{now}, par rapport à {against}"
    return f"{now}, contre {figure_text(code, before, indicator['unit'])} {against}"


def region_sections(bilan: dict, region: dict) -> list[Section]:
    """Every figure of a region since 2012, by measure."""
    years = past_years(bilan)
    rows = []
    for code, indicator in indicators_by_code(bilan).items():
        if code in themes.DECLARED_BY_THE_COUNTRY:
            continue
        series = (region.get("series") or {}).get(code) or {}
        rows.append(figure_row(indicator, years, series, region_cell(bilan, region, indicator)))
    return in_sections(rows, partial(regional_sentence, bilan, region))


def region_key_figures(bilan: dict, region: dict) -> list[KeyFigure]:
    """The figures of the top of a region's page."""
    year = as_date(bilan["as_of"]).year
    cards = []
    for code, indicator in chosen(bilan, themes.REGIONAL_KEY_FIGURES):
        series = (region.get("series") or {}).get(code) or {}
        change = change_text(indicator, region["figures"].get(code), series, year)
        value = region_cell(bilan, region, indicator)
        cards.append(KeyFigure(code, indicator["label"], indicator["unit"], value, change))
    return cards


def group_sentence(bilan: dict, region: dict) -> str:
    """« Antilles-Guyane, en commun – CESP signés : 70 », for a reader sent to « voir … »."""
    group = group_of(bilan, region["code"])
    if not group:
        return ""
    known = indicators_by_code(bilan)
    joint = [
        f"{known[code]['label']}{WIDE_SPACE}: {figure_text(code, value, known[code]['unit'])}"
        for code, value in group["figures"].items()
        if value is not None and code in known and (region.get("missing") or {}).get(code) == "grouped"
    ]
    return f"{group_name(group)}, en commun – {', '.join(joint)}" if joint else ""


def installations_note(region: dict) -> str:
    """Why a region may show more installations, done and to come, than contracts signed; else nothing."""
    figures = region["figures"]
    signed = figures.get("cesp_signed")
    installed, to_come = figures.get("cesp_installed_ever") or 0, figures.get("cesp_to_come") or 0
    if signed is not None and installed + to_come > signed:
        return (
            f"Les CESP déjà installés ({number(installed)}) et à venir ({number(to_come)}) dépassent ensemble "
            f"les CESP signés ({number(signed)}). Ce n’est pas une erreur\u00a0: un contrat est compté comme signé "
            "dans la région de la faculté, et comme installé ou à venir dans la région d’exercice."
        )
    if (region.get("missing") or {}).get("cesp_signed") == "not_applicable" and installed + to_come:
        return (
            "Aucun CESP n’est signé dans cette région, qui n’a pas de faculté signataire. Les installations "
            "comptées ici viennent de contrats signés dans d’autres régions\u00a0: ce n’est pas une erreur."
        )
    return ""
