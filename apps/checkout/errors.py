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


class MayNotBeSold(NotOffered):
    """`rules` are the ids of what forbids it; `reason` says it, `variants` are the goods."""

    code = "checkout.may_not_be_sold"
    message = _("This may not be sold to your country: %(reason)s.")

    def __init__(self, *variants: UUID, reason: object, rules: tuple[str, ...]) -> None:
        super().__init__(*variants)
        self.data = {"reason": str(reason), "rules": list(rules)}


class AgeNotConfirmed(MarketError):
    """`age` is in years."""

    code = "checkout.age_not_confirmed"
    status = 422
    message = _("Some of these goods are sold to people of %(age)s years or more only.")
    remedy = _("Confirm your age. Who takes the parcel is asked too.")

    def __init__(self, *, age: int) -> None:
        super().__init__(field="confirmed_age", age=age)


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


class NothingLeft(Conflict):
    code = "checkout.nothing_left"
    message = _("There is nothing left of this order that could be given back.")


class RefundTooMuch(MarketError):
    """`left` is what there is: money, or pieces where the field is `lines`."""

    code = "checkout.refund_too_much"
    status = 422
    message = _("That is more than is left: %(left)s.")
    remedy = _("Ask for less.")


class RefundHeld(Conflict):
    """`left` is what the provider still pays back; the books would allow for more."""

    code = "checkout.refund_held"
    message = _("Only %(left)s of this payment can be given back now: the rest is disputed or not taken yet.")
    remedy = _("Ask for less, or wait until that is settled.")


class RefundAmountUnusable(MarketError):
    code = "checkout.refund_amount_unusable"
    status = 422
    message = _("Give an amount above zero in %(currency)s, without fractions of its smallest coin.")

    def __init__(self, *, currency: str) -> None:
        super().__init__(field="amount", currency=currency)


class LineUnknown(MarketError):
    code = "checkout.line_unknown"
    status = 422
    message = _("Name lines of this order by their place, from 1 to %(count)s, each with at least one piece.")

    def __init__(self, *, count: int) -> None:
        super().__init__(field="lines", count=count)


class NotCaptured(Conflict):
    code = "checkout.not_captured"
    message = _("The payment has not been taken yet, so nothing can be given back.")
    remedy = _("Wait a minute, then try again.")


class PaidElsewhere(Conflict):
    code = "checkout.paid_elsewhere"
    message = _("This purchase was paid before these books began, and its payment cannot be reached from here.")
    remedy = _("Give the money back where it was paid.")


class NotSoldHere(Conflict):
    """`variants` lists the ids of what is in the way."""

    code = "checkout.not_sold_here"
    message = _("Some of these goods cannot be sold in this shop.")
    remedy = _("Take them out: they are not on sale in its country and currency, or not by the piece.")


class DifferenceUnquotable(Conflict):
    code = "checkout.difference_unquotable"
    message = _("The other goods cannot be had just now, or not sent to this address.")
    remedy = _("Take the money back instead, or try again later.")


class CreditNeedsAccount(Conflict):
    code = "checkout.credit_needs_account"
    message = _("This buyer bought without an account, and store credit needs one. Give the money back instead.")


class RefundForbidden(Forbidden):
    code = "checkout.refund_forbidden"
    message = _("Only the marketplace may give this kind of refund.")


class RefundDecided(Conflict):
    code = "checkout.refund_decided"
    message = _("This refund has been decided on meanwhile.")


class SamePerson(Forbidden):
    code = "checkout.same_person"
    message = _("What you have asked for yourself has to be checked by somebody else.")
    remedy = _("Ask a colleague to look at it.")


class LinkExpired(MarketError):
    code = "checkout.link_expired"
    status = 410
    message = _("This link has expired.")
    remedy = _("Log in to see your purchase, or ask whoever gave you the link for a new one.")
