"""Catalog · operations outside a transaction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.catalog import operations
from apps.common.transactions import TransactionMissing
from tests.factories import catalog as build


def test_a_write_without_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(TransactionMissing):
        operations.create_product(build.product(), at=datetime.now(UTC))
