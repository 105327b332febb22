"""Addresses of the imports: the journal, a file from its sending to its undoing."""

from django.urls import path

from imports import batch_pages, views

app_name = "imports"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("lots/<int:pk>/", batch_pages.batch_page, name="batch"),
    path("lots/<int:pk>/colonnes/", batch_pages.columns, name="columns"),
    path("lots/<int:pk>/cellules-vides/", batch_pages.blanks, name="blanks"),
    path("lots/<int:pk>/ecrire/", batch_pages.write, name="write"),
    path("lots/<int:pk>/reprendre/", batch_pages.resume, name="resume"),
    path("lots/<int:pk>/abandonner/", batch_pages.abandon, name="abandon"),
    path("lots/<int:pk>/annuler/", batch_pages.undo, name="undo"),
    path("lots/<int:pk>/fichier/", batch_pages.file, name="file"),
    path("lots/<int:pk>/reponses/", batch_pages.answers, name="answers"),
    path("lots/<int:pk>/refusees/", batch_pages.refused_rows, name="refused-rows"),
    path("<slug:kind>/modele/<slug:file_format>/", views.template_file, name="template"),
    path("<slug:kind>/", views.upload, name="new"),
]
