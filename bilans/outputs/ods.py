"""The bilan as an OpenDocument workbook: the same sheets and cells as that of Excel."""

from __future__ import annotations

import datetime
import io
import re
from xml.sax.saxutils import escape, quoteattr

import odfdo

from bilans.outputs import facts
from bilans.outputs.bilan_sheets import bilan_sheets
from bilans.outputs.sheets import Amount, Cell, Grid, Missing, Sheet, clean, shown
from bilans.outputs.zips import frozen
from bilans.typography import UNITS_WITH_THE_NUMBER
from imports.reading.formulas import neutralised

CENTIMETRES = 0.21
"""Width of a character."""
BLANKS = re.compile(r"[\t\n\r\x85\u2028\u2029]+")
MOST_DECIMALS = 2
FONT = 'fo:font-family="Arial" fo:font-size="10pt" fo:language="fr" fo:country="FR"'
LINE = '<style:table-cell-properties fo:border-bottom="0.5pt solid #dddddd" style:vertical-align="top"{more}/>'
SHADE = ' fo:background-color="#f5f5fe"'
WRAP = ' fo:wrap-option="wrap"'
BOLD = ' fo:font-weight="bold"'


def as_ods(bilan: dict) -> bytes:
    """The workbook of `bilan`; the same document gives the same bytes."""
    day = facts.document_date(bilan)
    moment = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a document's own date
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    meta = document.meta
    meta.title, meta.subject, meta.language = facts.title(bilan), facts.edition_words(bilan), "fr-FR"
    meta.description = f"{facts.days_words(bilan)} {facts.LICENCE}."
    meta.creation_date = meta.date = moment
    for style in _styles():
        document.insert_style(odfdo.Element.from_tag(style), automatic=True)
    for rank, sheet in enumerate(bilan_sheets(bilan)):
        for place, width in enumerate(sheet.widths()):
            document.insert_style(odfdo.Element.from_tag(_column_style(rank, place, width)), automatic=True)
        document.body.append(odfdo.Element.from_tag(_table(sheet, rank)))
    out = io.BytesIO()
    document.save(out)
    return frozen(out.getvalue(), day)


def _styles():
    """The looks of the cells, each number with its decimals and its sign."""
    yield (
        '<number:date-style style:name="day" number:automatic-order="false"><number:day number:style="long"/>'
        '<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>'
        '<number:year number:style="long"/></number:date-style>'
    )
    for unit, sign in {"": "", **UNITS_WITH_THE_NUMBER}.items():
        for decimals in range(MOST_DECIMALS + 1):
            name = _number_style(unit, decimals)
            yield (
                f'<number:number-style style:name="f{name}" number:language="fr" number:country="FR">'
                f'<number:number number:decimal-places="{decimals}" number:min-decimal-places="{decimals}" '
                f'number:min-integer-digits="1" number:grouping="true"/><number:text>{sign}</number:text>'
                "</number:number-style>"
            )
            yield _cell_style(name, data=f"f{name}")
            yield _cell_style(f"{name}-total", data=f"f{name}", cell=SHADE, text=BOLD)
    grey = ' fo:font-style="italic" fo:color="#666666"'
    yield _cell_style("missing", text=grey, end=True)
    yield _cell_style("missing-total", text=grey, cell=SHADE, end=True)
    yield _cell_style("text", cell=WRAP)
    yield _cell_style("text-total", cell=WRAP + SHADE, text=BOLD)
    yield _cell_style("day", data="day")
    yield _cell_style("header", cell=WRAP + SHADE, text=BOLD)
    yield _cell_style("subtitle", text=BOLD)
    yield _cell_style("title", text=f'{BOLD} fo:color="#000091"', size=16)
    yield _cell_style("note", text=' fo:color="#666666"')


def _cell_style(
    name: str, *, data: str = "", cell: str = "", text: str = "", end: bool = False, size: int = 10
) -> str:
    parts = [f"<style:text-properties {FONT.replace('10pt', f'{size}pt')}{text}/>"]
    if end:
        parts.insert(0, '<style:paragraph-properties fo:text-align="end"/>')
    if name not in ("title", "note", "subtitle"):
        parts.insert(0, LINE.format(more=cell))
    shown_as = f' style:data-style-name="{data}"' if data else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{shown_as}>{"".join(parts)}</style:style>'


def _number_style(unit: str, decimals: int) -> str:
    names = {"%": "percent", "€": "euro", "fois": "times"}
    return f"n{names.get(unit, '')}{decimals}"


def _column_style(rank: int, place: int, width: int) -> str:
    return (
        f'<style:style style:name="c{rank}-{place}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * CENTIMETRES:.2f}cm"/></style:style>'
    )


def _table(sheet: Sheet, rank: int) -> str:
    rows = [[_text(sheet.title, "title")]]
    if sheet.note:
        rows.append([_text(sheet.note, "note")])
    for grid, place in zip(sheet.grids, sheet.places, strict=True):
        rows += [[] for _ in range(place - len(rows) - bool(grid.title))]
        rows += _grid(grid)
    columns = "".join(
        f'<table:table-column table:style-name="c{rank}-{place}"/>' for place in range(len(sheet.widths()))
    )
    lines = "".join(f"<table:table-row>{''.join(row) or '<table:table-cell/>'}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{lines}</table:table>"


def _grid(grid: Grid) -> list[list[str]]:
    rows = [[_text(grid.title, "subtitle")]] if grid.title else []
    rows.append([_text(header, "header") for header in grid.columns])
    for rank, line in enumerate(grid.rows):
        suffix = "-total" if rank in grid.totals else ""
        rows.append([_cell(cell, suffix) for cell in line])
    return rows


def _cell(cell: Cell, suffix: str) -> str:
    if isinstance(cell, Amount):
        style = _number_style(cell.unit, cell.decimals) + suffix
        return _valued("float", f'office:value="{cell.value!r}"', style, cell.shown)
    if isinstance(cell, datetime.date):
        return _valued("date", f'office:date-value="{cell.isoformat()}"', "day", shown(cell))
    if isinstance(cell, Missing):
        return _text(cell.reason, f"missing{suffix}")
    return _text(cell, f"text{suffix}")


def _valued(kind: str, value: str, style: str, words: str) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" {value}>'
        f"<text:p>{escape(words)}</text:p></table:table-cell>"
    )


def _text(text: str, style: str) -> str:
    words = escape(BLANKS.sub(" ", clean(neutralised(text))))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{words}</text:p>'
        "</table:table-cell>"
    )
