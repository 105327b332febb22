"""The addresses of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from pts_admin import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sante", health.sante, name="sante"),
    path("connexion/", auth_views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="logout"),
    path("bilans/", include("bilans.urls")),
    path("suivi/", include("contracts.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "pts_admin.errors.server_error"
