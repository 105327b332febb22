"""Pages of long lists without counting them whole."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.utils.functional import cached_property

PAGES_AHEAD = 20


class BoundedPaginator(Paginator):
    """Counts no further than `PAGES_AHEAD` pages after the one asked for: a list of any length opens as quickly.

    `count` and `num_pages` are then lower bounds, and `is_bounded` tells; the last page shown leads to further ones.
    """

    def __init__(self, *args, asked: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = max(1, asked)

    @cached_property
    def count(self) -> int:
        """Rows of the list, or the bound when there are more."""
        return min(self._counted, self._bound)

    @property
    def is_bounded(self) -> bool:
        """Whether the list goes on after what is counted."""
        return self._counted > self._bound

    @property
    def _bound(self) -> int:
        return (self.asked + PAGES_AHEAD) * self.per_page

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: self._bound + 1].count()


def asked_page(value: str | None) -> int:
    """The number of a page in an address; 1 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 1
