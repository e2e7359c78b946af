"""Vendors · reads · public schema."""

from __future__ import annotations

import time
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, UUIDField, Value
from django_tenants.utils import schema_context

from apps.common.remember import Remembered

from . import rules
from .errors import ApplicationUnknown, MemberUnknown, VendorUnknown
from .models import Application, Domain, FleetStatus, TeamMember, Vendor
from .types import TeamRole, VendorCard, VendorProfile, VendorStatus

_HOSTS_SECONDS = 30
_hosts: dict[str, tuple[float, Vendor | None]] = {}
_tenants: Remembered[Vendor] = Remembered(seconds=_HOSTS_SECONDS, most=5000)
_cards: Remembered[VendorCard] = Remembered(seconds=_HOSTS_SECONDS, most=5000)


def by_host(host: str) -> Vendor | None:
    """The vendor whose shop `host` serves; remembered in this process for half a minute."""
    known = _hosts.get(host)
    at = time.monotonic()
    if known and known[0] > at:
        return known[1]
    with schema_context("public"):
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    vendor = domain.tenant if domain else None
    if len(_hosts) > 5000:
        _hosts.clear()
    _hosts[host] = (at + _HOSTS_SECONDS, vendor)
    return vendor


def forget_hosts() -> None:
    """Look every host and vendor up again: after a vendor or a domain has changed in this process."""
    _hosts.clear()
    _tenants.forget()
    _cards.forget()


def tenants(vendor_ids: Collection[int]) -> dict[int, Vendor]:
    """Vendors to enter, by id; remembered in this process for half a minute, as hosts are. One query, or none."""
    found = {vendor_id: _tenants.get(vendor_id) for vendor_id in vendor_ids}
    missing = [vendor_id for vendor_id, vendor in found.items() if vendor is None]
    if missing:
        found |= {vendor.pk: _tenants.put(vendor.pk, vendor) for vendor in Vendor.objects.filter(pk__in=missing)}
    return {vendor_id: vendor for vendor_id, vendor in found.items() if vendor is not None}


def card(vendor_id: int) -> VendorCard:
    """One vendor as it is now.

    Raises:
        VendorUnknown: there is none.
    """
    found = cards([vendor_id])
    if vendor_id not in found:
        raise VendorUnknown()
    return found[vendor_id]


def card_shown(vendor_id: int) -> VendorCard:
    """One vendor as pages show it: remembered in this process for half a minute.

    Raises:
        VendorUnknown: there is none.
    """
    return _cards.get(vendor_id) or _cards.put(vendor_id, card(vendor_id))


def cards(vendor_ids: Collection[int] | None = None) -> dict[int, VendorCard]:
    """Vendors by id; all of them where no ids are given. One query."""
    rows = Vendor.objects.all() if vendor_ids is None else Vendor.objects.filter(pk__in=list(vendor_ids))
    return {vendor.pk: as_card(vendor) for vendor in rows}


def by_schema() -> dict[str, VendorCard]:
    """Every vendor by the name of its schema. One query."""
    return {vendor.schema_name: as_card(vendor) for vendor in Vendor.objects.all()}


def find_by_slug(slug: str) -> Vendor | None:
    """The vendor with this slug, if there is one."""
    return Vendor.objects.filter(slug=slug).first()


def by_slug(slug: str) -> Vendor:
    """The vendor with this slug.

    Raises:
        VendorUnknown: there is none.
    """
    vendor = find_by_slug(slug)
    if vendor is None:
        raise VendorUnknown()
    return vendor


def team_role(*, vendor_id: int, user_id: int) -> TeamRole | None:
    """What a person is in a vendor's team, if anything."""
    role = TeamMember.objects.filter(vendor_id=vendor_id, user_id=user_id).values_list("role", flat=True).first()
    return TeamRole(role) if role else None


def membership(*, vendor_id: int, user_id: int) -> tuple[Vendor, TeamRole] | None:
    """The vendor, and what a person is in its team; None for strangers. One query."""
    found = TeamMember.objects.filter(vendor_id=vendor_id, user_id=user_id).select_related("vendor").first()
    return (found.vendor, TeamRole(found.role)) if found else None


def allows_scope(role: TeamRole, scope: str) -> bool:
    """Whether an API token of a team member with this role may have this scope."""
    return rules.allows_scope(role, scope)


