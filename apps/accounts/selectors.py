"""Accounts · reads · public schema."""

from __future__ import annotations

from uuid import UUID

from .models import Address, Company, CompanyMember, User


def find_by_email(email: str) -> User | None:
    """The person with this address of mail, however it is spelt in capitals."""
    return User.objects.filter(email__iexact=email.strip()).first()


def addresses_of(user_id: int) -> list[Address]:
    """A person's address book, the default first."""
    return list(Address.objects.filter(user_id=user_id).order_by("-is_default", "pk"))


def address_of(user_id: int, public_id: UUID) -> Address | None:
    """One entry of a person's own address book."""
    return Address.objects.filter(user_id=user_id, public_id=public_id).first()


def companies_of(user_id: int) -> list[Company]:
    """The companies that a person buys for."""
    memberships = CompanyMember.objects.filter(user_id=user_id).select_related("company").order_by("pk")
    return [membership.company for membership in memberships]
