"""Small counts below a region: under five they are masked, and a second cell with them where one could be deduced.

A reader who knows the total of the region, and all its parts but one, knows that one: then the smallest of the others
is masked too. Masked cells all read the same: nobody can tell the small one from the one that hides it.
"""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5
"""The smallest count that is printed below a region; the regional totals are printed whatever they are."""
MASKED = "masked"


def masked_parts(parts: Mapping[str | None, int]) -> set[str | None]:
    """The keys of the parts of one known total that are not printed.

    None is the part that no département holds: it is printed nowhere, hence always hidden, and hides another when it
    holds something.
    """
    hidden = {key for key, value in parts.items() if value < FEWEST}
    if not hidden - {None}:
        return hidden
    unseen = hidden | ({None} & parts.keys())
    others = sorted((key for key in parts if key not in unseen), key=lambda key: (parts[key], key))
    # One hidden part is the total less the others; several of nothing are known to be nothing.
    while others and (len(unseen) < 2 or sum(parts[key] for key in unseen) == 0):
        unseen.add(others.pop(0))
    return unseen


def is_deducible(inner: int, outer: int) -> bool:
    """Whether printing `inner`, a part of the printed `outer`, tells the small count of what is between them."""
    return 0 < outer - inner < FEWEST
