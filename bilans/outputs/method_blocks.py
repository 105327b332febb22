"""The end of a printed bilan: published and computed figures, method, definitions, sources."""

from __future__ import annotations

import datetime

from bilans.outputs import facts
from bilans.outputs.blocks import Block, Column, Heading, Items, Row, Table, Text, texts
from bilans.outputs.tables import named
from bilans.presentation import Cell, definitions, figure_cell, group_name, indicators_by_code, ordered_regions
from bilans.published import ComparedRow, by_source, summary
from bilans.typography import as_date, french_text, long_date

NOT_COMPUTED = "non calculé"
COMPUTED = (
    "Un chiffre calculé compte les contrats, les structures et les engagements que les agences régionales de santé "
    "ont enregistrés, d’après leurs dates. Un chiffre déclaré est celui qu’une région ou une source nationale a "
    "transmis."
)
ABSENT = (
    "Un chiffre qui manque n’est jamais remplacé par zéro\u00a0: son motif est écrit à sa place. "
    "«\u00a0Non transmis\u00a0», la région ne l’a pas envoyé\u202f; «\u00a0néant\u00a0», elle répond qu’il n’y en a "
    "pas\u202f; «\u00a0non concerné\u00a0», la question ne se pose pas pour elle\u202f; "
    "«\u00a0non renseigné\u00a0», rien n’est connu."
)
PROGRESS = (
    "L’avancement rapporte le chiffre à l’objectif, sans être borné à 100\u202f%. Le rythme compare ce qu’un an a "
    "ajouté à ce que chaque année restante devrait ajouter."
)


def published_blocks(bilan: dict) -> list[Block]:
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
        Column("Où", share=4.1),
        Column("Indicateur", share=4.2),
        Column("Au", share=1.7),
        Column("Publié", is_number=True, share=2.2),
        Column("Calculé", is_number=True, share=1.6),
        Column("Écart", is_number=True, share=1),
        Column("Constat", share=2.6),
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


def method_blocks(bilan: dict, sha256: str) -> list[Block]:
    day = long_date(bilan["as_of"])
    paragraphs = [
        f"{facts.days_words(bilan)} Ces jours sont compris.",
        COMPUTED,
        f"Les séries donnent le chiffre au 31\u00a0décembre de chaque année, et au {day} pour la dernière.",
        ABSENT,
        PROGRESS,
        facts.totals_words(bilan),
        *(_group_words(bilan, group) for group in bilan["groups"]),
    ]
    blocks: list[Block] = [Heading("Méthode et définitions", new_page=True), Text(paragraphs)]
    if sha256:
        blocks += [Text(["Empreinte SHA-256 de l’édition\u00a0:"]), Text([sha256], "code")]
    if rows := facts.corrections(bilan):
        heads = ["Indicateur", "Portée", "Au", "Avant", "Après"]
        columns = [Column(head, head in ("Avant", "Après"), 0 if head in ("Avant", "Après") else 1) for head in heads]
        blocks += [Heading("Chiffres corrigés", 2), Text(facts.correction_words(bilan))]
        blocks.append(Table(columns, [_corrected(row) for row in rows]))
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


def _group_words(bilan: dict, group: dict) -> str:
    names = ", ".join(row["name"] for row in ordered_regions(bilan) if row["code"] in group["regions"])
    shared = ", ".join(_labels(bilan, group["figures"]))
    return f"{group_name(group)}\u00a0: les régions {names} sont comptées ensemble pour {shared}."


def _corrected(row: facts.Correction) -> Row:
    values = (figure_cell(row.indicator, value) for value in (row.before, row.after))
    return Row([*texts(row.indicator["label"], row.place, long_date(row.day)), *values])


def _labels(bilan: dict, codes) -> list[str]:
    known = indicators_by_code(bilan)
    return [known[code]["label"] for code in codes if code in known]


def sources_blocks(bilan: dict) -> list[Block]:
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
