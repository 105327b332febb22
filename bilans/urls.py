"""Addresses of the bilans: `/bilans/2016/` is the live one, `/bilans/2016/1.0/` an edition, for ever."""

from django.urls import path, register_converter

from bilans.views import downloads, pages


class EditionNumber:
    """« 1.0 », « 1.12 »."""

    regex = r"[1-9][0-9]?\.[0-9]{1,2}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(EditionNumber, "edition")

app_name = "bilans"


def both(route, view, name):
    """A page of the live bilan, and the same of an edition."""
    return [
        path(f"<int:year>/{route}", view, name=name),
        path(f"<int:year>/<edition:number>/{route}", view, name=name),
    ]


urlpatterns = [
    path("", pages.years, name="years"),
    path("schema.json", downloads.schema, name="schema"),
    path("<int:year>.<slug:file_format>", downloads.download, name="download"),
    path("<int:year>/<edition:number>.<slug:file_format>", downloads.download, name="download"),
    *both("", pages.national, "national"),
    *both("regions/", pages.comparison, "comparison"),
    *both("regions/<str:code>/", pages.region, "region"),
    *both("chiffres-publies/", pages.published, "published"),
]
