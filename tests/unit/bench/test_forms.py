"""bench · forms as a visitor finds them."""

from __future__ import annotations

from bench.forms import find_form

PAGE = """
<form action="/search/"><input name="q" value="old"><button>Search</button></form>
<form method="post"><input type="hidden" name="version" value="3"><input name="name" value="K&auml;the">
<label><input type="radio" name="way" value="slow"></label><input type="radio" name="way" value="fast" checked>
<input type="checkbox" name="news" value="yes"><button>Go on</button></form>
<form action="/cart/add/"><input type="hidden" name="variant" value="v"><button disabled>Sold out</button></form>
"""


def test_the_form_with_the_marker_is_read_with_its_own_values_alone() -> None:
    form = find_form(PAGE, marker='name="way"')
    assert form is not None
    assert form.values == {"version": "3", "name": "Käthe", "way": "fast"}
    assert form.action == ""
    assert form.can_send


def test_a_form_whose_only_button_is_disabled_cannot_be_sent() -> None:
    form = find_form(PAGE, marker="/cart/add/")
    assert form is not None
    assert form.values == {"variant": "v"}
    assert not form.can_send


def test_a_page_without_the_form_has_none() -> None:
    assert find_form(PAGE, marker="idempotency_key") is None
