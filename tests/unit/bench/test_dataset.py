"""bench · the goods of both shops."""

from __future__ import annotations

from collections import Counter

from bench import dataset


def test_the_goods_are_the_same_each_time() -> None:
    assert list(dataset.products(50)) == list(dataset.products(50))


def test_vendors_and_categories_have_equal_shares() -> None:
    goods = list(dataset.products(1000))
    assert Counter(one.vendor for one in goods) == dict.fromkeys(range(dataset.VENDORS), 100)
    assert Counter(one.category for one in goods) == dict.fromkeys(range(dataset.CATEGORIES), 20)


def test_keys_and_titles_tell_products_and_variants_apart() -> None:
    goods = list(dataset.products(1000))
    assert len({one.sku(at) for one in goods for at in (0, 1)}) == 2000
    assert len({title for one in goods for title in one.titles.values()}) == 3000


def test_every_question_finds_something_among_all_goods() -> None:
    titles = [set(one.titles["en"].lower().split()) for one in dataset.products()]
    pairs = Counter(
        pair for words in titles for pair in (frozenset(words & both) for both in _words()) if len(pair) == 2
    )
    assert len(dataset.searches()) == 400
    assert all(pairs[frozenset(question.split())] for question in dataset.searches())


def _words() -> list[set[str]]:
    return [{word for question in dataset.searches() for word in question.split()}]


def test_a_price_is_told_in_each_currency_and_the_larger_variant_costs_more() -> None:
    product = next(iter(dataset.products(1)))
    assert product.cents_of(1) == product.cents_of(0) + 500
    assert product.cents_of(0, "GBP") < product.cents_of(0, "EUR") < product.cents_of(0)
