"""Vendors · vendors, domains, teams, applications and the state of their schemas · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from apps.common.fields import country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import ApplicationStatus, FleetState, RoutingRule, TeamRole, VendorStatus


class Vendor(SharedModel, TenantMixin):
    """A seller and the schema that holds what is the seller's own.

    `trader_address` is its postal address as buyers are told it; `responsible_persons` maps a customs territory
    (EU, GB) to who answers there for its goods, with postal and electronic address. With `duty_choice` buyers may
    choose between duty paid with the purchase and duty paid on arrival.
    `story` and `place` map a language to text; `accent` is a CSS hex colour;
    `mark` is the picture of the brand (key, widths, formats).
    """

    auto_create_schema = False
    auto_drop_schema = False

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    legal_name = models.CharField(_("legal name"), max_length=160)
    status = models.CharField(
        _("status"), max_length=14, choices=VendorStatus.choices, default=VendorStatus.PROVISIONING
    )
    country = country_field()
    currency = currency_field()
    languages = ArrayField(models.CharField(max_length=10), default=list)
    contact_email = models.EmailField(blank=True)
    trader_address = models.CharField(max_length=300, blank=True, default="", db_default="")
    responsible_persons = models.JSONField(default=dict, blank=True, db_default={})
    duty_choice = models.BooleanField(default=False, db_default=False)
    story = models.JSONField(default=dict, blank=True)
    place = models.JSONField(default=dict, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    accent = models.CharField(max_length=7, default="#2f6f78")
    mark = models.JSONField(default=dict, blank=True)
    processing_days = models.PositiveSmallIntegerField(default=2)
    routing = models.CharField(
        _("routing"),
        max_length=10,
        choices=RoutingRule.choices,
        default=RoutingRule.FEWEST,
        db_default=RoutingRule.FEWEST.value,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=VendorStatus.values), name="vendors_vendor_status_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Domain(SharedModel, DomainMixin):
    """A host name that serves a vendor's shop and back office."""


class TeamMember(SharedModel):
    """That a person works for a vendor, and as what."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="vendor_memberships")
    role = models.CharField(max_length=12, choices=TeamRole.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "user"], name="vendors_team_member_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.vendor}"


class Application(SharedModel):
    """A maker's request to sell here."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    legal_name = models.CharField(max_length=160)
    country = country_field()
    currency = currency_field()
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    goods = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=ApplicationStatus.choices, default=ApplicationStatus.SUBMITTED)
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    vendor = models.OneToOneField(Vendor, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return self.name


class SchemaMigration(SharedModel):
    """A vendor migration rendered to SQL once, in the order of application.

    All of them replayed make a new vendor's schema; the missing ones bring an
    old schema up to date.
    """

    position = models.PositiveIntegerField(unique=True)
    app = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    sql = models.TextField()
    rendered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["app", "name"], name="vendors_schema_migration_once")]

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"


class FleetStatus(SharedModel):
    """Where one schema stands in the fleet's migration."""

    schema_name = models.CharField(max_length=63, unique=True)
    state = models.CharField(max_length=8, choices=FleetState.choices, default=FleetState.PENDING)
    applied_position = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["schema_name"]
        verbose_name_plural = "fleet statuses"

    def __str__(self) -> str:
        return f"{self.schema_name}: {self.state}"
