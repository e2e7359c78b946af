"""Accounts · roles of people who buy for a company; API tokens as others hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyRole(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    APPROVER = "approver", _("Approver")
    ADMIN = "admin", _("Administrator")


class Audience(models.TextChoices):
    """Who an API token speaks to; one of one audience opens nothing of another."""

    STOREFRONT = "storefront", _("Storefront")
    VENDOR = "vendor", _("Vendor")
    STAFF = "staff", _("Staff")


# What a token can be allowed to do, by audience. What its person may not do, it may not do either.
SCOPES: Mapping[Audience, Mapping[str, str]] = {
    Audience.STOREFRONT: {
        "account:read": "Read name, e-mail address and address book",
        "account:write": "Change name and address book",
        "cart:write": "Fill carts and check out",
        "purchases:read": "Read purchases and follow parcels",
        "purchases:write": "Claim purchases",
        "reviews:write": "Write reviews of what was delivered",
        "tokens:write": "Revoke tokens",
    },
    Audience.VENDOR: {
        "profile:read": "Read the shop's profile and settings",
        "profile:write": "Change the shop's profile and settings",
        "products:read": "Read products, variants and prices",
        "products:write": "Create and change products, variants, prices and pictures; import sheets",
        "stock:read": "Read warehouses, stock and movements",
        "stock:write": "Set and correct stock, open warehouses",
        "orders:read": "Read orders and parcels",
        "orders:write": "Confirm, pack, ship and cancel orders",
        "team:read": "Read the team",
        "team:write": "Change the team",
        "webhooks:read": "Read webhook endpoints and deliveries",
        "webhooks:write": "Change webhook endpoints and deliver again",
    },
    Audience.STAFF: {
        "vendors:read": "Read vendors and applications",
        "vendors:write": "Decide on applications, change vendors' statuses",
    },
}


@dataclass(frozen=True)
class IssuedToken:
    """A token that was just made. `secret` is the whole bearer string: it is kept nowhere and shown once."""

    public_id: UUID
    secret: str
