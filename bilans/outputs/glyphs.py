"""Texts as the fonts of a PDF can print them: an accessible one may hold no character without a shape."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from bilans.charts.fonts import SOURCES, theme_font

STAND_IN = "□"
ZERO_WIDTH_SPACE = "\u200b"
# Held by the fonts that come with the engine, which take over from the family of the theme.
FALLBACK = re.compile("[\u0370-\u03ff\u0400-\u045f\u05d0-\u05ea\u0621-\u063a\u0641-\u064a□≤≥≠→←↑↓✓]")
LONG_WORD = re.compile(r"[^\s\u200b/-]{31,}")
PIECE = 15
"""Letters of a very long word between two places where a line may end."""
KEPT = {"\n", ZERO_WIDTH_SPACE, "\u00ad", "\u00a0", "\u202f"}


def printable(text: str) -> str:
    """`text` as `drawable` gives it, its very long words free to be cut at the end of a line."""
    return LONG_WORD.sub(_with_ends, drawable(text))


def drawable(text: str) -> str:
    """`text` without what has no shape; what the fonts cannot draw is a square."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    known = _known(theme_font().regular)
    if not known.issuperset(text):
        text = "".join(character if character in known else _instead(character) for character in text)
    return text


@cache
def _known(file: str) -> frozenset[str]:
    with TTFont(SOURCES / file) as font:
        characters = {chr(code) for code in font.getBestCmap()}
    return frozenset({one for one in characters if unicodedata.category(one)[0] not in "CZ"} | KEPT | {" "})


def _instead(character: str) -> str:
    kind = unicodedata.category(character)
    if FALLBACK.match(character) and kind != "Cn":
        return character
    if kind[0] == "Z" or character in "\t\r\v\f":
        return " "
    # Joiners, marks that turn the direction of a text, controls, accents that found no letter.
    return "" if kind[0] in "CM" and kind not in ("Co", "Cn") else STAND_IN


def _with_ends(found: re.Match) -> str:
    word = found[0]
    return ZERO_WIDTH_SPACE.join(word[place : place + PIECE] for place in range(0, len(word), PIECE))
