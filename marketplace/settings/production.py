"""Production: everything from the environment, and nothing unsafe."""

from __future__ import annotations

from . import safety
from .base import *  # noqa: F403
from .base import LOG_LEVEL, MARKETPLACE_HOST, env, formats

safety.demand()

DEBUG = False
DEMO = False
MAILBOX_PAGE = False
SECRET_KEY = env.text("SECRET_KEY")

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
LOGGING = formats.configuration(env.choice("LOG_FORMAT", ("json", "text")), level=LOG_LEVEL)
