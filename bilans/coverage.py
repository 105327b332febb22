"""How many regions a national figure stands on, and what may then be said of it (B3).

Pure functions, of an indicator and its national figure as the document of a bilan gives them.
"""

from __future__ import annotations

from measures.enums import TargetStatus


def so_many_regions(count: int, of: int) -> str:
    """« 17 régions sur 18 »."""
    return f"{count}\u00a0région{'s' if count > 1 else ''} sur\u00a0{of}"


def regions_counted(bilan: dict) -> tuple[int, int]:
    """How many regions are in the totals, and how many there are; those before 2016 count for the one of today."""
    sent = {region.get("current") or region["code"]: region.get("sent", True) for region in bilan["regions"]}
    return sum(sent.values()), len(sent)


def counted_words(bilan: dict) -> str:
    """« 17 régions sur 18 » of the bilan as a whole."""
    return so_many_regions(*regions_counted(bilan))


def total_name(bilan: dict) -> str:
    """« France entière (18 régions sur 18) »; « Ensemble (17 régions sur 18) » when some are out of the totals."""
    sent, whole = regions_counted(bilan)
    return f"{'France entière' if sent == whole else 'Ensemble'} ({so_many_regions(sent, whole)})"


def totals_caution(bilan: dict) -> str:
    """How to read targets beside totals that miss some regions; nothing when they miss none."""
    sent, whole = regions_counted(bilan)
    if sent == whole:
        return ""
    return (
        f"Les totaux portent sur {so_many_regions(sent, whole)}\u00a0: l’avancement est un minimum, le rythme à tenir "
        "un maximum\u202f; aucun objectif échu n’est dit manqué."
    )


def coverage_text(indicator: dict, figure: dict) -> str:
    """« 17 régions sur 18 » beside a national total; a figure that is declared is no sum of regions."""
    if figure.get("value") is None or not figure.get("coverage"):
        return ""
    if indicator.get("kind") == "declared":
        return "déclaré"
    return so_many_regions(figure["coverage"]["regions"], figure["coverage"]["of"])


def is_partial(indicator: dict, figure: dict) -> bool:
    """Whether a national figure is the sum of some of the regions only."""
    coverage = figure.get("coverage")
    return indicator.get("kind") != "declared" and bool(coverage) and coverage["regions"] < coverage["of"]


def partial_text(indicator: dict, figure: dict) -> str:
    """« 17 régions sur 18 » beside a total that misses some; nothing beside a whole one."""
    return coverage_text(indicator, figure) if is_partial(indicator, figure) else ""


def settled_status(indicator: dict, figure: dict, target: dict) -> str | None:
    """Where a target stands; None when nobody can tell, for want of a figure or of some of its regions.

    The regions that are missing can only add to a total: one that reaches its target without them has reached it.
    """
    status = target["status"]
    if figure.get("value") is None and status in (TargetStatus.MISSED, TargetStatus.ONGOING):
        return None
    return None if status == TargetStatus.MISSED and is_partial(indicator, figure) else status
