"""What the zonings say of a commune on a day, as a condition of the database."""

from django.db.models import F, OuterRef, Q, QuerySet

from regions.models import ZoneUnitCommune


def zoning_says(commune: str, day: str) -> QuerySet:
    """The classes given on `day` to the units of `commune`, both names of columns of the outer query."""
    classification = "unit__classifications"
    conditions = Q()
    for path, start, end in (
        (classification, "start", "last_day"),
        (f"{classification}__scheme", "valid_from", "valid_to"),
    ):
        conditions &= Q(**{f"{path}__{start}__lte": OuterRef(day)})
        conditions &= Q(**{f"{path}__{end}": None}) | Q(**{f"{path}__{end}__gte": OuterRef(day)})
    return ZoneUnitCommune._base_manager.filter(conditions, commune=OuterRef(commune)).annotate(
        zone_class=F(f"{classification}__zone_class")
    )
