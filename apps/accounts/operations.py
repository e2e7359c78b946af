"""Accounts · address books, companies and API tokens · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress
from apps.common.errors import Conflict, InvalidInput, NotFound
from apps.common.sealing import Unreadable
from apps.common.transactions import transaction_required

from . import rules, second_factor
from .errors import NotCompanyAdmin, TokenUnknown, TooManyCompanies, TooManyTokens
from .models import Address, ApiToken, Company, CompanyMember, User
from .types import SCOPES, Audience, CompanyRole, IssuedToken

USE_IS_NOTED_EVERY = timedelta(minutes=1)


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
def change_name(user_id: int, *, name: str, expected: str) -> User:
    """Call a person by this name from now on; at most 120 characters, empty for none.

    Raises:
        Conflict: the name is no longer the `expected` one. Nothing is written.
    """
    person = User.objects.select_for_update().get(pk=user_id)
    if person.name != expected:
        raise Conflict()
    person.name = name.strip()
    person.save(update_fields=["name"])
    return person


@transaction_required
def delete_address(public_id: UUID, *, user_id: int) -> None:
    """Take an entry out of a person's address book.

    Raises:
        NotFound: it is not in it.
    """
    gone, _count = Address.objects.filter(public_id=public_id, user_id=user_id).delete()
    if not gone:
        raise NotFound()


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
def found_company(user_id: int, *, legal_name: str, country: str, vat_id: str) -> Company:
    """Make a company that a person administers, and buys for from now on.

    Raises:
        InvalidInput: no name. TooManyCompanies: the person buys for as many as one may. Nothing is written.
    """
    person = User.objects.select_for_update().get(pk=user_id)
    count = CompanyMember.objects.filter(user_id=user_id).count()
    if count >= rules.MOST_COMPANIES:
        raise TooManyCompanies(count=count)
    company = Company.objects.create(legal_name=_company_name(legal_name), country=country, vat_id=vat_id)
    CompanyMember.objects.create(company=company, user_id=user_id, role=CompanyRole.ADMIN)
    person.buys_for = company
    person.save(update_fields=["buys_for"])
    return company


@transaction_required
def change_company(public_id: UUID, *, user_id: int, legal_name: str, country: str, vat_id: str) -> Company:
    """Give a company other facts; what was checked of the old ones counts no more.

    Raises:
        NotFound: it is not the person's. NotCompanyAdmin. InvalidInput: no name. Nothing is written.
    """
    company = Company.objects.select_for_update().filter(public_id=public_id, members__user_id=user_id).first()
    if company is None:
        raise NotFound()
    if not CompanyMember.objects.filter(company=company, user_id=user_id, role=CompanyRole.ADMIN).exists():
        raise NotCompanyAdmin()
    company.legal_name, company.country, company.vat_id = _company_name(legal_name), country, vat_id
    company.save(update_fields=["legal_name", "country", "vat_id"])
    return company


@transaction_required
def buy_for(user_id: int, *, public_id: UUID | None) -> None:
    """Have what a person buys be for one of the person's companies, or for the person alone.

    Raises:
        NotFound: it is not the person's.
    """
    company = None
    if public_id is not None:
        company = Company.objects.filter(public_id=public_id, members__user_id=user_id).first()
        if company is None:
            raise NotFound()
    User.objects.filter(pk=user_id).update(buys_for=company)


def _company_name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= rules.LONGEST_COMPANY_NAME:
        raise InvalidInput(
            field="legal_name",
            problem=_("Enter the company's name as it is registered, up to %(most)d characters."),
            most=rules.LONGEST_COMPANY_NAME,
        )
    return name


@transaction_required
def keep_to_members(company_id: int) -> None:
    """Have nobody buy for a company who is no member of it any more."""
    members = CompanyMember.objects.filter(company_id=company_id).values("user_id")
    User.objects.filter(buys_for=company_id).exclude(pk__in=members).update(buys_for=None)


@transaction_required
def set_company_role(*, company_id: int, user_id: int, role: str) -> None:
    """Say what a person may do in a company."""
    CompanyMember.objects.update_or_create(company_id=company_id, user_id=user_id, defaults={"role": role})


@transaction_required
def issue_token(
    user_id: int,
    *,
    audience: Audience,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    expires_at: datetime | None = None,
    vendor_id: int | None = None,
) -> IssuedToken:
    """Make an API token; its secret is in the answer and nowhere else.

    `vendor_id` is given for the vendor audience, whose team the person is in, and for
    no other. `expires_at` is aware UTC; None lasts until revoked.

    Raises:
        InvalidInput: no name or too long a one, no or an unknown scope, or an expiry that has passed.
        TooManyTokens: the person has as many for this audience and vendor as one may have.
    """
    if not 0 < len(name.strip()) <= rules.LONGEST_NAME:
        raise InvalidInput(
            field="name",
            problem=_("Give the token a name by which you know it again, of at most %(most)d characters.")
            % {"most": rules.LONGEST_NAME},
        )
    unknown = rules.unknown_scopes(audience, list(scopes))
    if unknown or not scopes:
        raise InvalidInput(
            field="scopes",
            problem=_("Choose from: %(known)s.") % {"known": ", ".join(SCOPES[audience])},
        )
    if expires_at is not None and expires_at <= at:
        raise InvalidInput(field="expires_at", problem=_("Choose a time that lies ahead."))
    User.objects.select_for_update().get(pk=user_id)
    count = ApiToken.objects.live(at).filter(user_id=user_id, audience=audience, vendor_id=vendor_id).count()
    if count >= rules.MOST_TOKENS:
        raise TooManyTokens(count=count)
    secret = rules.new_secret(audience)
    token = ApiToken.objects.create(
        user_id=user_id,
        audience=audience,
        vendor_id=vendor_id,
        name=name.strip(),
        scopes=list(dict.fromkeys(scopes)),
        hash=rules.digest(secret),
        prefix=secret[:12],
        created_at=at,
        expires_at=expires_at,
    )
    return IssuedToken(token.public_id, secret)


@transaction_required
def revoke_token(
    public_id: UUID,
    *,
    at: datetime,
    user_id: int | None = None,
    vendor_id: int | None = None,
    audience: Audience | None = None,
) -> None:
    """End a token at once; one that has ended stays as it is.

    `user_id`, `vendor_id` and `audience`, where given, are whose it must be.

    Raises:
        TokenUnknown: there is none, or it is somebody else's.
    """
    found = ApiToken.objects.filter(public_id=public_id)
    if user_id is not None:
        found = found.filter(user_id=user_id)
    if vendor_id is not None:
        found = found.filter(vendor_id=vendor_id)
    if audience is not None:
        found = found.filter(audience=audience)
    if not found.exists():
        raise TokenUnknown()
    found.filter(revoked_at__isnull=True).update(revoked_at=at)


@transaction_required
def reseal_second_factors() -> tuple[int, list[str]]:
    """Put authenticators' secrets under the first key: how many, and whose no key opens (addresses of mail)."""
    count, lost = 0, []
    for row in Authenticator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        try:
            data = second_factor.resealed(row.data)
        except Unreadable:
            lost.append(row.user.email)
            continue
        count += 1
        Authenticator.objects.filter(pk=row.pk).update(data=data)
    return count, lost


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    if token.last_used_at is None or at - token.last_used_at >= USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
