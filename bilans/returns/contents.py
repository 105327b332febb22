"""What a return holds beside its figures, read for one region: its parts, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass

from bilans.models import RegionalReturn
from bilans.presentation import figure_cell
from bilans.returns.gaps import Gap
from bilans.themes import DECLARED_BY_THE_COUNTRY
from bilans.words import actions_of
from measures.enums import ObservationState
from measures.indicators import Indicator, all_indicators
from measures.models import Observation


@dataclass(frozen=True)
class Part:
    """A part of a return: its page, how many things are done of those awaited."""

    slug: str
    title: str
    done: int
    total: int
    advice: str

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


def declared_indicators() -> list[Indicator]:
    """The figures that a region declares, in the order of the bilan."""
    return [
        indicator
        for code, indicator in all_indicators().items()
        if not indicator.is_computed and code not in DECLARED_BY_THE_COUNTRY
    ]


def observations(regional_return: RegionalReturn) -> dict[str, Observation]:
    """What the region has declared for the date of the bilan, by indicator."""
    rows = Observation.objects.filter(region=regional_return.region_id, date=regional_return.campaign.reference_date)
    return {row.indicator: row for row in rows}


def declared_text(indicator: Indicator, row: Observation | None) -> str:
    """A declared figure as printed: « 66 % », « néant », or « à remplir »."""
    if row is None:
        return "à remplir"
    described = {"code": indicator.code, "unit": indicator.unit}
    value = row.value if row.state == ObservationState.VALUE else None
    return figure_cell(described, value, row.state).text


def parts(regional_return: RegionalReturn, gaps: list[Gap], commitments: int) -> list[Part]:
    """The parts of a return and how far each is, `gaps` being those of its region and `commitments` of its pact."""
    explained = set(regional_return.explanations.values_list("indicator", "compared_with"))
    due = [gap.key for gap in gaps if gap.is_due]
    declared = observations(regional_return).keys() & {row.code for row in declared_indicators()}
    written = regional_return.narratives.exclude(achievements="").count()
    actions = actions_of(regional_return.campaign.reference_date).filter(region=regional_return.region_id).count()
    return [
        Part(
            "chiffres",
            "Chiffres calculés et écarts",
            sum(key in explained for key in due),
            len(due),
            "Les chiffres viennent des enregistrements\u00a0: expliquez les écarts signalés.",
        ),
        Part(
            "declares",
            "Chiffres déclarés",
            len(declared),
            len(declared_indicators()),
            "Une valeur, ou pourquoi il n’y en a pas\u00a0: néant, non transmis, non concerné.",
        ),
        Part(
            "engagements",
            "Récit, engagement par engagement",
            written,
            commitments,
            "Réalisations, faits marquants, difficultés, mesures prises.",
        ),
        Part("actions", "Actions de la région", min(actions, 1), 1, "Au moins une action, avec ses dates."),
        Part(
            "illustrations",
            "Territoires en exemple et graphique",
            min(regional_return.territories.count(), 1) + bool(regional_return.highlight_indicator),
            2,
            "Un territoire au moins, et le chiffre à mettre en avant.",
        ),
    ]


def completeness(found: list[Part]) -> int:
    """The share of what is awaited that is done, in whole per cent, 100 only when everything is."""
    total = sum(part.total for part in found)
    return sum(min(part.done, part.total) for part in found) * 100 // total if total else 100
