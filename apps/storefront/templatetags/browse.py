"""Storefront · cards and filter boxes, drawn without a template because a page holds dozens of them · no tables.

A card is the same element as components/card.html, in a tenth of its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Protocol
from urllib.parse import quote

from babel import Locale
from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from djmoney.money import Money

from apps.discovery.types import Card
from apps.markets.types import DutyPolicy
from apps.storefront import energy, formatting
from apps.storefront.shop import Shop

from .portolan import picture, stars

register = template.Library()

_SIZES = "(min-width: 62rem) 17rem, 45vw"


class Choice(Protocol):
    """A box to tick, as views/browse_facets.py has it."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def is_on(self) -> bool: ...


@dataclass(frozen=True)
class _Words:
    """What all cards of a page say, looked up once."""

    locale: Locale
    address: str
    start: str
    landed: str
    sold_out: str
    without_tax: str

    def money(self, value: Money) -> str:
        text = formatting.money(value.amount, value.currency.code, self.locale)
        return f'<bdi class="num">{escape(text)}</bdi>'


@register.simple_tag(takes_context=True)
def product_cards(context: Context, cards: Iterable[Card], eager: bool = False) -> SafeString:
    """The cards of a grid; `eager` marks the first picture as the largest thing on the first screen."""
    shop = getattr(context.get("request"), "shop", None)
    words = _Words(
        locale=formatting.locale_for(get_language() or settings.LANGUAGE_CODE, shop.country if shop else ""),
        address=reverse("product", kwargs={"slug": "-"}),
        start=gettext("from %(price)s"),
        landed=_door_words(shop),
        sold_out=gettext("Sold out"),
        without_tax=_without_tax_words(shop) if shop and shop.without_tax else "",
    )
    drawn = [_card(context, card, words, eager=eager and at == 0) for at, card in enumerate(cards)]
    return mark_safe("".join(drawn))


def _door_words(shop: Shop | None) -> str:
    """Lists know the price at the door of a market's first country; in its others duty is the same, tax may differ."""
    is_exact = shop is None or shop.country == shop.market.countries[0]
    if shop is not None and shop.market.duty_policy == DutyPolicy.DAP:
        if is_exact:
            return gettext("%(landed)s at your door, with what is asked for there")
        return gettext("about %(landed)s at your door, with what is asked for there")
    if is_exact:
        return gettext("%(landed)s at your door, duty and tax included")
    return gettext("about %(landed)s at your door, duty and tax included")


def _without_tax_words(shop: Shop) -> str:
    if shop.country == shop.market.countries[0]:
        return gettext("%(landed)s at your door, plus %(rate)s tax")
    return gettext("about %(landed)s at your door, plus about %(rate)s tax")


@register.simple_tag
def energy_arrow(energy_class: str) -> SafeString:
    """The arrow with an energy class; nothing where there is none."""
    return energy.arrow(energy_class)


@register.simple_tag
def filter_boxes(key: str, choices: Iterable[Choice]) -> SafeString:
    """The boxes of a facet, each with its count; `key` is the name in the address."""
    return mark_safe("".join(_box(escape(key), choice) for choice in choices))


@register.simple_tag(takes_context=True)
def query_dropping(context: Context, key: str, value: str) -> str:
    """The query string without a filter: without one value of a key, or without the key where `value` is empty."""
    query = context["request"].GET.copy()
    for dropped in ("after", "before"):
        query.pop(dropped, None)
    if value:
        query.setlist(key, [kept for kept in query.getlist(key) if kept != value])
    else:
        query.pop(key, None)
    return "?" + query.urlencode()


def _box(key: str, choice: Choice) -> str:
    value = escape(choice.value)
    ticked = " checked" if choice.is_on else ""
    return (
        f'<label class="check"><input id="f-{key}-{value}" type="checkbox" name="{key}" value="{value}"{ticked}>'
        f'<span>{escape(choice.label)}</span><span class="check__count num">{choice.count}</span></label>'
    )


def _card(context: Context, card: Card, words: _Words, *, eager: bool) -> str:
    sold_out = f'<div class="card__badges"><span class="badge">{escape(words.sold_out)}</span></div>'
    badge = "" if card.in_stock else sold_out
    place = f" · {escape(card.place)}" if card.place else ""
    address = words.address.replace("/-/", f"/{quote(card.slug)}/")
    price = words.money(card.price)
    return "".join(
        (
            f'<article class="card"><div class="card__pic">{picture(card.picture, _SIZES, "", eager)}{badge}</div>',
            f'<p class="card__from"><bdi>{escape(card.vendor_name)}</bdi>{place}</p>',
            f'<h3><a href="{address}">{escape(card.title)}</a></h3>',
            f'<p class="card__price">{_with(words.start, price=price) if card.is_from_price else price}</p>',
            energy.arrow(card.energy_class),
            _landed(card, words),
            _tier(card, words),
            _rating(context, card),
            "</article>",
        )
    )


def _landed(card: Card, words: _Words) -> str:
    if card.landed is None:
        return ""
    if words.without_tax and card.without_tax is not None and card.tax_rate is not None:
        rate = f'<bdi class="num">{escape(formatting.percent(card.tax_rate, words.locale))}</bdi>'
        told = _with(words.without_tax, landed=words.money(card.without_tax), rate=rate)
        return f'<p class="card__landed">{told}</p>'
    return f'<p class="card__landed">{_with(words.landed, landed=words.money(card.landed))}</p>'


def _tier(card: Card, words: _Words) -> str:
    if card.tier_price is None or card.tier_quantity is None:
        return ""
    text = ngettext("%(tier_price)s each from %(n)s piece", "%(tier_price)s each from %(n)s pieces", card.tier_quantity)
    filled = _with(text, tier_price=words.money(card.tier_price), n=str(card.tier_quantity))
    return f'<p class="card__tier">{filled}</p>'


def _rating(context: Context, card: Card) -> str:
    if not card.review_count:
        return ""
    spoken = ngettext("%(n)s review", "%(n)s reviews", card.review_count) % {"n": card.review_count}
    count = f'<span class="num" aria-hidden="true">{card.review_count}</span>'
    return (
        f'<p class="card__rating">{stars(context, card.rating)}{count}'
        f'<span class="visually-hidden">{escape(spoken)}</span></p>'
    )


def _with(text: str, **parts: str) -> str:
    """A translated sentence with its parts, which are HTML already, put in."""
    return escape(text, quote=False) % parts
