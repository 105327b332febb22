"""The menu of the admin: nothing is lost, nothing is shown to whoever may not open it."""

from collections import Counter

import pytest
from django.contrib import admin
from django.urls import reverse

from pts_admin.menu import GROUPS, JOURNAL, models_in_menu

NAMES = {label: name for _, _, names in GROUPS for label, name in names.items()}


def shown(client) -> dict[str, list[str]]:
    """The groups of the menu and the names in each, as the index shows them."""
    groups = client.get(reverse("admin:index")).context["app_list"]
    return {group["name"]: [model["name"] for model in group["models"]] for group in groups}


def test_every_model_in_the_menu_stands_in_one_group():
    places = Counter(label for _, _, names in GROUPS for label in names)

    assert set(places) == models_in_menu(admin.site) | {JOURNAL}
    assert set(places.values()) == {1}


def test_no_two_lines_of_the_menu_have_the_same_name():
    assert len(set(NAMES.values())) == len(NAMES)


def test_a_national_administrator_sees_the_whole_menu(client_of, national_admin):
    assert shown(client_of(national_admin)) == {name: list(names.values()) for _, name, names in GROUPS}


def test_the_menu_of_a_referent_has_neither_accounts_nor_parts_of_records(browser):
    menu = shown(browser)

    assert "Contrats CESP" in menu["Contrats"]
    assert menu["Comptes et journaux"] == ["Journal des imports"]
    assert "Vœux" not in [name for names in menu.values() for name in names]


def test_every_line_of_the_menu_opens(browser):
    groups = browser.get(reverse("admin:index")).context["app_list"]
    addresses = [model["admin_url"] for group in groups for model in group["models"]]

    assert {browser.get(address).status_code for address in addresses} == {200}


def test_a_list_bears_the_name_it_has_in_the_menu(client_of, national_admin):
    client = client_of(national_admin)

    for group in client.get(reverse("admin:index")).context["app_list"]:
        for line in group["models"]:
            page = client.get(line["admin_url"]).content.decode()
            assert f"<h1>{line['name']}</h1>" in page, line["name"]


def test_the_data_protection_officer_has_the_journals_and_nothing_else(client_of, data_protection_officer):
    assert shown(client_of(data_protection_officer)) == {
        "Comptes et journaux": ["Journal des connexions", "Journal des modifications", "Journal des exports"]
    }


def test_the_menu_marks_the_page_and_its_group(browser):
    response = browser.get(reverse("admin:contracts_cespcontract_changelist"))

    current = [group["name"] for group in response.context["available_apps"] if group["current"]]
    assert current == ["Contrats"]
    assert response.content.decode().count('aria-current="page">Contrats CESP</a>') == 1


@pytest.mark.parametrize("app", ["contracts", "regions", "measures"])
def test_the_page_of_an_application_groups_its_models_alone(browser, app):
    response = browser.get(reverse("admin:app_list", args=[app]))

    labels = {model["model"]._meta.app_label for group in response.context["app_list"] for model in group["models"]}
    assert labels == {app}


def test_an_unknown_application_is_not_found(browser):
    assert browser.get("/admin/inconnue/").status_code == 404
