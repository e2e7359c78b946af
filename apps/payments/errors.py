"""Payments · refusals that people see, and what a gateway call can come to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, MarketError, NotFound, Permanent, Retryable


class IntentClosed(Conflict):
    code = "payments.intent_closed"
    message = _("This payment is closed.")
    remedy = _("Go back to your cart and start again.")


class PaymentUnavailable(MarketError):
    code = "payments.unavailable"
    status = 503
    message = _("The payment provider does not answer just now. Nothing was charged.")
    remedy = _("Try again in a minute.")


class PaymentRefused(MarketError):
    code = "payments.refused"
    status = 422
    message = _("The payment provider refused to start this payment.")
    remedy = _("Try again, or choose another currency.")


class AmountNotChargeable(MarketError):
    code = "payments.amount_not_chargeable"
    status = 422
    message = _("An amount of %(amount)s cannot be paid this way.")
    remedy = _("Choose another way to pay, or change your cart.")


class MethodNotOffered(MarketError):
    """The way to pay is not for this country, currency, sum or buyer. `why` is the stable code that staff read."""

    code = "payments.method_not_offered"
    status = 422
    message = _("This order cannot be paid that way.")
    remedy = _("Choose another way to pay.")


class NotDivisible(MarketError):
    code = "payments.not_divisible"
    status = 422
    message = _("This provider takes a payment once and as a whole.")


class CaptureUnderWay(Conflict):
    code = "payments.capture_under_way"
    message = _("Another part of this payment is being taken just now.")
    remedy = _("Try again when that is done.")


class IssueClosed(Conflict):
    code = "payments.issue_closed"
    message = _("Somebody has dealt with this already.")


class NoteMissing(MarketError):
    code = "payments.note_missing"
    status = 422
    message = _("Write down how this was dealt with.")


class NothingToRepeat(Conflict):
    code = "payments.nothing_to_repeat"
    message = _("There is no failed operation here that could be tried again.")


class TooMuch(MarketError):
    """More was asked for than is left."""

    code = "payments.too_much"
    status = 422
    message = _("Only %(left)s is left to take or give back.")


class GatewayUnknown(NotFound):
    """No gateway has that name, or it is not set up."""

    code = "payments.gateway_unknown"
    message = _("There is no payment gateway of that name.")


class BadCallback(Forbidden):
    """A message that the provider did not sign, or signed too long ago. It is not kept."""

    code = "payments.bad_callback"
    status = 400
    message = _("The message is not signed by the provider.")


# --- outcomes of a call to a gateway: not for people ---------------------------------


class Declined(Permanent):
    """The provider or the bank said no; `code` is the provider's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class InvalidRequest(Permanent):
    """We asked for something impossible; `code` names it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Duplicate(Permanent):
    """It was done before: the object's present state says how."""


class Unavailable(Retryable):
    """The call did not reach the provider, which has not acted."""


class Unknown(Retryable):
    """No answer: the provider may have acted."""
