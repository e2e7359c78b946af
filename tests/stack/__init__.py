"""A whole marketplace in a temporary folder, for programs that attack it from outside.

`with Stack.build() as stack:` starts it in a process of its own, with ports of its own, durable servers and a small
invented world, and leaves nothing behind. Nothing of the marketplace is imported into the attacking process.
"""

from __future__ import annotations

from tests.stack.servers import Servers
from tests.stack.stack import DidNotOpen, Stack, World

__all__ = ["DidNotOpen", "Servers", "Stack", "World"]
