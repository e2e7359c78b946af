"""What every way of running has in common."""

from __future__ import annotations

import os
from datetime import timedelta

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from marketplace.observability import formats
from marketplace.runtime import BASE_DIR, state_dir

from . import environment as env
from .credits import (  # noqa: F401  settings, by being named here
    CREDIT_LIMITS,
    GIFT_CARD_DAYS,
    GIFT_CARD_DAYS_AFTER_REFUND,
    GIFT_CARD_GUESSES,
    GIFT_CARD_KEY,
    GIFT_CARD_MOST_DAYS_AHEAD,
    GIFT_CARD_RETURN_DAYS,
    REFUND_FIRST_TO,
)
from .customs import (  # noqa: F401  settings, by being named here
    CLASSIFICATION_EMBEDDINGS,
    CUSTOMS_AUTHORITIES,
    CUSTOMS_CHINA_PARTIES,
    CUSTOMS_CHINA_PLATFORM,
    CUSTOMS_CITY,
    CUSTOMS_COUNTRY,
    CUSTOMS_NAME,
    CUSTOMS_POLL_SECONDS,
    INVOICE_POSTCODE,
    INVOICE_STREET,
    POSTAL_LIMIT,
    TAX_ID_CHECK_HOURS,
    VIES,
)
from .payments import ALIPAY, BANK, PAYMENT_GATEWAY, PAYMENT_GATEWAYS, STRIPE, WECHAT  # noqa: F401  settings, by being named here
from .payouts import BANK_TOKEN, PAYOUT_COOLING_HOURS  # noqa: F401  settings, by being named here
from .queues import (  # noqa: F401  settings, by being named here
    CELERY_BEAT_SCHEDULE,
    CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CELERY_BROKER_URL,
    CELERY_RESULT_BACKEND,
    CELERY_TASK_ACKS_LATE,
    CELERY_TASK_IGNORE_RESULT,
    CELERY_TASK_QUEUES,
    CELERY_TASK_REJECT_ON_WORKER_LOST,
    CELERY_TASK_ROUTES,
    CELERY_TASK_SOFT_TIME_LIMIT,
    CELERY_TASK_TIME_LIMIT,
    CELERY_TIMEZONE,
    CELERY_WORKER_MAX_TASKS_PER_CHILD,
    CELERY_WORKER_PREFETCH_MULTIPLIER,
)
from .rates import (  # noqa: F401  settings, by being named here
    ECB_FEED_URL,
    RATES_FEED,
    RATES_LARGEST_DEVIATION_PERCENT,
    RATES_LARGEST_JUMP_PERCENT,
    RATES_ORDER,
)
from .rest import API_RATE_LIMITS, REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401  settings, by being named here
from .risk import IP_COUNTRY_HEADER, RISK_HASH_KEY, RISK_KNOWS_CARDS, RISK_MODE, RISK_SIGNAL_DAYS  # noqa: F401  settings, by being named here
from .schemas import (  # noqa: F401  settings, by being named here
    EXPORTED_PUBLIC_MODELS,
    INSTALLED_APPS,
    LEFT_PUBLIC_MODELS,
    SHARED_APPS,
    TENANT_APPS,
)
from .screening import (  # noqa: F401  settings, by being named here
    SCREENING_KEEP_DAYS,
    SCREENING_LISTS,
    SCREENING_MAX_AGE_DAYS,
    SCREENING_RECORD_DAYS,
)

STATE_DIR = state_dir()

