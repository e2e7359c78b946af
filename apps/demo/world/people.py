"""Demo · shoppers, companies, teams and staff, and who may log in with what · public schema."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts import selectors as people
from apps.accounts.models import User
from apps.common.links import origin
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from apps.vendors.types import TeamRole

from . import files

TEAM_ROLES = {"owner": TeamRole.OWNER, "manager": TeamRole.OWNER, "catalogue": TeamRole.CATALOGUE,
              "fulfilment": TeamRole.FULFILMENT}  # fmt: skip
GROUPS = {
    "catalogue": ("vendors", "taxonomy", "discovery", "reviews", "markets"),
    "finance": ("ledger", "payments", "credits", "checkout", "currencies"),
    "customs": ("tariffs", "logistics", "reference"),
}


@dataclass(frozen=True)
class LogIn:
    """How a person of the demo logs in."""

    role: str
    name: str
    email: str
    password: str
    totp_secret: str
    url: str


class KeyRing:
    """The log-ins of this installation, kept in a file that only its owner reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        known = json.loads(path.read_text()) if path.exists() else []
        self.log_ins = {entry["email"]: LogIn(**entry) for entry in known}

    def open_for(self, user: User, *, role: str, url: str, has_second_factor: bool) -> None:
        """Give a person a password, and an authenticator where wanted; the same ones at every run."""
        known = self.log_ins.get(user.email)
        entry = known or LogIn(
            role=role,
            name=str(user),
            email=user.email,
            password=f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}",
            totp_secret=totp.generate_totp_secret() if has_second_factor else "",
            url=url,
        )
        self.log_ins[user.email] = entry
        if not user.check_password(entry.password):
            user.set_password(entry.password)
            user.save(update_fields=["password"])
        if known is None:
            self.save()
            Authenticator.objects.filter(user=user).delete()
        if entry.totp_secret and not Authenticator.objects.filter(user=user).exists():
            totp.TOTP.activate(user, entry.totp_secret)

    def save(self) -> None:
        """Write the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self.path.write_text(json.dumps([asdict(entry) for entry in self.log_ins.values()], indent=1))


def make_shoppers(rows: Iterable[dict[str, Any]], ring: KeyRing) -> int:
    """People with verified addresses of mail and an entry in their address book; the first may log in."""
    count = 0
    for row in rows:
        with transaction.atomic():
            user = _person(row["email"], row["name"], row["language"])
            if not people.addresses_of(user.pk):
                accounts.save_address(
                    user.pk,
                    address=files.home_address(row["address"], row["latin_address"], phone=row["phone"]),
                    is_default=True,
                )
            if count == 0:
                ring.open_for(user, role="shopper", url=f"{origin()}/", has_second_factor=False)
        count += 1
    return count


def make_companies(rows: Iterable[dict[str, Any]], ring: KeyRing) -> int:
    """Companies that buy wholesale; the first one's first member may log in."""
    count = 0
    for row in rows:
        with transaction.atomic():
            company = accounts.save_company(
                legal_name=row["legal_name"],
                country=row["country"],
                vat_id=row["vat_id"] or "",
                address=row["address"],
            )
            for number, member in enumerate(row["members"]):
                user = _person(member["email"], member["name"], row["language"])
                accounts.set_company_role(company_id=company.pk, user_id=user.pk, role=member["role"])
                accounts.buy_for(user.pk, public_id=company.public_id)
                if count == number == 0:
                    ring.open_for(user, role="wholesale buyer", url=f"{origin()}/", has_second_factor=False)
        count += 1
    return count


def make_team(vendor: Vendor, rows: Iterable[dict[str, Any]], ring: KeyRing, *, may_log_in: bool) -> None:
    """A vendor's people; the owner may log in where `may_log_in`."""
    for row in rows:
        with transaction.atomic():
            user = _person(row["email"], row["name"], row["language"])
            role = TEAM_ROLES[row["role"]]
            vendors.set_team_role(vendor_id=vendor.pk, user_id=user.pk, role=role)
            if may_log_in and role == TeamRole.OWNER:
                host = f"{vendor.slug}.{settings.MARKETPLACE_HOST}"
                ring.open_for(user, role=f"{vendor.name}", url=f"{origin(host)}/dashboard/", has_second_factor=True)


def make_staff(rows: Iterable[dict[str, Any]], ring: KeyRing) -> int:
    """Members of staff in groups with the rights of their field; one superuser."""
    count = 0
    for row in rows:
        with transaction.atomic():
            user = _person(row["email"], row["name"], row["language"])
            user.is_staff = True
            user.is_superuser = row["group"] == "super"
            user.save(update_fields=["is_staff", "is_superuser"])
            if row["group"] in GROUPS:
                user.groups.add(_group(row["group"]))
            ring.open_for(user, role=f"staff ({row['group']})", url=f"{origin()}/admin/", has_second_factor=True)
        count += 1
    return count


def _group(name: str) -> Group:
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new:
        group.permissions.set(Permission.objects.filter(content_type__app_label__in=GROUPS[name]))
    return group


def _person(email: str, name: str, language: str) -> User:
    user = people.find_by_email(email) or User.objects.create_user(email, None, name=name, language=language)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user
