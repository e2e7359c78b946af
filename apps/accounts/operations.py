"""Accounts · address books and companies · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password

from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required

from .models import Address, Company, CompanyMember, User


@transaction_required
def save_address(user_id: int, *, address: PostalAddress, label: str = "", is_default: bool = False) -> Address:
    """Add an entry to a person's address book; an equal one is not added twice."""
    User.objects.select_for_update().get(pk=user_id)
    data = address.as_json()
    known = Address.objects.filter(user_id=user_id, data=data).first()
    if is_default:
        Address.objects.filter(user_id=user_id, is_default=True).update(is_default=False)
    entry = known or Address(user_id=user_id, country=address.country, data=data, label=label)
    entry.is_default = is_default or entry.is_default
    entry.save()
    return entry


@transaction_required
def save_people(names: Mapping[str, str], *, language: str) -> dict[str, int]:
    """People who cannot log in yet, by their lower-case addresses of mail; the primary key of each. Twice is once."""
    User.objects.bulk_create(
        [
            User(email=email, name=name, language=language, password=make_password(None))
            for email, name in names.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return dict(User.objects.filter(email__in=names).values_list("email", "pk"))


@transaction_required
def save_company(*, legal_name: str, country: str, vat_id: str, address: Mapping[str, Any]) -> Company:
    """A buying company, found by its name and country, with these facts."""
    company, _ = Company.objects.update_or_create(
        legal_name=legal_name, country=country, defaults={"vat_id": vat_id, "address": dict(address)}
    )
    return company


@transaction_required
def set_company_role(*, company_id: int, user_id: int, role: str) -> None:
    """Say what a person may do in a company."""
    CompanyMember.objects.update_or_create(company_id=company_id, user_id=user_id, defaults={"role": role})
