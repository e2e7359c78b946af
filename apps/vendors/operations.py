"""Vendors · registering, provisioning, deciding on applications, teams · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

import psycopg2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox

from . import rules, schema_sql, selectors
from .errors import LastOwner, NobodyKnown, ProvisioningFailed, SlugTaken
from .events import VendorChanged, VendorProvisioned
from .models import Application, Domain, FleetStatus, SchemaMigration, TeamMember, Vendor
from .types import ApplicationStatus, FleetState, RoutingRule, TeamRole, VendorProfile, VendorStatus


class ProfileChanges(TypedDict, total=False):
    """The parts of a vendor's profile that are to be replaced; what is absent stays."""

    name: str
    contact_email: str
    accent: str
    processing_days: int
    languages: tuple[str, ...]
    story: Mapping[str, str]
    place: Mapping[str, str]
    trader_address: str
    responsible_persons: Mapping[str, str]
    duty_choice: bool


@transaction_required
def register(*, slug: str, name: str, legal_name: str, country: str, currency: str, **facts: Any) -> Vendor:
    """A vendor with its host name, without a schema yet.

    `facts` are further columns of Vendor (story, place, accent, …).

    Raises:
        InvalidInput: the slug cannot be a host label.
        SlugTaken: another vendor has it.
    """
    _require_usable(slug)
    try:
        with transaction.atomic():
            vendor = Vendor.objects.create(
                slug=slug,
                schema_name=rules.schema_name(slug),
                name=name,
                legal_name=legal_name,
                country=country,
                currency=currency,
                **facts,
            )
            Domain.objects.create(tenant=vendor, domain=f"{slug}.{settings.MARKETPLACE_HOST}", is_primary=True)
    except (IntegrityError, ValidationError) as error:
        raise SlugTaken(field="slug", slug=slug) from error
    return vendor


def provision(vendor_id: int, *, at: datetime) -> Vendor:
    """Make the vendor's schema by replaying the template, and open the shop. Twice is once.

    Runs in transactions of its own: the schema's, in the owner's role, then the
    vendor's row.

    Raises:
        ProvisioningFailed: the database refused; the vendor stays as it was.
    """
    vendor = Vendor.objects.get(pk=vendor_id)
    try:
        with schema_sql.owner_connection() as link:
            _replay_template(link, vendor.schema_name)
    except psycopg2.Error as error:
        raise ProvisioningFailed(reason=str(error).strip()) from error
    with transaction.atomic():
        return activate(vendor_id, at=at)


