"""The anomalies of a record on its page of the admin, and after it is saved."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from anomalies.engine import Anomaly, anomalies_of, models_with_rules
from anomalies.justifying import latest_end, usual_end
from anomalies.listing import record_url
from bilans.typography import NARROW_SPACE, french_text
from regions.wall_admin import Panel, can


class WithAnomalies:
    """An admin whose records have a panel of anomalies, counted once more when they are saved."""

    class Media:
        css = {"all": ["pts/home.css"]}

    def record_panels(self, request, obj):
        return [*super().record_panels(request, obj), anomaly_panel(request, obj)]

    def response_add(self, request, obj, post_url_continue=None):
        request.saved_record = obj
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        request.saved_record = obj
        return super().response_change(request, obj)

    def message_user(self, request, message, level=messages.INFO, extra_tags="", fail_silently=False):
        record = getattr(request, "saved_record", None)
        if record is not None and level == messages.SUCCESS:
            message = _with_points_to_check(record) or message
        super().message_user(request, message, level, extra_tags, fail_silently)


def add_panels(site: admin.AdminSite) -> None:
    """Give a panel to the records of each model that some warning rule judges."""
    for model in models_with_rules():
        own_class = type(site._registry.get(model))
        if model in site._registry and not issubclass(own_class, WithAnomalies):
            site.unregister(model)
            site.register(
                model, type(own_class.__name__, (WithAnomalies, own_class), {"__module__": own_class.__module__})
            )


def anomaly_panel(request, record) -> Panel:
    """What the rules point out on `record` today, with what the user may do about it."""
    today = timezone.localdate()
    found = anomalies_of(record, today)
    may_justify = request.user.has_perm("anomalies.add_justification") and can(request, "editable_by", record)
    data = {
        "today": today,
        "anomalies": [_as_printed(anomaly, record) for anomaly in found],
        "to_check": sum(not anomaly.is_justified for anomaly in found),
        "may_justify": may_justify,
        "until": usual_end(today),
        "latest": latest_end(today),
    }
    return Panel("admin/record/anomalies.html", data)


def _as_printed(anomaly: Anomaly, record) -> dict:
    code = anomaly.rule.code
    return {
        "code": code,
        "title": french_text(anomaly.rule.title),
        "advice": french_text(anomaly.rule.advice),
        "justification": anomaly.justification,
        "is_justified": anomaly.is_justified,
        "justify_url": reverse("justify-anomaly", args=[code, record.pk]),
        "withdraw_url": reverse("withdraw-justification", args=[code, record.pk]),
    }


def _with_points_to_check(record) -> str:
    """« … enregistré, avec 2 points à vérifier », or nothing when there is none."""
    number = sum(not anomaly.is_justified for anomaly in anomalies_of(record, timezone.localdate()))
    if not number:
        return ""
    points = f"{number}{NARROW_SPACE}point{'s' if number > 1 else ''} à vérifier"
    return format_html('«\u00a0{}\u00a0» enregistré, avec <a href="{}">{}</a>.', record, record_url(record), points)
