"""What the home page says, of a region or of the country, as it stands today."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from anomalies import engine
from anomalies.listing import Asked, by_rule, counts
from bilans.models import Campaign, RegionalReturn
from bilans.national_page import national_key_figures
from bilans.region_page import find_region, group_sentence, region_key_figures
from pts_admin import todo
from pts_admin.today import bilan_of_today

FIRST_LINES = 3


def regional_home(user, code: str, today: datetime.date) -> dict:
    """A region as it stands today: its key figures, what is left to do, its anomalies."""
    bilan = bilan_of_today(today)
    region = find_region(bilan, code)
    return {
        "region": region,
        "key_figures": region_key_figures(bilan, region),
        "horizon": bilan["horizon"],
        "group_figures": group_sentence(bilan, region),
        "return": latest_return(user, code),
        "tasks": [todo.summary(task, user, today, code, FIRST_LINES) for task in todo.TASKS],
        **_anomalies(counts(user, Asked(today, region=code))),
    }


def latest_return(user, code: str) -> RegionalReturn | None:
    """The return of a region for the latest campaign; None before the first one."""
    returns = RegionalReturn.objects.visible_to(user).filter(region=code).select_related("campaign")
    return returns.order_by("-campaign__year").first()


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
        "campaign": Campaign.objects.order_by("-year").first(),
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
