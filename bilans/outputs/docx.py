"""The chapter of a region as a Word document, to take up again in a document of the region."""

from __future__ import annotations

import datetime
import io

import docx
import vl_convert
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from bilans.charts.draw import ChartError
from bilans.charts.drawings import drawn
from bilans.outputs import facts
from bilans.outputs.blocks import (
    Beside,
    Block,
    Cards,
    Column,
    Heading,
    Items,
    Labelled,
    Picture,
    Row,
    Table,
    Text,
    pictures,
    shown,
)
from bilans.outputs.chapter_blocks import chapter_blocks
from bilans.outputs.facts import OutputError
from bilans.outputs.sheets import clean
from bilans.outputs.zips import frozen
from bilans.presentation import Cell
from bilans.region_page import find_region

LANGUAGE = "fr-FR"
FONT = "Arial"
BLUE, GREY = RGBColor(0x00, 0x00, 0x91), RGBColor(0x66, 0x66, 0x66)
TEXT_WIDTH = Cm(17)
YEAR_WIDTH, PICTURE_WIDTH = Cm(2), Cm(13.5)
PNG_SCALE = 2.5
SIZES = {"Heading 1": 18, "Heading 2": 13, "Heading 3": 11}


def chapter_docx(bilan: dict, region_code: str) -> bytes:
    """The chapter of the region `region_code`; the same document gives the same bytes.

    A chart that cannot be drawn is named in its place. Raises `OutputError` for a region that is not in the bilan.
    """
    region = find_region(bilan, region_code)
    if region is None:
        raise OutputError(
            f"Le bilan {bilan['year']} n’a pas de région de code «\u00a0{region_code}\u00a0».",
            f"There is no region {region_code} in the bilan {bilan['year']}.",
        )
    blocks = chapter_blocks(bilan, region, level=1, new_page=False)
    writer = _Writer(drawn(picture.chart for picture in pictures(blocks)))
    writer.describe(bilan, region["name"])
    for block in blocks:
        writer.write(block)
    return frozen(writer.bytes(), facts.document_date(bilan))


