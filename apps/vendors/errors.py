"""Vendors · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, MarketError, NotFound


class VendorUnknown(NotFound):
    code = "vendors.unknown"
    message = _("There is no such seller.")


class MemberUnknown(NotFound):
    code = "vendors.member_unknown"
    message = _("There is no such member in this team.")


class SlugTaken(Conflict):
    code = "vendors.slug_taken"
    message = _("Another seller uses the address “%(slug)s”. Choose another.")


class NobodyKnown(InvalidInput):
    code = "vendors.nobody_known"


class LastOwner(Conflict):
    code = "vendors.last_owner"
    message = _("A seller needs at least one owner. Name another owner first.")


class ProvisioningFailed(MarketError):
    code = "vendors.provisioning_failed"
    status = 500
    message = _("The seller's schema could not be made: %(reason)s")


class FleetBusy(Conflict):
    code = "vendors.fleet_busy"
    message = _("A fleet migration is running. Wait until it has ended.")


class ApplicationUnknown(NotFound):
    code = "vendors.application_unknown"
    message = _("There is no such application.")
