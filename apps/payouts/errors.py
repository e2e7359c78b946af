"""Payouts · refusals that people see, and what a call to a bank can come to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, InvalidInput, MarketError, NotFound, Permanent, Retryable


class PayoutUnknown(NotFound):
    code = "payouts.unknown"


class SecondPersonNeeded(Forbidden):
    code = "payouts.second_person_needed"
    message = _("Whoever prepared this may not approve it as well.")
    remedy = _("Ask a colleague to look at it.")


class NothingToPay(Conflict):
    code = "payouts.nothing_to_pay"
    message = _("None of these payouts can be paid now.")
    remedy = _("Look for holds, missing bank accounts and accounts that were changed lately.")


class NoHouseAccount(MarketError):
    """The marketplace has no bank account in this currency."""

    code = "payouts.no_house_account"
    status = 422
    message = _("The marketplace does not pay out in %(currency)s.")
    remedy = _("Choose one of these currencies: %(known)s.")


class BadFile(InvalidInput):
    """A file that is not what it should be; nothing of it is kept."""

    code = "payouts.bad_file"


class AlreadyResolved(Conflict):
    code = "payouts.already_resolved"
    message = _("This difference is resolved already.")


# --- outcomes of a call to a bank: not for people ------------------------------------


class BankRefused(Permanent):
    """The bank does not take the file; `code` is its reason."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class BankUnavailable(Retryable):
    """No answer. The bank may have taken the file: the same file may be sent again, since its id is the same."""