class _Writer:
    def __init__(self, drawings: dict[str, str | ChartError]):
        self.drawings = drawings
        self.document = docx.Document()
        # The template comes with the picture of another page.
        package = self.document.part.package
        for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
            package.rels.pop(key)
        self._set_page()
        self._set_styles()

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def describe(self, bilan: dict, name: str) -> None:
        """What the file says of itself: no person, and no day but its own."""
        day = facts.document_date(bilan)
        moment = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        properties = self.document.core_properties
        properties.title = clean(f"{facts.title(bilan)}\u00a0: {name}")
        properties.subject = facts.edition_words(bilan)
        properties.comments = f"{facts.days_words(bilan)} {facts.LICENCE}."
        properties.author = properties.last_modified_by = properties.keywords = ""
        properties.language = LANGUAGE
        properties.created = properties.modified = moment
        properties.revision = 1
        footer = self.document.sections[0].footer.paragraphs[0]
        self._run(footer, f"{facts.title(bilan)} · {facts.edition_words(bilan)}", size=8, colour=GREY)

    def write(self, block: Block) -> None:
        match block:
            case Heading():
                self.document.add_heading(clean(block.text), min(block.level, len(SIZES)))
            case Text():
                for words in block.paragraphs:
                    self._paragraph(words, block.style)
            case Labelled():
                self._labelled(block)
            case Items():
                for words in block.items:
                    self.document.add_paragraph(clean(words), style="List Bullet")
            case Cards():
                self._cards(block)
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)
            case Beside():  # one under the other: what is to be reused is easier to move so
                for inner in block.blocks:
                    self.write(inner)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)

    def _set_styles(self) -> None:
        styles = self.document.styles
        defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        language = defaults.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            defaults.append(language)
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), LANGUAGE)
        styles["Normal"].font.name, styles["Normal"].font.size = FONT, Pt(10)
        for name, size in SIZES.items():
            font = styles[name].font
            font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), True, BLUE
            # The fonts of the theme of the template would win over the one that is named.
            fonts = styles[name].element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)

    def _run(self, paragraph, words: str, *, size: float = 0, colour=None, bold: bool = False, italic: bool = False):
        run = paragraph.add_run(clean(words))
        run.bold, run.italic = bold or None, italic or None
        if size:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = colour

    def _paragraph(self, words: str, style: str) -> None:
        paragraph = self.document.add_paragraph()
        is_grey = style in ("note", "missing")
        size = {"lead": 12, "note": 9, "missing": 9}.get(style, 0)
        self._run(paragraph, words, size=size, colour=GREY if is_grey else None, italic=style == "missing")

    def _labelled(self, block: Labelled) -> None:
        for rank, words in enumerate(block.paragraphs):
            paragraph = self.document.add_paragraph()
            if rank == 0:
                self._run(paragraph, f"{block.label}. ", bold=True)
            self._run(paragraph, words)

    def _cards(self, block: Cards) -> None:
        columns = [Column("Chiffre clé", share=3), Column("Valeur", is_number=True), Column("Évolution", share=2)]
        rows = [
            Row([Cell(card.label), Cell(card.value, card.is_missing), Cell(", ".join(card.details))])
            for card in block.cards
        ]
        self._table(Table(columns, rows))

    def _table(self, block: Table) -> None:
        table = self.document.add_table(rows=1, cols=len(block.columns))
        # The order of these properties is set by the format: borders, then what is said of the look.
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(_borders())
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self._fill(cell, Cell(column.text), column.is_number, bold=True)
        self._flag(table.rows[0], "w:tblHeader")
        for row in block.rows:
            line = table.add_row()
            if not block.may_cut_rows:
                self._flag(line, "w:cantSplit")
            for cell, content, column in zip(line.cells, row.cells, block.columns, strict=True):
                self._fill(cell, content, column.is_number, bold=row.style == "total")
        for column, width in zip(table.columns, _widths(block.columns), strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        self._paragraph(block.note, "note")

    def _fill(self, cell, content: Cell, is_number: bool, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        missing = {"italic": True, "colour": GREY} if content.is_missing else {}
        self._run(paragraph, shown(content), size=9, bold=bold, **missing)

    @staticmethod
    def _flag(row, name: str) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement(name))

    def _picture(self, block: Picture) -> None:
        drawing = self.drawings[block.chart.slug]
        try:
            image = _png(drawing)
        except ChartError as error:
            self._paragraph(str(error), "missing")
            return
        title = self.document.add_paragraph()
        title.paragraph_format.keep_with_next = True
        self._run(title, block.chart.title, bold=True)
        shape = self.document.add_picture(io.BytesIO(image), width=PICTURE_WIDTH)
        for properties in shape._inline.iter(qn("wp:docPr")):
            properties.set("descr", clean(block.chart.summary))
            properties.set("title", clean(block.chart.title))


def _widths(columns: list[Column]) -> list[int]:
    """The width of each column: what figures need, and their share of the rest for the others."""
    fixed = [0 if column.share else YEAR_WIDTH if column.is_number else Cm(3) for column in columns]
    shares = sum(column.share for column in columns) or 1
    rest = max(TEXT_WIDTH - sum(fixed), 0)
    return [int(width or rest * column.share / shares) for column, width in zip(columns, fixed, strict=True)]


def _borders():
    """Thin rules between the rows of a table, and none between its columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "BBBBBB")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    return borders


def _png(drawing: str | ChartError) -> bytes:
    """The image of a drawing. Raises the `ChartError` that it is."""
    if isinstance(drawing, ChartError):
        raise drawing
    # On its own paper: the figures stand on a white halo, which a dark page would show.
    start, end = drawing.split(">", 1)
    return vl_convert.svg_to_png(f'{start}><rect width="100%" height="100%" fill="#ffffff"/>{end}', scale=PNG_SCALE)
