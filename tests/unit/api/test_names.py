"""API · names in its documents."""

from __future__ import annotations

import pytest
from drf_spectacular.drainage import GENERATOR_STATS

from apps.accounts.types import Audience
from apps.api import schema


@pytest.mark.parametrize("audience", list(Audience))
def test_no_two_shapes_of_a_document_have_one_name(audience: Audience) -> None:
    GENERATOR_STATS.reset()
    schema.document.__wrapped__(audience)
    told = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    assert [one for one in told if "identical names" in one] == []
