"""The home page, the help page, the icon."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from bilans.build import available_years
from pts_admin.help import CHAPTERS

LAST_YEARS = 3
ICONS = {"etat": "dsfr/dist/favicon/favicon.ico", "neutre": "pts/favicon.svg"}


@require_safe
def home(request):
    """Show where to go from here, and the latest bilans that the user may read."""
    years = sorted(available_years(request.user), reverse=True)
    return render(request, "home.html", {"last_years": years[:LAST_YEARS]})


@require_safe
def help_page(request):
    """Show who does what, task by task, and every rule in one sentence; to whoever is signed in."""
    return render(request, "help/help.html", {"chapters": CHAPTERS, "contact": settings.PTS_CONTACT})


@require_safe
@login_not_required
def favicon(request):
    """Send a browser that asks for /favicon.ico to the icon of the theme."""
    return redirect(static(ICONS[settings.PTS_THEME]))
