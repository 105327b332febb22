"""Who gets what at each address of the site: the table `wall_table.csv`, one line an address, one column a role.

An address that is not in the table fails the test, and so does a line without an address. An address with a record is
asked for a record of the reader's region and for one of another region, whose sentinel must never be read.
« connexion » means that the visitor is sent to the sign-in page; a number is the answer after the redirections.

After a change of addresses, `WRITE_WALL_TABLE=1 make test ARGS=tests/test_wall_table.py` writes the table anew: read
the difference line by line before keeping it.
"""

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pghistory
import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from bilans.enums import ReturnState
from bilans.models import Edition, FigureReview, RegionalReturn
from bilans.publishing import publish
from imports.models import ImportBatch
from measures.models import RegionalAction
from pts_admin.todo import TASKS
from structures.models import Structure
from tests.factories import RegionalReturnFactory
from tests.our_models import factory_of, walled_models
from tests.wall_ground import SECRET

TABLE = Path(__file__).with_name("wall_table.csv")
WRITE = bool(os.environ.get("WRITE_WALL_TABLE"))
OWN, OTHER, SHARED, NOTHING = "leur région", "autre région", "référence", ""
ROLES = (
    "visitor",
    "closed_account",
    "user_without_role",
    "committee_member",
    "data_protection_officer",
    "regional_reader",
    "referent",
    "national_admin",
)
REGISTRY = {f"{model._meta.app_label}/{model._meta.model_name}": model for model in admin.site._registry}
ACTION, TASK, RULE, REGION = "action/<slug:code>/", "<slug:slug>/", "suivi/anomalies/<str:code>/", "<str:code>/"
# What the parameters that name no record are asked for.
PARAMETERS = {
    "year": "2016",
    "kind": "cesp",
    "file_format": "csv",
    "number": "1.0",
    "commitment": "1",
    "indicator": "msp_open",
    "scope": "FR",
    "url": "nulle-part",
    "uidb64": "x",
    "token": "x",
    "model_name": "structure",
}
MODELS_OF_PAGES = {
    "imports/lots/": ImportBatch,
    "retours/<str:code>/actions/": RegionalAction,
    "retours/<str:code>/echanges/": FigureReview,
}
RECORD_KEYS = {"object_id", "id", "pk", "key", "context_id"}


@dataclass(frozen=True)
class Line:
    """An address, as the resolver writes it, and whose record it is asked for."""

    route: str
    whose: str


def routes(resolver=None, prefix: str = "") -> list[str]:
    """Every address that the site answers, parameters included; each action and each task has its own."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        found += spread(route) if isinstance(pattern, URLPattern) else routes(pattern, route)
    return found


def spread(route: str) -> list[str]:
    if route.endswith(ACTION):
        actions = admin.site._registry[model_of(route)].record_actions
        return [route.replace(ACTION, f"action/{action.code}/") for action in actions]
    if route.endswith(TASK):
        return [route.replace(TASK, f"{task.slug}/") for task in TASKS]
    return [route.replace(RULE, "suivi/anomalies/T3/")]


def lines() -> list[Line]:
    return [Line(route, whose) for route in dict.fromkeys(routes()) for whose in kinds_of(route)]


def kinds_of(route: str) -> list[str]:
    if not parameters(route) & (RECORD_KEYS | {"code"}):
        return [NOTHING]
    return [OWN, OTHER] if model_of(route) in walled_models() else [SHARED]


def parameters(route: str) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", route))


def model_of(route: str):
    """The model whose record the address names; a structure when it does not say."""
    for part, model in MODELS_OF_PAGES.items():
        if part in route:
            return model
    return REGISTRY.get("/".join(route.split("/")[1:3]), Structure)


def address(line: Line, records: dict, region) -> str:
    """`line` as a browser asks for it."""
    record = records[model_of(line.route)]

    def value(found: re.Match) -> str:
        name = found["group"] or found["name"]
        if name == "code":
            return str(region.pk)
        if name == "app_label":
            return "structures"
        if name == "context_id":
            return str(record.history.latest("pgh_id").pgh_context_id)
        return PARAMETERS.get(name) or str(record.pk)

    route = re.sub(r"\(\?P<(?P<group>\w+)>[^()]*\)|<(?:\w+:)?(?P<name>\w+)>", value, line.route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")


def expected() -> dict[Line, dict[str, str]]:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {Line(row["adresse"], row["fiche"]): row for row in csv.DictReader(file, delimiter=";")}


@pytest.fixture
def clients(client_of, request):
    """The browser of each role, in the region of the referent."""

    def of(role: str) -> Client:
        if role == "visitor":
            return Client()
        if role == "closed_account":
            user = request.getfixturevalue("national_admin")
            client = client_of(user)
            type(user).objects.filter(pk=user.pk).update(is_active=False)
            return client
        return client_of(request.getfixturevalue(role))

    return of


@pytest.fixture
def shared(db):
    """A record of each model that everybody with a role may read."""
    others = [model for model in REGISTRY.values() if model not in walled_models() and model is not Edition]
    return {model: factory_of(model)() for model in others}


@pytest.fixture
def published(mine, national_admin):
    """The bilan of 2016 as a third region makes it, published."""
    campaign = mine[RegionalReturn].campaign
    RegionalReturnFactory(campaign=campaign, state=ReturnState.SENT, sent_at=timezone.now(), sent_by=national_admin)
    return publish(campaign, by=national_admin)


def test_every_address_of_the_site_is_in_the_table():
    if not WRITE:
        assert list(expected()) == lines()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_each_role_as_the_table_says(
    role, clients, mine, others, shared, published, region, other_region
):
    client = clients(role)
    table = expected()
    for records in (mine, others):
        write_in_a_context(records[Structure])
    found = {}

    for line in lines():
        records, where = (others, other_region) if line.whose == OTHER else (mine, region)
        asked = address(line, records | shared | {Edition: published}, where)
        response = client.get(asked, follow=True)
        assert reads_everything(role, line) or SECRET.encode() not in response.getvalue(), asked
        for close in response._resource_closers:  # the whole closing would cut the test from its database
            close()
        found[line] = answer_of(response)

    if WRITE:
        write(role, found)
    else:
        assert found == {line: table[line][role] for line in found}


def reads_everything(role: str, line: Line) -> bool:
    """National administrators, and the data protection officer in the journals of connections and of exports."""
    is_journal = line.route.startswith(("admin/accounts/connection/", "admin/imports/exportlog/"))
    return role == "national_admin" or (is_journal and role == "data_protection_officer")


def write_in_a_context(structure: Structure) -> None:
    """A change of a structure, as the history pages tell it, that leaves it without FINESS (T3)."""
    with pghistory.context(action="Essai"):
        structure.finess_et = ""
        structure.save()


def answer_of(response) -> str:
    if response.redirect_chain and response.redirect_chain[-1][0].startswith(reverse("login")):
        return "connexion"
    return str(response.status_code)


def write(role: str, found: dict[Line, str]) -> None:
    known = expected()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["adresse", "fiche", *ROLES])
        for line in lines():
            row = {**known.get(line, {}), **({role: found[line]} if line in found else {})}
            writer.writerow([line.route, line.whose, *(row.get(name, "") for name in ROLES)])
