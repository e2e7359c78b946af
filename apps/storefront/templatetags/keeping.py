"""Storefront · template tag: parts of a page that are drawn once and repeated · no tables."""

from __future__ import annotations

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.common.remember import Remembered

register = template.Library()

_SECONDS = 60
_MOST = 512


class KeepNode(Node):
    """The inner nodes, drawn once for each language, address prefix and value of the names given."""

    # Nobody looks for blocks in it, as Django does on every page: another page could not replace what is kept.
    child_nodelists = ()

    def __init__(self, nodelist: NodeList, names: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._names = names
        self._kept: Remembered[SafeString] = Remembered(seconds=_SECONDS, most=_MOST)

    def render(self, context: Context) -> SafeString:
        key = (
            get_language(),
            get_script_prefix(),
            *[name.resolve(context, ignore_failures=True) for name in self._names],
        )
        known = self._kept.get(key)
        return self._kept.put(key, self.nodelist.render(context)) if known is None else known


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep name … %}…{% endkeep %}`: drawn once for these values, and repeated in this process for a minute.

    Language and address prefix (that is the country, too) are always among the
    values. Everything else that the inside depends on must be named: nothing of one
    reader may be in it, and no `{% block %}`. Values must be hashable.
    """
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, names)
