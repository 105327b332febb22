"""The national part of a printed bilan: summary, measures, commitments, opinions, regions side by side."""

from __future__ import annotations

from bilans import themes
from bilans.charts.model import Chart
from bilans.charts.of_bilan import map_of_regions, national_evolution, targets_progress
from bilans.commitments_page import commitments, opinions
from bilans.coverage import coverage_text, totals_caution
from bilans.national_page import national_key_figures, national_sections, region_table, target_rows
from bilans.outputs import facts
from bilans.outputs.blocks import (
    Block,
    Cards,
    Column,
    Heading,
    Landscape,
    Picture,
    Row,
    Table,
    Text,
    texts,
)
from bilans.outputs.chapter_blocks import chapter_blocks, key_card
from bilans.outputs.method_blocks import method_blocks, published_blocks, sources_blocks
from bilans.outputs.tables import evolution_tables, unknown_sentences
from bilans.presentation import Cell, indicators_by_code, is_in_old_regions, ordered_regions
from bilans.typography import long_date

CHARTS_OF_A_SECTION = 2
NATIONAL_WIDTH = 0.78


def bilan_blocks(bilan: dict, sha256: str = "") -> list[Block]:
    """All the parts of the printed bilan, cover and contents left out."""
    return [
        *_in_brief(bilan),
        *_measures(bilan),
        *_commitments(bilan),
        *_opinions(bilan),
        *_side_by_side(bilan),
        *_chapters(bilan),
        *published_blocks(bilan),
        *method_blocks(bilan, sha256),
        *sources_blocks(bilan),
    ]


def _in_brief(bilan: dict) -> list[Block]:
    blocks: list[Block] = [
        Heading("En bref", new_page=True),
        Text([facts.days_words(bilan)], "lead"),
        Text([facts.totals_words(bilan), *facts.region_set_words(bilan).splitlines(), *facts.correction_words(bilan)]),
        Cards([key_card(card) for card in national_key_figures(bilan)]),
    ]
    if chart := targets_progress(bilan):
        blocks.append(Picture(chart))
    return blocks + _targets(bilan)


def _targets(bilan: dict) -> list[Block]:
    columns = [
        Column("Indicateur", share=4.1),
        Column("Objectif", is_number=True, share=2.2),
        Column("Échéance", share=1.8),
        Column("Fixé par", share=2.5),
        Column("Chiffre", is_number=True, share=2.7),
        Column("Avancement", is_number=True, share=2.9),
        Column("État", share=2.6),
        Column("Rythme", share=5),
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
    note = f"{note} {totals_caution(bilan)}".strip()
    return [Heading("Objectifs", 2, new_page=True), Table(columns, rows, note, is_dense=True)]


def _measures(bilan: dict) -> list[Block]:
    blocks: list[Block] = []
    known = indicators_by_code(bilan)
    coverage = {code: coverage_text(known[code], figure) for code, figure in bilan["national"].items()}
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
    # The words of the regions are of those of today.
    rows = [] if is_in_old_regions(bilan) else commitments(bilan)
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
    blocks: list[Block] = (
        [Heading("Avis et propositions du comité", new_page=is_in_old_regions(bilan))] if found else []
    )
    for title, paragraphs in found:
        blocks += [Heading(title, 2, in_contents=False), Text(paragraphs)]
    return blocks


def _side_by_side(bilan: dict) -> list[Block]:
    columns, rows, national = region_table(bilan)
    order = "Les régions sont données dans l’ordre habituel, celles d’outre-mer à la suite\u00a0: sans classement."
    chart = map_of_regions(bilan)
    blocks: list[Block] = [
        Heading("Les régions côte à côte", new_page=bool(chart)),
        Text([f"{order} {facts.region_set_words(bilan)}".strip()]),
        *([Picture(chart)] if chart else []),
    ]
    heads = [Column("Région", share=4.6), *(Column(column["label"], is_number=True, share=2.47) for column in columns)]
    lines = [Row([Cell(row.name), *row.cells], "group" if row.is_group else "") for row in rows]
    total = Row([Cell(national.name), *national.cells], "total")
    has_dash = any(cell.is_dash for row in rows for cell in row.cells)
    group_note = "–\u00a0: compté par région, non repris pour le groupe." if has_dash else ""
    note = f"{group_note} {facts.not_split_words(bilan, [column['code'] for column in columns])}".strip()
    wide: list[Block] = [
        Heading(f"Au {long_date(bilan['as_of'])}", 2),
        Table(heads, [*lines, total], note, is_dense=True),
        *_rates(bilan),
    ]
    # Without a map, the title stands above the table instead of alone on its page.
    return [*blocks, Landscape(wide)] if chart else [Landscape([*blocks, *wide])]


def _rates(bilan: dict) -> list[Block]:
    found = facts.rates(bilan)
    if not found or not found[0]:
        return []
    columns, rows, whole = found
    heads = [
        Column("Région", share=4.6),
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
        # Without words, several chapters stand on one page.
        blocks += chapter_blocks(bilan, region, new_page=rank > 0 and not is_in_old_regions(bilan))
    return blocks
