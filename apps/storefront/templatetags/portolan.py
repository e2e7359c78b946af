"""Storefront · template tags: the reader's language, money, pictures and addresses · no tables.

The reader is `request.shop` (language, country, currency, prefix). Where a template is rendered
without one, as in a vendor's back office, the active language alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

import lucide
import segno
from babel import Locale
from django import template
from django.conf import settings
from django.http import QueryDict
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from djmoney.money import Money

from apps.markets import selectors as markets
from apps.storefront import formatting, geo

register = template.Library()

_POINTS_THE_WAY = frozenset(
    [
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "log-in",
        "log-out",
        "reply",
        "send",
        "truck",
    ]
)

_CURRENT = ' aria-current="true"'
_BETWEEN_TAGS = re.compile(r">\s+<")


def _country(context: Context) -> str:
    shop = getattr(context.get("request"), "shop", None)
    return getattr(shop, "country", "") or ""


def _locale(context: Context) -> Locale:
    return formatting.locale_for(get_language() or settings.LANGUAGE_CODE, _country(context))


# --- money, measures, dates ----------------------------------------------------


@register.simple_tag(takes_context=True)
def money(context: Context, value: Money | None) -> str:
    """An amount isolated from the direction of the text around it; nothing for None."""
    return mark_safe(f'<bdi class="num">{escape(money_text(context, value))}</bdi>') if value is not None else ""


@register.simple_tag(takes_context=True)
def money_text(context: Context, value: Money | None) -> str:
    """An amount as bare text, for attributes and titles."""
    if value is None:
        return ""
    return formatting.money(value.amount, value.currency.code, _locale(context))


@register.simple_tag(takes_context=True)
def number(context: Context, value: Decimal | int | float | None, digits: int | None = None) -> str:
    """A plain number with the reader's separators, rounded to `digits` after the point where given."""
    if value is None:
        return ""
    shown: Decimal | int | float = value if digits is None else round(Decimal(str(value)), digits)
    return formatting.number(shown, _locale(context))


@register.simple_tag(takes_context=True)
def percent(context: Context, fraction: Decimal | None) -> str:
    """A fraction as per cent: 0.19 reads 19 %."""
    return "" if fraction is None else formatting.percent(Decimal(str(fraction)), _locale(context))


@register.simple_tag(takes_context=True)
def quantity(context: Context, value: Decimal | int | None, unit: str) -> str:
    """A measure given in g, mm or ml, in the unit and size the reader expects."""
    if value is None:
        return ""
    return formatting.quantity(Decimal(str(value)), unit, _locale(context), _country(context))


@register.simple_tag(takes_context=True)
def localdate(context: Context, value: date | None, style: formatting.DateStyle = "medium") -> str:
    """A `<time>` with the day; `style` is short, medium, long or full.

    Of an instant it is the day in the current time zone, which a script writes anew
    by the reader's own clock, in the same style.
    """
    if value is None:
        return ""
    mark = ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
        mark = format_html(' data-own-day="{}"', style)
    text = formatting.day(value, _locale(context), style)
    return format_html('<time datetime="{}"{}>{}</time>', value.isoformat(), mark, text)


@register.simple_tag(takes_context=True)
def localdatetime(context: Context, value: datetime | None, style: formatting.DateStyle = "medium") -> str:
    """A `<time>` with day, minute and clock in the current time zone; `style` is short, medium, long or full.

    A script writes it anew by the reader's own clock, in the same style.
    """
    if value is None:
        return ""
    return _by_its_clock(context, timezone.localtime(value), style, mark_safe(f' data-own="{style}"'))


@register.simple_tag(takes_context=True)
def placetime(context: Context, value: datetime) -> str:
    """A `<time>` by the clock of the place that the instant's own offset is of, with the offset: 14:05 (UTC+1)."""
    return _by_its_clock(context, value, "medium")


