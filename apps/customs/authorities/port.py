"""Customs · what we ask of an authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from djmoney.money import Money

from apps.customs.types import Notice


@dataclass(frozen=True)
class Message:
    """A declaration as it goes out. The same reference, version and body twice is once."""

    lrn: str
    version: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Paper:
    """A document that the authority asked for."""

    name: str
    media_type: str
    content: bytes


class AuthorityPort(Protocol):
    """A customs authority. Every call but `read` is a network call: never make one inside a transaction.

    Each raises AuthorityRefused where the authority said no for a reason, and
    AuthorityUnavailable where it did not answer; the same call may then be repeated.
    """

    def submit(self, message: Message) -> None:
        """Hand a declaration in, or correct the one of this reference. Its answers come as notices."""

    def answer(self, lrn: str, papers: list[Paper]) -> None:
        """Send the papers that were asked for."""

    def pay(self, lrn: str, amount: Money, *, key: str) -> str:
        """Pay an assessed debt out of the marketplace's deferment account; the receipt's number."""

    def invalidate(self, lrn: str, reason: str) -> None:
        """Ask that the declaration be cancelled."""

    def ask(self, lrn: str) -> list[Notice]:
        """Everything that the authority has said of a declaration so far."""

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A notice out of a callback.

        Raises:
            BadNotice: it is not signed by the authority, too old, or cannot be read.
        """
