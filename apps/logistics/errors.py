"""Logistics · what carriers refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError, NotFound


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
