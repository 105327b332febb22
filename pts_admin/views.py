"""The home page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from bilans.build import available_years

LAST_YEARS = 3


@require_safe
def home(request):
    """Show where to go from here, and the latest bilans that the user may read."""
    years = sorted(available_years(request.user), reverse=True)
    return render(request, "home.html", {"last_years": years[:LAST_YEARS]})
