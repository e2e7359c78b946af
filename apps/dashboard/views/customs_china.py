"""Dashboard · order, payment, waybill and list of a consignment into or out of China: drawn, matched, downloaded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from djmoney.money import Money

from apps.common.clock import now
from apps.customs import selectors
from apps.customs.documents.ceb_drawing import Buyer
from apps.customs.errors import NotDrawn
from apps.customs.models import Declaration, TradeMessage
from apps.customs.operations import china
from apps.customs.types import Snapshot
from apps.customs.types.ceb import MatchCode
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.customs import BuyerForm
from apps.dashboard.matching_texts import finding_text, flag_text
from apps.vendors.types import TeamRole

from .customs import declares


@require_http_methods(["GET", "POST"])
@requires(TeamRole.FULFILMENT)
def trade_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The messages of a declaration's order and what they say together; a POST draws them.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = selectors.declaration(public_id)
    if not china.is_drawn(row):
        raise Http404
    is_import = row.jurisdiction == china.CHINA
    form = BuyerForm(request.POST or None) if is_import else None
    if request.method != "POST":
        return _page(request, row, form)
    if form is not None and not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        with transaction.atomic():
            found = china.draw(public_id, buyer=Buyer(**form.cleaned_data) if form else None, at=now())
    except NotDrawn as problem:
        messages.error(request, f"{problem.text()} {problem.remedy}")
        return _page(request, row, form, status=422)
    if found.code == MatchCode.MATCHED:
        messages.success(request, _("The documents are drawn, and they agree."))
    else:
        messages.warning(request, _("The documents are drawn. They do not agree yet: see below."))
    return redirect("dash_customs_china", public_id=public_id)


@require_GET
@declares
def message(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """A message as the single window takes it, unsigned; for those who file, since it may name a person's number.

    Raises:
        DeclarationUnknown, MessageUnknown: this vendor has none of this id.
    """
    found, body = china.xml_of(public_id, pk, at=now(), by=actor(request))
    response = HttpResponse(body, content_type="application/xml")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="CEB{found.content["type"]}-{found.guid}.xml"'
    return response


def _page(request: HttpRequest, row: Declaration, form: BuyerForm | None, *, status: int = 200) -> HttpResponse:
    known = selectors.trade_messages(row)
    matching = selectors.matchings(row).first()
    context = {
        "section": "customs",
        "declaration": row,
        "messages_drawn": [_told(one, Snapshot.from_json(row.snapshot).currency) for one in known],
        "matching": matching,
        "reasons": [finding_text(one) for one in matching.findings] if matching else [],
        "flags": [flag_text(one) for one in matching.flags] if matching else [],
        "buyer": selectors.declared_buyer(row),
        "buyer_form": form,
    }
    return render(request, "dashboard/customs/china.html", context, status=status)


def _told(row: TradeMessage, currency: str) -> dict[str, Any]:
    head = row.content["head"]
    amounts = ("acturalPaid", "amountPaid", "charge", "goodsValue")
    return {
        "row": row,
        "type": row.content["type"],
        "amount": next((Money(Decimal(head[name]), currency) for name in amounts if name in head), None),
        "weight": head.get("grossWeight") or head.get("weight", ""),
    }
