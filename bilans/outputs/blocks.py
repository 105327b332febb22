"""The parts that a printed bilan is made of, before any format: text, figures and charts, all ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bilans.charts.model import Chart
from bilans.presentation import Cell

LONG_CELL = 400
"""Characters of a cell from which a row may be cut by the end of a page."""
DASH = "–"


@dataclass(frozen=True)
class Heading:
    """A title; `new_page` starts a page with it, and the contents list it, down to the second level."""

    text: str
    level: int = 1
    new_page: bool = False
    in_contents: bool = True


@dataclass(frozen=True)
class Text:
    """Paragraphs, in one of the styles `body`, `lead`, `note`, `missing`, `code`."""

    paragraphs: list[str]
    style: str = "body"


@dataclass(frozen=True)
class Labelled:
    """Paragraphs behind a word that says what they are: « Difficultés »."""

    label: str
    paragraphs: list[str]


@dataclass(frozen=True)
class Card:
    """A key figure: what it counts, the figure or why it is missing, what is said under it."""

    label: str
    value: str
    is_missing: bool = False
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cards:
    """Key figures side by side."""

    cards: list[Card]
    columns: int = 3


@dataclass(frozen=True)
class Column:
    """A column: its heading, whether it holds figures, and its share of the width (0: what its words need)."""

    text: str
    is_number: bool = False
    share: float = 0


@dataclass(frozen=True)
class Row:
    """A row; its first cell names it. `style` is `total`, `group` or nothing."""

    cells: list[Cell]
    style: str = ""


@dataclass(frozen=True)
class Table:
    """A table and its note below; a `dense` one is printed smaller."""

    columns: list[Column]
    rows: list[Row]
    note: str = ""
    is_dense: bool = False

    @property
    def may_cut_rows(self) -> bool:
        """Whether a row is so long that a page may end inside it."""
        return any(len(cell.text) > LONG_CELL for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Picture:
    """A chart, under its title, at a share of the width of the text."""

    chart: Chart
    width: float = 1


@dataclass(frozen=True)
class Items:
    """A list."""

    items: list[str]


@dataclass(frozen=True)
class Beside:
    """Parts side by side, each with its share of the width."""

    blocks: list[Block]
    shares: list[float]


@dataclass(frozen=True)
class Landscape:
    """Pages on their side, for wide tables."""

    blocks: list[Block]


Block = Heading | Text | Labelled | Cards | Table | Picture | Items | Beside | Landscape


def pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    """The charts among `blocks`, in order."""
    for block in blocks:
        if isinstance(block, Landscape | Beside):
            yield from pictures(block.blocks)
        elif isinstance(block, Picture):
            yield block


def texts(*values: str) -> list[Cell]:
    """Cells of plain text."""
    return [Cell(value) for value in values]


def shown(cell: Cell) -> str:
    """What is printed of a cell: a dash where the reason would hide the figures."""
    return DASH if cell.is_dash else cell.text
