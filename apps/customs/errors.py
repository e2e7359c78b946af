"""Customs · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, MarketError, NotFound, Retryable


class DeclarationUnknown(NotFound):
    code = "customs.declaration_unknown"
    message = _("There is no such customs declaration.")


class DocumentUnknown(NotFound):
    code = "customs.document_unknown"
    message = _("There is no such customs document.")


class MessageUnknown(NotFound):
    code = "customs.message_unknown"
    message = _("There is no such message for Chinese customs.")


class MessageSealed(Conflict):
    code = "customs.message_sealed"
    message = _("A number of identity in this message cannot be read: its key is not one of this installation.")
    remedy = _("Have the key put back, or draw the documents again.")


class AuthorityUnknown(MarketError):
    code = "customs.authority_unknown"
    status = 422
    message = _("No connection to the customs of %(country)s is set up.")


class AuthorityRefused(MarketError):
    """The authority did not take a message; `reason` is its own text."""

    code = "customs.authority_refused"
    status = 422
    message = _("Customs did not take the message: %(reason)s")


class NotDeclarable(Conflict):
    """Something is missing; `problems` lists it."""

    code = "customs.not_declarable"
    message = _("The declaration cannot be sent yet: %(problems)s")
    remedy = _("Correct the goods or the parcels, then send the declaration again.")


class ReleaseBlocked(Conflict):
    code = "customs.blocked"
    message = _("The parcel is held here until these points are settled: %(reasons)s")


class NotMatched(Conflict):
    """China's documents do not agree; `findings` names the first of what was found."""

    code = "customs.not_matched"
    message = _("Order, payment and waybill do not agree with the declaration list yet: %(findings)s")
    remedy = _("Send the missing or corrected message, then send the declaration again.")


class NotDrawn(Conflict):
    """Messages for Chinese customs cannot be drawn; `missing` names what is missing or unusable, in codes."""

    code = "customs.not_drawn"
    message = _("The documents for Chinese customs cannot be drawn: %(missing)s.")
    remedy = _("Enter what is missing, or ask the marketplace.")


class NothingAskedFor(Conflict):
    code = "customs.nothing_asked_for"
    message = _("Customs has not asked for papers, or has them already.")


class AuthorityUnavailable(Retryable):
    """The authority did not answer as it should; the same call may be repeated."""


class BadNotice(Exception):
    """A message that does not come from the authority, or that cannot be read."""


class BadMessage(Exception):
    """A message of the cross-border system that its schema does not know, or whose signature does not hold."""
