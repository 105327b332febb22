"""Sharing totals between regions so that rows, columns and fixed cells all come out exactly."""

from __future__ import annotations


def increments(
    finals: dict[str, int],
    totals: list[int],
    *,
    fixed: dict[tuple[str, int], int] | None = None,
    floors: dict[str, list[int]] | None = None,
) -> dict[str, list[int]]:
    """How much each key gains in each interval so that its sum is its final value.

    `totals[i]` is the cumulative sum over keys at the end of interval i; one more interval leads to the finals.
    `fixed[key, i]` is a cumulative value that a key must have at the end of interval i, and `floors[key][i]` the
    least it must gain in interval i.
    """
    floors = floors or {}
    totals = [*totals, sum(finals.values())]
    fixed = _completed(fixed or {}, finals, totals, floors)
    reached = dict.fromkeys(finals, 0)
    gains: dict[str, list[int]] = {key: [] for key in finals}
    for index, total in enumerate(totals):
        room, least = {}, {}
        for key, final in finals.items():
            floor = floors.get(key, [0] * len(totals))
            stop = next((i for i in range(index, len(totals)) if (key, i) in fixed), len(totals) - 1)
            limit = fixed.get((key, stop), final) - reached[key]
            room[key] = limit - sum(floor[index + 1 : stop + 1])
            least[key] = limit if stop == index else floor[index]
        gained = _shared(total - sum(reached.values()), room, least)
        for key, gain in gained.items():
            reached[key] += gain
            gains[key].append(gain)
    return gains


def largest_remainders(total: int, weights: dict[str, float]) -> dict[str, int]:
    """Whole shares of `total` in proportion to `weights`."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def _completed(fixed, finals, totals, floors) -> dict[tuple[str, int], int]:
    """Where one cell of a column is fixed, fix the whole column, so that none has to catch up there."""
    whole = dict(fixed)
    for index in sorted({index for _, index in fixed}):
        told = {key: fixed[key, index] for key in finals if (key, index) in fixed}
        others = [key for key in finals if key not in told]
        floor = {key: floors.get(key, [0] * len(totals)) for key in others}
        room = {key: finals[key] - sum(floor[key][index + 1 :]) for key in others}
        least = {key: sum(floor[key][: index + 1]) for key in others}
        shares = _shared(totals[index] - sum(told.values()), room, least)
        whole |= {(key, index): share for key, share in shares.items()}
    return whole


def _shared(total: int, room: dict[str, int], least: dict[str, int]) -> dict[str, int]:
    """`total` shared in proportion to the room of each key above its least, within that room."""
    shares = dict(least)
    left = total - sum(least.values())
    if left < 0 or left > sum(room[key] - least[key] for key in room):
        raise ValueError(f"{total} cannot be shared within {room}")
    while left:
        above = {key: room[key] - shares[key] for key in room if room[key] > shares[key]}
        for key, share in largest_remainders(left, above).items():
            shares[key] += min(share, above[key])
        left = total - sum(shares.values())
    return shares
