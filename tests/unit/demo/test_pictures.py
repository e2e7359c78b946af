"""Every picture of the demo world can be drawn, the same each time, and differs from its neighbours."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from apps.demo.art import draw, draw_brand

Goods = list[tuple[str, dict[str, Any]]]


def _print(spec: dict[str, Any]) -> str:
    return hashlib.sha256(draw(spec, width=96, height=120).tobytes()).hexdigest()


def test_each_product_has_a_picture_of_its_own(goods: Goods) -> None:
    prints = {product["slug"]: _print(product["picture"]) for _, product in goods}
    assert len(set(prints.values())) == len(prints)


def test_variants_repaint_what_they_change(goods: Goods) -> None:
    for _, product in goods[::7]:
        overrides = [variant["picture"] for variant in product["variants"] if variant["picture"]]
        prints = {_print({**product["picture"], **override}) for override in overrides}
        assert len(prints) == len({tuple(override.items()) for override in overrides}), product["slug"]


def test_the_same_specification_gives_the_same_picture(goods: Goods) -> None:
    spec = goods[0][1]["picture"]
    assert _print(spec) == _print(dict(reversed(spec.items())))


def test_a_detail_view_shows_something_else_at_the_asked_size(goods: Goods) -> None:
    spec = goods[0][1]["picture"]
    near = draw({**spec, "view": "detail"}, width=160, height=200)
    assert (near.size, near.mode) == ((160, 200), "RGB")
    assert near.tobytes() != draw(spec, width=160, height=200).tobytes()


def test_an_unknown_motif_is_refused() -> None:
    with pytest.raises(KeyError):
        draw({"motif": "no-such-thing"}, width=40, height=50)


def test_each_vendor_has_a_mark(vendors: dict[str, Any]) -> None:
    marks = {slug: draw_brand(vendor["brand"], size=64) for slug, vendor in vendors.items()}
    assert {mark.size for mark in marks.values()} == {(64, 64)}
    assert len({mark.tobytes() for mark in marks.values()}) == len(marks)
