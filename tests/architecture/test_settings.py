"""Production settings refuse what is unsafe, pass Django's own review, and models agree with their migrations."""

from __future__ import annotations

import os
import re
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

from marketplace import runtime
from marketplace.settings import safety
from marketplace.settings.schemas import EXPORTED_PUBLIC_MODELS
from tests.architecture.variables import read_variables

ROOT = Path(__file__).resolve().parents[2]
SANE = {
    "DJANGO_SETTINGS_MODULE": "marketplace.settings.production",
    "SECRET_KEY": "correct-horse-battery-staple-and-forty-more-characters-0123456789",
    "ENCRYPTION_KEYS": "forty-characters-that-nobody-else-guesses,and-the-one-that-was-in-use-before-it",
    "RISK_HASH_KEY": "another-forty-characters-that-nobody-else-guesses",
    "DATABASE_URL": "postgresql://app:long-and-random-1@db.example:5432/portolan",
    "DATABASE_OWNER_URL": "postgresql://owner:long-and-random-2@db.example:5432/portolan",
    "BROKER_URL": "redis://cache.example:6379/0",
    "RESULT_URL": "redis://cache.example:6379/1",
    "CACHE_URL": "redis://cache.example:6379/2",
    "STORAGE_URL": "file:///srv/portolan/media",
    "STRIPE_SECRET_KEY": "sk_live_of_the_suite",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_the_suite",
    "MARKETPLACE_HOST": "portolan.example",
}

# Set where metrics are read and parcels are sent, so that their refusals can be shown too.
WHOLE = {
    "METRICS_TOKEN": "twenty-four-characters-and-more",
    "METRICS_PORT": "9100",
    "PROMETHEUS_MULTIPROC_DIR": "/tmp/metrics",
    "MERIDIAN_API_BASE": "https://api.meridian.example",
    "MERIDIAN_KEY": "mk_of_the_suite",
    "MERIDIAN_SECRET": "ms_of_the_suite",
    "EMAIL_HOST": "mail.portolan.example",
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


UNSAFE = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "x" * 60),
    ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"),
    ("ENCRYPTION_KEYS", None),
    ("ENCRYPTION_KEYS", "short"),
    ("ENCRYPTION_KEYS", SANE["SECRET_KEY"]),
    ("RISK_HASH_KEY", None),
    ("RISK_HASH_KEY", "short"),
    ("RISK_HASH_KEY", SANE["SECRET_KEY"]),
    ("GIFT_CARD_KEY", "short"),
    ("GIFT_CARD_KEY", SANE["SECRET_KEY"]),
    ("DATABASE_URL", None),
    ("DATABASE_URL", "postgresql://postgres:long-and-random-1@db.example/portolan"),
    ("DATABASE_URL", "postgresql://app:secret@db.example/portolan"),
    ("DATABASE_OWNER_URL", None),
    ("DATABASE_OWNER_URL", SANE["DATABASE_URL"]),
    ("BROKER_URL", None),
    ("RESULT_URL", None),
    ("CACHE_URL", None),
    ("CACHE_URL", SANE["BROKER_URL"]),
    ("STORAGE_URL", None),
    ("PAYMENT_GATEWAY", "noop"),
    ("PAYMENT_GATEWAY", "anything"),
    ("STRIPE_SECRET_KEY", None),
    ("STRIPE_SECRET_KEY", "pk_live_not_the_secret_one"),
    ("STRIPE_SECRET_KEY", "sk_test_takes_no_money"),
    ("STRIPE_WEBHOOK_SECRET", None),
    ("STRIPE_WEBHOOK_SECRET", "anything"),
    ("STRIPE_API_BASE", "http://127.0.0.1:9101"),
    ("STRIPE_API_BASE", "https://localhost:9101"),
    ("PAYMENT_PAGE_ORIGINS", "http://pay.example"),
    ("MERIDIAN_API_BASE", "http://api.meridian.example"),
    ("MERIDIAN_KEY", None),
    ("ECB_FEED_URL", "http://127.0.0.1:9103/ecb.xml"),
    ("WEBHOOKS_ALLOW_LOOPBACK", "yes"),
    ("EMAIL_USE_TLS", "no"),
    ("MARKETPLACE_HOST", None),
    ("MARKETPLACE_HOST", "portolan.localhost"),
    ("MARKETPLACE_HOST", "*"),
    ("MARKETPLACE_HOST", "192.0.2.7"),
    ("MARKETPLACE_HOST", "https://portolan.example"),
    ("MARKETPLACE_ALIASES", "*"),
    ("VENDOR_HOSTS", ".example"),
    ("SHOPPER_COOKIE_DOMAIN", "other.example"),
    ("SHOPPER_COOKIE_DOMAIN", "example"),
    ("SECURE_SSL_REDIRECT", "no"),
    ("TRUSTED_PROXIES", "0.0.0.0/0"),
    ("METRICS_TOKEN", "short"),
    ("METRICS_TOKEN", None),
    ("PROMETHEUS_MULTIPROC_DIR", None),
    ("LOG_LEVEL", "debug"),
]


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_production_refuses(monkeypatch: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    for variable in read_variables() | SANE.keys():
        monkeypatch.delenv(variable, raising=False)
    for variable, sane in (SANE | WHOLE).items():
        monkeypatch.setenv(variable, sane)
    assert list(safety.problems()) == [], "what is refused below has another reason"
    monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)

    assert any(name in problem for problem in safety.problems())


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "short"), ("DATABASE_URL", None), ("PAYMENT_GATEWAY", "noop"), ("SECURE_SSL_REDIRECT", "perhaps")],
)
def test_production_does_not_start_with(tmp_path: Path, name: str, value: str | None) -> None:
    outcome = run(["-c", "import marketplace.settings.production"], tmp_path, **{name: value})

    assert outcome.returncode != 0
    assert "ImproperlyConfigured" in outcome.stderr
    assert name in outcome.stderr.splitlines()[-1]


