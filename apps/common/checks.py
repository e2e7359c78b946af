"""Common · system checks that hold the rules of who lives where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.checks import CheckMessage, Error, register
from django.db import models

from .models import SharedModel, TenantModel
from .schemas import Schema

# Small, rarely written public tables that a vendor's row may point at with a constraint.
REFERENCE_APPS = frozenset({"reference", "taxonomy", "logistics"})


_VENDOR_KEYS = frozenset({"vendor_id", "tenant_id"})


def _own_apps() -> Iterator[AppConfig]:
    return (config for config in apps.get_app_configs() if config.name.startswith("apps."))


@register()
def every_app_has_one_room(**_: Any) -> list[CheckMessage]:
    """settings/schemas.py and each AppConfig.schema agree, and no app is in both lists."""
    found: list[CheckMessage] = []
    both = set(settings.SHARED_APPS) & set(settings.TENANT_APPS)
    found += [Error(f"{name} is in SHARED_APPS and TENANT_APPS.", id="portolan.E001") for name in sorted(both)]
    for config in _own_apps():
        schema = getattr(config, "schema", None)
        if schema is None:
            found.append(Error(f"{config.name} does not state its schema.", obj=config, id="portolan.E002"))
            continue
        listed = config.name in settings.TENANT_APPS
        if listed != (schema is Schema.VENDOR):
            found.append(
                Error(f"{config.name} says {schema.value}; settings/schemas.py disagrees.", id="portolan.E003")
            )
        if schema is Schema.NONE and list(config.get_models()):
            found.append(Error(f"{config.name} says it has no tables but has models.", id="portolan.E004"))
    return found


@register("models")
def every_model_is_in_its_room(**_: Any) -> list[CheckMessage]:
    """Models inherit the base of their app's schema, and keys cross only where they may."""
    found: list[CheckMessage] = []
    for config in _own_apps():
        vendor_side = getattr(config, "schema", None) is Schema.VENDOR
        for model in config.get_models(include_auto_created=True):
            if not model._meta.auto_created:
                found += _base_mismatch(model, vendor_side=vendor_side)
            found += [problem for field in model._meta.local_fields for problem in _key_problem(model, field)]
            found += [
                Error(f"{model.__name__}.{field.name} is a generic relation.", obj=model, id="portolan.E008")
                for field in model._meta.private_fields
                if isinstance(field, GenericForeignKey)
            ]
    return found


@register("models")
def every_public_row_of_a_vendor_is_taken_or_left(**_: Any) -> list[CheckMessage]:
    """A public model with a vendor's id goes along with an export, or settings/schemas.py says why it stays."""
    found: list[CheckMessage] = []
    taken, left = set(settings.EXPORTED_PUBLIC_MODELS), set(settings.LEFT_PUBLIC_MODELS)
    bearing = {
        model._meta.label: model
        for config in _own_apps()
        if getattr(config, "schema", None) is Schema.PUBLIC
        for model in config.get_models(include_auto_created=True)
        if any(field.attname in _VENDOR_KEYS for field in model._meta.local_concrete_fields)
    }
    for label in sorted(set(bearing) - taken - left):
        found.append(
            Error(
                f"{label} bears a vendor's id but settings/schemas.py does not say whether an export takes it.",
                hint="Add it to EXPORTED_PUBLIC_MODELS, or to LEFT_PUBLIC_MODELS with the reason.",
                obj=bearing[label],
                id="portolan.E009",
            )
        )
    for label in sorted((taken & left) | ((taken | left) - set(bearing))):
        found.append(Error(f"settings/schemas.py lists {label} twice, or it bears no vendor's id.", id="portolan.E010"))
    found += [
        Error(f"{label} is left without a reason.", id="portolan.E010")
        for label in left
        if not settings.LEFT_PUBLIC_MODELS[label]
    ]
    return found


def _base_mismatch(model: type[models.Model], *, vendor_side: bool) -> list[CheckMessage]:
    base = TenantModel if vendor_side else SharedModel
    if issubclass(model, base):
        return []
    return [Error(f"{model.__name__} must inherit {base.__name__}.", obj=model, id="portolan.E005")]


def _key_problem(model: type[models.Model], field: models.Field[Any, Any]) -> list[CheckMessage]:
    target = field.related_model if field.is_relation else None
    if target is None or not isinstance(target, type):
        return []
    source_vendor, target_vendor = _is_vendor_side(model), _is_vendor_side(target)
    if target_vendor and not source_vendor:
        return [Error(f"{model.__name__}.{field.name}: public must not point into a vendor's schema; keep "
                      "(vendor_id, public_id).", obj=model, id="portolan.E006")]  # fmt: skip
    busy = source_vendor and not target_vendor and target._meta.app_label not in REFERENCE_APPS
    if busy and getattr(field, "db_constraint", True):
        return [Error(f"{model.__name__}.{field.name}: a vendor's row points at the busy public table "
                      f"{target.__name__}; keep a UUID or set db_constraint=False.", obj=model,
                      id="portolan.E007")]  # fmt: skip
    return []


def _is_vendor_side(model: type[models.Model]) -> bool:
    return getattr(apps.get_app_config(model._meta.app_label), "schema", None) is Schema.VENDOR
