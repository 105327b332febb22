"""The form of somebody whose record has changed meanwhile: nothing of theirs is lost, nothing of the other's either.

What the reader did not touch takes its present value; what both changed keeps the reader's, with a sentence at the
field that says the other value; lines added, changed or deleted meanwhile are put in step. Nothing is saved: the form
is shown again with the present version, and saving again is deliberate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import QueryDict

from regions.concurrency import VERSION_FIELD, RowVersion, Version, row_as_read, sealed
from regions.history_words import Names, quoted, shown, when
from regions.models import LinkEvent
from regions.refusals import Refusal
from regions.tracking import DELETE, events_of, is_tracked, link_name, links_of

CHANGED_MEANWHILE = "Cette fiche a changé pendant votre saisie\u00a0: rien n’a encore été enregistré."
WHAT_NOW = (
    "Ce que vous n’aviez pas touché montre maintenant sa valeur actuelle\u202f; votre saisie est gardée partout "
    "ailleurs. Relisez, puis enregistrez de nouveau."
)
UNKNOWN_VERSION = (
    "Cette page ne dit pas quelle version de la fiche vous avez lue\u00a0: rien n’a encore été enregistré. "
    "Relisez, puis enregistrez de nouveau."
)
KEEP_YOURS = "Enregistrez de nouveau pour garder votre valeur."
LINE_CHANGED_BEFORE_DELETION = "Ligne modifiée entre-temps{by}. Enregistrez de nouveau pour la supprimer quand même."
LINE_DELETED = (
    "Ligne supprimée entre-temps{by}\u00a0: votre saisie est gardée comme une nouvelle ligne. "
    "Enregistrez de nouveau pour la créer, ou supprimez-la."
)


@dataclass
class Merged:
    """The form to show again: its data, and what it says."""

    data: QueryDict
    refusal: Refusal


def merge(request, model_admin, record: Model, read: Version | None, now: Version) -> Merged:
    """The form of `request` put in step with `record`, which was `read` and is `now`."""
    merger = _Merger(request, read or Version())
    merger.say(None, CHANGED_MEANWHILE if read else UNKNOWN_VERSION)
    form_class = model_admin.get_form(request, record, change=True)
    merger.merge_record(form_class, record, now)
    for formset, inline in zip(*model_admin._create_formsets(request, record, change=True), strict=True):
        rows = inline.get_queryset(request).filter(**{formset.fk.name: record})
        if is_written(inline, request, record) and formset.management_form.is_valid():
            merger.merge_lines(formset, rows, now)
    if read:
        merger.say(None, WHAT_NOW)
    merger.data[VERSION_FIELD] = sealed(now, record, request.user)
    return Merged(merger.data, merger.refusal)


def is_written(inline, request, record) -> bool:
    """Whether the user may write the lines of `inline`, hence overwrite those of another."""
    return inline.has_change_permission(request, record) or inline.has_delete_permission(request, record)


def have_parted(read: Version | None, now: Version, written: set[str]) -> bool:
    """Whether a record has changed since it was `read`; of its parts, those of the models `written` (labels) count."""
    if read is None or read.row != now.row or read.links != now.links:
        return True
    return any(read.parts.get(label, {}) != now.parts.get(label, {}) for label in written)


class _Merger:
    def __init__(self, request, read: Version):
        self.read = read
        self.data = request.POST.copy()
        self.refusal = Refusal()
        self.names = Names(request.user)

    def say(self, name: str | None, sentence: str) -> None:
        self.refusal.on_record.append((name, sentence))

    def merge_record(self, form_class, record: Model, now: Version) -> None:
        base = row_as_read(type(record), record.pk, self.read.row)
        row = _Row(form_class, record, base, self.data, prefix=None, links=self.read.links)
        same_links = {name for name, keys in self.read.links.items() if keys == now.links.get(name)}
        for name in row.names():
            if name not in same_links:
                self._merge_field(row, name, self.read.row, lambda sentence, name=name: self.say(name, sentence))

    def merge_lines(self, formset, rows, now: Version) -> None:
        label = formset.model._meta.label
        read, present = self.read.parts.get(label, {}), now.parts.get(label, {})
        current = {str(row.pk): row for row in rows}
        lines = _Lines(formset, self.data)
        for line in [*lines.kept]:
            key = line.key
            if key not in current:
                self._line_deleted(lines, line, read.get(key))
            elif read.get(key) != present.get(key):
                self._line_changed(lines, line, current[key], read.get(key))
        for key in current.keys() - {line.key for line in lines.kept}:
            lines.add(current[key])
            self.say(
                None, f"Ligne ajoutée entre-temps ({formset.model._meta.verbose_name}){self._by(current[key], None)}."
            )
        lines.write(self.refusal)

    def _line_deleted(self, lines: _Lines, line: _Line, version: RowVersion | None) -> None:
        base = row_as_read(lines.model, line.key, version)
        lines.kept.remove(line)
        by = self._by(base, version) if base else ""
        if line.is_deleted or (base is not None and not line.row(base, base).touched()):
            self.say(None, f"Ligne supprimée entre-temps ({lines.model._meta.verbose_name}){by}.")
        else:
            line.key = None
            line.sentences.append((None, LINE_DELETED.format(by=by)))
            lines.new.append(line)

    def _line_changed(self, lines: _Lines, line: _Line, current: Model, version: RowVersion | None) -> None:
        base = row_as_read(lines.model, line.key, version)
        if line.is_deleted:
            sentence = LINE_CHANGED_BEFORE_DELETION.format(by=self._by(current, version))
            line.sentences.append((None, sentence))
        row = line.row(current, base)
        for name in row.names():
            self._merge_field(row, name, version, lambda sentence, name=name: line.sentences.append((name, sentence)))

    def _merge_field(self, row: _Row, name: str, version, say) -> None:
        if row.moved(name) and not row.touched(name):
            row.take(name)
        elif row.moved(name) and row.disagrees(name):
            say(self._sentence(row, name, version))

    def _sentence(self, row: _Row, name: str, version) -> str:
        theirs = self._shown(row.current, name)
        if row.base is None:
            return f"La fiche porte {quoted(theirs)}. {KEEP_YOURS}"
        by, read = self._by(row.current, version, name), self._shown(row.base, name, row.links)
        return f"Modifié entre-temps{by}\u00a0: {quoted(theirs)} (vous aviez lu {quoted(read)}). {KEEP_YOURS}"

    def _shown(self, row: Model, name: str, links: dict | None = None) -> str:
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            return str(getattr(row, name, ""))
        if field.many_to_many:
            keys = links[name] if links is not None else [linked.pk for linked in getattr(row, name).all()]
            return ", ".join(self.names.of(field.related_model, key) for key in keys) or "vide"
        return shown(field, getattr(row, field.attname), self.names)

    def _by(self, row: Model, version: RowVersion | None, name: str | None = None) -> str:
        """« par X à 10 h 32 », from the history; nothing when it does not tell."""
        link = next((link for link in links_of(type(row)) if link.name == name), None)
        if link is not None:
            events = LinkEvent.objects.filter(link=link_name(link), source=str(row.pk)).select_related("context")
            last = events.order_by("-pk").first()
            return self._signed(last.context, last.at) if last else ""
        if not is_tracked(type(row)):
            return ""
        since = events_of(type(row)).filter(pgh_obj_id=row.pk, pgh_id__gt=version if isinstance(version, int) else 0)
        event = _last_change(list(since.select_related("pgh_context").order_by("pgh_id")), row, name)
        return self._signed(event.pgh_context, event.pgh_created_at) if event else ""

    def _signed(self, context, at) -> str:
        user = context and context.metadata.get("user")
        author = f" par {self.names.of(get_user_model(), user)}" if user else ""
        return f"{author} {when(at)}"


def _last_change(events: list[Model], row: Model, name: str | None) -> Model | None:
    """The event that gave `name` its present value: the first that holds it, of those that follow another value."""
    last = None
    for event in events:
        if name is None or event.pgh_label == DELETE or not hasattr(event, name):
            last = event
            continue
        field = row._meta.get_field(name)
        if getattr(event, field.attname) != getattr(row, field.attname):
            last = None
        elif last is None:
            last = event
    return last


class _Row:
    """One row in three states: as read (`base`), as it is (`current`), as posted (`data`)."""

    def __init__(
        self, form_class, current: Model, base: Model | None, data: QueryDict, *, prefix, links=None, left_out=()
    ):
        self.current, self.base, self.data, self.prefix = current, base, data, prefix
        self.links = links or {}
        self.left_out = {*left_out, VERSION_FIELD, current._meta.pk.name}
        self.theirs = form_class(instance=current, prefix=prefix)
        self.read = form_class(instance=base, prefix=prefix, initial=self.links) if base is not None else None

    def names(self) -> list[str]:
        return [name for name in self.theirs.fields if name not in self.left_out]

    def touched(self, *names: str) -> bool:
        """Whether the reader changed one of these fields, or any."""
        return any(self._differs(self.read, name) for name in names or self.names())

    def disagrees(self, name: str) -> bool:
        """Whether the reader's value is not the present one."""
        return self._differs(self.theirs, name)

    def moved(self, name: str) -> bool:
        """Whether somebody else changed this field."""
        return self.read is None or _plain(_initial(self.read, name)) != _plain(_initial(self.theirs, name))

    def take(self, name: str) -> None:
        """Put the present value in the form."""
        put_value(self.data, self.theirs[name])

    def _differs(self, form: forms.BaseForm | None, name: str) -> bool:
        if form is None:
            return True
        field = form.fields[name]
        posted = field.widget.value_from_datadict(self.data, {}, form.add_prefix(name))
        return field.has_changed(_initial(form, name), posted)


