"""The sentence that opens a section: its first figures in words, with what a year has changed."""

from __future__ import annotations

from bilans import themes
from bilans.coverage import regions_counted, so_many_regions
from bilans.presentation import change_text, chosen, figure_text
from bilans.typography import NARROW_SPACE, WIDE_SPACE, as_date, long_date

ACRONYMS = ("CESP", "PTMG", "MSP", "MCS", "PTA", "ESP", "CPTS")
PLURAL = 2
COUNTED = ("contrats", "structures", "sites")
"""Units whose figures are read « 1 795 CESP signés »; the others are read « label : figure »."""


def national_sentence(bilan: dict, slug: str) -> str:
    """What the section `slug` says of the country, or nothing when it has no figure."""
    figures = [
        (
            indicator,
            (bilan["national"].get(code) or {}).get("value"),
            (bilan["national"].get(code) or {}).get("series"),
        )
        for code, indicator in chosen(bilan, themes.SECTION_FIGURES.get(slug, ()))
    ]
    sent, whole = regions_counted(bilan)
    return _sentence(bilan, figures, "" if sent == whole else f", dans {so_many_regions(sent, whole)}")


def regional_sentence(bilan: dict, region: dict, slug: str) -> str:
    """What the section `slug` says of a region; a figure of its counting group is left to the group."""
    figures = [
        (indicator, region["figures"].get(code), (region.get("series") or {}).get(code))
        for code, indicator in chosen(bilan, themes.SECTION_FIGURES.get(slug, ()))
    ]
    return _sentence(bilan, figures)


def _sentence(bilan: dict, figures: list[tuple], where: str = "") -> str:
    said = [_said(bilan, *figure) for figure in figures if figure[1] is not None]
    if not said:
        return ""
    return f"Au {long_date(bilan['as_of'])}{where}, {f'{NARROW_SPACE}; '.join(said)}."


def _said(bilan: dict, indicator: dict, value, series: dict | None) -> str:
    text = figure_text(indicator["code"], value, indicator["unit"])
    change = change_text(indicator, value, series or {}, as_date(bilan["as_of"]).year)
    aside = f" ({change})" if change else ""
    label = indicator["label"]
    is_counted = indicator["unit"] in COUNTED or label.startswith(ACRONYMS)
    if is_counted and value >= PLURAL:  # the labels are plural
        return f"{text} {_inside(label)}{aside}"
    return f"{_inside(label)}{WIDE_SPACE}: {text}{aside}"


def _inside(label: str) -> str:
    """A label within a sentence: without its capital, unless it is that of an acronym."""
    return label if label.startswith(ACRONYMS) else label[0].lower() + label[1:]
