"""Components and error pages as people and assistive technology meet them."""

from __future__ import annotations

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from djmoney.money import Money

from apps.common.errors import MarketError


class AddressForm(forms.Form):
    name = forms.CharField(label="Full name", help_text="As on the bell")
    floor = forms.CharField(label="Floor", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("p", "Person"), ("c", "Company")], widget=forms.RadioSelect)
    news = forms.BooleanField(label="News", required=False)


def component(name: str, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


def ids_in(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def card(**changes: Any) -> SimpleNamespace:
    facts = {
        "url": "/en-gb/product/vase/",
        "title": "Vase",
        "vendor_name": "Kiln",
        "place": "Longquan",
        "picture": None,
        "price": Money("48", "GBP"),
        "landed": None,
        "tier_price": None,
        "tier_quantity": None,
        "rating": None,
        "review_count": 0,
        "is_traced": False,
        "badge": "",
    }
    return SimpleNamespace(**facts | changes)


def test_a_card_is_one_link_in_its_heading() -> None:
    html = component("card", card=card())

    assert html.count("<a ") == 1
    assert '<h3><a href="/en-gb/product/vase/">Vase</a></h3>' in html
    assert "at your door" not in html
    assert "stars" not in html


def test_a_card_shows_what_is_known_of_price_and_reviews() -> None:
    html = component(
        "card",
        card=card(
            landed=Money("71.64", "GBP"),
            tier_price=Money("31.20", "GBP"),
            tier_quantity=24,
            rating=Decimal("4.6"),
            review_count=212,
            is_traced=True,
        ),
    )

    assert "£71.64" in html
    assert "each from 24 pieces" in html
    assert "4.6 of 5 stars" in html
    assert "Traced" in html


def test_names_of_sellers_are_escaped() -> None:
    assert "<script>" not in component("card", card=card(vendor_name="<script>", title="<script>"))


def test_every_error_is_tied_to_its_field_and_linked_from_the_summary() -> None:
    html = component("form_fields", form=AddressForm({"name": ""}))

    described = re.findall(r'aria-describedby="([^"]+)"', html)
    linked = re.findall(r'href="#([^"]+)"', html)
    assert {name for names in described for name in names.split()} <= ids_in(html)
    assert "id_name_error" in " ".join(described)
    assert linked == ["id_name", "id_kind"]
    assert set(linked) <= ids_in(html)
    assert html.count('aria-invalid="true"') >= 1
    assert "2 things need your attention" in html


def test_only_fields_that_may_stay_empty_say_so() -> None:
    html = component("form_fields", form=AddressForm())

    assert html.count("(optional)") == 1
    assert "error-summary" not in html


def test_progress_keeps_machine_readable_values_in_every_language() -> None:
    with translation.override("de"):
        html = component("progress", label="Zeilen", value=6400, max=10000)

    assert 'value="6400" max="10000"' in html
    assert "6.400" in html


def test_pages_by_key_keep_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/", {"q": "vase", "before": "x"})

    html = component("pagination", request=request, next_cursor="n+1", previous_cursor="")

    assert 'rel="next" href="?q=vase&amp;after=n%2B1"' in html
    assert "Previous" not in html
    assert "<nav" not in component("pagination", request=request, next_cursor="", previous_cursor="")


def test_the_timeline_says_in_words_what_its_dots_show() -> None:
    steps = [
        SimpleNamespace(title="Placed", at=None, place="", note="", state="done"),
        SimpleNamespace(title="At customs", at=None, place="Leipzig", note="", state="now"),
        SimpleNamespace(title="Delivered", at=None, place="", note="", state="next"),
    ]

    html = component("timeline", steps=steps)

    assert html.count('aria-current="step"') == 1
    assert "(still to come)" in html


class SoldOut(MarketError):
    code = "stock.insufficient"
    status = 409
    message = "Only %(left)s of these are left."
    remedy = "Lower the quantity."


def test_a_refusal_says_what_happened_what_to_do_and_its_code() -> None:
    html = render_to_string("errors/market_error.html", {"error": SoldOut(left=3)})

    assert "<h1>Only 3 of these are left.</h1>" in html
    assert "Lower the quantity." in html
    assert "stock.insufficient" in html


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_error_page_stands_without_a_request_and_shows_a_way_on(code: int, language: str) -> None:
    with translation.override(language):
        html = render_to_string(f"errors/{code}.html")

    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert html.count("<h1>") == 1
    assert re.search(r'<a class="btn btn--primary" href="/[^"]*"', html)
