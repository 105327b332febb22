"""What holds at every request: how long a session lasts, and the second factor."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils import timezone

from accounts import second_factor, session_limits

OPEN_WITHOUT_SECOND_FACTOR = {"logout", "accounts:verify", "accounts:enrol"}


class SessionLimitsMiddleware:
    """Ends a session that was left idle, or that has lasted its time, whatever the age of its cookie."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_public(view) or not request.user.is_authenticated:
            return None
        now = timezone.now().timestamp()
        if sentence := session_limits.passed(request.session, now):
            request.session_expired = True
            logout(request)
            messages.warning(request, sentence)
            return redirect_to_login(request.get_full_path())
        session_limits.note_visit(request.session, now)
        return None


class SecondFactorMiddleware:
    """Leads to the second factor whoever must still give one, or choose one: no other page opens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_public(view) or request.resolver_match.view_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if not request.user.is_authenticated or not second_factor.is_awaited(request):
            return None
        page = "accounts:verify" if second_factor.device_of(request.user) else "accounts:enrol"
        return redirect_to_login(request.get_full_path(), login_url=reverse(page))


def is_public(view) -> bool:
    """Whether `view` opens without signing in (`login_not_required`)."""
    return not getattr(view, "login_required", True)
