"""Who lives where: the one list of apps in public and of apps in each vendor's schema."""

from __future__ import annotations

FRAMEWORK = [
    "unfold",
    "django_tenants",
    "django.contrib.admin",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "djmoney",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

PUBLIC = [
    "apps.common",
    "apps.reference",
    "apps.outbox",
    "apps.accounts",
    "apps.vendors",
    "apps.webhooks",
    "apps.currencies",
    "apps.taxonomy",
    "apps.markets",
    "apps.promises",
    "apps.tariffs",
    "apps.logistics",
    "apps.classification",
    "apps.screening",
    "apps.remedies",
    "apps.registrations",
    "apps.stock",
    "apps.ledger",
    "apps.credits",
    "apps.payments",
    "apps.payouts",
    "apps.risk",
    "apps.reviews",
    "apps.discovery",
    "apps.checkout",
    "apps.sheets",
    "apps.planning",
    "apps.variances",
    "apps.portability",
    "apps.storefront",
    "apps.dashboard",
    "apps.demo",
    "apps.api",
]

VENDOR = [
    "apps.catalog",
    "apps.warehouse",
    "apps.customs",
    "apps.orders",
    "apps.shipping",
    "apps.aftersales",
]

SHARED_APPS = FRAMEWORK + PUBLIC
TENANT_APPS = VENDOR
INSTALLED_APPS = SHARED_APPS + TENANT_APPS

# Public tables whose rows bear a vendor's id: an export takes these rows along (apps/portability/tables.py says how) …
EXPORTED_PUBLIC_MODELS = [
    "vendors.Domain",
    "vendors.TeamMember",
    "stock.Counter",
    "stock.Reservation",
    "stock.Threshold",
    "stock.LotDay",
    "logistics.Tracker",
    "reviews.Eligibility",
    "reviews.Review",
    "checkout.PurchasePart",
    "checkout.PurchaseEvent",
    "ledger.Account",
    "ledger.CommissionRule",
    "classification.Confirmation",
    "classification.NationalCode",
    "registrations.TaxRegistration",
]
# … and leaves these, for the reason given, which the archive repeats.
LEFT_PUBLIC_MODELS = {
    "classification.Goods": "made again from the catalogue and from what was confirmed",
    "vendors.Application": "the marketplace's record of its own decision",
    "accounts.ApiToken": "a right to act here; it opens nothing elsewhere",
    "webhooks.Endpoint": "its secret opens nothing elsewhere, and its receiver would be told everything twice",
    "checkout.CartLine": "what shoppers mean to buy is theirs",
    "discovery.Listing": "made again from the catalogue",
    "discovery.ListingCard": "made again from the catalogue",
    "discovery.ListingText": "made again from the catalogue",
    "promises.Transit": "what this marketplace's promises are learned from; the vendor's own shipments tell as much",
    "remedies.Case": "made again from the vendor's own returns and claims",
    "logistics.Clearance": "made again from the vendor's own declarations",
    "screening.Involvement": "the marketplace's own check of whom it deals with",
    "payouts.PayoutAccount": "a bank account is told anew wherever it is to be paid to",
    "payouts.PayoutTerms": "agreed with this marketplace",
    "payouts.SaleDue": "a date of this marketplace's own calendar",
    "payouts.Payout": "paid by this marketplace's bank; statements and postings tell of it",
    "payouts.ReserveHold": "kept by this marketplace and released by it",
    "variances.DutyVariance": "the marketplace's own comparison of what it quoted with what was assessed",
    "outbox.OutboxEvent": "news on its way inside this installation",
}