def _initial(form: forms.BaseForm, name: str):
    return form.get_initial_for_field(form.fields[name], name)


def _plain(value):
    if isinstance(value, list | tuple | set) or hasattr(value, "iterator"):
        return sorted(str(getattr(item, "pk", item)) for item in value)
    return value or None if value != 0 else value


def put_value(data: QueryDict, bound: forms.BoundField) -> None:
    """Write in `data` what a browser sends when it shows `bound` untouched."""
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        for suffix, part, piece in zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True):
            data[bound.html_name + suffix] = part.format_value(piece) or ""
    elif isinstance(widget, forms.CheckboxInput):
        data.setlist(bound.html_name, ["on"] if value else [])
    else:
        written = widget.format_value(value)
        several = written if isinstance(written, list | tuple) else ["" if written is None else written]
        data.setlist(bound.html_name, [str(item) for item in several])


class _Line:
    """A line of a formset as posted."""

    def __init__(self, formset, key: str | None, values: dict[str, list[str]]):
        self.formset, self.key, self.values = formset, key, values
        self.sentences: list[tuple[str | None, str]] = []
        self.data = QueryDict(mutable=True)
        for name, items in values.items():
            self.data.setlist(f"line-{name}", items)

    @property
    def is_deleted(self) -> bool:
        return bool(self.data.get("line-DELETE"))

    def row(self, current: Model, base: Model | None) -> _Row:
        left_out = (self.formset.fk.name, "DELETE")
        return _Row(self.formset.form, current, base, self.data, prefix="line", left_out=left_out)


