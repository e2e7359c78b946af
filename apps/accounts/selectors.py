"""Accounts · reads · public schema."""

from __future__ import annotations

from .models import Address, User


def find_by_email(email: str) -> User | None:
    """The person with this address of mail, however it is spelt in capitals."""
    return User.objects.filter(email__iexact=email.strip()).first()


def addresses_of(user_id: int) -> list[Address]:
    """A person's address book, the default first."""
    return list(Address.objects.filter(user_id=user_id).order_by("-is_default", "pk"))
