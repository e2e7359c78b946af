"""Production settings refuse what is unsafe, pass Django's own review, and models agree with their migrations."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from marketplace.settings.schemas import EXPORTED_PUBLIC_MODELS

ROOT = Path(__file__).resolve().parents[2]
SANE = {
    "DJANGO_SETTINGS_MODULE": "marketplace.settings.production",
    "SECRET_KEY": "correct-horse-battery-staple-and-forty-more-characters-0123456789",
    "ENCRYPTION_KEYS": "forty-characters-that-nobody-else-guesses,and-the-one-that-was-in-use-before-it",
    "DATABASE_URL": "postgresql://app:secret@db.example:5432/portolan",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example:5432/portolan",
    "BROKER_URL": "redis://cache.example:6379/0",
    "RESULT_URL": "redis://cache.example:6379/1",
    "CACHE_URL": "redis://cache.example:6379/2",
    "STRIPE_SECRET_KEY": "sk_live_of_the_suite",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_the_suite",
    "MARKETPLACE_HOST": "portolan.example",
}


def run(arguments: list[str], folder: Path, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Python in the checkout, with the sane environment but for what is `changed`; None leaves a variable out."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"PORTOLAN_STATE": str(folder), **SANE, **{k: v for k, v in changed.items() if v is not None}}
    for name in (name for name, value in changed.items() if value is None):
        environment.pop(name)
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_django_s_review_of_the_production_settings_finds_nothing(tmp_path: Path) -> None:
    outcome = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path)

    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout
    assert list(tmp_path.iterdir()) == [], "a command that needs no database wrote state"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("ENCRYPTION_KEYS", None),
        ("ENCRYPTION_KEYS", "short"),
        ("WEBHOOKS_ALLOW_LOOPBACK", "yes"),
        ("DATABASE_URL", None),
        ("DATABASE_OWNER_URL", None),
        ("BROKER_URL", None),
        ("RESULT_URL", None),
        ("CACHE_URL", None),
        ("STRIPE_SECRET_KEY", None),
        ("STRIPE_SECRET_KEY", "pk_live_not_the_secret_one"),
        ("STRIPE_WEBHOOK_SECRET", None),
        ("SECURE_SSL_REDIRECT", "perhaps"),
    ],
)
def test_production_does_not_start_with(tmp_path: Path, name: str, value: str | None) -> None:
    outcome = run(["-c", "import marketplace.settings.production"], tmp_path, **{name: value})

    assert outcome.returncode != 0
    assert "ImproperlyConfigured" in outcome.stderr
    assert name in outcome.stderr.splitlines()[-1]


def test_production_starts_with_a_sane_environment(tmp_path: Path) -> None:
    """Without this the refusals above could have any reason."""
    assert run(["-c", "import marketplace.settings.production"], tmp_path).returncode == 0


def test_no_model_has_changed_without_a_migration() -> None:
    loader = MigrationLoader(None)

    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)

    assert {label: [str(op) for m in found for op in m.operations] for label, found in changes.items()} == {}
    assert loader.detect_conflicts() == {}


def test_the_system_checks_find_nothing() -> None:
    assert [str(message) for message in checks.run_checks() if message.level >= checks.WARNING] == []


def test_no_app_is_in_both_lists() -> None:
    assert set(settings.SHARED_APPS) & set(settings.TENANT_APPS) == set()
    listed = [*settings.SHARED_APPS, *settings.TENANT_APPS]
    assert len(listed) == len(set(listed))
    present = {f"apps.{path.parent.name}" for path in (ROOT / "apps").glob("*/apps.py")}
    assert present == {name for name in listed if name.startswith("apps.")}


def test_the_public_tables_that_an_export_takes_along_bear_the_vendor() -> None:
    for name in EXPORTED_PUBLIC_MODELS:
        fields = {field.attname for field in apps.get_model(name)._meta.get_fields() if hasattr(field, "attname")}
        assert fields & {"vendor_id", "tenant_id"}, name
