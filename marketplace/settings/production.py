"""Production: everything from the environment, and nothing unsafe."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ENCRYPTION_KEYS, MARKETPLACE_HOST, PAYMENT_GATEWAY, WEBHOOKS_ALLOW_LOOPBACK, env

DEBUG = False
DEMO = False
MAILBOX_PAGE = False
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs at least 50 random characters.")
if not ENCRYPTION_KEYS or min(map(len, ENCRYPTION_KEYS)) < 32:
    raise ImproperlyConfigured("ENCRYPTION_KEYS needs one or more random texts of at least 32 characters, by commas.")
if WEBHOOKS_ALLOW_LOOPBACK:
    raise ImproperlyConfigured("WEBHOOKS_ALLOW_LOOPBACK lets vendors call this machine: it is for demo and tests only.")
env.text("DATABASE_URL")
env.text("DATABASE_OWNER_URL")
for _name in ("BROKER_URL", "RESULT_URL", "CACHE_URL"):
    env.text(_name)
if not env.text("STRIPE_SECRET_KEY", "").startswith("sk_"):
    raise ImproperlyConfigured("Set STRIPE_SECRET_KEY to the account's secret key (sk_…).")
env.text("STRIPE_WEBHOOK_SECRET")
if PAYMENT_GATEWAY == "noop":
    raise ImproperlyConfigured("PAYMENT_GATEWAY=noop takes every payment without money: it is for benchmarks only.")

PUBLIC_SCHEME = "https"
PUBLIC_PORT = env.text("PUBLIC_PORT", "")
MARKETPLACE_ALIASES = env.words("MARKETPLACE_ALIASES")
ALLOWED_HOSTS = [MARKETPLACE_HOST, f".{MARKETPLACE_HOST}", *MARKETPLACE_ALIASES, *env.words("VENDOR_HOSTS")]
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
