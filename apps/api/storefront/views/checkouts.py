"""API · storefront · checkout: address, delivery, landed cost, payment on the provider's page, purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.concurrency import etag
from apps.api.storefront.base import CART_TOKEN, StorefrontEndpoint
from apps.api.storefront.serializers import checkouts as shapes
from apps.checkout import operations, selectors
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import Change, QuotedConsignment, QuotedVendor, SessionStatus
from apps.common.address_form import AddressForm
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import InvalidInput, NotFound
from apps.currencies import selectors as currencies
from apps.discovery.selectors.lists import picture_in
from apps.discovery.types import in_language
from apps.registrations import operations as registrations


class CheckoutEndpoint(StorefrontEndpoint):
    """What endpoints of one checkout share: whose it is, and how it is shown."""

    header_parameters = {method: [CART_TOKEN] for method in ("GET", "POST", "PUT", "DELETE")}

    def own(self, checkout_id: UUID) -> SessionView:
        """The person's checkout, or that of the cart which Cart-Token opens; nobody else's is there."""
        return selectors.session(checkout_id, cart_id=self.guest_cart, user_id=self.user_id)

    def matched(self, checkout_id: UUID) -> SessionView:
        """The same, if it is as the client saw it."""
        view = self.own(checkout_id)
        self.require_match(current=etag(view.version), representation=_sendable(view))
        return view

    def checkout_answer(self, checkout_id: UUID, *, status: int = 200) -> Response:
        view = self.own(checkout_id)
        return self.shown(_shown(view, self.visitor.language), status=status, etag=etag(view.version))


class Checkouts(CheckoutEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.CheckoutBody}
    answers = {"POST": {201: shapes.Checkout}}
    refusals = {"POST": {404: "The cart is not yours"}}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As ever; whether the tax id of the company that is bought for is valid is asked outside a transaction."""
        super().initial(request, *args, **kwargs)
        if self.company_id is not None and request.method == "POST":
            registrations.keep_fresh(self.company_id, at=now())

    def post(self, request: Request) -> Response:
        """Open a checkout for a cart, or the one that is open, with the cart as it is now."""
        wanted = self.read()["cart_id"]
        known = selectors.cart_of(self.user_id) if self.user_id is not None else None
        if wanted != (known.public_id if known else self.guest_cart):
            raise NotFound()
        session = operations.start(
            wanted,
            user_id=self.user_id,
            email=request.user.email if self.user_id is not None else "",
            visitor=self.visitor,
            at=now(),
        )
        return self.checkout_answer(session.public_id, status=201)


class Checkout(CheckoutEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.Checkout}}

    def get(self, request: Request, checkout_id: UUID) -> Response:
        """A checkout: status, what is filled in, the whole landed cost, and the purchase it became."""
        return self.checkout_answer(checkout_id)


class CheckoutAddress(CheckoutEndpoint):
    scopes = {"PUT": None}
    bodies = {"PUT": shapes.CheckoutAddressBody}
    answers = {"PUT": {200: shapes.Checkout}}
    edits = frozenset({"PUT"})

    def put(self, request: Request, checkout_id: UUID) -> Response:
        """Say where it goes and to whom the confirmation is written."""
        view, said = self.matched(checkout_id), self.read()
        operations.save_address(
            checkout_id,
            expected_version=view.version,
            address=address_from(said["address"], country=view.ship_to),
            email=said["email"],
            at=now(),
        )
        return self.checkout_answer(checkout_id)


class CheckoutDelivery(CheckoutEndpoint):
    scopes = {"PUT": None}
    bodies = {"PUT": shapes.DeliveryBody}
    answers = {"PUT": {200: shapes.Checkout}}
    edits = frozenset({"PUT"})

    def put(self, request: Request, checkout_id: UUID) -> Response:
        """Choose how each consignment travels."""
        view, said = self.matched(checkout_id), self.read()
        offered = {_key(vendor, one): one for vendor in _vendors(view) for one in vendor.consignments}
        choices = {}
        for place, choice in enumerate(said["choices"]):
            consignment = offered.get(choice["consignment"])
            if consignment is None:
                raise InvalidInput(
                    field=f"choices.{place}.consignment", problem="This checkout has no such consignment."
                )
            if choice["service"] not in [option.code for option in consignment.options]:
                raise InvalidInput(
                    field=f"choices.{place}.service", problem="This service is not offered for this consignment."
                )
            choices[consignment.key] = choice["service"]
        operations.choose_delivery(checkout_id, expected_version=view.version, choices=choices, at=now())
        return self.checkout_answer(checkout_id)


