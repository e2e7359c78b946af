"""What the tags of `portolan` put on a page, by reader."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils import timezone, translation
from djmoney.money import Money

MEDIA = {
    "key": "media/kiln/0199",
    "widths": [240, 480, 720],
    "formats": ["avif", "webp"],
    "width": 960,
    "height": 1200,
    "alt": 'A vase, "celadon"',
}


def reader(language: str = "en", country: str = "GB", path: str = "/", **query: Any) -> Any:
    """A request of somebody who reads `language` in `country`."""
    prefix = f"{language}-{country.lower()}"
    request = RequestFactory().get(f"/{prefix}{path}", query)
    request.shop = SimpleNamespace(language=language, country=country, prefix=prefix)  # type: ignore[attr-defined]
    return request


def shown(source: str, request: Any = None, **context: Any) -> str:
    """The text that a template line becomes for that reader."""
    request = request or reader()
    shop = getattr(request, "shop", None)
    with translation.override(shop.language if shop else "en"):
        return Template("{% load portolan %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "expected"),
    [
        ("en", "GB", "1234.5", "GBP", "£1,234.50"),
        ("en", "US", "1234.5", "USD", "$1,234.50"),
        ("en", "DE", "1234.5", "EUR", "1.234,50\N{NO-BREAK SPACE}€"),
        ("de", "DE", "1234.5", "EUR", "1.234,50\N{NO-BREAK SPACE}€"),
        ("fr", "FR", "1234.5", "EUR", "1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€"),
        ("zh-hans", "CN", "1234.5", "CNY", "¥1,234.50"),
        ("zh-hans", "DE", "1234.5", "EUR", "€1,234.50"),
        ("ja", "JP", "1234.5", "JPY", "\N{FULLWIDTH YEN SIGN}1,235"),
        ("en", "GB", "1.5", "KWD", "KWD\N{NO-BREAK SPACE}1.500"),
        ("ar", "AE", "1234.5", "AED", "\u200f1,234.50\N{NO-BREAK SPACE}د.إ.\u200f"),
        ("ar", "AE", "1.5", "KWD", "\u200f1.500\N{NO-BREAK SPACE}د.ك.\u200f"),
        ("ar", "DE", "0", "EUR", "\u200f0.00\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_reads_as_in_the_reader_s_country_with_latin_digits(
    language: str, country: str, amount: str, currency: str, expected: str
) -> None:
    request = reader(language, country)

    assert shown("{% money_text price %}", request, price=Money(amount, currency)) == expected
    assert shown("{% money price %}", request, price=Money(amount, currency)) == f'<bdi class="num">{expected}</bdi>'


def test_no_amount_shows_nothing() -> None:
    assert shown("[{% money price %}{% money_text price %}]", price=None) == "[]"


def test_an_amount_rounds_halves_up() -> None:
    assert shown("{% money_text price %}", price=Money("0.125", "GBP")) == "£0.13"
    assert shown("{% money_text price %}", price=Money("-0.125", "GBP")) == "-£0.13"


def test_without_a_shop_the_language_alone_decides() -> None:
    request = RequestFactory().get("/dashboard/")

    assert shown("{% money_text price %}", request, price=Money("5", "EUR")) == "€5.00"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [("en", "GB", "4.7%"), ("de", "DE", "4,7\N{NO-BREAK SPACE}%"), ("ar", "AE", "4.7%\u200e")],
)
def test_a_fraction_reads_as_per_cent(language: str, country: str, expected: str) -> None:
    text = shown("{% percent rate %}", reader(language, country), rate=Decimal("0.047"))

    assert text.replace("\u200e", "") == expected.replace("\u200e", "")


@pytest.mark.parametrize(
    ("country", "value", "unit", "expected"),
    [
        ("GB", 480, "g", "480 g"),
        ("GB", 1250, "g", "1.25 kg"),
        ("GB", 2000, "g", "2 kg"),
        ("GB", 4, "mm", "4 mm"),
        ("GB", 125, "mm", "12.5 cm"),
        ("GB", 1800, "mm", "1.8 m"),
        ("GB", 3000, "ml", "3 l"),
        ("US", 480, "g", "1.06 lb"),
        ("US", 100, "g", "3.5 oz"),
        ("US", 254, "mm", "10 in"),
        ("GB", 1200, "piece", "1,200"),
        ("GB", 20, "den", "20 den"),
    ],
)
def test_measures_step_up_and_turn_imperial_in_the_usa(country: str, value: int, unit: str, expected: str) -> None:
    text = shown("{% quantity value unit %}", reader("en", country), value=value, unit=unit)

    assert text.replace("\N{NO-BREAK SPACE}", " ") == expected


def test_a_weight_reads_in_the_reader_s_language() -> None:
    assert shown("{% quantity 1250 'g' %}", reader("ar", "AE")) == "1.25 كغم"
    assert shown("{% quantity 1250 'g' %}", reader("de", "DE")) == "1,25 kg"


def test_a_day_is_marked_up_and_written_as_in_the_country() -> None:
    on = date(2026, 11, 21)

    assert shown("{% localdate on %}", reader("de", "DE"), on=on) == '<time datetime="2026-11-21">21.11.2026</time>'
    assert "Nov 21, 2026" in shown("{% localdate on %}", reader("en", "US"), on=on)
    assert "21 November 2026" in shown("{% localdate on 'long' %}", reader("en", "GB"), on=on)
    assert "2026年11月21日" in shown("{% localdate on %}", reader("zh-hans", "DE"), on=on)
    assert shown("{% localdate on %}", on=None) == ""


def test_a_moment_is_shown_in_the_current_time_zone_without_seconds_and_names_its_clock() -> None:
    at = datetime(2026, 11, 21, 23, 30, 59, tzinfo=UTC)

    with timezone.override("Asia/Shanghai"):
        text = shown("{% localdatetime at %}", reader("de", "DE"), at=at)
        day = shown("{% localdate at %}", reader("de", "DE"), at=at)

    assert text == (
        '<time datetime="2026-11-22T07:30:59+08:00" data-own="medium">22.11.2026, 07:30 <bdi>(UTC+8)</bdi></time>'
    )
    assert day == '<time datetime="2026-11-22T07:30:59+08:00" data-own-day="medium">22.11.2026</time>'
    assert "23:30 <bdi>(UTC)</bdi>" in shown("{% localdatetime at %}", reader("de", "DE"), at=at)


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "DE", "en-DE-u-hc-h23-nu-latn"),
        ("en", "US", "en-US-u-hc-h12-nu-latn"),
        ("de", "US", "de-u-hc-h23-nu-latn"),
        ("ar", "AE", "ar-AE-u-hc-h12-nu-latn"),
        ("zh-hans", "CN", "zh-Hans-CN-u-hc-h23-nu-latn"),
    ],
)
def test_scripts_are_told_language_country_and_hours(language: str, country: str, expected: str) -> None:
    assert shown("{% script_locale %}", reader(language, country)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Germany"),
        ("zh-hans", "德国"),
        ("de", "Deutschland"),
        ("fr", "Allemagne"),
        ("ja", "ドイツ"),
        ("ar", "ألمانيا"),
    ],
)
def test_countries_are_named_in_the_reader_s_language(language: str, expected: str) -> None:
    assert shown("{% country_name 'DE' %}", reader(language, "DE")) == expected


def test_an_unknown_country_keeps_its_code() -> None:
    assert shown("{% country_name 'ZX' %}{% country_name '' %}") == "ZX"


def test_languages_are_named_in_themselves() -> None:
    names = shown("{% for code in codes %}{{ code|language_name }} {% endfor %}", codes=["zh-hans", "fr", "ar"])

    assert names == "简体中文 Français العربية "
    assert shown("{{ 'zh-hans'|lang_tag }} {{ 'de'|lang_tag }}") == "zh-Hans de"


def test_switching_language_or_country_keeps_page_and_query() -> None:
    request = reader("de", "DE", "/search/", q="vase")

    assert shown("{% switch_url language='zh-hans' %}", request) == "/zh-hans-de/search/?q=vase"
    assert shown("{% switch_url country='AE' %}", request) == "/de-ae/search/?q=vase"
    assert shown("{% switch_url language='ar' country='AE' %}", reader("de", "DE")) == "/ar-ae/"


def test_alternates_name_every_language_of_this_page() -> None:
    request = reader("zh-hans", "DE", "/p/vase/")

    assert shown("{% alternate_links %}", request).splitlines() == [
        f'<link rel="alternate" hreflang="{tag}" href="http://testserver/{prefix}/p/vase/">'
        for tag, prefix in (
            ("en-DE", "en-de"),
            ("zh-Hans-DE", "zh-hans-de"),
            ("de-DE", "de-de"),
            ("fr-DE", "fr-de"),
            ("ja-DE", "ja-de"),
            ("ar-DE", "ar-de"),
        )
    ]


def test_language_links_lead_to_this_very_page_with_its_query() -> None:
    text = shown("{% language_links %}", reader("de", "DE", "/search/", q='"vase" & <more>'))

    assert (
        '<li><a href="/de-de/search/?q=%22vase%22+%26+%3Cmore%3E" lang="de" hreflang="de" aria-current="true">' in text
    )
    assert '<li><a href="/zh-hans-de/search/?q=%22vase%22+%26+%3Cmore%3E" lang="zh-Hans" hreflang="zh-Hans">' in text


def test_what_is_kept_is_drawn_once_for_each_value_and_language() -> None:
    source = "{% load keeping %}{% for n in numbers %}{% keep n %}{% cycle 'a' 'b' 'c' 'd' %}{% endkeep %}{% endfor %}"
    template = Template(source)

    def drawn(language: str) -> str:
        with translation.override(language):
            return template.render(Context({"numbers": [1, 1, 2, 1, 2]}))

    first, again, other = drawn("de"), drawn("de"), drawn("fr")

    assert first == again == "aabab"
    assert other == "aabab"


def test_what_is_kept_is_drawn_again_after_a_minute(monkeypatch: Any) -> None:
    template = Template("{% load keeping %}{% keep %}{{ text }}{% endkeep %}")
    assert template.render(Context({"text": "old"})) == template.render(Context({"text": "new"})) == "old"
    later = time.monotonic() + 61

    monkeypatch.setattr(time, "monotonic", lambda: later)

    assert template.render(Context({"text": "new"})) == "new"


def query_of(text: str) -> dict[str, list[str]]:
    return dict(QueryDict(text.replace("&amp;", "&").removeprefix("?")).lists())


def test_the_query_string_is_edited_and_the_rest_kept() -> None:
    request = reader(q="tea & cake", page="2")

    assert query_of(shown("{% query_with page=3 %}", request)) == {"q": ["tea & cake"], "page": ["3"]}
    assert query_of(shown("{% query_with page=None %}", request)) == {"q": ["tea & cake"]}


def test_one_chip_takes_one_value_and_the_cursor_away() -> None:
    request = reader(color=["red", "blue"], after="cursor", q="vase")

    assert query_of(shown("{% query_without 'color' 'red' %}", request)) == {"color": ["blue"], "q": ["vase"]}
    assert request.GET.getlist("color") == ["red", "blue"]


def test_a_picture_offers_every_format_and_width() -> None:
    html = shown("{% picture media sizes='50vw' eager=True %}", media=MEDIA)

    avif = ", ".join(f"/media/media/kiln/0199-{width}.avif {width}w" for width in (240, 480, 720))
    assert f'<source type="image/avif" srcset="{avif}" sizes="50vw">' in html
    assert f'srcset="{avif.replace("avif", "webp")}"' in html
    assert 'src="/media/media/kiln/0199-480.webp"' in html
    assert 'width="960" height="1200"' in html
    assert 'alt="A vase, &quot;celadon&quot;"' in html
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_a_picture_waits_for_its_avif_and_its_turn() -> None:
    html = shown("{% picture media alt='' %}", media={**MEDIA, "formats": ["webp"]})

    assert "avif" not in html
    assert 'alt=""' in html
    assert 'loading="lazy" decoding="async"' in html


def test_a_missing_picture_leaves_a_place_holder() -> None:
    assert 'class="no-picture"' in shown("{% picture media %}", media=None)
    assert shown("{% media_url media %}", media=None) == ""
    assert shown("{% media_url media 700 %}", media=MEDIA) == "/media/media/kiln/0199-720.webp"


def test_icons_are_silent_unless_labelled_and_arrows_turn() -> None:
    assert 'aria-hidden="true"' in shown("{% icon 'star' %}")
    assert 'role="img"' in shown("{% icon 'x' label='Remove' %}")
    assert 'aria-label="&quot;A&quot; &lt;b&gt;"' in shown("{% icon 'x' label=label %}", label='"A" <b>')
    assert "flip" in shown("{% icon 'arrow-right' %}")
    assert "flip" not in shown("{% icon 'star' %}")


@pytest.mark.parametrize(("rating", "width"), [("0", 0), ("4.3", 86), ("5", 100), ("7", 100)])
def test_stars_fill_in_proportion_and_say_their_figure(rating: str, width: int) -> None:
    html = shown("{% stars rating %}", rating=Decimal(rating))

    assert f'<svg width="{width}" height="20">' in html
    assert "of 5 stars" in html


def test_a_qr_code_has_a_title_and_no_style() -> None:
    html = shown("{% qr 'https://id.example/01/1' 'Passport' %}")

    assert "<title>Passport</title>" in html
    assert "style=" not in html
    assert html.count("<svg") == 1


def test_a_page_that_does_not_exist_fails_unless_it_is_optional() -> None:
    with pytest.raises(NoReverseMatch):
        shown("{% shop_url 'no_such_page' %}")
    assert shown("[{% optional_url 'no_such_page' %}]") == "[]"
