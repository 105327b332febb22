"""Texts of cells: composed (NFC), trimmed, formulas as they were, and refused when they hold a control character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from imports.reading.formulas import NEUTRALISED, restored
from imports.reading.refusals import counted
from imports.reading.tables import column_name

# Line ends and tabs are kept. Half characters (surrogates) are bytes that no encoding gives.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Texts:
    """What is known of the texts read so far, so that each cell is looked at only where some may be wrong.

    `look` is given every text, in blocks of any size, before the cells that it holds are cleaned.
    """

    def __init__(self, longest: int):
        self.longest = longest
        self.composed = True
        self.plain = True
        """Whether no text was neutralised when it was written."""
        self.printable = True
        self.short = True

    def look(self, block: str) -> None:
        """Take note of what `block` holds."""
        if self.composed and not block.isascii():
            self.composed = unicodedata.is_normalized("NFC", block)
        if self.plain and "'" in block:
            self.plain = NEUTRALISED.search(block) is None
        if self.printable:
            self.printable = CONTROL.search(block) is None

    def fault(self, cells: list) -> str:
        """The sentence that refuses `cells`, not yet cleaned, or nothing."""
        if not self.printable:
            for column, cell in enumerate(cells):
                found = CONTROL.search(cell) if isinstance(cell, str) else None
                if found:
                    return _control(column, found[0])
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > self.longest:
                return _too_long(column, len(cell), self.longest)
        return ""

    @property
    def cleaner(self) -> Callable[[str], str]:
        """What gives a text composed, trimmed of every kind of space, without the apostrophe that neutralised it."""
        return str.strip if self.composed and self.plain else self._clean

    def _clean(self, text: str) -> str:
        trimmed = (text if self.composed else unicodedata.normalize("NFC", text)).strip()
        return trimmed if self.plain else restored(trimmed)


def _control(column: int, character: str) -> str:
    name = "NUL" if character == "\0" else f"de contrôle (U+{ord(character):04X})"
    return (
        f"La colonne {column_name(column)} contient un caractère {name}, qui ne se voit pas\u00a0: retapez la cellule."
    )


def _too_long(column: int, length: int, longest: int) -> str:
    letters, most = column_name(column), counted(longest)
    return f"La colonne {letters} a une cellule de {counted(length)} caractères, pour {most} au plus."
