"""Common · template tag: `trans` of a text that stands in the template is looked up once for each language."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class _LiteralNode(TranslateNode):
    def __init__(self, text: FilterExpression) -> None:
        super().__init__(text, noop=False)
        self._known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        text = self._known.get(language)
        if text is None:
            text = self._known[language] = super().render(context)
        return text


@register.tag("trans")
@register.tag("translate")
def trans(parser: Parser, token: Token) -> Any:
    """Django's own tag, which remembers what cannot change: a text without filter, context or variable to go to."""
    node = do_translate(parser, token)
    text = node.filter_expression
    is_plain = getattr(text.var, "literal", None) is not None and not text.filters
    return _LiteralNode(text) if is_plain and not (node.asvar or node.message_context or node.noop) else node
