"""Screening's tests: parties of orders of the buyer's own making, and lists written for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from apps.screening import operations
from apps.screening.models import Match
from apps.screening.types import Involved, Kind, Listed, ListFile, Loaded, Outcome, PartyFacts, Role, Source

LISTED = "Zoltarion Vexley Drakmoor"


@pytest.fixture
def screened(kiln: Any, at: datetime) -> Callable[..., tuple[UUID, Outcome]]:
    """Screens an order of a buyer with this name (and other facts); the order and what it came to."""

    def screen(name: str = LISTED, *, order_id: UUID | None = None, **facts: Any) -> tuple[UUID, Outcome]:
        key = order_id or uuid4()
        party = Involved(Role.BUYER, PartyFacts(name, **{"kind": Kind.PERSON, **facts}))
        with transaction.atomic():
            outcome = operations.screen_order(key, vendor_id=kiln.pk, purchase_id=uuid4(), parties=[party], at=at)
        return key, outcome

    return screen


@pytest.fixture
def published(at: datetime) -> Callable[..., Loaded]:
    """Publishes the demonstration list anew, with these entries alone."""

    def publish(*entries: Listed, checksum: str = "", when: datetime = at) -> Loaded:
        with transaction.atomic():
            return operations.load_list(
                Source.DEMO, ListFile(entries), url="test", checksum=checksum or uuid4().hex, at=when
            )

    return publish


def only_match() -> Match:
    """The one match that there is."""
    return Match.objects.select_related("entry", "party").get()