def _by_its_clock(context: Context, value: datetime, style: formatting.DateStyle, mark: str = "") -> str:
    minutes = int((value.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}" if minutes else ""
    text = formatting.moment(value, _locale(context), style)
    return format_html('<time datetime="{}"{}>{} <bdi>(UTC{})</bdi></time>', value.isoformat(), mark, text, offset)


@register.simple_tag(takes_context=True)
def script_locale(context: Context) -> str:
    """The reader's language, country, hours (24 or 12) and digits as one tag for scripts: en-DE-u-hc-h23-nu-latn."""
    return formatting.script_locale(_locale(context))


# --- names -----------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def country_name(context: Context, code: str | None) -> str:
    """A country's name in the active language."""
    return formatting.country_name(code, _locale(context)) if code else ""


@register.simple_tag(takes_context=True)
def currency_name(context: Context, code: str | None) -> str:
    """A currency's name in the active language."""
    return formatting.currency_name(code, _locale(context)) if code else ""


register.filter("language_name", formatting.language_name)
register.simple_tag(formatting.language_name, name="language_name")
register.filter("lang_tag", formatting.bcp47)


# --- addresses of pages -------------------------------------------------------------


@register.simple_tag
def shop_url(name: str, **kwargs: Any) -> str:
    """The address of the page `name`. The request's locale is its script prefix: /de-de/cart/."""
    return reverse(name, kwargs=kwargs)


@register.simple_tag
def optional_url(name: str, **kwargs: Any) -> str:
    """Like `shop_url`, but empty where this surface has no such page."""
    try:
        return shop_url(name, **kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def switch_url(
    context: Context, language: str | None = None, country: str | None = None, currency: str | None = None
) -> str:
    """This very page in another language, for another country or in another currency.

    Language and country stand in the path; the currency is a choice the preferences page remembers.
    """
    request = context["request"]
    shop = request.shop
    prefix = f"{language or shop.language}-{country or shop.country}".lower()
    rest = request.path.removeprefix(f"/{shop.prefix}/")
    if rest == request.path:
        rest = ""
    query = request.META.get("QUERY_STRING", "")
    address = f"/{prefix}/{rest}" + (f"?{query}" if query and request.method == "GET" else "")
    if currency is None:
        return address
    choice = QueryDict(mutable=True)
    choice.update({"currency": currency, "next": address})
    return f"{reverse('preferences')}?{choice.urlencode(safe='/')}"


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> SafeString:
    """A `<link rel="alternate">` for each language: this very page, for the same country."""
    request = context["request"]
    site, rest = f"{request.scheme}://{request.get_host()}", escape(request.path.split("/", 2)[-1])
    return mark_safe(
        "".join(
            f'<link rel="alternate" hreflang="{tag}" href="{site}/{prefix}/{rest}">\n'
            for _, tag, prefix, _ in _languages(request.shop.country)
        )
    )


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """An item of a list for each language: a link to this very page in it."""
    request = context["request"]
    shop, rest = request.shop, request.path.split("/", 2)[-1]
    query = request.META.get("QUERY_STRING", "")
    rest = escape(rest + (f"?{query}" if query and request.method == "GET" else ""))
    return mark_safe(
        "".join(
            f'<li><a href="/{prefix}/{rest}" lang="{formatting.bcp47(code)}" hreflang="{formatting.bcp47(code)}"'
            f"{_CURRENT if code == shop.language else ''}>{name}</a></li>"
            for code, _, prefix, name in _languages(shop.country)
        )
    )


@lru_cache(maxsize=512)
def _languages(country: str) -> tuple[tuple[str, str, str, str], ...]:
    """For each language: its code, its tag for the country, the addresses' prefix, and its own name."""
    return tuple(
        (
            code,
            f"{formatting.bcp47(code)}-{country}",
            f"{code}-{country.lower()}",
            escape(formatting.language_name(code)),
        )
        for code, _ in settings.LANGUAGES
    )


@register.simple_tag(takes_context=True)
def market_choices(context: Context) -> dict[str, list[tuple[str, str]]]:
    """The market switch's choices, (code, name) each: countries, languages and currencies."""
    locale = _locale(context)
    countries = {country for market in markets.open_markets() for country in market.countries}
    return {
        "countries": sorted(((code, formatting.country_name(code, locale)) for code in countries), key=itemgetter(1)),
        "languages": [(code, formatting.language_name(code)) for code, _ in settings.LANGUAGES],
        "currencies": [(code, formatting.currency_name(code, locale)) for code in settings.SHOPPER_CURRENCIES],
    }


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query string with some keys set, or dropped where the value is None, and all others kept."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, value)
        else:
            query[key] = value
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def query_without(context: Context, key: str, value: Any) -> str:
    """The query string without one value of a key that may occur often, for the cross on a filter chip.

    A cursor is dropped with it, since it belongs to the old result.
    """
    query = context["request"].GET.copy()
    query.setlist(key, [kept for kept in query.getlist(key) if kept != str(value)])
    query.pop("after", None)
    return "?" + query.urlencode()


# --- pictures --------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _icon(name: str, size: int, css: str, label: str) -> str:
    described = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    flip = " flip" if name in _POINTS_THE_WAY else ""
    drawn = lucide._render_icon(name, size, **{"class": f"icon{flip} {css}".strip()}, **described)
    return _BETWEEN_TAGS.sub("><", drawn).replace(" />", "/>")


@register.simple_tag
def icon(name: str, size: int = 18, css: str = "", label: str = "") -> SafeString:
    """A Lucide icon drawn inline, silent unless it has a `label`; arrows turn with the text's direction."""
    return mark_safe(_icon(str(name), size, str(css), str(label)))


@register.simple_tag
def picture(
    media: dict[str, Any] | None, sizes: str = "100vw", alt: str | None = None, eager: bool = False
) -> SafeString:
    """A `<picture>` in every format and width there is.

    `media` holds key, widths, formats, width, height and alt as stored with a product; `sizes` is the
    HTML attribute; `alt` replaces the stored text ("" next to a caption that says the same); `eager` is
    for the one picture that is the largest thing on the first screen.
    """
    if not media:
        return mark_safe(f'<span class="no-picture">{_icon("image", 32, "", "")}</span>')
    base = settings.MEDIA_URL + media["key"]
    widths, formats = media["widths"], media["formats"]

    def srcset(extension: str) -> str:
        return ", ".join(f"{base}-{width}.{extension} {width}w" for width in widths)

    last = formats[-1]
    sources = [
        format_html('<source type="image/{}" srcset="{}" sizes="{}">', extension, srcset(extension), sizes)
        for extension in formats[:-1]
    ]
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {}></picture>',
        mark_safe("".join(sources)),
        f"{base}-{min(widths, key=lambda width: abs(width - 480))}.{last}",
        srcset(last),
        sizes,
        media["width"],
        media["height"],
        media.get("alt", "") if alt is None else alt,
        mark_safe('fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'),
    )


@register.simple_tag
def media_url(media: dict[str, Any] | None, width: int = 1200) -> str:
    """The address of one file of a picture, the width nearest to the one asked for; WebP or what there is."""
    if not media:
        return ""
    nearest = min(media["widths"], key=lambda available: abs(available - width))
    return f"{settings.MEDIA_URL}{media['key']}-{nearest}.{media['formats'][-1]}"


@register.simple_tag(takes_context=True)
def stars(context: Context, rating: Decimal | float | None) -> str:
    """Five stars filled to `rating` (0 to 5), with the figure as their text."""
    if rating is None:
        return ""
    return _stars(round(min(max(float(rating), 0.0), 5.0), 1), _locale(context))


@lru_cache(maxsize=1024)
def _stars(rating: float, locale: Locale) -> SafeString:
    label = gettext("%(rating)s of 5 stars") % {"rating": formatting.number(rating, locale)}
    return format_html(
        '<svg class="stars flip" role="img" aria-label="{}" viewBox="0 0 100 20" width="85" height="17">'
        '<path class="stars__empty" d="{}"/>'
        '<svg width="{}" height="20"><path class="stars__full" d="{}"/></svg></svg>',
        label,
        _FIVE_STARS,
        f"{rating * 20:.0f}",
        _FIVE_STARS,
    )


_STAR = "1.6l2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.9-5.3 2.9 1.1-6-4.4-4.2 6-.8z"
_FIVE_STARS = "".join(f"M{x} {_STAR}" for x in range(10, 100, 20))


@register.simple_tag
def map_route(places: Iterable[Any], ahead: Iterable[Any] = (), track: Iterable[Any] = ()) -> geo.Route:
    """For components/map.html: the route through `places`, (lat, lon) pairs or things with lat and lon, and on."""
    return geo.route(_pairs(places), _pairs(ahead), _pairs(track))


@register.simple_tag
def map_chart(ways: Iterable[Any]) -> geo.Chart | None:
    """For components/chart.html: things that have `points`, (lat, lon) pairs, over each other."""
    return geo.chart([one.points for one in ways])


def _pairs(places: Iterable[Any]) -> list[geo.Point]:
    pairs = [(place.lat, place.lon) if hasattr(place, "lat") else place for place in places]
    return [(float(lat), float(lon)) for lat, lon in pairs]


@register.simple_tag
def qr(data: str, title: str = "") -> SafeString:
    """`data` as a QR code drawn inline, error level M, with its quiet zone."""
    return draw_code(segno.make(str(data), error="m", micro=False), title=str(title))


def draw_code(code: segno.QRCode, *, title: str) -> SafeString:
    """A QR code as inline SVG with its quiet zone."""
    drawn = code.svg_inline(scale=4, border=4, omitsize=True, title=title or None, svgclass="qr", lineclass=None)
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))
