"""Common · the transaction vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")


class TransactionMissing(RuntimeError):
    """A programming error: the operation was called outside a transaction."""


def transaction_required(operation: Callable[P, R]) -> Callable[P, R]:
    """State that an operation writes within its caller's transaction.

    Raises:
        TransactionMissing: called in autocommit. The caller opens
            `transaction.atomic()`, since only it knows what belongs together.
    """

    @wraps(operation)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise TransactionMissing(operation.__qualname__)
        return operation(*args, **kwargs)

    return checked
