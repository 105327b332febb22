"""The national part of a printed bilan: summary, measures, commitments, regions side by side, method and sources."""

from __future__ import annotations

import datetime

from bilans import themes
from bilans.charts.model import Chart
from bilans.commitments_page import commitments, opinions
from bilans.national_page import national_key_figures, national_sections, region_table, target_rows
from bilans.outputs import facts
from bilans.outputs.blocks import (
    Block,
    Cards,
    Column,
    Heading,
    Items,
    Landscape,
    Picture,
    Row,
    Table,
    Text,
    texts,
)
from bilans.outputs.chapter_blocks import chapter_blocks, key_card
from bilans.outputs.series_charts import map_of_regions, national_evolution, targets_progress
from bilans.outputs.tables import evolution_tables, named, unknown_sentences
from bilans.presentation import Cell, definitions, group_name, indicators_by_code, ordered_regions
from bilans.published import ComparedRow, by_source, summary
from bilans.rates import rate_table
from bilans.typography import as_date, french_text, long_date

CHARTS_OF_A_SECTION = 2
NATIONAL_WIDTH = 0.78
NOT_COMPUTED = "non calculé"


def bilan_blocks(bilan: dict, sha256: str = "") -> list[Block]:
    """All the parts of the printed bilan, cover and contents left out."""
    return [
        *_in_brief(bilan),
        *_measures(bilan),
        *_commitments(bilan),
        *_opinions(bilan),
        *_side_by_side(bilan),
        *_chapters(bilan),
        *_published(bilan),
        *_method(bilan, sha256),
        *_sources(bilan),
    ]


def _in_brief(bilan: dict) -> list[Block]:
    blocks: list[Block] = [
        Heading("En bref", new_page=True),
        Text([facts.days_words(bilan)], "lead"),
        Text(list(filter(None, [_covered(bilan), *facts.correction_words(bilan)]))),
        Cards([key_card(card) for card in national_key_figures(bilan)]),
    ]
    if chart := targets_progress(bilan):
        blocks.append(Picture(chart))
    return blocks + _targets(bilan)


def _covered(bilan: dict) -> str:
    words = f"Les totaux nationaux portent sur {facts.counted_words(bilan)}."
    return f"{words} {facts.not_sent_words(bilan)}".strip()


def _targets(bilan: dict) -> list[Block]:
    columns = [
        Column("Indicateur", share=4.3),
        Column("Objectif", is_number=True, share=2.3),
        Column("Échéance", share=1.9),
        Column("Fixé par", share=2.5),
        Column("Chiffre", is_number=True, share=1.9),
        Column("Avancement", is_number=True, share=2.3),
        Column("État", share=1.9),
        Column("Rythme", share=4),
    ]
    rows = [
        Row(
            [
                *texts(row.label, row.target, row.due, row.plan),
                row.value,
                row.progress,
                *texts(row.status, row.pace),
            ]
        )
        for row in target_rows(bilan)
    ]
    if not rows:
        return []
    note = "L’avancement n’est pas borné à 100\u202f%. Chaque révision d’une cible a sa ligne."
    return [Heading("Objectifs", 2, new_page=True), Table(columns, rows, note, is_dense=True)]


def _measures(bilan: dict) -> list[Block]:
    blocks: list[Block] = []
    coverage = {code: facts.coverage_cell(bilan, code) for code in bilan["national"]}
    for section in national_sections(bilan):
        is_first = not blocks
        if is_first:
            blocks.append(Heading("Les mesures du pacte", new_page=True))
        charts = _charts(bilan, section.slug)
        blocks.append(Heading(section.title, 2, new_page=not is_first and len(charts) > 1))
        if section.sentence:
            blocks.append(Text([section.sentence], "lead"))
        blocks += [Picture(chart, NATIONAL_WIDTH) for chart in charts]
        blocks += evolution_tables(bilan, section.rows, coverage)
        blocks += unknown_sentences((label, themes.UNKNOWN_WORDS) for label in section.unknown)
    return blocks


def _charts(bilan: dict, slug: str) -> list[Chart]:
    codes = themes.SECTION_FIGURES.get(slug, ())
    return list(filter(None, (national_evolution(bilan, code) for code in codes)))[:CHARTS_OF_A_SECTION]