# --- hosts --------------------------------------------------------------------
MARKETPLACE_HOST = env.text("MARKETPLACE_HOST", "portolan.localhost")
MARKETPLACE_ALIASES = env.words("MARKETPLACE_ALIASES", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS = [MARKETPLACE_HOST, f".{MARKETPLACE_HOST}", *MARKETPLACE_ALIASES]
PORT = env.integer("PORT", 8000)
PUBLIC_SCHEME = env.text("PUBLIC_SCHEME", "http")
PUBLIC_PORT = env.text("PUBLIC_PORT", str(PORT))

# --- database: one PostgreSQL, public and a schema for each vendor --------------
_OWNER = os.environ.get("PORTOLAN_DATABASE_ROLE") == "owner"
_APP_URL = env.text("DATABASE_URL", "") or "postgresql://portolan_app@127.0.0.1:1/portolan"
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", "") or _APP_URL
APP_ROLE = str(env.database(_APP_URL)["USER"])
DATABASES = {
    "default": {
        "ENGINE": "marketplace.database",
        **env.database(DATABASE_OWNER_URL if _OWNER else _APP_URL),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": "portolan",
            # What is prepared (apps/common/prepared.py) is planned once, not five times with its values first.
            "options": "-c plan_cache_mode=force_generic_plan",
        },
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TENANT_MODEL = "vendors.Vendor"
TENANT_DOMAIN_MODEL = "vendors.Domain"
TENANT_LIMIT_SET_CALLS = True
PUBLIC_SCHEMA_NAME = "public"
TEMPLATE_SCHEMA_NAME = "portolan_vendor_template"

# --- surfaces -------------------------------------------------------------------
ROOT_URLCONF = "marketplace.urls.shop"
PUBLIC_SCHEMA_URLCONF = ROOT_URLCONF
TEAM_URLCONF = "marketplace.urls.team"
STAFF_URLCONF = "marketplace.urls.staff"
VENDOR_TABLES_URLCONF = "marketplace.urls.vendor_tables"
API_URLCONF = "marketplace.urls.api"
WSGI_APPLICATION = "marketplace.wsgi.application"
SESSION_ENGINE = "marketplace.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SHOPPER_COOKIE_NAME = "portolan_shopper"
CART_COOKIE_NAME = "portolan_cart"
SHOPPER_COOKIE_DOMAIN = env.text("SHOPPER_COOKIE_DOMAIN", MARKETPLACE_HOST)
TEAM_COOKIE_NAME = "portolan_team"
STAFF_COOKIE_NAME = "portolan_staff"
CSRF_COOKIE_NAME = "portolan_csrf"
CSRF_COOKIE_HTTPONLY = True

MIDDLEWARE = [
    "marketplace.middleware.health.HealthMiddleware",
    "marketplace.middleware.refusals.RefusalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.middleware.records.RecordMiddleware",
    "marketplace.middleware.policy.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketplace.middleware.hosts.HostMiddleware",
    "marketplace.middleware.api.ApiMiddleware",
    "marketplace.middleware.pages.PageCacheMiddleware",
    "marketplace.middleware.memory.MemoryMiddleware",
    "marketplace.middleware.sessions.SurfaceSessionMiddleware",
    "marketplace.middleware.locales.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "marketplace.middleware.origins.OriginCheckMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marketplace.middleware.team.TeamMiddleware",
    "marketplace.middleware.staff.StaffDoorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.middleware.policy.StaffPolicyMiddleware",
    "marketplace.middleware.errors.MarketErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

FORM_RENDERER = "marketplace.form_renderer.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["django.templatetags.i18n", "apps.common.templatetags.texts", "django.templatetags.static"],
        },
    }
]

# --- people ---------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_ADAPTER = "apps.storefront.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Staff enter the administration with an authenticator app or a passkey only; tests of other things switch it off.
STAFF_NEED_SECOND_FACTOR = True
MFA_ADAPTER = "apps.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portolan"
# A code of half a minute before or after counts too (RFC 6238, 5.2): clocks differ, and people type.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
LOGIN_REDIRECT_URL = "/"

# --- languages, money, time -----------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ja", "日本語"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
BOOK_CURRENCY = "EUR"
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CNY", "AED", "KWD", "CHF", "CAD", "AUD", "NZD", "INR", "KRW",
              "TRY", "MAD", "TND", "MXN", "PEN", "ETB", "KES", "ZAR", "VND", "HUF", "ISK", "SEK", "DKK",
              "NOK", "PLN", "CZK", "SGD", "HKD", "BRL")  # fmt: skip
SHOPPER_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CNY", "AED", "KWD")
DEFAULT_CURRENCY = None

# --- files ----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder(env.text("STORAGE_URL", "") or (STATE_DIR / "media").as_uri())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "marketplace.static_bundle.BundledStaticStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- backups of single vendors: every so many hours (0: never), kept for so many days, but never fewer than so many ---
BACKUP_ROOT = env.folder(os.environ.get("BACKUP_URL") or (STATE_DIR / "backups").as_uri())
BACKUP_HOURS = env.integer("BACKUP_HOURS", 24)
BACKUP_DAYS = env.integer("BACKUP_DAYS", 30)
BACKUP_KEEP = env.integer("BACKUP_KEEP", 7)
BACKUP_WITH_MEDIA = env.flag("BACKUP_WITH_MEDIA", default=True)

