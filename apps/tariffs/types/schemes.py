"""Tariffs · schemes in words, for whoever buys: their codes are ours."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_FREE = _("Low value: free of duty and tax")
_NO_DUTY = _("Low value: free of duty, tax is due at the border")
_AT_SALE = _("Low value: tax is collected with the purchase")
_GIFT = _("Gift between persons")
_FULL = _("Ordinary import, by the tariff")
_SIMPLE = _("Simplified rate in place of duty and tax")
_BUSINESS = _("Purchase by a business that accounts for the tax itself")
_RETAIL = _("Retail import into China")
SCHEMES: Mapping[str, str] = {
    "ae_relief": _NO_DUTY, "ae_standard": _FULL, "au_low_value": _FREE, "au_lvig": _AT_SALE, "au_standard": _FULL,
    "br_remessa_3000": _SIMPLE, "br_remessa_50": _SIMPLE, "br_rts": _SIMPLE, "ca_cusma_150": _NO_DUTY,
    "ca_cusma_40": _FREE, "ca_de_minimis": _FREE, "ca_gift": _GIFT, "ca_standard": _FULL,
    "ch_platform": _("Sale by a registered platform, tax is collected with the purchase"), "ch_standard": _FULL,
    "cn_cbec": _RETAIL, "cn_cbec_1210": _RETAIL, "cn_cbec_1239": _RETAIL, "cn_cbec_single": _RETAIL,
    "cn_standard": _FULL, "domestic": _("Sale within the country"),
    "eu_flat": _("Low value: flat duty for each kind of goods, VAT is due at the border"), "eu_gift": _GIFT,
    "eu_ioss": _("Import One-Stop Shop: VAT is collected with the purchase"),
    "eu_ioss_relief": _("Import One-Stop Shop: VAT is collected with the purchase"), "eu_relief": _NO_DUTY,
    "eu_standard": _FULL, "gb_gift": _GIFT, "gb_relief": _NO_DUTY, "gb_reverse_charge": _BUSINESS, "gb_standard": _FULL,
    "gb_supply_vat": _AT_SALE, "in_standard": _FULL, "jp_low_value": _AT_SALE, "jp_relief": _FREE,
    "jp_standard": _FULL, "kr_list_us": _FREE, "kr_personal": _FREE, "kr_standard": _FULL, "mx_global": _SIMPLE,
    "mx_standard": _FULL, "mx_tmec_117": _SIMPLE, "mx_tmec_50": _FREE, "my_de_minimis": _FREE, "my_lvg": _AT_SALE,
    "my_standard": _FULL, "no_low_value": _FREE, "no_standard": _FULL, "no_voec": _AT_SALE, "nz_low_value": _FREE,
    "nz_lvig": _AT_SALE, "nz_standard": _FULL, "sg_ovr": _AT_SALE, "sg_relief": _FREE, "sg_standard": _FULL,
    "th_de_minimis": _NO_DUTY, "th_standard": _FULL, "tr_books": _SIMPLE, "tr_flat": _SIMPLE,
    "tr_flat_medicine": _SIMPLE, "tr_standard": _FULL, "union_reverse_charge": _BUSINESS,
    "union_sale": _("Sale within the Union, at the VAT of the destination"), "us_de_minimis": _FREE, "us_gift": _GIFT,
    "us_postal": _("By post, at a rate of its own"), "us_standard": _FULL,
    "xi_from_gb": _("From Great Britain to Northern Ireland"), "za_flat_500": _SIMPLE, "za_standard": _FULL,
}  # fmt: skip


def scheme_texts(scheme: str) -> list[str]:
    """The schemes of an assessment in the reader's language, each once; a scheme that nobody named by its code."""
    return list(dict.fromkeys(gettext(SCHEMES.get(code, code)) for code in scheme.split("+") if code))