@transaction_required
def activate(vendor_id: int, *, at: datetime) -> Vendor:
    """Open the shop of a vendor whose schema stands at the newest migration. Twice is once."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor_id)
    FleetStatus.objects.update_or_create(
        schema_name=vendor.schema_name,
        defaults={"state": FleetState.CURRENT, "applied_position": SchemaMigration.objects.count()},
    )
    if vendor.status == VendorStatus.PROVISIONING:
        vendor.status = rules.LIFECYCLE.next(VendorStatus(vendor.status), "activate")
        vendor.save(update_fields=["status"])
        outbox.emit(VendorProvisioned(vendor_id=vendor.pk), at=at)
        outbox.emit(VendorChanged(vendor_id=vendor.pk), at=at)
    return vendor


def _replay_template(link: schema_sql.Connection, schema: str) -> None:
    schema_sql.create_schema(link, schema)
    done = schema_sql.applied(link, schema)
    missing = [m for m in SchemaMigration.objects.all() if (m.app, m.name) not in done]
    if missing:
        schema_sql.replay(link, schema, missing)


@transaction_required
def change_status(vendor_id: int, *, event: str, at: datetime, by: Actor = SYSTEM) -> Vendor:
    """Pause, resume, suspend, reinstate or close a vendor.

    Raises:
        InvalidTransition: the lifecycle has no such step from where the vendor is.
    """
    vendor = Vendor.objects.select_for_update().get(pk=vendor_id)
    vendor.status = rules.LIFECYCLE.next(VendorStatus(vendor.status), event)
    vendor.save(update_fields=["status"])
    outbox.emit(VendorChanged(vendor_id=vendor.pk), at=at, by=by)
    return vendor


@transaction_required
def set_mark(vendor_id: int, *, mark: dict[str, Any], at: datetime) -> None:
    """Give a vendor the picture of its brand (key, widths, formats, width, height, alt)."""
    Vendor.objects.filter(pk=vendor_id).update(mark=mark)
    outbox.emit(VendorChanged(vendor_id=vendor_id), at=at)


@transaction_required
def apply(
    *,
    slug: str,
    name: str,
    legal_name: str,
    country: str,
    currency: str,
    contact_name: str,
    contact_email: str,
    goods: str = "",
) -> UUID:
    """Keep a maker's request to sell here; its public id.

    Raises:
        InvalidInput: the slug cannot be a host label.
        SlugTaken: a seller, or an open application, has it.
    """
    _require_usable(slug)
    is_open = Application.objects.filter(slug=slug, status=ApplicationStatus.SUBMITTED).exists()
    if is_open or Vendor.objects.filter(slug=slug).exists():
        raise SlugTaken(field="slug", slug=slug)
    return Application.objects.create(
        slug=slug,
        name=name,
        legal_name=legal_name,
        country=country,
        currency=currency,
        contact_name=contact_name,
        contact_email=contact_email,
        goods=goods,
    ).public_id


def _require_usable(slug: str) -> None:
    if not rules.is_usable_slug(slug):
        raise InvalidInput(
            field="slug",
            problem=_("Use 3 to 40 small letters, digits and single hyphens, beginning with a letter."),
        )


@transaction_required
def approve(application_id: UUID, *, at: datetime, by: Actor) -> Vendor:
    """Accept an application: the vendor is registered; its schema is made after the commit by `provision`.

    Raises:
        SlugTaken: the wished address has gone to somebody else.
        InvalidInput: the application was decided before.
    """
    application = Application.objects.select_for_update().get(public_id=application_id)
    if application.status != ApplicationStatus.SUBMITTED:
        raise InvalidInput(field="status", problem=_("This application was decided before."))
    vendor = register(
        slug=application.slug,
        name=application.name,
        legal_name=application.legal_name,
        country=application.country,
        currency=application.currency,
        contact_email=application.contact_email,
        languages=["en"],
    )
    application.status = ApplicationStatus.APPROVED
    application.decided_at = at
    application.vendor = vendor
    application.save(update_fields=["status", "decided_at", "vendor"])
    return vendor


@transaction_required
def reject(application_id: UUID, *, note: str, at: datetime, by: Actor) -> None:
    """Turn an application down, saying why.

    Raises:
        InvalidInput: it was decided before.
    """
    application = Application.objects.select_for_update().get(public_id=application_id)
    if application.status != ApplicationStatus.SUBMITTED:
        raise InvalidInput(field="status", problem=_("This application was decided before."))
    application.status = ApplicationStatus.REJECTED
    application.decided_at = at
    application.decision_note = note
    application.save(update_fields=["status", "decided_at", "decision_note"])


@transaction_required
def held_profile(vendor_id: int) -> VendorProfile:
    """What a vendor says of itself, held from others until the transaction ends."""
    return selectors.as_profile(Vendor.objects.select_for_update().get(pk=vendor_id))


@transaction_required
def update_profile(vendor_id: int, *, at: datetime, by: Actor, **changes: Unpack[ProfileChanges]) -> VendorProfile:
    """Change what a vendor says of itself; what is absent from `changes` stays.

    Raises:
        InvalidInput: naming the first field that cannot be kept.
    """
    vendor = Vendor.objects.select_for_update().get(pk=vendor_id)
    before = selectors.as_profile(vendor)
    after = replace(before, **changes)
    problem = rules.profile_problem(after, languages=[code for code, _name in settings.LANGUAGES])
    if problem is not None:
        raise InvalidInput(field=problem[0], problem=problem[1])
    if after != before:
        for name, value in vars(after).items():
            setattr(vendor, name, list(value) if isinstance(value, tuple) else value)
        vendor.save(update_fields=list(vars(after)))
        outbox.emit(VendorChanged(vendor_id=vendor_id), at=at, by=by)
    return after


@transaction_required
def set_routing(vendor_id: int, rule: RoutingRule, *, at: datetime, by: Actor) -> None:
    """Say what decides from which of its houses a vendor's goods are sent. Checkouts know within half a minute."""
    if Vendor.objects.filter(pk=vendor_id).exclude(routing=rule).update(routing=rule):
        outbox.emit(VendorChanged(vendor_id=vendor_id), at=at, by=by)


@transaction_required
def invite(vendor_id: int, *, email: str, role: TeamRole) -> int:
    """Take the person with this address of mail into the team, or give a member another role; their primary key.

    Raises:
        NobodyKnown: nobody has an account with this address.
        LastOwner: the team would be left without an owner.
    """
    person = accounts.find_by_email(email)
    if person is None:
        raise NobodyKnown(
            field="email",
            problem=_("Nobody has an account with this address. Ask them to sign up in the shop first."),
        )
    set_team_role(vendor_id=vendor_id, user_id=person.pk, role=role)
    return int(person.pk)


@transaction_required
def held_member(vendor_id: int, public_id: UUID) -> TeamMember:
    """A member of the team by the person's public id; the team is held from others until the transaction ends.

    Raises:
        MemberUnknown: nobody of the team is meant.
    """
    Vendor.objects.select_for_update().get(pk=vendor_id)
    return selectors.member(vendor_id, public_id)


@transaction_required
def set_team_role(*, vendor_id: int, user_id: int, role: TeamRole | None) -> None:
    """Give a person a role in a vendor's team; None takes them off it.

    Raises:
        LastOwner: the team would be left without an owner.
    """
    Vendor.objects.select_for_update().get(pk=vendor_id)
    others = TeamMember.objects.filter(vendor_id=vendor_id, role=TeamRole.OWNER).exclude(user_id=user_id)
    was_owner = TeamMember.objects.filter(vendor_id=vendor_id, user_id=user_id, role=TeamRole.OWNER).exists()
    if was_owner and role != TeamRole.OWNER and not others.exists():
        raise LastOwner(field="role")
    if role is None:
        TeamMember.objects.filter(vendor_id=vendor_id, user_id=user_id).delete()
        return
    TeamMember.objects.update_or_create(vendor_id=vendor_id, user_id=user_id, defaults={"role": role})
