"""How wide a text is in the theme's font, so that a label is laid out before it is drawn."""

import re
from functools import cache

from fontTools.ttLib import TTFont

from bilans.charts.fonts import SOURCES, theme_font

UNKNOWN_ADVANCE = 0.2
"""What a character that the family lacks is taken for: the narrow space is the one we print."""


@cache
def _advances(file: str) -> dict[str, float]:
    """The width of each character at size 1."""
    with TTFont(SOURCES / file) as font:
        widths, unit = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text, in pixels."""
    font = theme_font()
    advances = _advances(font.bold if bold else font.regular)
    return size * sum(advances.get(character, UNKNOWN_ADVANCE) for character in text)


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis when it is wider than `width`."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def wrap(text: str, width: float, size: float, *, bold: bool = False, lines: int | None = None) -> list[str]:
    """The text over several lines, broken at spaces and after hyphens.

    With `lines`, no more than that many, the last one cut; a word wider than `width` is never broken otherwise.
    """
    found = [""]
    for piece in re.split(r"(?<=[ -])", text):
        if found[-1] and text_width((found[-1] + piece).rstrip(), size, bold=bold) > width:
            found.append("")
        found[-1] += piece
    if lines is None:
        return [line.rstrip() for line in found]
    kept = [line.rstrip() for line in found[: lines - 1]]
    kept.append("".join(found[lines - 1 :]).rstrip())
    return [shorten(line, width, size, bold=bold) for line in kept if line]
