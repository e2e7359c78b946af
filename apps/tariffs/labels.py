"""Tariffs · the words of charges and notes, so that they are translated. Rules carry the English text."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LABELS = (
    _("Valuation and rounding"),
    _("Scheme"),
    _("Import duty"),
    _("Flat duty per tariff heading"),
    _("Anti-dumping duty"),
    _("Section 301 duty"),
    _("Section 122 surcharge"),
    _("VAT"),
    _("Consumption tax"),
    _("Local consumption tax"),
    _("Merchandise processing fee"),
    _("Small parcel fee"),
    _("Duty advance fee"),
    _("GST"),
    _("HST"),
    _("Provincial sales tax"),
    _("Sales tax"),
    _("Integrated GST"),
    _("ICMS"),
    _("Social welfare surcharge"),
    _("Simplified import tax"),
    _("Emergency powers duty"),
    _("Reciprocal duty"),
    _("Section 232 duty"),
    _("Excise duty"),
    _("Import processing charge"),
    _("Import transaction fee"),
    _("Order of duties"),
    _("Proof of origin"),
)
NOTES = (
    _("A rate for the whole chapter is used until the exact code has been checked."),
    _("More than one national tariff line stands under this code; the highest rate is used."),
    _("The rate for producers without one of their own is used; a producer's own rate may be lower."),
    _("State and local sales tax is not included."),
    _("Duties under the emergency powers act, collected until 24 February 2026, are not included."),
    _(
        "Emergency powers duties on goods of the European Union, Japan and Korea from August 2025 depend on the "
        "tariff rate and are not included."
    ),
    _(
        "Goods that qualify under the agreement with Canada and Mexico are free of this duty; that is not taken "
        "into account."
    ),
    _("Outside the Union's VAT area: local taxes are due on arrival and are not included."),
    _("Additional United States duties after 24 July 2026 are not confirmed."),
    _("Exemptions in the annex to the proclamation are not taken into account."),
    _("The fees of this fiscal year were not published when checked; those of the year before are used."),
    _("The yearly limit of CNY 26,000 per person is not checked; goods must be on the list for retail import."),
    _("Valued as goods for personal use: 60 per cent of the price."),
    _("Rates of the simplified tariff are used."),
    _("VAT is reckoned on the flat duty too; published guidance on this differs."),
    _("Tax is due from the business itself under the reverse charge."),
    _("The authority's rate of exchange for that day is not known; the market's rate is used."),
    _("Not collected: what is due does not exceed the authority's minimum."),
)
