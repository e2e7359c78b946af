"""Common · the two base classes of every table."""

from __future__ import annotations

from typing import Any

from django.db import models

from .tenancy import is_public


class NoVendor(RuntimeError):
    """A programming error: a vendor's table was asked for while no vendor was entered."""


class SharedModel(models.Model):
    """A table in public."""

    class Meta:
        abstract = True


class VendorManager(models.Manager[Any]):
    """Refuses to build a query while the connection is on public."""

    def get_queryset(self) -> models.QuerySet[Any]:
        if is_public():
            raise NoVendor(f"{self.model.__name__} lives in vendors' schemas: enter one with tenant_context.")
        return super().get_queryset()


class TenantModel(models.Model):
    """A table in each vendor's schema."""

    objects = VendorManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
