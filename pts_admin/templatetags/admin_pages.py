"""What the pages of the admin need beside Django's own tags."""

from dataclasses import dataclass

from django import template

from pts_admin.menu import name_in_menu
from regions.history_words import day_and_minute

register = template.Library()
register.filter("day_and_minute", day_and_minute)


@dataclass(frozen=True)
class ToCorrect:
    """An error of a form: the field it is about, its place in the page (both empty for the whole), its sentence."""

    sentence: str
    label: str = ""
    anchor: str = ""


@register.simple_tag
def errors_to_correct(adminform, inline_admin_formsets) -> list[ToCorrect]:
    """The errors of a form that was sent and of its inlines, in the order of the page."""
    found = list(_of_form(adminform.form))
    for inline in inline_admin_formsets:
        found += [ToCorrect(sentence) for sentence in inline.formset.non_form_errors()]
        for number, form in enumerate(inline.formset.forms, start=1):
            found += _of_form(form, f"{_capitalised(inline.opts.verbose_name)} {number}")
    return found


@register.filter
def list_name(opts) -> str:
    """The name of the list of a model (its options): that of the menu, which is the one the reader has clicked."""
    return name_in_menu(opts.label) or _capitalised(opts.verbose_name_plural)


def _of_form(form, line: str = ""):
    for name, sentences in form.errors.items():
        field = form[name] if name in form.fields else None
        label = field.label if field else ""
        label = _capitalised(" – ".join(filter(None, [line, str(label)])))
        anchor = field.id_for_label if field else ""
        yield from (ToCorrect(sentence, label, anchor) for sentence in sentences)


def _capitalised(text) -> str:
    return str(text)[:1].upper() + str(text)[1:]
