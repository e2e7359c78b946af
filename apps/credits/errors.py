"""Credits · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, MarketError, NotFound


class CardRefused(MarketError):
    """A gift card cannot be used here; the kinds say why."""

    code = "credits.card_refused"
    status = 422

    def __init__(self, **data: object) -> None:
        super().__init__(field="code", **data)


class CardUnknown(CardRefused):
    """There is no such card, or staff have blocked it: the same words for both."""

    code = "credits.card_unknown"
    message = _("We know no gift card with this code. Check each character: O and I are never in a code.")


class CardSpent(CardRefused):
    code = "credits.card_spent"
    message = _("Nothing is left on the gift card that ends with %(last_four)s.")


class CardInUse(CardRefused):
    code = "credits.card_in_use"
    message = _("What is left on the gift card that ends with %(last_four)s is set aside for another checkout.")
    remedy = _("Finish or leave that checkout, or try again in a quarter of an hour.")


class CardExpired(CardRefused):
    code = "credits.card_expired"
    message = _("The gift card that ends with %(last_four)s was valid until %(date)s.")


class CardOfOtherCurrency(CardRefused):
    code = "credits.card_of_other_currency"
    message = _("This gift card is in %(currency)s, and you pay in %(wanted)s. Shop in %(currency)s to use it.")


class TooManyGuesses(MarketError):
    code = "credits.too_many_guesses"
    status = 429
    message = _("Too many wrong codes. Wait an hour, then enter the code once more.")

    def __init__(self) -> None:
        super().__init__(field="code")


class NoCredit(Conflict):
    code = "credits.no_credit"
    message = _("You have no store credit in %(currency)s.")


class CreditGone(Conflict):
    """What a checkout counted on is not there any more. Nothing is held."""

    code = "credits.gone"
    message = _("Less is left of your gift card or store credit than before. Look at what remains to pay.")


class CardNotFound(NotFound):
    code = "credits.card_not_found"
    message = _("There is no such gift card.")


class AboveLimit(Forbidden):
    code = "credits.above_limit"
    message = _("One person may issue or give %(limit)s within a day. %(left)s of that is left.")
    remedy = _("Do it in administration, with the permission to issue above the limit.")


class KeyUsedOtherwise(Conflict):
    code = "credits.key_used_otherwise"
    message = _("This key has issued other gift cards before. Use a new key for each act.")

    def __init__(self) -> None:
        super().__init__(field="key")


class CreditOfSomebodyElse(Conflict):
    """A checkout that was begun as a guest's, or another person's, would take a person's store credit."""

    code = "credits.of_somebody_else"
    message = _("This checkout was not begun with your account. Begin it again to use your store credit.")


class StrandedSettled(Conflict):
    code = "credits.stranded_settled"
    message = _("It has been settled already.")


class StrandedGone(Conflict):
    code = "credits.stranded_gone"
    message = _("Less is on the card than went back to it. Look at what changed its balance.")


class CardsNotSetUp(Conflict):
    code = "credits.cards_not_set_up"
    message = _("Gift cards cannot be issued here: GIFT_CARD_KEY is not set.")


class CardsNotSold(NotFound):
    code = "credits.cards_not_sold"
    message = _("Gift cards are not sold in %(currency)s here.")
    remedy = _("Shop in another currency.")


class ValueNotOffered(MarketError):
    code = "credits.value_not_offered"
    status = 422
    message = _("A gift card is worth %(least)s to %(most)s.")

    def __init__(self, **data: object) -> None:
        super().__init__(field="value", **data)


class DayNotOffered(MarketError):
    code = "credits.day_not_offered"
    status = 422
    message = _("Choose a day from today to %(until)s.")

    def __init__(self, **data: object) -> None:
        super().__init__(field="send_on", **data)


class SaleNotFound(NotFound):
    code = "credits.sale_not_found"
    message = _("There is no such gift card.")


class SaleOver(Conflict):
    code = "credits.sale_over"
    message = _("This gift card was not paid in time, or the payment did not stand.")
    remedy = _("Buy another one.")


class SalePaid(Conflict):
    code = "credits.sale_paid"
    message = _("This gift card is paid already.")


class NotSendable(Conflict):
    code = "credits.not_sendable"
    message = _("This gift card cannot be sent now.")
    remedy = _("Only a card that is paid, not given back and not used up is sent.")


class SentTooOften(MarketError):
    code = "credits.sent_too_often"
    status = 429
    message = _("This gift card was sent a moment ago.")
    remedy = _("Wait %(minutes)s minutes, and look into the folder for unwanted mail.")


class LetterRefused(Conflict):
    """The recipient's mail server took no letter to this address a moment ago."""

    code = "credits.letter_refused"
    message = _("The letter to %(email)s cannot be delivered: its mail server does not take it.")
    remedy = _("Correct the address, or send it once more in %(minutes)s minutes.")


class RecipientStays(Conflict):
    code = "credits.recipient_stays"
    message = _("Somebody has used this gift card, so that it stays with its recipient.")


class NotReturnable(Conflict):
    """The kinds of reason are one to the buyer: used, blocked, disputed, or too late."""

    code = "credits.not_returnable"
    message = _("This gift card cannot be given back.")
    remedy = _("That is possible for %(days)s days, while nothing of it has been used.")


class PaymentTakenBack(Conflict):
    code = "credits.payment_taken_back"
    message = _("The payment of this gift card is disputed, or its buyer's bank has taken it back.")
    remedy = _(
        "When the dispute ends, what the bank has left opens by itself. What it took cannot be given away again."
    )
