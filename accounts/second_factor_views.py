"""The pages of the second factor: giving it, choosing it, its recovery codes, giving it up."""

from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from django_otp import login as remember_device
from django_otp.plugins.otp_static.models import StaticDevice

from accounts import journal, second_factor
from accounts.enums import Outcome
from accounts.forms import CodeForm, EnrolmentForm, ReplacementForm, was_refused

CODE_SPENT = (
    "Ce code de secours ne servira plus. Codes restants\u00a0: {left}. "
    "Vous pouvez les renouveler depuis «\u00a0Mon compte\u00a0»."
)


@method_decorator(never_cache, name="dispatch")
class CodeView(RedirectURLMixin, FormView):
    """A page that asks for a code of the second factor, and journals the refusals."""

    form_class = CodeForm
    code_name = "code"
    """The field of the code that the present second factor gives."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_invalid(self, form):
        if was_refused(form, self.code_name):
            journal.record(self.request, Outcome.SECOND_FACTOR_REFUSED, account=self.request.user)
        return super().form_invalid(form)


class VerifyView(CodeView):
    """The second step of signing in."""

    template_name = "accounts/verify.html"
    next_page = "home"

    def dispatch(self, request, *args, **kwargs):
        if not second_factor.is_awaited(request):
            return redirect(self.get_success_url())
        if second_factor.device_of(request.user) is None:
            return redirect("accounts:enrol")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        remember_device(self.request, form.device)
        journal.record(self.request, Outcome.SECOND_FACTOR_ACCEPTED, account=self.request.user)
        if isinstance(form.device, StaticDevice):
            left = second_factor.recovery_codes_left(self.request.user)
            messages.warning(self.request, CODE_SPENT.format(left=left))
        return super().form_valid(form)


class EnrolView(CodeView):
    """Choosing an application, the first or another; then the recovery codes, shown this once."""

    template_name = "accounts/enrol.html"
    code_name = "present_code"
    next_page = "accounts:account"

    def dispatch(self, request, *args, **kwargs):
        if self.device is not None and not second_factor.is_verified(request):
            return redirect("accounts:verify")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def device(self):
        """The application that another would replace."""
        return second_factor.device_of(self.request.user)

    def get_form_class(self):
        return ReplacementForm if self.device else EnrolmentForm

    def get_initial(self):
        return {"enrolment": second_factor.new_enrolment(self.request.user)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user, form = self.request.user, context["form"]
        if form.key is None:
            form = context["form"] = self._with_new_key(form)
        return context | {
            "next": self.get_redirect_url(),
            "is_forced": user.is_national_admin,
            "qr_code": second_factor.qr_code(user, form.key),
            "secret": second_factor.secret_text(form.key),
        }

    def _with_new_key(self, form):
        """`form` with the key of a page opened just now, and its errors."""
        form.data = form.data.copy()
        form.data["enrolment"] = second_factor.new_enrolment(self.request.user)
        return form

    def form_valid(self, form):
        user = self.request.user
        remember_device(self.request, second_factor.enrol(user, form.key, form.cleaned_data["code"]))
        journal.record(self.request, Outcome.SECOND_FACTOR_SET, account=user)
        return show_recovery_codes(self.request, self.get_success_url())


class RecoveryCodesView(CodeView):
    """New recovery codes, against a code."""

    template_name = "accounts/recovery_codes_form.html"

    def dispatch(self, request, *args, **kwargs):
        if second_factor.device_of(request.user) is None:
            return redirect("accounts:account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        journal.record(self.request, Outcome.RECOVERY_CODES_RENEWED, account=self.request.user)
        return show_recovery_codes(self.request, reverse("accounts:account"))


class DisableView(CodeView):
    """Giving the second factor up, against a code; national administrators may not."""

    template_name = "accounts/disable.html"
    next_page = "accounts:account"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_national_admin:
            raise PermissionDenied
        if second_factor.device_of(request.user) is None:
            return redirect("accounts:account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        second_factor.remove(self.request.user)
        journal.record(self.request, Outcome.SECOND_FACTOR_REMOVED, account=self.request.user)
        messages.success(self.request, "La double authentification est désactivée.")
        return super().form_valid(form)


def show_recovery_codes(request, next_url: str):
    """Make new recovery codes and show them, this once."""
    codes = second_factor.renew_recovery_codes(request.user)
    file = "\r\n".join([f"Codes de secours PTS admin de {request.user.email}", *codes, ""])
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "file": file, "next_url": next_url})
