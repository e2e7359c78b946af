"""Payouts · whether a bank account can be paid to, and how it is shown: pure.

IBAN structures, check digits and the BICs of banks are schwifty's registry.
"""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from schwifty import BIC, IBAN, registry
from schwifty.exceptions import SchwiftyException

from apps.common.errors import InvalidInput
from apps.payouts.types import CLEARING_SYSTEMS, AccountDetails, Scheme

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{2,33}")


def checked(details: AccountDetails) -> AccountDetails:
    """The account with its numbers in electronic form and the BIC that follows from its IBAN.

    Raises:
        InvalidInput: the holder is missing, or no bank could find the account from this.
    """
    holder = " ".join(details.holder.split())
    if not 2 <= len(holder) <= 70:
        raise InvalidInput(field="holder", problem=_("Write the account holder's name as the bank knows it."))
    found = replace(details, holder=holder, bic=_bic(details.bic))
    return _by_iban(found) if _plain(details.iban) else _by_number(found)


def scheme_of(details: AccountDetails) -> Scheme:
    """SEPA takes euro to an IBAN of its area; everything else is another kind of order."""
    is_sepa = bool(details.iban) and details.currency == "EUR" and IBAN(details.iban).in_sepa_zone
    return Scheme.SEPA if is_sepa else Scheme.GLOBAL


def masked(details: AccountDetails) -> str:
    """The number with only its country and its last four characters."""
    number = details.iban or details.number
    return f"{details.iban[:2]}•••• {number[-4:]}" if details.iban else f"•••• {number[-4:]}"


def _by_iban(details: AccountDetails) -> AccountDetails:
    try:
        iban = IBAN(_plain(details.iban))
    except SchwiftyException as error:
        raise InvalidInput(
            field="iban", problem=_("This is not a correct IBAN. Copy it from your bank's papers, all of it.")
        ) from error
    derived = str(iban.bic) if iban.bic else ""
    if details.bic and derived and details.bic[:8] != derived[:8]:
        raise InvalidInput(
            field="bic",
            problem=_("This IBAN belongs to a bank with the BIC %(bic)s. Leave the BIC empty."),
            bic=derived,
        )
    return replace(details, iban=str(iban), country=iban.country_code, bic=details.bic or derived, number="")


def _by_number(details: AccountDetails) -> AccountDetails:
    number = _plain(details.number)
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(field="number", problem=_("Give an IBAN, or an account number of 3 to 34 characters."))
    if details.country in registry.get_countries():
        raise InvalidInput(field="iban", problem=_("Banks of this country need an IBAN."))
    member = re.sub(r"[\s-]", "", details.clearing_member)
    digits = CLEARING_SYSTEMS.get(details.clearing_system)
    if details.clearing_system and (digits is None or not (member.isdigit() and len(member) == digits)):
        raise InvalidInput(
            field="clearing_member", problem=_("The bank's number in this clearing system has another length.")
        )
    if not details.bic and not details.clearing_system:
        raise InvalidInput(field="bic", problem=_("Without an IBAN the bank's BIC or clearing number is needed."))
    return replace(details, number=number, clearing_member=member, iban="")


def _bic(text: str) -> str:
    if not _plain(text):
        return ""
    try:
        return str(BIC(_plain(text)))
    except SchwiftyException as error:
        raise InvalidInput(field="bic", problem=_("This is not a correct BIC: 8 or 11 characters.")) from error


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).upper()
