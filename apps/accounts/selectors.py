"""Accounts · reads · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import F

from apps.common.errors import NotFound

from . import rules
from .models import Address, ApiToken, Company, User
from .types import Audience


def find_by_email(email: str) -> User | None:
    """The person with this address of mail, however it is spelt in capitals."""
    return User.objects.filter(email__iexact=email.strip()).first()


def verified_emails(user_id: int) -> list[str]:
    """The addresses of mail that a person has proven to be his or her own. One query."""
    return list(EmailAddress.objects.filter(user=user_id, verified=True).values_list("email", flat=True))


def company(company_id: int) -> Company | None:
    """A buying company."""
    return Company.objects.filter(pk=company_id).first()


def companies_of(user_id: int) -> list[Company]:
    """The companies that a person buys for, by name; each has the person's role as `role`. One query."""
    mine = Company.objects.filter(members__user_id=user_id).annotate(role=F("members__role"))
    return list(mine.order_by("legal_name", "pk"))


def company_chosen(user_id: int) -> int | None:
    """The key of the company that a person buys for now."""
    return User.objects.values_list("buys_for", flat=True).get(pk=user_id)


def company_of(public_id: UUID, *, user_id: int) -> Company:
    """One of a person's own companies.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = Company.objects.filter(public_id=public_id, members__user_id=user_id).first()
    if found is None:
        raise NotFound()
    return found


def addresses_of(user_id: int) -> list[Address]:
    """A person's address book, the default first."""
    return list(Address.objects.filter(user_id=user_id).order_by("-is_default", "pk"))


def names_by_public_id(public_ids: Collection[str]) -> dict[str, str]:
    """What to call the people with these public ids, by id; unknown ones are absent. One query, or none."""
    if not public_ids:
        return {}
    known = User.objects.filter(public_id__in=public_ids)
    return {str(user.public_id): user.get_full_name() or user.email for user in known}


def live_token(secret: str, *, audience: Audience, at: datetime) -> ApiToken | None:
    """The token with this bearer string, with its person, if it opens this audience at `at`. At most one query."""
    if rules.audience_of(secret) is not audience:
        return None
    found = ApiToken.objects.live(at).filter(hash=rules.digest(secret), audience=audience, user__is_active=True)
    return found.select_related("user").first()


def tokens(*, audience: Audience, user_id: int | None = None, vendor_id: int | None = None) -> list[ApiToken]:
    """Tokens of a person or of a vendor with their people, the newest first; revoked and expired ones too."""
    found = ApiToken.objects.filter(audience=audience)
    if user_id is not None:
        found = found.filter(user_id=user_id)
    if vendor_id is not None:
        found = found.filter(vendor_id=vendor_id)
    return list(found.select_related("user").order_by("-pk"))
