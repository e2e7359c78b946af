"""storefront · template tags of cart and checkout · no schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from segno.helpers import make_epc_qr

from apps.common.address_formats import lines_of
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.discovery.types import in_language as pick
from apps.storefront.checkout_urls import checkout_url
from apps.tariffs.types.explanations import is_stale as is_old
from apps.tariffs.types.schemes import scheme_texts

from .portolan import draw_code

register = template.Library()


register.simple_tag(checkout_url)


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else in English, else in what there is."""
    return pick(texts, get_language() or "en")


@register.filter
def address_lines(address: PostalAddress) -> list[str]:
    """The lines of an address as the country writes them, without the country."""
    return lines_of(address)


@register.filter
def grouped(code: str) -> str:
    """An account number or reference in groups of four, as banks print them."""
    plain = "".join(code.split())
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


@register.filter
def is_stale(checked_on: date) -> bool:
    """Whether a source was last read so long ago that it may have changed."""
    return is_old(checked_on, on=now().date())


@register.filter
def schemes(scheme: str) -> list[str]:
    """By which procedures goods are imported, in words."""
    return scheme_texts(scheme)


@register.simple_tag
def transfer_code(instructions: Mapping[str, str], title: str) -> SafeString | str:
    """A transfer in euros as a code that banking apps scan; nothing for other currencies.

    Source: European Payments Council, EPC069-12, "Quick Response Code: guidelines for SEPA credit transfers".
    """
    if instructions.get("currency") != "EUR":
        return ""
    code = make_epc_qr(
        name=instructions["beneficiary"][:70],
        iban=instructions["iban"],
        amount=Decimal(instructions["amount"]),
        reference=instructions["reference"],
        bic=instructions["bic"] or None,
    )
    return draw_code(code, title=title)


@register.filter
def lookup(mapping: Mapping[str, object], key: str) -> object:
    """A member of a mapping or a form by a computed name."""
    return mapping[key]
