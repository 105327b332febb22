"""The home page: the reader's region, what is left to do there, or where to go from here."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anomalies import engine
from bilans.build import available_years
from bilans.presentation import national_key_figures
from bilans.region_page import find_region, group_sentence, region_key_figures
from pts_admin import todo
from pts_admin.anomaly_list import Asked, by_rule, counts
from pts_admin.anomaly_pages import readable_regions
from pts_admin.help import CHAPTERS
from pts_admin.today import bilan_of_today

LAST_YEARS = 3
FIRST_LINES = 3
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


def regional_home(user, code: str, today: datetime.date) -> dict:
    """A region as it stands today: its key figures, what is left to do, its anomalies."""
    bilan = bilan_of_today(today)
    region = find_region(bilan, code)
    return {
        "region": region,
        "key_figures": region_key_figures(bilan, region),
        "horizon": bilan["horizon"],
        "group_figures": group_sentence(bilan, region),
        "tasks": [todo.summary(task, user, today, code, FIRST_LINES) for task in todo.TASKS],
        **_anomalies(counts(user, Asked(today, region=code))),
    }


def national_home(user, regions: dict[str, str], today: datetime.date) -> dict:
    """The country as it stands today: its key figures, and what is left to do by region, each with its list."""
    found = counts(user, Asked(today))
    anomalies = Counter()
    for (_, region), number in found.items():
        anomalies[region] += number
    columns = [
        Column(task.title, reverse("to-do", args=[task.slug]), todo.counts_by_region(task, user, today))
        for task in todo.TASKS
    ]
    columns.append(Column("Anomalies à vérifier", reverse("anomalies"), anomalies))
    return {
        "key_figures": national_key_figures(bilan_of_today(today)),
        "columns": columns,
        "lines": [(code, name, [column.cell(code) for column in columns]) for code, name in regions.items()],
        **_anomalies(found),
    }


@dataclass(frozen=True)
class Column:
    """What waits in each region: numbers by code, and the address of the list."""

    title: str
    url: str
    numbers: dict[str | None, int]

    @property
    def total(self) -> int:
        """The whole country, with what no region has to do."""
        return sum(self.numbers.values())

    def cell(self, region: str) -> tuple[int, str]:
        """How many wait in `region`, and where they are listed."""
        return self.numbers.get(region, 0), f"{self.url}?region={region}"


def _anomalies(found: Counter) -> dict:
    """How many anomalies there are, and the rules that find them, the most frequent first."""
    rules = [(engine.rule(code), number) for code, number in by_rule(found).most_common()]
    return {"anomalies": found.total(), "rules": rules}


@require_safe
def help_page(request):
    """Show who does what, task by task, and every rule in one sentence; to whoever is signed in."""
    return render(request, "help/help.html", {"chapters": CHAPTERS, "contact": settings.PTS_CONTACT})


@require_safe
@login_not_required
def favicon(request):
    """Send a browser that asks for /favicon.ico to the icon of the theme."""
    return redirect(static(ICONS[settings.PTS_THEME]))
