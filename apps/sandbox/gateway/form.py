"""Form encoding with nested brackets · sandbox gateway · no schema."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from apps.sandbox.gateway.errors import InvalidParameter

_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")
MAX_DEPTH = 8


def decode(text: str) -> dict[str, Any]:
    """Turn `a[b][0]=c` into `{"a": {"b": {"0": "c"}}}`; who wants a list reads one.

    Raises:
        InvalidParameter: brackets that do not match, or a name used both as a value and as a container.
    """
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = _NAME.match(name)
        if match is None:
            raise InvalidParameter(f"Invalid parameter name: {name[:80]}", code="parameter_unknown", param=name[:80])
        keys = [match[1], *_PART.findall(match[2])]
        if len(keys) > MAX_DEPTH:
            raise InvalidParameter("Parameters are nested too deeply.", param=keys[0])
        _insert(tree, keys, value)
    return tree


def _insert(tree: dict[str, Any], keys: list[str], value: str) -> None:
    node = tree
    for key in keys[:-1]:
        node = node.setdefault(key or str(len(node)), {})
        if not isinstance(node, dict):
            raise InvalidParameter(f"Invalid {keys[0]}: used both as a value and as a hash.", param=keys[0])
    node[keys[-1] or str(len(node))] = value
