"""The register of contracts: a list behind the region wall, its filters in the address."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.enums import AidKind, PtmgKind
from contracts.filters import ContractFilter, filter_class
from contracts.models import CespContract, PtmgContract
from contracts.register import cesp_lines, ptmg_lines, sorted_by

PAGE_SIZE = 50


@require_safe
def register(request):
    """List the contracts that the reader may see, as they were on a day."""
    if not request.user.can_read_records:
        raise PermissionDenied
    kind = request.GET.get("type", "")
    is_cesp = kind not in PtmgKind.values
    model = CespContract if is_cesp else PtmgContract
    filters = filter_class(kind)(request.GET, model.objects.visible_to(request.user))
    is_valid = filters.is_valid()
    context = {
        "form": filters.form,
        "kind": AidKind.CESP if is_cesp else AidKind(kind),
        "kinds": AidKind.choices,
        "is_cesp": is_cesp,
        "day": filters.day,
        "order": request.GET.get("tri", "-signature"),
    }
    if not is_valid:
        return render(request, "contracts/register.html", context, status=400)
    page = asked_page(filters, request.GET.get("page"), context["order"])
    lines_of = cesp_lines if is_cesp else ptmg_lines
    context |= {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "lines": lines_of(list(page), filters.day, with_links=may_open_records(request.user, model)),
    }
    return render(request, "contracts/register.html", context)


def asked_page(filters: ContractFilter, number: str | None, order: str):
    """The keys of a page: what is printed of each contract is then read for those alone, the state above all."""
    contracts = sorted_by(filters.qs, order, filters.number_field, filters.day)
    return Paginator(contracts.values_list("pk", flat=True), PAGE_SIZE).get_page(number)


def may_open_records(user, model) -> bool:
    """Whether the administration shows this user the records of `model`."""
    return user.is_staff and user.has_perm(f"contracts.view_{model._meta.model_name}")
