"""The addresses under /compte/."""

from django.urls import path

from accounts import proconnect_views, second_factor_views, views

app_name = "accounts"

urlpatterns = [
    path("", views.account, name="account"),
    path("mot-de-passe/", views.ChangePasswordView.as_view(), name="password"),
    path("mot-de-passe/oublie/", views.ForgottenPasswordView.as_view(), name="password-forgotten"),
    path("mot-de-passe/<uidb64>/<token>/", views.ChoosePasswordView.as_view(), name="password-choice"),
    path("verification/", second_factor_views.VerifyView.as_view(), name="verify"),
    path("double-authentification/", second_factor_views.EnrolView.as_view(), name="enrol"),
    path("double-authentification/codes/", second_factor_views.RecoveryCodesView.as_view(), name="recovery-codes"),
    path("double-authentification/desactiver/", second_factor_views.DisableView.as_view(), name="disable"),
    path("proconnect/", proconnect_views.StartView.as_view(), name="proconnect"),
    path("proconnect/retour/", proconnect_views.ReturnView.as_view(), name="proconnect-return"),
    path("proconnect/rattacher/", proconnect_views.LinkView.as_view(), name="proconnect-link"),
    path("proconnect/detacher/", proconnect_views.unlink, name="proconnect-unlink"),
]
