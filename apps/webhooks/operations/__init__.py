"""Webhooks · writes, by subject · public schema."""

from .endpoints import change_endpoint, make_endpoint, pause, remove_endpoint, resume, rotate_secret
from .messages import forget_settled, replay, replay_dead, reseal_secrets, send_test, write
from .sending import LEASE, claim, next_sending, release, settle

__all__ = [
    "LEASE",
    "change_endpoint",
    "claim",
    "forget_settled",
    "make_endpoint",
    "next_sending",
    "pause",
    "release",
    "remove_endpoint",
    "replay",
    "replay_dead",
    "reseal_secrets",
    "resume",
    "rotate_secret",
    "send_test",
    "settle",
    "write",
]
