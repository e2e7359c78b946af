"""Celery: the broker, the queues, and what beat starts when."""

from __future__ import annotations

from datetime import timedelta

from kombu import Queue

from . import environment as env

CELERY_BROKER_URL = env.text("BROKER_URL", "") or "redis://127.0.0.1:1/0"
CELERY_RESULT_BACKEND = env.text("RESULT_URL", "") or "redis://127.0.0.1:1/1"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
# A message that no worker acknowledges is given to another after the visibility time-out: no task may run that long.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_SOFT_TIME_LIMIT = 3000
CELERY_TASK_TIME_LIMIT = 3300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# Queues are served in turn: long work in bulk never keeps short work waiting.
# Other people's servers may be slow: messages to them wait in a queue of their own, which may have its own worker.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("bulk"), Queue("webhooks")]
CELERY_TASK_ROUTES = {
    "catalog.encode_avif": {"queue": "bulk"},
    "screening.rescreen": {"queue": "bulk"},
    "webhooks.deliver": {"queue": "webhooks"},
    "discovery.refresh_landed_prices": {"queue": "bulk"},
    "discovery.check_drift": {"queue": "bulk"},
    "promises.learn": {"queue": "bulk"},
    "portability.back_up": {"queue": "bulk"},
    "portability.make_copy": {"queue": "bulk"},
    "classification.keep_index": {"queue": "bulk"},
    "classification.judge_goods": {"queue": "bulk"},
    "customs.look_over": {"queue": "bulk"},
    "fulfilment.improve_packing": {"queue": "bulk"},
    "fulfilment.propose_slots": {"queue": "bulk"},
    "fulfilment.plan_rounds": {"queue": "bulk"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "refresh-exchange-rates": {"task": "currencies.refresh_exchange_rates", "schedule": timedelta(hours=1)},
    "release-expired-holds": {"task": "stock.release_expired_holds", "schedule": timedelta(seconds=30)},
    "tend-hot-shelves": {"task": "stock.tend_hot_shelves", "schedule": timedelta(seconds=10)},
    "announce-low-shelves": {"task": "stock.announce_low_shelves", "schedule": timedelta(seconds=60)},
    "expire-lots": {"task": "warehouse.expire_lots", "schedule": timedelta(hours=1)},
    "release-expired-credit": {"task": "credits.release_expired_holds", "schedule": timedelta(seconds=30)},
    "send-gift-cards": {"task": "credits.send_cards", "schedule": timedelta(seconds=30)},
    "expire-gift-card-sales": {"task": "credits.expire_sales", "schedule": timedelta(minutes=1)},
    "expire-gift-cards": {"task": "credits.expire_cards", "schedule": timedelta(hours=1)},
    "expire-checkouts": {"task": "checkout.expire_sessions", "schedule": timedelta(seconds=60)},
    "cancel-unconfirmed-orders": {"task": "checkout.cancel_unconfirmed", "schedule": timedelta(minutes=10)},
    "follow-returns-and-claims": {"task": "aftersales.follow_due", "schedule": timedelta(minutes=10)},
    "follow-refunds": {"task": "checkout.follow_refunds", "schedule": timedelta(seconds=60)},
    "resolve-unknown-payments": {"task": "payments.resolve_unknown", "schedule": timedelta(seconds=20)},
    "forget-keys": {"task": "outbox.forget_keys", "schedule": timedelta(hours=1)},
    "poll-tracking": {"task": "logistics.poll_tracking", "schedule": timedelta(seconds=5)},
    "reach-planned-ways": {"task": "itineraries.reach", "schedule": timedelta(seconds=10)},
    "forget-positions": {"task": "shipping.forget_old_positions", "schedule": timedelta(hours=6)},
    "poll-authorities": {"task": "customs.poll_authorities", "schedule": timedelta(seconds=5)},
    "keep-preflights": {"task": "customs.keep_preflights", "schedule": timedelta(hours=1)},
    "deliver-webhooks": {"task": "webhooks.deliver_due", "schedule": timedelta(seconds=10)},
    "forget-webhooks": {"task": "webhooks.forget_settled", "schedule": timedelta(hours=1)},
    "make-checkpoints": {"task": "ledger.make_checkpoints", "schedule": timedelta(minutes=5)},
    "finish-provisioning": {"task": "vendors.finish_provisioning", "schedule": timedelta(seconds=60)},
    "make-payouts": {"task": "payouts.make_due", "schedule": timedelta(hours=1)},
    "send-payouts": {"task": "payouts.send_approved", "schedule": timedelta(minutes=5)},
    "fetch-settlements": {"task": "payouts.fetch_settlement", "schedule": timedelta(hours=1)},
    "fetch-bank-statements": {"task": "payouts.fetch_statements", "schedule": timedelta(minutes=30)},
    "reconcile": {"task": "payouts.reconcile", "schedule": timedelta(minutes=30)},
    "check-listing-drift": {"task": "discovery.check_drift", "schedule": timedelta(hours=1)},
    "watch-payments": {"task": "risk.watch", "schedule": timedelta(seconds=60)},
    "learn-what-is-usual": {"task": "risk.learn", "schedule": timedelta(hours=24)},
    "learn-codes": {"task": "classification.keep_index", "schedule": timedelta(minutes=5)},
    "judge-goods": {"task": "classification.judge_goods", "schedule": timedelta(seconds=20)},
    "forget-risk-signals": {"task": "risk.forget_old", "schedule": timedelta(hours=6)},
    "refresh-screening-lists": {"task": "screening.refresh_lists", "schedule": timedelta(hours=6)},
    "screen-parties-again": {"task": "screening.rescreen_parties", "schedule": timedelta(seconds=60)},
    "learn-promises": {"task": "promises.learn", "schedule": timedelta(hours=24)},
    "forget-screened-parties": {"task": "screening.forget", "schedule": timedelta(hours=6)},
}