class _Lines:
    """The lines of a formset as posted: those of existing rows (`kept`) and the `new` ones."""

    def __init__(self, formset, data: QueryDict):
        self.formset, self.model, self.target, self.prefix = formset, formset.model, data, formset.prefix
        self.key_name = self.model._meta.pk.name
        posted: dict[int, dict[str, list[str]]] = {}
        for name in [*data]:
            if found := re.fullmatch(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.+)", name):
                posted.setdefault(int(found[1]), {})[found[2]] = data.pop(name)
        initial = formset.initial_form_count()
        total = formset.total_form_count()
        lines = [
            (index, _Line(formset, (values.get(self.key_name) or [None])[-1] or None, values))
            for index, values in sorted(posted.items())
            if index < total
        ]
        self.kept = [line for index, line in lines if index < initial]
        self.new = [line for index, line in lines if index >= initial]

    def add(self, row: Model) -> None:
        """Add the line of a row that the reader has not seen."""
        line = _Line(self.formset, str(row.pk), {})
        form = self.formset.form(instance=row, prefix="line")
        for name in form.fields:
            if name != self.formset.fk.name:
                put_value(line.data, form[name])
        self.kept.append(line)

    def write(self, refusal: Refusal) -> None:
        """Put the lines back in the data of the form, numbered anew, and their sentences in `refusal`."""
        owner = str(self.formset.instance.pk)
        for index, line in enumerate([*self.kept, *self.new]):
            for name in line.data:
                self.target.setlist(f"{self.prefix}-{index}-{name.removeprefix('line-')}", line.data.getlist(name))
            self.target[f"{self.prefix}-{index}-{self.key_name}"] = line.key or ""
            self.target[f"{self.prefix}-{index}-{self.formset.fk.name}"] = owner
            for sentence in line.sentences:
                refusal.on_lines[self.prefix, index].append(sentence)
        self.target[f"{self.prefix}-INITIAL_FORMS"] = str(len(self.kept))
        self.target[f"{self.prefix}-TOTAL_FORMS"] = str(len(self.kept) + len(self.new))
