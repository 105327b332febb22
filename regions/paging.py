"""Pages of long lists without counting them whole."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property

PAGES_AHEAD = 20


class BoundedPaginator(Paginator):
    """Reads the keys of a list no further than `PAGES_AHEAD` pages after the one asked for, and counts those.

    A list of any length opens as quickly, and what filters it, the region wall above all, is answered once for the
    count and the page. `count` and `num_pages` are then lower bounds, and `is_bounded` tells; the last page shown
    leads to further ones.
    """

    def __init__(self, *args, asked: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = max(1, asked)

    @cached_property
    def count(self) -> int:
        """Rows of the list, or the bound when there are more."""
        return min(len(self._keys), self._bound)

    @property
    def is_bounded(self) -> bool:
        """Whether the list goes on after what is counted."""
        return len(self._keys) > self._bound

    def page(self, number) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return self._get_page(self._rows(self._keys[start : start + self.per_page]), number, self)

    def _rows(self, keys: list):
        """The rows of `keys`, in the order of the list and with all it reads; what filters it has been answered."""
        rows = self.object_list.all()
        tables = [alias for alias, uses in rows.query.alias_refcount.items() if uses]
        if len(tables) <= 1:  # a filter that joins a table of many would give a row many times
            rows.query.where = WhereNode()
        return rows.filter(pk__in=keys)

    @property
    def _bound(self) -> int:
        return (self.asked + PAGES_AHEAD) * self.per_page

    @cached_property
    def _keys(self) -> list:
        return list(self.object_list.values_list("pk", flat=True)[: self._bound + 1])


def asked_page(value: str | None) -> int:
    """The number of a page in an address; 1 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 1
