"""Accounts · people, addresses, buying companies and API tokens · public schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Audience, CompanyRole


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who can log in, or cannot where `password` is None.

        Raises:
            ValueError: no e-mail address.
        """
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A member of staff who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(SharedModel, AbstractBaseUser, PermissionsMixin):
    """A person: shopper, company buyer, member of a vendor's team or of staff.

    `buys_for` is the company, one of the person's own, that what they buy now is for.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    buys_for = models.ForeignKey(
        "accounts.Company", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; with a new password every API token of the person ends, whoever set it and wherever."""
        has_new_password = self.pk is not None and getattr(self, "_password", None) is not None
        super().save(*args, **kwargs)
        if has_new_password:
            ApiToken.objects.filter(user=self, revoked_at__isnull=True).update(revoked_at=Now())

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Address(SharedModel):
    """An entry of a person's address book; `data` is PostalAddress.as_json()."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=60, blank=True)
    country = country_field()
    data = models.JSONField()
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="accounts_address_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.label or self.country


class Company(SharedModel):
    """A wholesale buyer."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    legal_name = models.CharField(max_length=160)
    country = country_field()
    vat_id = models.CharField(max_length=20, blank=True)
    address = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.legal_name


class CompanyMember(SharedModel):
    """That a person buys for a company, and what they may do there."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="company_memberships")
    role = models.CharField(max_length=12, choices=CompanyRole.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="accounts_company_member_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.company}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they open anything."""

    def live(self, at: datetime) -> ApiTokenQuerySet:
        """Neither revoked nor expired at `at`."""
        return self.filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=at), revoked_at__isnull=True)


class ApiToken(SharedModel):
    """A program's right to act for a person towards one audience.

    Of the secret only its SHA-256 is kept, and `prefix`, by which a person knows
    it again. `vendor_id` is set for the vendor audience alone.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    vendor_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    hash = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        indexes = [models.Index(fields=["vendor_id"], name="accounts_apitoken_vendor",
                                condition=models.Q(vendor_id__isnull=False))]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience=Audience.VENDOR) ^ models.Q(vendor_id__isnull=True),
                name="accounts_apitoken_vendor_names_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