# --- cache, queues (queues.py) ----------------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "marketplace.cache.Cache",
        "LOCATION": env.text("CACHE_URL", "") or "redis://127.0.0.1:1/2",
        "KEY_FUNCTION": "marketplace.cache.vendor_key",
        "TIMEOUT": 300,
    }
}
if BACKUP_HOURS:
    CELERY_BEAT_SCHEDULE["back-up-vendors"] = {
        "task": "portability.back_up_vendors",
        "schedule": timedelta(hours=BACKUP_HOURS),
    }

# --- mail -------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"
DEFAULT_FROM_EMAIL = f"Portolan <hello@{MARKETPLACE_HOST}>"

# --- content security ---------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *env.words("PAYMENT_PAGE_ORIGINS")],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# --- the outside world --------------------------------------------------------------
MERIDIAN = {
    "api_base": env.text("MERIDIAN_API_BASE", ""),
    "key": env.text("MERIDIAN_KEY", ""),
    "secret": env.text("MERIDIAN_SECRET", ""),
}
PURCHASE_LINK_DAYS = env.integer("PURCHASE_LINK_DAYS", 180)
# Carriers of the adapter `karrio` by their code: {"dhl": {"connector": "dhl_universal", "settings": {…}}}.
KARRIO = env.document("KARRIO")
TRACKING_POLL_SECONDS = env.integer("TRACKING_POLL_SECONDS", 900)
# Where vendors' devices were is kept for so many days: it may tell where people are.
POSITION_DAYS = env.integer("POSITION_DAYS", 30)

# --- webhooks ------------------------------------------------------------------------
# By it kept numbers of identity are found again; SECRET_KEY where there is none.
IDENTITY_DIGEST_KEY = env.text("IDENTITY_DIGEST_KEY", "")
# Random texts that seal small secrets in the database: the first seals, all of them open.
ENCRYPTION_KEYS = [key.strip() for key in env.text("ENCRYPTION_KEYS", "").split(",") if key.strip()]
WEBHOOKS_ALLOW_LOOPBACK = env.flag("WEBHOOKS_ALLOW_LOOPBACK", default=False)

# --- checkout ------------------------------------------------------------------------
HOLD_MINUTES = env.integer("HOLD_MINUTES", 15)
FX_QUOTE_MINUTES = env.integer("FX_QUOTE_MINUTES", 30)
# What one person may give back of one order; above it, and in other currencies, a second one has to agree.
# Hours in which a vendor has to confirm, by market («*»: all others); where nothing is said, nothing is cancelled so.
ORDER_CONFIRM_HOURS = env.numbers("ORDER_CONFIRM_HOURS")
REFUND_LIMITS = env.amounts(
    "REFUND_LIMITS",
    "EUR 300, USD 300, GBP 250, CHF 300, CAD 450, AUD 450, JPY 50000, CNY 2400, KRW 450000, AED 1100, SEK 3500",
)

# --- logs, metrics ---------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOGGING = formats.configuration(env.choice("LOG_FORMAT", ("text", "json")), level=LOG_LEVEL)
SLOW_REQUEST_MS = env.integer("SLOW_REQUEST_MS", 1000)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# How long a cache in front may keep a page that is the same for everybody: new goods are to be seen within two seconds.
PAGE_CACHE_SECONDS = env.integer("PAGE_CACHE_SECONDS", 1)
METRICS_HOST = env.text("METRICS_HOST", "127.0.0.1")
METRICS_PORT = env.integer("METRICS_PORT", 0)

UNFOLD = {
    "SITE_TITLE": "Portolan",
    "SITE_HEADER": "Portolan",
    "SITE_SUBHEADER": _("Staff, times in UTC"),
    "SITE_SYMBOL": "explore",
    "SITE_URL": "/",
    "SITE_DROPDOWN": [
        {"icon": "account_balance", "title": _("Finance"), "link": "/admin/finance/"},
        {"icon": "gavel", "title": _("Rules by place"), "link": "/admin/tariffs/jurisdiction/places/"},
        {"icon": "monitor_heart", "title": _("Installation"), "link": "/admin/installation/"},
    ],
    "SHOW_HISTORY": True,
    "STYLES": ["marketplace.observability.tiles.style"],
    "DASHBOARD_CALLBACK": "marketplace.observability.tiles.tiles",
}
# marketplace.middleware.origins stands in for the token of Django's own middleware.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
