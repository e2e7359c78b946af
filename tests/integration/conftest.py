"""What tests of several apps begin with: goods and a purchase that stand for all of a file, and programs of vendors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

import pytest

from apps.checkout.types import PurchaseSummary
from tests.factories import checkout as make
from tests.factories.programs import Program, program_of


@pytest.fixture(scope="module")
def of_both(kept: None) -> list[UUID]:
    """A variant of kiln's and one of loom's, twenty pieces of each on the shelf."""
    return make.goods_of_both()


@pytest.fixture(scope="module")
def captured(of_both: list[UUID]) -> PurchaseSummary:
    """Two pieces of each, paid and captured."""
    return make.captured(of_both)


@pytest.fixture
def program(at: datetime) -> Callable[..., Program]:
    """A program of a vendor: `program(kiln, TeamRole.OWNER, scopes)`; all scopes where none are named."""
    return partial(program_of, at=at)
