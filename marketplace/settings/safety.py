"""What production refuses to start with: all of it said at once, each with its remedy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import environment as env
from . import payment_safety

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL")
_PLACEHOLDERS = ("change-me", "changeme", "insecure", "example", "only-for-tests")


def demand() -> None:
    """Refuse to go on while anything is unsafe.

    Raises:
        ImproperlyConfigured: with one line for each problem.
    """
    found = list(problems())
    if found:
        raise ImproperlyConfigured("These settings are not fit for production:\n" + "\n".join(found))


def problems() -> Iterator[str]:
    """Everything that is wrong with the environment, in the order of docs/operations.md."""
    yield from _secrets()
    yield from _servers()
    yield from _payments()
    yield from _others()
    yield from _hosts()
    yield from _observability()


def _secrets() -> Iterator[str]:
    key = env.text("SECRET_KEY", "")
    if len(key) < 50 or len(set(key)) < 12 or any(word in key.lower() for word in _PLACEHOLDERS):
        yield "SECRET_KEY needs at least 50 random characters."
    keys = [part.strip() for part in env.text("ENCRYPTION_KEYS", "").split(",") if part.strip()]
    if not keys or any(len(part) < 32 or len(set(part)) < 10 for part in keys):
        yield "ENCRYPTION_KEYS needs one or more random texts of at least 32 characters, by commas."
    pseudonyms = env.text("RISK_HASH_KEY", "")
    if len(pseudonyms) < 32 or len(set(pseudonyms)) < 10 or pseudonyms in (key, *keys):
        yield "RISK_HASH_KEY needs at least 32 random characters of its own: it makes pseudonyms of buyers."
    cards = env.text("GIFT_CARD_KEY", "")
    if cards and (len(cards) < 32 or len(set(cards)) < 10 or cards in (key, pseudonyms, *keys)):
        yield "GIFT_CARD_KEY needs at least 32 random characters of its own, or none where there are no gift cards."
    digests = env.text("IDENTITY_DIGEST_KEY", "")
    if digests and (len(digests) < 32 or len(set(digests)) < 10 or digests in (pseudonyms, cards, *keys)):
        yield "IDENTITY_DIGEST_KEY needs at least 32 random characters of its own, or none: SECRET_KEY then does it."
    if key and key in keys:
        yield "ENCRYPTION_KEYS must not hold the SECRET_KEY: one may have to change without the other."


def _servers() -> Iterator[str]:
    values = {name: env.text(name, "") for name in ADDRESSES}
    yield from (f"{name} is not set: production starts no servers of its own." for name, v in values.items() if not v)
    roles = {}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if not values[name]:
            continue
        parts = env.database(values[name])
        roles[name] = parts["USER"]
        if parts["USER"] == "postgres":
            yield f"{name} logs in as the superuser: make a role of its own (deploy/postgres/roles.sh)."
        if parts["PASSWORD"] and len(str(parts["PASSWORD"])) < 12:
            yield f"{name} has a password of fewer than 12 characters."
    if len(roles) == 2 and len(set(roles.values())) == 1:
        yield "DATABASE_OWNER_URL must be another role than DATABASE_URL: the app may not change the schema or history."
    for name in ("BROKER_URL", "RESULT_URL"):
        if values[name] and values[name] == values["CACHE_URL"]:
            yield f"CACHE_URL is the same database as {name}: emptying the cache would lose tasks."
    if not env.text("STORAGE_URL", ""):
        yield "STORAGE_URL is not set: name the folder that all web servers and workers share, file:///path."


def _payments() -> Iterator[str]:
    yield from payment_safety.problems(_unfit)
    for origin in env.words("PAYMENT_PAGE_ORIGINS"):
        if _unfit(origin):
            yield f"PAYMENT_PAGE_ORIGINS: {origin} is no https address of another machine."


def _others() -> Iterator[str]:
    for name, default in (
        ("MERIDIAN_API_BASE", ""),
        ("ECB_FEED_URL", "https://www.ecb.europa.eu"),
        ("RATES_URL", ""),
    ):
        value = env.text(name, default)
        if value and _unfit(value):
            yield f"{name}={value} is no https address of another machine: sandboxes are for demo and tests only."
    if env.text("MERIDIAN_API_BASE", "") and not (env.text("MERIDIAN_KEY", "") and env.text("MERIDIAN_SECRET", "")):
        yield "MERIDIAN_KEY and MERIDIAN_SECRET are needed where MERIDIAN_API_BASE is set."
    for word in env.words("SCREENING_LISTS"):
        source, _, addresses = word.partition("=")
        if source == "demo" or any(_unfit(one) for one in addresses.split() if not one.startswith("file:")):
            yield f"SCREENING_LISTS: {word} is the demonstration's, or no https address of another machine or file."
    if env.text("RATES_URL", "") and env.text("RATES_SHAPE", "") != "frankfurter" and not env.text("RATES_KEY", ""):
        yield "RATES_KEY is needed where RATES_URL is set, unless RATES_SHAPE is frankfurter."
    if env.flag("WEBHOOKS_ALLOW_LOOPBACK", default=False):
        yield "WEBHOOKS_ALLOW_LOOPBACK lets vendors call this machine: it is for demo and tests only."
    mail = env.text("EMAIL_HOST", "localhost")
    if not env.flag("EMAIL_USE_TLS", default=True) and not _is_here(mail):
        yield f"EMAIL_USE_TLS=no would send mail and its password to {mail} in the clear."


def _hosts() -> Iterator[str]:
    host = env.text("MARKETPLACE_HOST", "")
    if not _is_public_name(host):
        yield f"MARKETPLACE_HOST={host!r} is no public host name, such as portolan.example."
    for name in ("MARKETPLACE_ALIASES", "VENDOR_HOSTS"):
        yield from (f"{name}: {word} admits any host; name each." for word in env.words(name) if word[:1] in "*.")
    domain = env.text("SHOPPER_COOKIE_DOMAIN", host)
    if domain != host and not ("." in domain and host.endswith(f".{domain}")):
        yield f"SHOPPER_COOKIE_DOMAIN={domain} is neither MARKETPLACE_HOST nor a domain above it."
    if not env.flag("SECURE_SSL_REDIRECT", default=True) and not env.words("TRUSTED_PROXIES"):
        yield "SECURE_SSL_REDIRECT=no is only for a server behind a proxy that redirects; name it in TRUSTED_PROXIES."
    for network in env.networks("TRUSTED_PROXIES"):
        if ip_network(network).prefixlen == 0:
            yield f"TRUSTED_PROXIES={network} would believe everybody."


def _observability() -> Iterator[str]:
    token = env.text("METRICS_TOKEN", "")
    if token and len(token) < 24:
        yield "METRICS_TOKEN needs at least 24 random characters."
    if env.integer("METRICS_PORT", 0) and not token:
        yield "METRICS_TOKEN is not set: METRICS_PORT would answer nobody."
    if token and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        yield "PROMETHEUS_MULTIPROC_DIR is not set: /metrics would tell of one process only. Name a folder in memory."
    if env.text("LOG_LEVEL", "INFO").upper() == "DEBUG":
        yield "LOG_LEVEL=DEBUG writes what other libraries send and get, payments too."


def _unfit(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme != "https" or not parts.hostname or _is_here(parts.hostname)


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not _is_here(host) and not set(host) & set("*:/ ")
    return False
