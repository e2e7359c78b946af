"""The test suite: its own state folder, quick hashing, tasks in the same process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from marketplace import runtime

os.environ.setdefault("PORTOLAN_STATE", str(Path(__file__).resolve().parents[2] / ".local" / "test"))
if "pytest" in sys.modules:
    runtime.lease_services(runtime.state_dir(), durable=False)

from .base import *  # noqa: F403
from .base import CACHES, CUSTOMS_AUTHORITIES

# Test processes run side by side and empty their cache: each has a database of its own.
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES["default"]["LOCATION"] = f"{str(CACHES['default']['LOCATION']).rpartition('/')[0]}/{2 + _process % 14}"

DEBUG = False
DEMO = False
MAILBOX_PAGE = False
SECRET_KEY = "only-for-tests-" + "x" * 40
ENCRYPTION_KEYS = ["only-for-tests-" + "x" * 40]
RISK_HASH_KEY = "only-for-tests-" + "r" * 40
GIFT_CARD_KEY = "only-for-tests-" + "g" * 40
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
API_RATE_LIMITS = {}
STAFF_NEED_SECOND_FACTOR = False
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
STRIPE = {
    "api_base": "http://127.0.0.1:1",
    "secret_key": "sk_test_suite",
    "webhook_secret": "whsec_suite",
    "timeout_s": 3,
}
MERIDIAN = {"api_base": "http://127.0.0.1:1", "key": "mk_suite", "secret": "ms_suite"}
SCREENING_LISTS = {"demo": f"file://{runtime.BASE_DIR.as_posix()}/fixtures/reference/screening_demo.xml"}
SCREENING_MAX_AGE_DAYS = 3650
CUSTOMS_AUTHORITIES["*"] = {"api_base": "http://127.0.0.1:1", "key": "ck_suite", "secret": "cs_suite"}
VIES = {"api_base": "http://127.0.0.1:1", "timeout_s": 2}