def address_from(members: dict[str, str], *, country: str) -> PostalAddress:
    """The postal address that the members make in a country.

    Raises:
        ValidationError: a member is missing, does not belong there or is unusable.
    """
    form = AddressForm(members, country=country, wants_email=False)
    faults: dict[str, Any] = {
        name: [f"An address in {country} has no such member."]
        for name, value in members.items()
        if name not in form.fields and value
    }
    faults |= {name: [str(one) for one in said] for name, said in form.errors.items()}
    if faults:
        raise ValidationError({"address": faults})
    return form.address()


def _vendors(view: SessionView) -> Sequence[QuotedVendor]:
    return view.quote.vendors if view.quote else ()


def _key(vendor: QuotedVendor, consignment: QuotedConsignment) -> str:
    return f"{vendor.vendor_slug}.{consignment.warehouse_id}"


def purchase_shown(checkout_id: UUID) -> dict[str, Any] | None:
    """What a checkout has become, if it has."""
    found = selectors.purchase_id_of_session(checkout_id)
    if found is None:
        return None
    return {
        "id": found,
        "number": selectors.purchase(found).number,
        "token": selectors.purchase_token(found),
    }


def _shown(view: SessionView, language: str) -> dict[str, Any]:
    quote = view.quote
    fx = currencies.quote(quote.fx_quote_id) if quote else None
    return {
        "id": view.public_id,
        "status": view.status.value,
        "version": view.version,
        "step": view.step.value,
        "country": view.ship_to,
        "language": view.language,
        "currency": view.currency,
        "email": view.email,
        "address": view.address,
        "consignments": [
            _consignment(vendor, one, language) for vendor in _vendors(view) for one in vendor.consignments
        ],
        "totals": quote.totals if quote else None,
        "on_arrival": quote.on_arrival if quote else None,
        "tenders": view.tenders,
        "to_pay": view.to_pay,
        "minimum_age": quote.minimum_age if quote else 0,
        "business": view.business,
        "is_reverse_charged": bool(quote and quote.is_reverse_charged),
        "fx_quote": {**vars(fx), "rates": [{"currency": code, **vars(rate)} for code, rate in fx.rates.items()]}
        if fx
        else None,
        "changes": [change_shown(one, language) for one in view.changes],
        "expires_at": view.expires_at,
        "purchase": purchase_shown(view.public_id) if view.status is SessionStatus.COMPLETED else None,
    }


def _consignment(vendor: QuotedVendor, one: QuotedConsignment, language: str) -> dict[str, Any]:
    return {
        "key": _key(vendor, one),
        "vendor_slug": vendor.vendor_slug,
        "vendor_name": vendor.vendor_name,
        "ships_from": one.warehouse_country,
        "parcel_count": one.parcel_count,
        "incoterm": one.incoterm,
        "chosen_service": one.chosen.code,
        "services": [
            {
                "code": option.code,
                "incoterm": option.incoterm or one.incoterm,
                "carrier": option.carrier_code,
                "name": in_language(option.names, language),
                "price": option.price,
                "min_days": option.min_days,
                "max_days": option.max_days,
            }
            for option in one.options
        ],
        "lines": [
            {
                "variant_id": line.variant_id,
                "sku": line.sku,
                "title": in_language(line.titles, language),
                "option_label": in_language(line.option_labels, language),
                "picture": picture_in(dict(line.picture), language) if line.picture else None,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "total": line.total,
            }
            for line in one.lines
        ],
        "totals": one.totals,
        "on_arrival": one.on_arrival,
        "charges": selectors.charges(one),
    }


def _sendable(view: SessionView) -> dict[str, Any]:
    """What a client could have sent to make the checkout as it is."""
    members = AddressForm.initial_of(view.address, view.email)
    email = members.pop("email")
    choices = [
        {"consignment": _key(vendor, one), "service": one.chosen.code}
        for vendor in _vendors(view)
        for one in vendor.consignments
    ]
    return {"email": email, "address": {name: text for name, text in members.items() if text}, "choices": choices}


def change_shown(one: Change, language: str) -> dict[str, Any]:
    """A difference in one language."""
    title = in_language(one.titles, language)
    return {"kind": one.kind.value, "title": title, "before": one.before, "after": one.after}
