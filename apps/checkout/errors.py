"""Checkout · what can go wrong between a cart and a purchase."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, MarketError


class CartEmpty(MarketError):
    code = "checkout.cart_empty"
    status = 409
    message = _("Your cart is empty.")
    remedy = _("Put something in it first.")


class NotOffered(MarketError):
    """`variants` are those that cannot be bought in the visitor's market."""

    code = "checkout.not_offered"
    status = 409
    message = _("This is not sold in your country.")
    remedy = _("Choose another product or another country.")

    def __init__(self, *variants: UUID) -> None:
        super().__init__()
        self.variants = variants


class TooManyLines(MarketError):
    code = "checkout.too_many_lines"
    status = 422
    message = _("A cart holds at most %(most)s different goods.")
    remedy = _("Order these first, then fill another cart.")


class ListUnreadable(MarketError):
    code = "checkout.list_unreadable"
    status = 422
    message = _("There is no line with a SKU in this list.")

    def __init__(self) -> None:
        super().__init__(field="lines")


class ListTooLong(MarketError):
    code = "checkout.list_too_long"
    status = 422
    message = _("The list has %(count)s lines, more than %(most)s. Split it into several lists.")

    def __init__(self, *, most: int, count: int) -> None:
        super().__init__(field="lines", most=most, count=count)


class SessionStale(Conflict):
    code = "checkout.session_stale"
    message = _("This checkout was changed in another window.")
    remedy = _("Look at it again, then go on.")


class SessionClosed(Conflict):
    """`state` is what the session has come to."""

    code = "checkout.session_closed"
    message = _("This checkout is over: %(state)s.")
    remedy = _("Go back to your cart.")


class StepMissing(Conflict):
    """`step` names what has to be filled in first."""

    code = "checkout.step_missing"
    message = _("Something is still missing before you can pay.")
    remedy = _("Fill in the step before.")


class NotAuthorised(Conflict):
    code = "checkout.not_authorised"
    message = _("The payment has not been confirmed.")
    remedy = _("Wait a moment, or pay again.")


class AmountMismatch(Conflict):
    code = "checkout.amount_mismatch"
    message = _("The payment (%(paid)s) and the total (%(total)s) differ.")


class NotYours(Forbidden):
    """A guest's purchase may be claimed only with the e-mail address that it was made with, once verified."""

    code = "checkout.not_yours"
    message = _("This purchase was made with another e-mail address.")
    remedy = _("Verify that address in your account first.")
