"""Accounts · roles of people who buy for a company; API tokens as others hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
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
SCOPES: Mapping[Audience, Mapping[str, str | Promise]] = {
    Audience.STOREFRONT: {
        "account:read": _("Read name, e-mail address and address book"),
        "account:write": _("Change name and address book; with the password, e-mail addresses and sign-in too"),
        "cart:write": _("Fill carts and check out"),
        "purchases:read": _("Read purchases and follow parcels"),
        "purchases:write": _("Claim purchases"),
        "reviews:write": _("Write reviews of what was delivered"),
        "tokens:write": _("Revoke tokens"),
    },
    Audience.VENDOR: {
        "profile:read": _("Read the shop's profile and settings"),
        "profile:write": _("Change the shop's profile and settings"),
        "products:read": _("Read products, variants and prices"),
        "products:write": _("Create and change products, variants, prices and pictures; import sheets"),
        "stock:read": _("Read warehouses, stock and movements"),
        "stock:write": _("Set and correct stock, open warehouses"),
        "orders:read": _("Read orders and parcels"),
        "orders:write": _("Confirm, pack, ship and cancel orders"),
        "positions:read": _("Read where devices on the way are and were"),
        "positions:write": _("Tell where devices are; change devices and geofences"),
        "refunds:write": _("Give buyers money back"),
        "payouts:read": _("Read balances, statements and payouts"),
        "team:read": _("Read the team"),
        "team:write": _("Change the team"),
        "webhooks:read": _("Read webhook endpoints and deliveries"),
        "webhooks:write": _("Change webhook endpoints and deliver again"),
    },
    Audience.STAFF: {
        "vendors:read": _("Read vendors and applications"),
        "vendors:write": _("Decide on applications, change vendors' statuses"),
        "purchases:read": _("Find and read purchases and orders"),
        "refunds:write": _("Give buyers money back"),
        "credits:read": _("Read gift cards"),
        "credits:write": _("Issue and block gift cards, give store credit"),
        "payments:read": _("Find and read payments"),
        "ledger:read": _("Read the trial balance and accounts"),
        "payouts:read": _("Read payouts, and differences between books, providers and banks"),
        "payouts:write": _("Resolve differences that need no booking"),
        "rates:read": _("Read exchange rates"),
        "rates:write": _("Confirm or reject exchange rates that wait"),
        "tariffs:read": _("Read the rules of duty and tax, explain a landed cost"),
        "network:read": _("Read timetables, and goods that do not keep their promised day"),
        "network:write": _("Close legs of timetables and open them again"),
        "events:read": _("Read outbox events and what was given up"),
        "events:write": _("Have outbox events delivered again"),
        "trackers:read": _("Read the schedule of tracking"),
        "screening:read": _("Read matches with denied parties, look names up"),
        "screening:write": _("Decide on matches with denied parties"),
        "reviews:read": _("Read reviews, hidden ones too"),
        "reviews:write": _("Hide reviews and show them again"),
        "webhooks:read": _("Read the health of vendors' webhooks"),
        "webhooks:write": _("Pause vendors' webhooks"),
    },
}


@dataclass(frozen=True)
class IssuedToken:
    """A token that was just made. `secret` is the whole bearer string: it is kept nowhere and shown once."""

    public_id: UUID
    secret: str