def members(vendor_id: int) -> QuerySet[TeamMember]:
    """The vendor's team with the people in it, for lists that cut it."""
    return TeamMember.objects.filter(vendor_id=vendor_id).select_related("user").order_by("pk")


def member(vendor_id: int, public_id: UUID) -> TeamMember:
    """The member of a vendor's team who is the person with this public id.

    Raises:
        MemberUnknown: nobody of the team is.
    """
    found = members(vendor_id).filter(user__public_id=public_id).first()
    if found is None:
        raise MemberUnknown()
    return found


def team(vendor_id: int) -> list[TeamMember]:
    """The vendor's team with the people in it, owners first."""
    return list(TeamMember.objects.filter(vendor_id=vendor_id).select_related("user").order_by("role", "pk"))


def team_people(vendor_ids: Collection[int]) -> list[tuple[UUID | None, str]]:
    """(public id, e-mail address) of everybody who works for these vendors, and their contact addresses. One query."""
    people = TeamMember.objects.filter(vendor_id__in=list(vendor_ids)).order_by()
    contacts = Vendor.objects.filter(pk__in=list(vendor_ids)).exclude(contact_email="").order_by()
    nobody = Value(None, output_field=UUIDField())
    return list(
        people.values_list("user__public_id", "user__email").union(contacts.values_list(nobody, "contact_email"))
    )


def profile(vendor_id: int) -> VendorProfile:
    """What a vendor may change about itself.

    Raises:
        VendorUnknown: there is none.
    """
    vendor = Vendor.objects.filter(pk=vendor_id).first()
    if vendor is None:
        raise VendorUnknown()
    return as_profile(vendor)


def as_profile(vendor: Vendor) -> VendorProfile:
    """The part of a vendor that its owner may change."""
    return VendorProfile(
        name=vendor.name,
        contact_email=vendor.contact_email,
        accent=vendor.accent,
        processing_days=vendor.processing_days,
        languages=tuple(vendor.languages),
        story=vendor.story,
        place=vendor.place,
        trader_address=vendor.trader_address,
        responsible_persons=vendor.responsible_persons,
        duty_choice=vendor.duty_choice,
    )


def as_card(vendor: Vendor) -> VendorCard:
    """The value that others hold of a vendor."""
    return VendorCard(
        id=vendor.pk,
        public_id=vendor.public_id,
        slug=vendor.slug,
        name=vendor.name,
        legal_name=vendor.legal_name,
        country=vendor.country,
        currency=vendor.currency,
        status=vendor.status,
        accent=vendor.accent,
        story=vendor.story,
        place=vendor.place,
        mark=vendor.mark,
        latitude=float(vendor.latitude) if vendor.latitude is not None else None,
        longitude=float(vendor.longitude) if vendor.longitude is not None else None,
        processing_days=vendor.processing_days,
        languages=tuple(vendor.languages),
        host=f"{vendor.slug}.{settings.MARKETPLACE_HOST}",
        contact_email=vendor.contact_email,
        trader_address=vendor.trader_address,
        responsible_persons=vendor.responsible_persons,
        duty_choice=vendor.duty_choice,
        routing=vendor.routing,
    )


def vendors() -> QuerySet[Vendor]:
    """Every vendor, to be narrowed and cut by who shows them."""
    return Vendor.objects.all()


def vendor(public_id: UUID) -> Vendor:
    """One vendor, whatever its status.

    Raises:
        VendorUnknown: there is none.
    """
    found = Vendor.objects.filter(public_id=public_id).first()
    if found is None:
        raise VendorUnknown()
    return found


def steps_of(vendor: Vendor) -> list[str]:
    """The steps of the lifecycle that are possible for a vendor now."""
    return rules.LIFECYCLE.events(VendorStatus(vendor.status))


def applications() -> QuerySet[Application]:
    """Every application to sell here, to be narrowed and cut by who shows them."""
    return Application.objects.select_related("vendor")


def application(public_id: UUID) -> Application:
    """One application.

    Raises:
        ApplicationUnknown: there is none.
    """
    found = applications().filter(public_id=public_id).first()
    if found is None:
        raise ApplicationUnknown()
    return found


def fleet() -> QuerySet[FleetStatus]:
    """Where every schema stands in the fleet's migration."""
    return FleetStatus.objects.all()
