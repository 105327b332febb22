"""Live figures in a narrative: `{{ msp_open }}` is the region's figure, and follows it until the bilan is published.

A token names an indicator, after `france` for the national figure, before a year for that of an earlier 31 December:
`{{ msp_open }}`, `{{ msp_open 2015 }}`, `{{ france msp_open }}`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from bilans.coverage import partial_text
from bilans.presentation import figure_cell, group_name, group_of
from measures.indicators import all_indicators

TOKEN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
BRACES = re.compile(r"\{\{|\}\}")
NATIONAL_WORD = "france"


@dataclass(frozen=True)
class Token:
    """What a token asks for. `year` is None for the figure at the date of the bilan."""

    code: str
    national: bool = False
    year: str | None = None


class UnknownToken(ValueError):
    """A token that names no figure; the message is a French sentence that says what to write instead."""


def parse(inside: str) -> Token:
    """The token whose braces hold `inside`. Raises `UnknownToken`."""
    words = inside.split()
    national = bool(words) and words[0].casefold() == NATIONAL_WORD
    words = words[1:] if national else words
    year = words.pop() if len(words) == 2 and re.fullmatch(r"(19|20)\d\d", words[1]) else None
    if len(words) != 1 or words[0] not in all_indicators():
        raise UnknownToken(_sentence(" ".join(inside.split()), words))
    return Token(words[0], national, year)


def faults(text: str) -> list[str]:
    """What is wrong with the tokens of `text`: one French sentence each, none when all of them name a figure."""
    found = []
    for inside in TOKEN.findall(text):
        try:
            parse(inside)
        except UnknownToken as error:
            found.append(str(error))
    if BRACES.search(TOKEN.sub("", text)):
        found.append("Des accolades ne se referment pas\u00a0: un chiffre s’écrit {{\u00a0msp_open\u00a0}}.")
    return found


def with_figures(text: str, bilan: dict, region: dict) -> str:
    """`text` with the figures of `region`, a region of `bilan`, in place of its tokens.

    A figure that is missing gives the reason in words. Raises `UnknownToken`.
    """
    return TOKEN.sub(lambda found: _figure(parse(found[1]), bilan, region), text)


def _figure(token: Token, bilan: dict, region: dict) -> str:
    indicator = next(row for row in bilan["indicators"] if row["code"] == token.code)
    if token.national:
        figure = bilan["national"][token.code]
        value = figure["value"] if token.year is None else figure["series"].get(token.year)
        text, covered = figure_cell(indicator, value, figure.get("missing")).text, partial_text(indicator, figure)
        return f"{text} ({covered})" if covered else text
    value = region["figures"][token.code] if token.year is None else region["series"][token.code].get(token.year)
    group = group_of(bilan, region["code"])
    return figure_cell(indicator, value, region["missing"].get(token.code), group_name(group) if group else "").text


def _sentence(inside: str, words: list[str]) -> str:
    close = difflib.get_close_matches(words[0] if words else "", all_indicators(), n=1)
    advice = f"\u00a0: vouliez-vous écrire {{{{\u00a0{close[0]}\u00a0}}}}\u202f?" if close else "."
    return f"{{{{\u00a0{inside}\u00a0}}}} ne désigne aucun chiffre{advice}"
