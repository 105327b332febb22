"""The region wall in the admin: one gate that every admin of a record passes by.

List, search, autocompletion, change, deletion and history read `get_queryset`, hence `visible_to`; another region's
record is a 404. A visible record that its reader may not write is shown read-only. The choices of a form stay behind
the same wall, and whatever was posted, a record that would no longer be its writer's once saved is not saved.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import router
from django.db.models import AutoField, Q
from django.forms.models import ModelChoiceIterator, _get_foreign_key
from django.http import Http404, QueryDict
from django.shortcuts import redirect

from imports.admin_buttons import ImportExportAdmin
from regions.careful_admin import CarefulAdmin
from regions.history_words import reached, with_names
from regions.models import Region
from regions.paging import BoundedPaginator, asked_page
from regions.plain_text import reminded, takes_sentences
from regions.refusals import RefusableFormSet, RuledAdmin, at_its_field
from regions.rules import RuleViolation
from regions.text import fold
from regions.wall import write_scope
from regions.widgets import CompletedSelect, CompletedSelectMultiple

HIDDEN_DEPENDENTS = "des fiches que vous ne voyez pas\u00a0: contactez l’administration nationale"
UNREADABLE_ADDRESS = "Ce filtre n’a pas été compris\u00a0: voici la liste entière."
NOTHING_TO_CHANGE = "Aucune des fiches choisies ne peut être modifiée par votre compte."


def can(request, right: str, obj) -> bool:
    """Whether the user of `request` has `right` (`visible_to` or `editable_by`) on `obj`; asked once a request."""
    answers = request.__dict__.setdefault("wall_answers", {})
    question = (right, obj._meta.concrete_model, obj.pk)
    if question not in answers:
        answers[question] = reached(request.user, right, type(obj)).filter(pk=obj.pk).exists()
    return answers[question]


def note_read(request, obj) -> None:
    """Remember that `obj` came through the wall to the user of `request`."""
    request.__dict__.setdefault("wall_answers", {})["visible_to", obj._meta.concrete_model, obj.pk] = True


def parts_of_records_read(request, parts, owner: str):
    """Those of `parts` whose record (`owner`, their reference to it) was read through the wall in `request`.

    Who reads a record reads its parts: the wall was asked once, for the record. No record read, no parts.
    """
    model = parts.model._meta.get_field(owner).related_model
    answers = request.__dict__.get("wall_answers", {})
    read = [pk for (right, of, pk), answer in answers.items() if answer and right == "visible_to" and of is model]
    return parts.filter(**{f"{owner}__in": read})


def choices_behind_wall(request, right: str, model):
    """The rows of `model` where the user of `request` has `right`, unread: written once a request, for every form."""
    written = request.__dict__.setdefault("wall_choices", {})
    if (right, model) not in written:
        written[right, model] = reached(request.user, right, model)
    return written[right, model].all()


class ShortList(ModelChoiceIterator):
    """The choices of a list, read by one question: Django opens, reads and closes a cursor of the server for each."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class WalledForm(forms.ModelForm):
    """Offers the choices behind the wall, and what the record already holds, which is a part of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            return
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField):
                continue
            if field.queryset.query.where:
                field.queryset = self._with_held(name, field.queryset)
            widget = getattr(field.widget, "widget", field.widget)  # within Django's links to the record
            if isinstance(widget, CompletedSelect):
                widget.holder = self.instance, self._meta.model._meta.get_field(name)

    def add_error(self, field, error):
        """Add an error; the sentence of a constraint goes to the field that it is about."""
        super().add_error(field, at_its_field(error, self) if hasattr(error, "error_dict") else error)

    def _with_held(self, name: str, choices):
        column = self._meta.model._meta.get_field(name)
        if not column.many_to_many and getattr(self.instance, column.attname) is None:
            return choices
        held = (
            getattr(self.instance, name).values("pk")
            if column.many_to_many
            else [getattr(self.instance, column.attname)]
        )
        return choices.model._default_manager.filter(Q(pk__in=choices.values("pk")) | Q(pk__in=held))


class WalledChoices:
    """Keeps the related records that a form offers, or accepts, behind the wall."""

    form = WalledForm
    own_region_fields = ()
    """Regions that only those who write there may enter: what gives the record to a region."""
    bound_fields = ()
    """References that need the right to write their target, besides the owner's."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Say under each free text what it must not hold."""
        if takes_sentences(db_field):
            kwargs.setdefault("help_text", reminded(db_field.help_text))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.own_region_fields:
            kwargs = own_region_options(request.user) | kwargs
        kwargs.setdefault("queryset", self._choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", CompletedSelect(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            field.iterator = ShortList
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self._choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", CompletedSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field, request):
        bound = db_field.name in (getattr(self.model, "wall_owner", None), *self.bound_fields)
        return choices_behind_wall(request, "editable_by" if bound else "visible_to", db_field.remote_field.model)


def own_region_options(user) -> dict:
    """Options of a field that gives a record to a region: the regions where `user` writes."""
    scope = write_scope(user)
    if scope.everywhere:
        return {"queryset": Region.objects.all()}
    only = next(iter(scope.regions)) if len(scope.regions) == 1 else None
    return {"queryset": Region.objects.filter(pk__in=scope.regions), "required": True, "initial": only}


@dataclass(frozen=True)
class Panel:
    """A part of the page of a record, above its form: a template, and the data it prints as `panel`."""

    template: str
    data: dict


class WalledModelAdmin(ImportExportAdmin, RuledAdmin, CarefulAdmin, WalledChoices, admin.ModelAdmin):
    """Admin of a model behind the wall."""

    add_form_template = change_form_template = "admin/record/change_form.html"
    show_full_result_count = False
    list_per_page = 50
    in_menu = True
    """Whether the model has its line in the menu; the parts of a record are reached from it."""
    fixed_fields = ()
    """Fields entered once, when the record is created; so are the owner and a natural key."""
    national_fields = ()
    """Fields that only those who write everywhere may change."""
    author_field = None
    """Field that receives the user who creates the record."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_object(self, request, object_id, from_field=None):
        obj = None if "\x00" in object_id else super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404("Cette fiche n’existe pas, ou n’est pas visible de votre compte.")
        note_read(request, obj)
        return obj

    def lookup_allowed(self, lookup, value, request):
        """No regular expression in an address: a wrong one fails, a long one holds the database."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """The list that was asked for; whole, with a sentence, when its address asks what no column can hold."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, OverflowError, TypeError, ValueError):
            if not request.GET:
                raise
            self.message_user(request, UNREADABLE_ADDRESS, messages.WARNING)
            request.GET = QueryDict()
            return super().get_changelist_instance(request)

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        asked = asked_page(request.GET.get("p") or request.GET.get("page"))
        return BoundedPaginator(queryset, per_page, orphans, allow_empty_first_page, asked=asked)

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\x00", "")
        if any("search_name" in field for field in self.get_search_fields(request)):
            term = fold(term)
        return super().get_search_results(request, queryset, term)

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        if obj is not None:
            fields += [*self.fixed_fields, *self._identity()]
        if not write_scope(request.user).everywhere:
            fields += self.national_fields
        return [*dict.fromkeys(fields)]

    def _identity(self):
        """Fields that tie the record to its owner, or name it: changing a natural key would copy the record."""
        key = self.opts.pk
        owner = getattr(self.model, "wall_owner", None)
        return [*([owner] if owner else []), *([] if isinstance(key, AutoField) else [key.name])]

    def has_module_permission(self, request):
        return self.in_menu and super().has_module_permission(request)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (obj is None or can(request, "visible_to", obj))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and bool(request.user.can_write_records)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or can(request, "editable_by", obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or can(request, "editable_by", obj))

    def save_model(self, request, obj, form, change):
        if self.author_field and not change:
            setattr(obj, self.author_field, request.user)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the parts of the record, then undo everything if the record has left the user's reach."""
        super().save_related(request, form, formsets, change)
        if not reached(request.user, "editable_by", self.model).filter(pk=form.instance.pk).exists():
            raise PermissionDenied("Cette fiche sortirait de votre région\u00a0: rien n’a été enregistré.")

    def response_action(self, request, queryset):
        """Apply an action to the chosen rows that the user may write; the others are left out."""
        try:
            response = super().response_action(request, queryset.editable_by(request.user))
        except (ValueError, ValidationError):  # an identifier that is none
            response = None
        except RuleViolation as violation:
            self.message_user(request, f"Rien n’a été changé. {violation}", messages.ERROR)
            return redirect(request.get_full_path())
        if response is None:
            self.message_user(request, NOTHING_TO_CHANGE, messages.WARNING)
        self.offer_undo(request)
        return response

    def delete_view(self, request, object_id, extra_context=None):
        """Delete a record, or say why a rule keeps it."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except RuleViolation as violation:
            self.message_user(request, f"Rien n’a été supprimé. {violation}", messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and not context.get("is_popup"):
            context["record_panels"] = self.record_panels(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def record_panels(self, request, obj) -> list[Panel]:
        """What the page of a record shows above its form, in order; nothing by default."""
        return []

    def get_deleted_objects(self, objs, request):
        """Refuse, without naming them, to delete what the records of other regions depend on."""
        if _has_hidden_dependents(objs, request):
            return [str(obj) for obj in objs], {}, set(), [HIDDEN_DEPENDENTS]
        deleted, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return _in_french(deleted), counts, forbidden, _in_french(protected)


def _in_french(rows: list) -> list:
    """Django's nested list of « Structure: name », each with the space that French puts before a colon."""
    return [_in_french(row) if isinstance(row, list) else type(row)(row.replace(": ", "\u00a0: ", 1)) for row in rows]


def _has_hidden_dependents(objs, request) -> bool:
    """Whether deleting `objs` would delete, or is prevented by, rows that the user does not see."""
    collector = NestedObjects(using=router.db_for_write(objs[0]._meta.model)) if objs else None
    if collector is None:
        return False
    collector.collect(objs)
    found = {}
    for obj in [*collector.instances_with_model(), *((type(obj), obj) for obj in collector.protected)]:
        found.setdefault(obj[0], set()).add(obj[1].pk)
    return any(
        reached(request.user, "visible_to", model).filter(pk__in=keys).count() != len(keys)
        for model, keys in found.items()
        if not model._meta.auto_created
    )


class WalledInline(WalledChoices):
    """Parts of a record, entered in its page: Django lets nobody write them who may not write the record."""

    extra = 0
    formset = RefusableFormSet

    def get_queryset(self, request):
        rows = with_names(super().get_queryset(request))
        owner = getattr(self.model, "wall_owner", None)
        if owner and self.model._meta.get_field(owner).related_model is self.parent_model:
            return parts_of_records_read(request, rows, owner)
        return rows.visible_to(request.user)

    def get_fields(self, request, obj=None):
        """The fields of a line, told by the model: Django would build a whole form to ask for them, several a page."""
        if self.fields or self.exclude:
            return super().get_fields(request, obj)
        owner = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)
        columns = [*self.opts.concrete_fields, *self.opts.many_to_many]
        names = [column.name for column in columns if column.editable and column not in (owner, self.opts.auto_field)]
        return list(dict.fromkeys([*names, *self.get_readonly_fields(request, obj)]))


class WalledTabularInline(WalledInline, admin.TabularInline):
    """Short parts, one a line."""


class WalledStackedInline(WalledInline, admin.StackedInline):
    """Long parts, one under the other."""


class PartAdmin(WalledModelAdmin):
    """Admin of a part of a record, reached from the record's own page."""

    in_menu = False


class NationalWriting:
    """Read by those who see the record; written only by those who write everywhere."""

    def has_add_permission(self, request, *args):
        return write_scope(request.user).everywhere and super().has_add_permission(request, *args)

    def has_change_permission(self, request, obj=None):
        return write_scope(request.user).everywhere and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return write_scope(request.user).everywhere and super().has_delete_permission(request, obj)


class ReadOnly:
    """Read, never written by hand."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class CurrentRegionFilter(admin.RelatedFieldListFilter):
    """Filter by one of the current regions, whoever's records are in the list."""

    def field_choices(self, field, request, model_admin):
        return [(region.pk, str(region)) for region in Region.objects.filter(valid_to=None).order_by("name")]
