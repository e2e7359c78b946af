"""Logistics · what carriers refuse."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, MarketError, NotFound


class CarrierUnknown(NotFound):
    code = "logistics.carrier_unknown"
    message = _("No carrier is set up under the code “%(carrier)s”.")


class CarrierRefused(MarketError):
    """`reason` is the carrier's own sentence, `field` the part of the booking that it names."""

    code = "logistics.carrier_refused"
    status = 422
    message = _("The carrier refuses: %(reason)s")
    remedy = _("Correct what the carrier names and try again.")


class CarrierUnavailable(MarketError):
    code = "logistics.carrier_unavailable"
    status = 503
    message = _("The carrier does not answer.")
    remedy = _("Nothing is lost. Try again in a moment.")


class BadCarrierNotice(MarketError):
    """A message that claims to be a carrier's; `reason` is for the log."""

    code = "logistics.bad_notice"
    status = 400
    message = _("The message cannot be taken: %(reason)s")


class CarrierLacks(Conflict):
    """`ability` names what the carrier's connection cannot do."""

    code = "logistics.carrier_lacks"
    message = _("This carrier's connection cannot do that: %(ability)s.")
    remedy = _("Arrange it with the carrier directly.")


class HubUnknown(NotFound):
    code = "logistics.hub_unknown"
    message = _("No hub has the code “%(hub)s”.")


class LegUnknown(NotFound):
    code = "logistics.leg_unknown"
    message = _("No leg has the code “%(leg)s”.")


class ClosingImpossible(InvalidInput):
    code = "logistics.closing_impossible"


class SheetUnreadable(MarketError):
    """`problems` are the lines that are wrong, each with its column and what would do."""

    code = "logistics.sheet_unreadable"
    status = 422
    message = _("Nothing was read: %(count)s cells are wrong. Line %(line)s, %(column)s: %(problem)s")
    remedy = _("Correct the lines that are named and upload the file again.")

    def __init__(self, problems: Any) -> None:
        first = problems[0]
        self.problems = tuple(problems)
        super().__init__(field="sheet", count=len(problems), line=first.line, column=first.column, problem=first.text)