def _commitments(bilan: dict) -> list[Block]:
    rows = commitments(bilan)
    if not rows:
        return []
    blocks: list[Block] = [Heading("Les engagements du pacte et les actions des régions", new_page=True)]
    for row in rows:
        blocks.append(Heading(f"{row.number}. {row.title}", 2, in_contents=False))
        if row.indicators:
            blocks.append(Text([f"Mesuré par\u00a0: {', '.join(row.indicators)}."], "note"))
        if row.actions:
            columns = [
                Column("Région", share=3),
                Column("Action", share=5),
                Column("Lieu et dates", share=4),
                Column("Crédits", is_number=True, share=2),
                Column("Résultat", share=4),
            ]
            lines = [
                Row(
                    texts(
                        action.region,
                        action.title,
                        ", ".join(filter(None, [action.place, action.dates])),
                        action.funding,
                        action.result,
                    )
                )
                for action in row.actions
            ]
            blocks.append(Table(columns, lines))
        else:
            blocks.append(Text(["Aucune action transmise."], "missing"))
    return blocks


def _opinions(bilan: dict) -> list[Block]:
    found = opinions(bilan)
    blocks: list[Block] = [Heading("Avis et propositions du comité")] if found else []
    for title, paragraphs in found:
        blocks += [Heading(title, 2, in_contents=False), Text(paragraphs)]
    return blocks


def _side_by_side(bilan: dict) -> list[Block]:
    columns, rows, national = region_table(bilan)
    blocks: list[Block] = [
        Heading("Les régions côte à côte", new_page=True),
        Text(["Les régions sont données dans l’ordre habituel, celles d’outre-mer à la suite : sans classement."]),
    ]
    if chart := map_of_regions(bilan):
        blocks.append(Picture(chart))
    heads = [Column("Région", share=3.8), *(Column(column["label"], is_number=True, share=2.47) for column in columns)]
    lines = [Row([Cell(row.name), *row.cells], "group" if row.is_group else "") for row in rows]
    total = Row([Cell(f"{national.name} ({facts.counted_words(bilan)})"), *national.cells], "total")
    has_dash = any(cell.is_dash for row in rows for cell in row.cells)
    note = "–\u00a0: compté par région, non repris pour le groupe." if has_dash else ""
    wide: list[Block] = [
        Heading(f"Au {long_date(bilan['as_of'])}", 2),
        Table(heads, [*lines, total], note, is_dense=True),
        *_rates(bilan),
    ]
    return [*blocks, Landscape(wide)]


def _rates(bilan: dict) -> list[Block]:
    columns, rows, whole = rate_table(bilan)
    if not columns or not any(region.get("population") for region in bilan["regions"]):
        return []
    heads = [
        Column("Région", share=3.8),
        Column("Population", is_number=True, share=2.47),
        *(Column(column["label"], is_number=True, share=2.47) for column in columns),
    ]
    lines = [Row([Cell(row.name), Cell(row.population), *row.cells]) for row in rows]
    total = Row([Cell(whole.name), Cell(whole.population), *whole.cells], "total")
    note = "Comparaison dans l’ordre habituel des régions\u00a0: ce n’est pas un classement."
    return [
        Heading("Pour 100\u202f000\u00a0habitants", 2, new_page=True),
        Table(heads, [*lines, total], note, is_dense=True),
    ]


def _chapters(bilan: dict) -> list[Block]:
    blocks: list[Block] = [Heading("Chapitres régionaux", new_page=True)]
    for rank, region in enumerate(ordered_regions(bilan)):
        blocks += chapter_blocks(bilan, region, new_page=rank > 0)
    return blocks


def _published(bilan: dict) -> list[Block]:
    rows = bilan.get("published") or []
    if not rows:
        return []
    counts = "\u202f; ".join(f"{count['count']}\u00a0{count['label']}" for count in summary(rows))
    blocks: list[Block] = [
        Heading("Chiffres publiés et chiffres calculés", new_page=True),
        Text(
            [f"Chaque chiffre imprimé dans un document est comparé au chiffre calculé au même jour\u00a0: {counts}."]
        ),
    ]
    columns = [
        Column("Où", share=4),
        Column("Indicateur", share=5.2),
        Column("Au", share=1.8),
        Column("Publié", is_number=True, share=2.5),
        Column("Calculé", is_number=True, share=1.9),
        Column("Écart", is_number=True, share=1.1),
        Column("Constat", share=2.8),
    ]
    for source in by_source(rows):
        notes: dict[str, int] = {}
        days = (as_date(row["reference_date"]) for row in rows if row["source_code"] == source.code)
        lines = [_compared(row, day, notes) for row, day in zip(source.rows, days, strict=True)]
        blocks += [Heading(source.title, 2, in_contents=False), Table(columns, lines, is_dense=True)]
        if notes:
            blocks.append(Text([f"({rank}) {note}" for note, rank in notes.items()], "note"))
    return blocks


