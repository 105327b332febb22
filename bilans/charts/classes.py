"""The classes of a map: a few, with round bounds, so that a reader names the class of a figure without a ruler."""

import math
from bisect import bisect_right
from dataclasses import dataclass

from bilans.charts import palette
from bilans.typography import number

MOST = 5
STEPS = (1, 2, 2.5, 5, 10)
CROWDED = 0.6
"""The share of the figures in one class above which equal steps tell nothing apart."""


@dataclass(frozen=True)
class Classes:
    """Lower bounds, each in its class, with the words and the colour of each class, from the lowest."""

    bounds: list[float]
    labels: list[str]
    colours: tuple[str, ...]

    def colour_of(self, value: float) -> str:
        """The colour of the class that `value` falls in."""
        return self.colours[max(bisect_right(self.bounds, value) - 1, 0)]


def classes_of(values: list[float], unit: str) -> Classes:
    """At most five classes that hold all the values; none without value.

    Of equal steps, unless most of the values would fall in one of them: then of about as many values each.
    """
    if not values:
        return Classes([], [], ())
    whole = all(float(value).is_integer() for value in values) and unit != "%"
    bounds = _equal_steps(min(values), max(values), min(len(set(values)), MOST), whole)
    if _crowd(values, bounds) > CROWDED:
        bounds = min(bounds, _equal_numbers(values, whole), key=lambda found: _crowd(values, found))
    labels = [_label(bounds, rank, unit, whole) for rank in range(len(bounds))]
    return Classes(bounds, labels, palette.sequential(len(bounds)))


def _equal_steps(low: float, high: float, most: int, whole: bool) -> list[float]:
    if low == high:
        return [low]
    power = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for step in STEPS:
            size = step * 10.0**power
            if whole and not size.is_integer():
                continue
            first, last = math.floor(low / size), math.floor(high / size)
            if last - first < most:
                return [round(rank * size, 10) for rank in range(first, last + 1)]
        power += 1


def _equal_numbers(values: list[float], whole: bool) -> list[float]:
    """Bounds at the fifths of the values, rounded."""
    ordered = sorted(values)
    return sorted({_rounded(ordered[len(ordered) * rank // MOST], whole) for rank in range(MOST)})


def _rounded(value: float, whole: bool) -> float:
    """Down to half a unit of its first digit (25, 40, 150), so that the lowest value stays in its class."""
    if not value:
        return 0.0
    size = 10.0 ** math.floor(math.log10(abs(value))) / 2
    if whole:
        size = max(size, 1.0)
    return round(math.floor(value / size) * size, 10)


def _crowd(values: list[float], bounds: list[float]) -> float:
    ranks = [bisect_right(bounds, value) for value in values]
    return max(ranks.count(rank) for rank in set(ranks)) / len(values)


def _label(bounds: list[float], rank: int, unit: str, whole: bool) -> str:
    """« 20 à 39 », « 20 à moins de 40 % », « 80 et plus »; a single figure when the class can hold no other."""
    low = bounds[rank]
    if len(bounds) == 1:
        return number(low, unit)
    if rank == len(bounds) - 1:
        return f"{number(low, unit)} et plus"
    high = bounds[rank + 1]
    if not whole:
        return f"{number(low)} à moins de {number(high, unit)}"
    return number(low, unit) if high - low == 1 else f"{number(low)} à {number(high - 1, unit)}"
