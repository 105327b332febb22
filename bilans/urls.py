"""Addresses of the bilans."""

from django.urls import path

from bilans import views

app_name = "bilans"

urlpatterns = [
    path("", views.years, name="years"),
    path("schema.json", views.schema, name="schema"),
    path("<int:year>.<slug:file_format>", views.download, name="download"),
    path("<int:year>/", views.national, name="national"),
    path("<int:year>/regions/<str:code>/", views.region, name="region"),
    path("<int:year>/chiffres-publies/", views.published, name="published"),
]
