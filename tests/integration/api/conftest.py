"""What the API's tests stand on: people with tokens of each audience, and things to ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import SCOPES, Audience
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole


@pytest.fixture
def person(db: None) -> User:
    """A shopper, who is of the staff and, once `issue` was asked, an owner of kiln too."""
    return User.objects.create_user("ada@example.com", "correct horse", name="Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def issue(person: User, kiln: Any, at: Any) -> Any:
    """Make a token of an audience: `issue(Audience.VENDOR, "orders:read")`; all scopes where none is named."""
    with transaction.atomic():
        vendors.set_team_role(vendor_id=kiln.pk, user_id=person.pk, role=TeamRole.OWNER)

    def issued(audience: Audience, *scopes: str, **more: Any) -> str:
        with transaction.atomic():
            return accounts.issue_token(
                more.pop("user_id", person.pk),
                audience=audience,
                name="test",
                scopes=scopes or list(SCOPES[audience]),
                vendor_id=kiln.pk if audience is Audience.VENDOR else None,
                at=more.pop("at", at),
                **more,
            ).secret

    return issued


@pytest.fixture
def api_token(issue: Any) -> Any:
    """A token of an audience with every scope."""
    return issue


@pytest.fixture
def known_ids(person: User, kiln: Any) -> dict[str, list[str]]:
    """Real values for parameters of paths, by the parameter's name."""
    return {"vendor": [kiln.slug], "country": ["DE", "JP", "us"]}
