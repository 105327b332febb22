"""The region wall: which rows of records a user reads and writes.

Every record model has a queryset with `visible_to(user)` and `editable_by(user)`; admin, imports, exports and
pages all pass by them. Both fail closed: no user, an inactive user or a user without a role gets no rows.

A user answers `read_scope` and `write_scope` (see `accounts.models.User`), each a `Scope`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Scope:
    """The regions whose records a user reaches: every one of them, or those whose codes are in `regions`."""

    everywhere: bool = False
    regions: frozenset[str] = frozenset()

    def __or__(self, other: Scope) -> Scope:
        return Scope(self.everywhere or other.everywhere, self.regions | other.regions)

    def __contains__(self, region_code: str) -> bool:
        return self.everywhere or region_code in self.regions


NOWHERE = Scope()


def read_scope(user) -> Scope:
    """The regions whose records `user` reads; nowhere without a user who is signed in and active."""
    return user.read_scope if _is_active(user) else NOWHERE


def write_scope(user) -> Scope:
    """The regions whose records `user` writes; nowhere without a user who is signed in and active."""
    return user.write_scope if _is_active(user) else NOWHERE


def _is_active(user) -> bool:
    return user is not None and user.is_authenticated and user.is_active


class WalledQuerySet(models.QuerySet):
    """Rows behind the wall. A subclass says in `visible_in` and `editable_in` what ties a row to a region."""

    def visible_to(self, user):
        """The rows `user` may read."""
        return self._within(read_scope(user), self.visible_in)

    def editable_by(self, user):
        """The rows `user` may change or delete; always among the visible ones."""
        return self._within(write_scope(user), self.editable_in)

    def visible_in(self, regions):
        """The rows that the agencies of `regions` (codes) read."""
        raise TypeError(f"{type(self).__name__} does not say what ties a row to a region")

    def editable_in(self, regions):
        """The rows that the agencies of `regions` (codes) write; by default, those they read."""
        return self.visible_in(regions)

    def _within(self, scope: Scope, narrow):
        if scope.everywhere:
            return self.all()
        return narrow(scope.regions) if scope.regions else self.none()


class RegionQuerySet(WalledQuerySet):
    """Rows that carry their region in one column, named by the model's `wall_region` (default: `region`)."""

    def visible_in(self, regions):
        column = getattr(self.model, "wall_region", "region")
        return self.filter(**{f"{column}__in": regions})


class OwnedQuerySet(WalledQuerySet):
    """Rows owned by a record, behind the same wall as the owner that the model's `wall_owner` names."""

    def visible_in(self, regions):
        return self._owned_by(self._owners().visible_in(regions))

    def editable_in(self, regions):
        return self._owned_by(self._owners().editable_in(regions))

    def _owners(self):
        return self.model._meta.get_field(self.model.wall_owner).related_model._default_manager.all()

    def _owned_by(self, owners):
        return self.filter(**{f"{self.model.wall_owner}__in": owners.values("pk")})


class OpenQuerySet(WalledQuerySet):
    """Reference data without a person in it: read by whoever has a role, written by those who write everywhere."""

    def visible_to(self, user):
        return self.all() if _is_active(user) and user.roles else self.none()

    def visible_in(self, regions):
        return self.all()

    def editable_in(self, regions):
        return self.none()
