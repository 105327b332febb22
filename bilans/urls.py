"""Addresses of the bilans: `/bilans/2016/` is the live one, `/bilans/2016/1.0/` an edition, for ever."""

from django.urls import path, register_converter

from bilans.views import campaigns, downloads, explanations, pages, returns, reviews


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


RETURN = "<int:year>/retours/<str:code>/"

urlpatterns = [
    path("", pages.years, name="years"),
    path("retour/", returns.mine, name="my-return"),
    path("<int:year>/campagne/", campaigns.open_campaign, name="campaign"),
    path("<int:year>/campagne/publication/", campaigns.publication, name="publication"),
    path("<int:year>/campagne/avis/", campaigns.opinions, name="opinions"),
    path("<int:year>/retours/", campaigns.cockpit, name="cockpit"),
    path(RETURN, returns.overview, name="return"),
    path(f"{RETURN}chiffres/", returns.figures, name="return-figures"),
    path(f"{RETURN}declares/", returns.declared, name="return-declared"),
    path(f"{RETURN}engagements/", returns.commitments, name="return-commitments"),
    path(f"{RETURN}engagements/<int:commitment>/", returns.narrative, name="return-narrative"),
    path(f"{RETURN}actions/", returns.actions, name="return-actions"),
    path(f"{RETURN}actions/ajouter/", returns.action, name="return-add-action"),
    path(f"{RETURN}actions/<int:pk>/", returns.action, name="return-action"),
    path(f"{RETURN}illustrations/", returns.illustrations, name="return-illustrations"),
    path(f"{RETURN}apercu/", returns.preview, name="return-preview"),
    path(f"{RETURN}envoi/", returns.sending, name="return-sending"),
    path(f"{RETURN}relance/", campaigns.remind, name="remind"),
    path(f"{RETURN}delai/", campaigns.extend, name="extend"),
    path(f"{RETURN}renvoi/", reviews.send_back, name="send-back"),
    path(f"{RETURN}accord/", reviews.accept, name="accept"),
    path(f"{RETURN}echanges/<int:pk>/", reviews.thread, name="thread"),
    path("schema.json", downloads.schema, name="schema"),
    path("<int:year>.<slug:file_format>", downloads.download, name="download"),
    path("<int:year>/<edition:number>.<slug:file_format>", downloads.download, name="download"),
    *both("dictionnaire.csv", downloads.dictionary, "dictionary"),
    *both("regions/<str:code>/chapitre.docx", downloads.chapter, "chapter"),
    *both("", pages.national, "national"),
    *both("regions/", pages.comparison, "comparison"),
    *both("regions/<str:code>/", pages.region, "region"),
    *both("expliquer/<slug:indicator>/<slug:scope>/", explanations.explanation, "explanation"),
    path("<int:year>/<edition:number>/changements/", explanations.changes, name="changes"),
    path("<int:year>/<edition:number>/corrections/", explanations.corrections, name="corrections"),
    path("comparer/", explanations.compare, name="compare"),
    *both("chiffres-publies/", pages.published, "published"),
]
