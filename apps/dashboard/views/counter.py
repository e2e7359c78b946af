"""Dashboard · selling over the counter, with a scanner, a phone's camera or by typing; receipts, and giving back."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.checkout.selectors import refunds
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.ids import new_id
from apps.common.money import as_wire, on_wire
from apps.common.scanning import cleaned
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.counter import BackForm, PayForm, basket_of
from apps.tills import operations, selectors
from apps.tills.errors import NotForSale, SoldOut, TillUnknown
from apps.tills.receipt_paper import receipt_pdf
from apps.tills.types import Basket, BasketLine, Cashier, EntryView, Goods, Means
from apps.vendors.types import TeamRole

sells = requires(TeamRole.FULFILMENT)
MOST_GOODS = 200


def cashier_of(request: HttpRequest) -> Cashier:
    """The person who stands at the till."""
    user = request.user
    return Cashier(user.public_id, user.get_full_name() or user.email, user.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@sells
def page(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """A till with its basket. Sending it adds what was scanned; nothing is written before it is sold."""
    lines, wrong, found = basket_of(request.POST), "", []
    scanned, added = cleaned(request.POST.get("scan", "")), request.POST.get("add", "")
    if added:
        lines += basket_of_one(added)
    elif scanned and (piece := selectors.piece_called(till_id, scanned)):
        lines = with_piece(lines, piece)
    elif scanned:
        with transaction.atomic():
            found = operations.price_list(till_id, text=scanned, language=_language(), at=now())
        if not found:
            wrong = _("Nothing that is for sale here has this code or name.")
        chosen = [one for one in found if _is_code(one, scanned)] or found
        if len(chosen) == 1:
            lines, found = [*lines, BasketLine(chosen[0].variant_id, 1)], []
    return _page(request, till_id, lines, wrong=wrong, found=found, status=422 if wrong else 200)


@require_POST
@sells
def sell(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """Sell the basket. A page that kept a sale while it had no connection asks for JSON."""
    form, lines = PayForm(request.POST), basket_of(request.POST)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    if not form.is_valid():
        if by_script:
            return JsonResponse(
                {"problem": " ".join(str(e) for errors in form.errors.values() for e in errors)}, status=422
            )
        return _page(request, till_id, lines, pay=form, status=422)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            entry = operations.sell(
                till_id,
                lines,
                key=given["key"],
                means=Means(given["means"]),
                cashier=cashier_of(request),
                expected=given["told"],
                given=given["given"],
                reference=given["reference"],
                buyer_name=given["buyer"],
                email=given["email"],
                language=_language(),
                confirmed_age=99 if given["age"] else 0,
                happened_at=given["happened_at"],
                by=actor(request),
                at=now(),
            )
    except TillUnknown:
        raise
    except MarketError as refused:
        if by_script:
            gone = _gone(refused)
            return JsonResponse({"problem": refused.told(), "code": refused.code, "gone": gone}, status=refused.status)
        if refused.field in form.fields:
            form.add_error(refused.field, refused.told())
            return _page(request, till_id, lines, pay=form, status=422)
        return _page(request, till_id, lines, pay=form, wrong=refused.told(), status=refused.status)
    address = reverse("dash_counter_sale", kwargs={"sale_id": entry.public_id})
    if by_script:
        return JsonResponse({"number": entry.order_number, "total": as_wire(entry.amount), "url": address}, status=201)
    messages.success(request, _sold(entry))
    return redirect(address)


@never_cache
@require_GET
@sells
def goods(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """What is for sale at a till with prices, for a page that goes on selling without a connection."""
    with transaction.atomic():
        listed = operations.price_list(till_id, limit=MOST_GOODS, language=_language(), at=now())
    told = [{**asdict(one), "variant_id": str(one.variant_id), "price": on_wire(one.price)["amount"]} for one in listed]
    return JsonResponse({"goods": told})


@require_GET
@sells
def sale(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """A sale's receipt, and what can be given back of it."""
    return _sale(request, selectors.sale(sale_id))


