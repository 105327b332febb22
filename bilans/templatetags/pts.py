"""What the pages need beside their data: dates and numbers in French, the theme, the version."""

from django import template
from django.conf import settings

from bilans import typography

register = template.Library()

register.filter("long_date", typography.long_date)
register.filter("french_number", typography.number)
register.filter("french_text", typography.french_text)


@register.simple_tag
def is_state_theme() -> bool:
    """Whether the deployment may show the State's brand; « neutre » shows none of it."""
    return getattr(settings, "PTS_THEME", "etat") != "neutre"


@register.simple_tag
def bilan_url(reading, name: str, *args) -> str:
    """The address of another page of the bilan that is read: the same edition, or the same dates."""
    return reading.url(name, *args)


@register.simple_tag
def site_version() -> str:
    """The version printed in the footer, empty when the settings name none."""
    return getattr(settings, "PTS_VERSION", "")


@register.simple_tag(takes_context=True)
def current_section(context) -> str:
    """The namespace (or else the name) of the page served, to mark its entry in the navigation."""
    match = getattr(context.get("request"), "resolver_match", None)
    return (match.namespace or match.url_name or "") if match else ""
