"""Common · `trans` in templates: remembered for each language, and only what cannot change."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override


def drawn(template: Template, language: str, **values: object) -> str:
    with override(language):
        return template.render(Context(values))


def test_a_text_is_in_the_language_of_each_reader() -> None:
    template = Template('{% trans "Checkout" %}')
    assert drawn(template, "en") == "Checkout"
    german = drawn(template, "de")
    assert german != "Checkout"
    assert [drawn(template, language) for language in ("en", "de", "en", "de")] == ["Checkout", german] * 2


@pytest.mark.parametrize("source", ["{% trans word %}", "{% trans word as text %}{{ text }}", "{% trans word|upper %}"])
def test_what_depends_on_a_value_is_looked_up_anew(source: str) -> None:
    template = Template(source)
    assert drawn(template, "en", word="Cart").lower() == "cart"
    assert drawn(template, "en", word="Basket").lower() == "basket"