def _compared(row: ComparedRow, day: datetime.date, notes: dict[str, int]) -> Row:
    """A compared figure; its remark goes under the table, numbered in `notes`, once for all that share it."""
    mark = f"\u00a0({notes.setdefault(row.note, len(notes) + 1)})" if row.note else ""
    computed = Cell(row.computed, is_missing=row.computed == NOT_COMPUTED)
    cells = texts(row.scope, row.indicator, f"{day:%d/%m/%Y}", row.published)
    return Row([*cells, computed, *texts(row.gap, row.verdict + mark)])


def _method(bilan: dict, sha256: str) -> list[Block]:
    day = long_date(bilan["as_of"])
    groups = [
        f"{group_name(group)}\u00a0: les régions "
        f"{', '.join(row['name'] for row in ordered_regions(bilan) if row['code'] in group['regions'])} y sont comptées "
        f"ensemble pour {', '.join(_labels(bilan, group['figures']))}."
        for group in bilan["groups"]
    ]
    paragraphs = [
        facts.days_words(bilan) + " Ces jours sont compris.",
        "Un chiffre calculé compte les contrats, les structures et les engagements que les agences régionales de santé "
        "ont enregistrés, d’après leurs dates. Un chiffre déclaré est celui qu’une région ou une source nationale a "
        "transmis.",
        f"Les séries donnent le chiffre au 31\u00a0décembre de chaque année, et au {day} pour la dernière.",
        "Un chiffre qui manque n’est jamais remplacé par zéro\u00a0: son motif est écrit à sa place. «\u00a0Non "
        "transmis\u00a0», la région ne l’a pas envoyé\u202f; «\u00a0néant\u00a0», elle répond qu’il n’y en a pas\u202f; "
        "«\u00a0non concerné\u00a0», la question ne se pose pas pour elle\u202f; «\u00a0non renseigné\u00a0», rien "
        "n’est connu.",
        "L’avancement rapporte le chiffre à l’objectif, sans être borné à 100\u202f%. Le rythme compare ce qu’un an a "
        "ajouté à ce que chaque année restante devrait ajouter.",
        _covered(bilan),
        *groups,
    ]
    blocks: list[Block] = [Heading("Méthode et définitions", new_page=True), Text(paragraphs)]
    if sha256:
        blocks += [Text(["Empreinte SHA-256 de l’édition\u00a0:"]), Text([sha256], "code")]
    if rows := facts.corrections(bilan):
        heads = ["Indicateur", "Portée", "Au", "Avant", "Après"]
        columns = [Column(head, head in ("Avant", "Après"), 0 if head in ("Avant", "Après") else 1) for head in heads]
        blocks += [Heading("Chiffres corrigés", 2), Text(facts.correction_words(bilan))]
        blocks.append(Table(columns, [Row(texts(*row)) for row in rows]))
    columns = [
        Column("Indicateur", share=4),
        Column("Nature", share=1.6),
        Column("Compte", share=1.8),
        Column("Région retenue", share=3),
        Column("Définition", share=8),
    ]
    lines = [
        Row(
            texts(
                named(row["label"], row["unit"]),
                row["kind_label"],
                row["counting_unit"],
                french_text(row["region_attribute"]),
                row["definition"],
            )
        )
        for row in definitions(bilan)
    ]
    return [*blocks, Heading("Définitions", 2), Table(columns, lines)]


def _labels(bilan: dict, codes) -> list[str]:
    known = indicators_by_code(bilan)
    return [known[code]["label"] for code in codes if code in known]


def _sources(bilan: dict) -> list[Block]:
    items = [f"{title} ({gave})" for title, gave in facts.sources(bilan)]
    return [
        Heading("Sources"),
        *([Items(items)] if items else []),
        Text(
            [
                "Géographie et populations\u00a0: INSEE, DGCL et La Poste.",
                f"Les chiffres de ce bilan sont publiés sous {facts.LICENCE} ({facts.LICENCE_URL}).",
            ]
        ),
    ]
