"""Common · Celery tasks that carry their vendor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import Task, shared_task
from django_tenants.utils import get_tenant_model, tenant_context

from .tenancy import leave_vendor

REGISTERED: dict[str, str] = {}


class UnboundTask(RuntimeError):
    """A programming error: the task says neither that it is public nor whose it is."""


def public_task(name: str, **options: Any) -> Callable[[Callable[..., Any]], Task]:
    """A task that works on public tables only. `name` reads `<app>.<verb_object>`."""

    def decorate(function: Callable[..., Any]) -> Task:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            leave_vendor()
            return function(*args, **kwargs)

        REGISTERED[name] = "public"
        return shared_task(name=name, **options)(run)

    return decorate


def vendor_task(name: str, **options: Any) -> Callable[[Callable[..., Any]], Task]:
    """A task within one vendor's schema.

    The task is called with the keyword `vendor_id` (the vendor's primary key);
    the function gets the vendor as `vendor`, already entered.

    Raises:
        UnboundTask: called without a vendor.
    """

    def decorate(function: Callable[..., Any]) -> Task:
        @wraps(function)
        def run(*args: Any, vendor_id: int | None = None, **kwargs: Any) -> Any:
            if vendor_id is None:
                raise UnboundTask(f"{name} needs vendor_id")
            leave_vendor()
            vendor = get_tenant_model().objects.get(pk=vendor_id)
            with tenant_context(vendor):
                return function(*args, vendor=vendor, **kwargs)

        REGISTERED[name] = "vendor"
        return shared_task(name=name, **options)(run)

    return decorate
