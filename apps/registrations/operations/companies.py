"""Registrations · buying companies as their people enter them: a tax id has to have the right form · public."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from apps.accounts import operations as accounts
from apps.common.transactions import transaction_required
from apps.registrations.rules import numbers

if TYPE_CHECKING:
    from apps.accounts.models import Company


@transaction_required
def enter_company(
    user_id: int, *, legal_name: str, country: str, tax_id: str, public_id: UUID | None = None
) -> Company:
    """Make a company that the person buys for from now on, or change one of the person's own.

    Raises:
        InvalidInput: no name, or a tax id whose form is wrong. NotFound: it is not the person's.
        NotCompanyAdmin, TooManyCompanies: see accounts. Nothing is written.
    """
    number = numbers.tax_id(country, tax_id).number if tax_id.strip() else ""
    if public_id is None:
        return accounts.found_company(user_id, legal_name=legal_name, country=country, vat_id=number)
    return accounts.change_company(public_id, user_id=user_id, legal_name=legal_name, country=country, vat_id=number)
