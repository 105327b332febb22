"""Addresses of the registers of contracts."""

from django.urls import path

from contracts import views

app_name = "contracts"

urlpatterns = [path("contrats/", views.register, name="register")]