def test_production_says_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    outcome = run(["-c", "import marketplace.settings.production"], tmp_path, SECRET_KEY="x", MARKETPLACE_HOST="*")

    assert "SECRET_KEY needs" in outcome.stderr
    assert "MARKETPLACE_HOST='*' is no public host name" in outcome.stderr


def test_production_starts_no_server_and_reads_addresses_and_secrets_from_files(tmp_path: Path) -> None:
    files = {}
    for name in ("SECRET_KEY", "DATABASE_URL", "CACHE_URL"):
        (tmp_path / name).write_text(f"{SANE[name]}\n")
        files[f"{name}_FILE"] = str(tmp_path / name)
    program = (
        "from marketplace import runtime; runtime.prepare('run_relay')\n"
        "from marketplace.settings import production as p\n"
        "print(p.SECRET_KEY, p.DATABASES['default']['HOST'], p.CACHES['default']['LOCATION'], p.DEBUG)"
    )
    outcome = run(["-c", program], tmp_path, SECRET_KEY=None, DATABASE_URL=None, CACHE_URL=None, DEBUG="1", **files)

    assert outcome.stdout.split() == [SANE["SECRET_KEY"], "db.example", SANE["CACHE_URL"], "False"], outcome.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CACHE_URL", "DATABASE_URL", "SECRET_KEY"]


def test_the_suite_s_settings_keep_out_of_the_demo_s_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTOLAN_STATE", raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    assert runtime.state_dir() == ROOT / ".local" / "test"
    monkeypatch.setenv("PORTOLAN_STATE", "/elsewhere")
    assert runtime.state_dir() == Path("/elsewhere")


def documented() -> set[str]:
    """The variables of the tables in docs/operations.md."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "docs/operations.md").read_text(), re.M)
    return {name for row in rows for name in re.findall(r"[A-Z_]{4,}", row)}


def exemplified() -> set[str]:
    """The variables of .env.example, set or commented out."""
    return set(re.findall(r"^#?([A-Z_]{4,})=", (ROOT / ".env.example").read_text(), re.M))


def test_every_variable_that_is_read_is_documented_and_none_besides() -> None:
    assert documented() == read_variables()


def test_the_example_names_every_variable_of_a_production_server() -> None:
    for_demo = {"GATEWAY_PORT", "CARRIER_PORT", "AUTHORITY_PORT", "WEBHOOKS_ALLOW_LOOPBACK"}
    embedded = {"APP_PG_BIN", "APP_PG_HOME", "APP_PG_USER", "APP_VALKEY_BIN", "PUBLIC_SCHEME"}
    of_compose = {"APP_PASSWORD", "OWNER_PASSWORD", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
    assert exemplified() - of_compose == read_variables() - for_demo - embedded


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
