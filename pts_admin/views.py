"""The pages that belong to no application: home, lists of what is left to do, help."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from bilans.editions import available_years
from pts_admin import todo
from pts_admin.anomaly_pages import readable_regions
from pts_admin.help import CHAPTERS
from pts_admin.home import national_home, regional_home

LAST_YEARS = 3
PAGE_SIZE = 50
ICONS = {"etat": "dsfr/dist/favicon/favicon.ico", "neutre": "pts/favicon.svg"}


@require_safe
def home(request):
    """Show « Ma région » to those who read records, the regions to those who read them all, else the bilans."""
    user, today = request.user, timezone.localdate()
    years = sorted(available_years(user), reverse=True)
    regions = readable_regions(user)
    is_national = user.read_scope.everywhere
    context = {
        "last_years": years[:LAST_YEARS],
        "regions": regions,
        "today": today,
        "is_national": is_national,
    }
    code = asked_region(request, regions)
    if is_national and not code:
        return render(request, "home/national.html", context | national_home(user, regions, today))
    if not regions:
        return render(request, "home.html", context)
    return render(request, "home/region.html", context | regional_home(user, code or next(iter(regions)), today))


@require_safe
def to_do(request, slug):
    """List all the records of a task, of the asked region or of all those that the user reads."""
    task = todo.BY_SLUG.get(slug)
    if task is None:
        raise Http404("Cette liste n’existe pas.")
    if not request.user.can_read_records:
        raise PermissionDenied
    regions = readable_regions(request.user)
    region, today = asked_region(request, regions), timezone.localdate()
    page = Paginator(todo.rows(task, request.user, today, region), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "task": task,
        "today": today,
        "region": regions.get(region, ""),
        "lines": todo.lines(task, page.object_list),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
    }
    return render(request, "home/to_do.html", context)


def asked_region(request, regions: dict[str, str]) -> str:
    """The code of the region that the address asks for, empty without any; 404 when it is not one of `regions`."""
    code = request.GET.get("region", "")
    if code and code not in regions:
        raise Http404("Cette région n’existe pas, ou n’est pas de votre périmètre.")
    return code


@require_safe
def help_page(request):
    """Show who does what, task by task, and every rule in one sentence; to whoever is signed in."""
    return render(request, "help/help.html", {"chapters": CHAPTERS, "contact": settings.PTS_CONTACT})


@require_safe
@login_not_required
def favicon(request):
    """Send a browser that asks for /favicon.ico to the icon of the theme."""
    return redirect(static(ICONS[settings.PTS_THEME]))
