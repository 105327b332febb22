"""The figures of a bilan one by one, and what differs between two bilans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from measures.enums import ObservationState
from measures.scale import FRANCE


@dataclass(frozen=True)
class Figure:
    """One figure: an indicator, a scope (`france`, `groupe` or `region`, with its code), a day.

    `reason` says why a value is missing.
    """

    indicator: str
    level: str
    code: str
    date: str
    value: int | float | None
    reason: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells this figure from the others of its bilan."""
        return self.indicator, self.level, self.code, self.date


@dataclass(frozen=True)
class Difference:
    """A figure that two bilans give differently; `before` is None when the first has none, `after` likewise."""

    indicator: str
    level: str
    code: str
    date: str
    before: int | float | None
    after: int | float | None

    def as_dict(self) -> dict:
        """As the snapshot of a correction keeps it."""
        return dict(vars(self))


def all_figures(bilan: dict) -> Iterator[Figure]:
    """Every figure of `bilan` on every day of its series: France, then the groups, then the regions, by indicator."""
    for indicator in bilan["indicators"]:
        code = indicator["code"]
        national = bilan["national"][code]
        yield from _series(bilan, code, "france", FRANCE, national["series"], national.get("missing", ""))
        for group in bilan["groups"]:
            if code in group["series"]:
                missing = group.get("missing", {}).get(code, "")
                yield from _series(bilan, code, "groupe", group["code"], group["series"][code], missing)
        for region in bilan["regions"]:
            missing = region["missing"].get(code, "")
            yield from _series(bilan, code, "region", region["code"], region["series"][code], missing)


def differences(before: dict, after: dict) -> list[Difference]:
    """The figures that `after` gives otherwise than `before`, in their order; what only one of them has included."""
    old = {figure.place: figure.value for figure in all_figures(before)}
    new = {figure.place: figure.value for figure in all_figures(after)}
    return [
        Difference(*place, old.get(place), new.get(place))
        for place in {**new, **old}
        if old.get(place) != new.get(place)
    ]


def _series(bilan: dict, code: str, level: str, scope: str, series: dict, missing: str) -> Iterator[Figure]:
    for year, value in series.items():
        date = bilan["as_of"] if year == str(bilan["year"]) else f"{year}-12-31"
        # A declared figure that is given today and was not then had not been sent.
        reason = "" if value is not None else missing or str(ObservationState.NOT_SUBMITTED)
        yield Figure(code, level, scope, date, value, reason)
