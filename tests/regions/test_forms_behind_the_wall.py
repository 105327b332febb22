"""Forms of the admin that ask the database little: lists, completed fields, parts of a record."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.forms.models import _get_foreign_key
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.html import parse_html

from contracts.admin.cesp import EventInline
from contracts.models import CespContract, CespEvent, CespPlacement
from regions.wall_admin import WalledForm, note_read
from regions.widgets import CompletedSelect
from tests.factories import CespContractFactory, CespEventFactory, CespPlacementFactory, CommuneFactory

DJANGO_SELECT = """<select name="{{ widget.name }}"{% include "django/forms/widgets/attrs.html" %}>
{% for group_name, options, index in widget.optgroups %}
{% if group_name %}<optgroup label="{{ group_name }}">{% endif %}
{% for widget in options %}{% include "django/forms/widgets/select_option.html" %}{% endfor %}
{% if group_name %}</optgroup>{% endif %}{% endfor %}</select>"""


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        pytest.param(forms.Select(choices=[("", "—"), (1, "l’un & l’autre"), ("b", '"b"')]), 1, id="chosen"),
        pytest.param(forms.Select(choices=[("Nord", [(1, "un")]), ("Sud", [(2, "deux")])]), 2, id="groups"),
        pytest.param(forms.SelectMultiple(choices=[(1, "un"), (2, "deux")]), [1, 2], id="several"),
        pytest.param(forms.NullBooleanSelect(), None, id="unknown"),
    ],
)
def test_a_list_is_the_one_of_django(widget, value):
    context = {"widget": widget.get_context("field", value, {"id": "id_field"})["widget"]}

    ours = render_to_string("django/forms/widgets/select.html", context)

    assert parse_html(ours) == parse_html(engines["django"].from_string(DJANGO_SELECT).render(context))


class PlacementForm(WalledForm):
    class Meta:
        model = CespPlacement
        fields = ("commune",)
        widgets = {"commune": CompletedSelect(CespPlacement._meta.get_field("commune"), admin.site)}


@pytest.mark.django_db
def test_a_completed_field_names_what_its_record_holds_without_asking(django_assert_num_queries):
    placement = CespPlacementFactory()
    with django_assert_num_queries(0):
        text = str(PlacementForm(instance=placement)["commune"])

    assert f'<option value="{placement.commune_id}" selected>' in text


@pytest.mark.django_db
def test_a_completed_field_names_what_was_typed_in_its_place():
    placement, other = CespPlacementFactory(), CommuneFactory()
    held = placement.commune_id

    text = str(PlacementForm({"commune": other.pk}, instance=placement)["commune"])

    assert f'<option value="{other.pk}" selected>' in text
    assert held not in text


@pytest.fixture
def request_of(referent):
    request = RequestFactory().get("/")
    request.user = referent
    return request


@pytest.mark.django_db
def test_parts_are_read_with_a_record_that_came_through_the_wall_and_with_no_other(request_of, region):
    mine, other = CespContractFactory(followup_region=region), CespContractFactory()
    event, _ = CespEventFactory(contract=mine), CespEventFactory(contract=other)
    inline = EventInline(CespContract, admin.site)

    assert not inline.get_queryset(request_of).exists(), "no record read: no parts"

    note_read(request_of, mine)
    assert list(inline.get_queryset(request_of)) == [event]
    assert CespEvent.objects.count() == 2


@pytest.mark.django_db
def test_the_fields_of_a_line_are_those_that_django_would_show(request_of, region):
    for model_admin in admin.site._registry.values():
        for inline in model_admin.get_inline_instances(request_of):
            asked = InlineModelAdmin.get_fields(inline, request_of)
            owner = _get_foreign_key(inline.parent_model, inline.model, fk_name=inline.fk_name).name
            # Django asks for the owner, then shows it nowhere.
            assert list(inline.get_fields(request_of)) == [name for name in asked if name != owner], inline.model
