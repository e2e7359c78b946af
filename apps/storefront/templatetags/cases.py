"""Storefront · template tag: the state of a return or claim in the reader's language."""

from __future__ import annotations

from django import template

from apps.aftersales.rules.words import state_words

register = template.Library()


@register.simple_tag
def case_state(case: str, state: str) -> str:
    """What a state of a `return` or `claim` is called; the bare word where it is not known."""
    return str(state_words(case, state) or state)
