"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import SignInView, SignOutView
from pts_admin import anomaly_pages, health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sante", health.sante, name="sante"),
    path("connexion/", SignInView.as_view(), name="login"),
    path("deconnexion/", SignOutView.as_view(), name="logout"),
    path("compte/", include("accounts.urls")),
    path("aide/", views.help_page, name="help"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("bilans/", include("bilans.urls")),
    path("imports/", include("imports.urls")),
    path("suivi/a-faire/<slug:slug>/", views.to_do, name="to-do"),
    path("suivi/anomalies/", anomaly_pages.anomalies, name="anomalies"),
    path("suivi/anomalies/<str:code>/<int:pk>/justifier/", anomaly_pages.justify_anomaly, name="justify-anomaly"),
    path(
        "suivi/anomalies/<str:code>/<int:pk>/retirer/",
        anomaly_pages.withdraw_justification,
        name="withdraw-justification",
    ),
    path("suivi/", include("contracts.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "pts_admin.errors.server_error"