@require_GET
@never_cache
@sells
def receipt_file(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """The receipt as PDF, for a printer of receipts."""
    receipt = selectors.receipt(selectors.sale(sale_id))
    response = HttpResponse(receipt_pdf(receipt), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{receipt.entry.order_number}.pdf"'
    return response


@require_POST
@sells
def give_back(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """Give back what a buyer brings: out of this till, and booked as a refund."""
    entry = selectors.sale(sale_id)
    form = _back_form(request, entry, request.POST)
    if not form.is_valid():
        return _sale(request, entry, form=form, status=422)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            back = operations.give_back(
                entry.till_id,
                sale_id,
                pieces=form.pieces() or None,
                restock=given["restock"],
                serials=given.get("serials", ()),
                key=given["key"],
                means=Means(given["means"]),
                cashier=cashier_of(request),
                note=given["note"],
                by=actor(request),
                at=now(),
            )
    except MarketError as refused:
        tell(form, refused)
        return _sale(request, entry, form=form, status=422)
    messages.success(request, _("Give the buyer %(amount)s back.") % {"amount": -back.taken})
    return redirect("dash_counter_sale", sale_id=sale_id)


def basket_of_one(variant_id: str) -> list[BasketLine]:
    """One piece of a variant that was chosen from a list; none where that is no id."""
    try:
        return [BasketLine(UUID(variant_id), 1)]
    except ValueError:
        return []


def with_piece(lines: list[BasketLine], piece: BasketLine) -> list[BasketLine]:
    """A basket in which this numbered piece is, once: for one whose number was still missing, where there is one."""
    same = [line for line in lines if line.variant_id == piece.variant_id]
    if any(piece.serials[0] in line.serials for line in same):
        return lines
    for line in same:
        if len(line.serials) < line.pieces:
            told = replace(line, serials=(*line.serials, *piece.serials))
            return [told if one is line else one for one in lines]
    return [*lines, piece]


def _page(
    request: HttpRequest,
    till_id: UUID,
    lines: list[BasketLine],
    *,
    pay: PayForm | None = None,
    wrong: str = "",
    found: list[Goods] | None = None,
    status: int = 200,
) -> HttpResponse:
    basket: Basket | None = None
    try:
        with transaction.atomic():
            basket = operations.quote_basket(till_id, lines, language=_language(), at=now()) if lines else None
    except MarketError as refused:
        if refused.status == 404:
            raise
        wrong, status = wrong or refused.told(), 422
    kept = {"email", "buyer", "reference", "means", "age"}
    told = {name: value for name, value in request.POST.items() if name in kept}
    context: dict[str, Any] = {
        "section": "counter",
        "till": selectors.till(till_id),
        "basket": basket,
        "unpriced": [] if basket else lines,
        "found": found or [],
        "wrong": wrong,
        "pay": pay or PayForm(initial={"means": Means.CASH, **told}),
        "key": new_id(),
        "told": as_wire(basket.total)["amount"] if basket else "",
    }
    return render(request, "dashboard/counter/page.html", context, status=status)


def _sale(request: HttpRequest, entry: EntryView, *, form: BackForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "section": "counter",
        "receipt": selectors.receipt(entry, _language()),
        "till": selectors.till(entry.till_id),
        "form": form or _back_form(request, entry, initial={"key": new_id(), "means": entry.means, "restock": True}),
    }
    return render(request, "dashboard/counter/sale.html", context, status=status)


def _back_form(request: HttpRequest, entry: EntryView, *args: Any, **kwargs: Any) -> BackForm:
    assert entry.order_id is not None
    known = refunds.refundable(entry.order_id, vendor_id=request.vendor.pk)
    return BackForm(known, refunds.numbers_sent(entry.order_id, vendor_id=request.vendor.pk), *args, **kwargs)


def _language() -> str:
    return get_language() or "en"


def _is_code(goods: Goods, scanned: str) -> bool:
    return scanned.casefold() in (goods.sku.casefold(), goods.gtin)


def _gone(refused: MarketError) -> list[str]:
    """The variants that are in the way of a sale."""
    if not isinstance(refused, SoldOut | NotForSale):
        return []
    return [str(one["variant_id"] if isinstance(one, dict) else one) for one in refused.data["variants"]]


def _sold(entry: EntryView) -> str:
    if entry.change is not None:
        return _("Sold. Give %(change)s change.") % {"change": entry.change}
    return _("Sold.")
